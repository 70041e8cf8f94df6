// A limit of bytes a second over all transfers of one direction. Whoever has waited longest goes next, so that several
// share it evenly; what its person chooses counts at once, also for those that wait.
import type { Clock } from '../ports.ts';

/** So soon a new limit, or that nobody waits any more, is noticed. */
const LOOK_MS = 200;
/** What may follow at once on a pause, as a part of a second: timers come late, and that isn't lost. */
const SAVED_SECONDS = 0.1;
/** Pieces go out so many a second, that a slow limit doesn't mean a minute's silence. */
const PIECES_A_SECOND = 8;
const LEAST_PIECE_BYTES = 16 * 1024;

interface ThrottleNeeds {
  readonly clock: Clock;
  /** Bytes a second; null for as fast as it goes. */
  readonly limit: () => number | null;
}

export class Throttle {
  readonly #needs: ThrottleNeeds;
  #balance = 0;
  #lookedAt: number | null = null;
  #turn: Promise<void> = Promise.resolve();
  #waiting = 0;

  constructor(needs: ThrottleNeeds) {
    this.#needs = needs;
  }

  /** How much of `most` should be moved at once. */
  pieceBytes(most: number): number {
    const limit = this.#needs.limit();
    return limit === null ? most : Math.min(most, Math.max(LEAST_PIECE_BYTES, Math.floor(limit / PIECES_A_SECOND)));
  }

  /** Resolves when so much may be moved, or nobody waits for that any more: then it isn't counted. */
  async take(bytes: number, isOver: () => boolean = () => false): Promise<void> {
    if (this.#waiting === 0 && this.#needs.limit() === null) {
      this.#lookedAt = null;
      return;
    }
    const before = this.#turn;
    const turn = Promise.withResolvers<void>();
    this.#turn = turn.promise;
    this.#waiting++;
    try {
      await before;
      await this.#pay(bytes, isOver);
    } finally {
      this.#waiting--;
      turn.resolve();
    }
  }

  async #pay(bytes: number, isOver: () => boolean): Promise<void> {
    const { clock, limit } = this.#needs;
    this.#refill();
    this.#balance -= bytes;
    for (;;) {
      const now = limit();
      if (now === null) {
        this.#balance = 0;
        return;
      }
      if (this.#balance >= 0) return;
      if (isOver()) {
        this.#balance += bytes;
        return;
      }
      const dueMs = Math.ceil((-this.#balance * 1000) / now);
      await new Promise<void>((resolve) => clock.after(Math.min(LOOK_MS, dueMs), resolve));
      this.#refill();
    }
  }

  #refill(): void {
    const { clock, limit } = this.#needs;
    const now = clock.now();
    const perSecond = limit() ?? 0;
    // A clock that was set anew says nothing about how long it took.
    const seconds = this.#lookedAt === null ? 0 : Math.max(0, now - this.#lookedAt) / 1000;
    this.#lookedAt = now;
    this.#balance = Math.min(perSecond * SAVED_SECONDS, this.#balance + perSecond * seconds);
  }
}
