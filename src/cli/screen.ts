// The two output streams as one screen: whole lines that stay, below them the lines that are redrawn, and nothing in
// between while a question waits for its answer.
import type { Sink } from './world.ts';

/** More would fill the screen. */
const MOST_BARS = 10;

const UP = '\x1b[1A';
const CLEAR_LINE = '\r\x1b[K';

export class Screen {
  readonly #out: Sink;
  readonly #err: Sink;
  /** Whether lines can be redrawn; elsewhere what is written stays. */
  readonly canRedraw: boolean;
  #bars: readonly string[] = [];
  #drawn: readonly string[] = [];
  /** What was to be said while a question was open. */
  #held: (() => void)[] | null = null;

  constructor(out: Sink, err: Sink, canRedraw: boolean) {
    this.#out = out;
    this.#err = err;
    this.canRedraw = canRedraw;
  }

  out(text: string): void {
    this.#write(() => this.#out.write(text));
  }

  err(text: string): void {
    this.#write(() => this.#err.write(text));
  }

  /** The lines at the bottom from now on. They must be narrower than the terminal. */
  bars(lines: readonly string[]): void {
    if (!this.canRedraw) return;
    this.#bars = lines.slice(0, MOST_BARS);
    if (this.#held === null && this.#bars.join('\n') !== this.#drawn.join('\n')) this.#write(() => undefined);
  }

  /** Nothing is written but by `ask`, until what it gives back is called. */
  hold(): () => void {
    this.#clear();
    this.#held = [];
    return () => {
      const held = this.#held ?? [];
      this.#held = null;
      this.#write(() => {
        for (const write of held) write();
      });
    };
  }

  #write(write: () => void): void {
    if (this.#held !== null) {
      this.#held.push(write);
      return;
    }
    this.#clear();
    write();
    if (this.#bars.length > 0) this.#out.write(this.#bars.join('\n'));
    this.#drawn = this.#bars;
  }

  #clear(): void {
    if (this.#drawn.length > 0) this.#out.write(CLEAR_LINE + `${UP}${CLEAR_LINE}`.repeat(this.#drawn.length - 1));
    this.#drawn = [];
  }
}
