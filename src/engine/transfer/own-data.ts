// The folder with this device's key in it, which is never sent: not by name, and not as a part of somebody's whole home.
import { realpathSync, type Stats, statSync } from 'node:fs';
import { relative, sep } from 'node:path';

export class OwnData {
  readonly #path: string;
  readonly #stats: Stats | null;

  constructor(path: string) {
    const stats = statSync(path, { throwIfNoEntry: false }) ?? null;
    this.#path = stats === null ? path : realpathSync.native(path);
    this.#stats = stats;
  }

  /** Whether what a person named is the folder or lies in it, by whatever way. */
  holds(path: string): boolean {
    if (this.#stats === null) return false;
    const way = relative(this.#path, realpathSync.native(path));
    return way !== '..' && !way.startsWith(`..${sep}`);
  }

  /** Whether it is the folder itself, come upon from above. */
  is({ dev, ino }: Stats): boolean {
    return this.#stats !== null && this.#stats.dev === dev && this.#stats.ino === ino;
  }
}
