// Says the same three times, because datagrams get lost: soon, a little later, and when even a slow device is awake.
// Whatever is to be said anew meanwhile is said in another burst after that, so that there is never more than one.
import type { Clock } from '../../ports.ts';

const PAUSES_MS = [100, 500, 2000];

export class Bursts {
  readonly #clock: Clock;
  readonly #say: () => void;
  #isAgain = false;
  #cancel: (() => void) | null = null;

  constructor(clock: Clock, say: () => void) {
    this.#clock = clock;
    this.#say = say;
  }

  begin(): void {
    if (this.#cancel === null) this.#next(0);
    else this.#isAgain = true;
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#isAgain = false;
  }

  #next(turn: number): void {
    const pauseMs = PAUSES_MS[turn];
    if (pauseMs !== undefined) {
      this.#cancel = this.#clock.after(pauseMs, () => {
        this.#say();
        this.#next(turn + 1);
      });
      return;
    }
    this.#cancel = null;
    if (!this.#isAgain) return;
    this.#isAgain = false;
    this.#next(0);
  }
}
