// What is done every few seconds for as long as the program runs is done at one moment by everything here: fifty
// connections wake the computer as often as one.
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
  #cancel: () => void = () => undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(call: () => void): () => void {
    // The same function may be there for another.
    const own = (): void => call();
    if (this.#due.size === 0) this.#cancel = this.#clock.after(BEAT_MS, () => this.#come());
    this.#due.add(own);
    return () => {
      if (this.#due.delete(own) && this.#due.size === 0) this.#cancel();
    };
  }

  #come(): void {
    const all = this.#due;
    this.#due = new Set();
    for (const call of all) call();
  }
}
