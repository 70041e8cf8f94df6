// What a program has said so far, and a wait for what it is to say.
import type { Readable } from 'node:stream';

const PATIENCE_MS = 40_000;

export class Said {
  text = '';
  readonly #looks = new Set<() => void>();

  constructor(...streams: readonly (Readable | null)[]) {
    for (const stream of streams)
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.text += text;
        for (const look of [...this.#looks]) look();
      });
  }

  /** Resolves with what `find` gives of it, as soon as that is something. */
  until<T>(what: string, find: (said: string) => T | null | undefined | false): Promise<T> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = find(this.text);
        if (found === null || found === undefined || found === false) return;
        end();
        resolve(found);
      };
      const late = setTimeout(() => {
        end();
        reject(new Error(`waits for ${what} in vain: ${this.text}`));
      }, PATIENCE_MS);
      const end = (): void => {
        clearTimeout(late);
        this.#looks.delete(look);
      };
      this.#looks.add(look);
      look();
    });
  }
}
