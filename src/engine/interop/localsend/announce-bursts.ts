// Says the same three times, because datagrams get lost: soon, a little later, and when even a slow device is awake.
// Whatever is to be said anew meanwhile doesn't wait for the last of them; nor is it said faster for that.
import type { Clock } from '../../ports.ts';

const SOON_MS = 100;
/** The least between two. */
const APART_MS = 500;
const LAST_MS = 2000;

export class Bursts {
  readonly #clock: Clock;
  readonly #say: () => void;
  /** Of this burst. */
  #said = 0;
  #saidAt = 0;
  #isAgain = false;
  #cancel: (() => void) | null = null;

  constructor(clock: Clock, say: () => void) {
    this.#clock = clock;
    this.#say = say;
  }

  begin(): void {
    if (this.#cancel === null) this.#start(SOON_MS);
    else if (this.#said < 2) this.#isAgain = true;
    // Never longer, though the clock was set back.
    else this.#start(Math.min(APART_MS, Math.max(SOON_MS, this.#saidAt + APART_MS - this.#clock.now())));
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #start(waitMs: number): void {
    this.stop();
    this.#said = 0;
    this.#isAgain = false;
    this.#sayIn(waitMs);
  }

  #sayIn(waitMs: number): void {
    this.#cancel = this.#clock.after(waitMs, () => {
      this.#cancel = null;
      this.#said += 1;
      this.#saidAt = this.#clock.now();
      this.#say();
      if (this.#said === 2 && this.#isAgain) this.#start(APART_MS);
      else if (this.#said < 3) this.#sayIn(this.#said === 1 ? APART_MS : LAST_MS);
    });
  }
}
