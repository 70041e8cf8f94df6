// What is done every few seconds for as long as the program runs is done at one moment by everything here, and on other
// devices whose clocks are right: fifty connections wake a computer as often as one, and what comes by them does, too.
import type { Clock } from './ports.ts';

export const BEAT_MS = 5000;

const beats = new WeakMap<Clock, Beat>();

/** Calls once, at the next beat: within five seconds. Gives what calls that off. */
export function atBeat(clock: Clock, call: () => void): () => void {
  const beat = beats.get(clock) ?? new Beat(clock);
  beats.set(clock, beat);
  return beat.add(call);
}

class Beat {
  readonly #clock: Clock;
  #due = new Set<() => void>();
  #at = 0;
  #cancel: () => void = () => undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(call: () => void): () => void {
    // The same function may be there for another.
    const own = (): void => call();
    this.#due.add(own);
    if (this.#due.size === 1) this.#begin();
    return () => {
      if (this.#due.delete(own) && this.#due.size === 0) this.#cancel();
    };
  }

  #begin(): void {
    const now = this.#clock.now();
    this.#at = now - (now % BEAT_MS) + BEAT_MS;
    this.#cancel = this.#clock.after(this.#at - now, () => this.#wake());
  }

  #wake(): void {
    const early = this.#at - this.#clock.now();
    // Timers may be early by a little. By more than that a clock was set back.
    if (early > 0 && early <= BEAT_MS) this.#cancel = this.#clock.after(early, () => this.#wake());
    else this.#come();
  }

  #come(): void {
    const all = this.#due;
    this.#due = new Set();
    for (const call of all) call();
  }
}
