// Standard input, a line at a time and only while somebody waits for one: a program in the background that reads its
// terminal is halted by the system.
import { hangUp } from './signals.ts';
import type { Input } from './world.ts';

/** Far more than anybody types; what is longer comes in parts. */
const MOST_CHARACTERS = 4096;
/** What was typed before the question is there by then. */
const SETTLE_MS = 10;
/** A terminal that is being closed is known to be gone by then. */
const CLOSED_MS = 100;

export class Lines {
  readonly #input: Input;
  #stream: NodeJS.ReadableStream | null = null;
  #lines: string[] = [];
  #rest = '';
  #hasEnded = false;
  #wake: () => void = () => undefined;

  constructor(input: Input) {
    this.#input = input;
  }

  /** The next line without its end; null at the end of the input, or when it is no longer waited for. */
  async next(signal: AbortSignal): Promise<string | null> {
    const stream = this.#open();
    for (;;) {
      const line = this.#lines.shift();
      if (line !== undefined) return line;
      if (signal.aborted) return null;
      if (this.#hasEnded) return this.#last();
      const woken = Promise.withResolvers<void>();
      this.#wake = () => woken.resolve();
      signal.addEventListener('abort', this.#wake, { once: true });
      stream.resume();
      await woken.promise;
      signal.removeEventListener('abort', this.#wake);
      stream.pause();
    }
  }

  /** Drops what was typed so far: it was no answer to a question that isn't on the screen yet. */
  async drain(): Promise<void> {
    const stream = this.#open();
    stream.resume();
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    stream.pause();
    this.#lines = [];
    this.#rest = '';
  }

  #last(): string | null {
    const rest = this.#rest;
    this.#rest = '';
    return rest === '' ? null : rest;
  }

  #open(): NodeJS.ReadableStream {
    if (this.#stream !== null) return this.#stream;
    const stream = this.#input.open();
    const end = (): void => {
      this.#hasEnded = true;
      this.#wake();
    };
    // Whoever closed it has answered nothing, and the signal may come later than the end, or to a shell alone.
    const closed = (): void => {
      if (!this.#input.isTerminal) hangUp();
      end();
    };
    const onEnd = this.#input.isTerminal ? () => setTimeout(closed, CLOSED_MS) : end;
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => {
      const parts = `${this.#rest}${chunk}`.split(/\r?\n/);
      this.#rest = parts.pop() ?? '';
      if (this.#rest.length > MOST_CHARACTERS) {
        parts.push(this.#rest);
        this.#rest = '';
      }
      this.#lines.push(...parts);
      if (this.#lines.length > 0) this.#wake();
    });
    stream.on('end', onEnd);
    stream.on('error', onEnd);
    this.#stream = stream;
    return stream;
  }
}
