// When one interface and family of it asks again who is there. Pure: the time is a number. Everyone who is there answers
// each question, so that where nobody looks it is asked less and less, and of many devices only by one.
import type { Interest } from './interest.ts';

/** Just opened it asks soon again: a first question may be lost. */
const FIRST_PAUSES_MS = [1000, 2000] as const;
/** Then now and then, for what was lost and for what went deaf. */
const PAUSE_MS = 7000;
/** Where nobody looks each pause is twice the one before, up to this. */
const MOST_PAUSE_MS: Readonly<Record<Interest, number>> = { looking: PAUSE_MS, waiting: 30_000, none: 300_000 };
/** Longer by up to so much: not all devices at once. */
const SPREAD = 0.2;
const NEVER = Number.NEGATIVE_INFINITY;

export class Turns {
  readonly #lot: () => number;
  #interest: Interest = 'looking';
  #taken = 0;
  #othersAskedAt = NEVER;

  /** `lot` gives a number from 0 to 1. */
  constructor(lot: () => number) {
    this.#lot = lot;
  }

  /** Soon again from now on, whoever else asks. */
  begin(): void {
    this.#taken = 0;
  }

  /** True where somebody wants to know more than before. */
  interest(next: Interest): boolean {
    const isKeener = MOST_PAUSE_MS[next] < MOST_PAUSE_MS[this.#interest];
    // Until now its pauses were all the same.
    if (this.#interest === 'looking') this.#taken = Math.min(this.#taken, FIRST_PAUSES_MS.length);
    this.#interest = next;
    return isKeener;
  }

  /** Somebody else did, for all to answer. */
  othersAsked(now: number): void {
    this.#othersAskedAt = now;
  }

  /** Whether it is to ask now, and how long it is to its next turn. */
  take(now: number): { readonly asks: boolean; readonly pauseMs: number } {
    const most = MOST_PAUSE_MS[this.#interest];
    const first = FIRST_PAUSES_MS[this.#taken];
    const ago = now - this.#othersAskedAt;
    const isAsked = ago >= 0 && ago <= most * (1 + SPREAD);
    const asks = this.#interest === 'looking' || this.#taken <= FIRST_PAUSES_MS.length || !isAsked;
    const doubled = PAUSE_MS * 2 ** (this.#taken - FIRST_PAUSES_MS.length);
    this.#taken += 1;
    return { asks, pauseMs: first ?? Math.min(doubled, most) * (1 + this.#lot() * SPREAD) };
  }
}
