// Tells of what changes hundreds of times a second only as often as anybody looks: at once, and then in frames.
import type { Clock } from '../ports.ts';

export const FRAME_MS = 100;

export class Frames {
  readonly #clock: Clock;
  readonly #tell: () => void;
  #isDue = false;
  #cancel: (() => void) | null = null;

  constructor(clock: Clock, tell: () => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  /** It has changed a little, as it does again and again. */
  soon(): void {
    if (this.#cancel === null) this.now();
    else this.#isDue = true;
  }

  /** It has changed in a way that somebody waits for. */
  now(): void {
    this.stop();
    this.#cancel = this.#clock.after(FRAME_MS, () => {
      this.#cancel = null;
      if (this.#isDue) this.now();
    });
    this.#tell();
  }

  /** There is nothing more to be told. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#isDue = false;
  }
}
