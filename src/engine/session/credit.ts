// How far the sender of one transfer may go in a round, and when it hears of that: as far as there is room for, and as fast
// as the limit of all that is received allows. What was sent before a limit was set waits here until that lets it in, and
// nothing more is asked for meanwhile.
import { MOST_BODY } from '../noise/records.ts';
import type { Clock } from '../ports.ts';
import { SMALL_BYTES } from '../transfer/small.ts';

const ACK_EVERY_MS = 200;
/** While its sender hears of room, one record is on its way and the next is made: half of it holds these. */
const LARGE_WINDOW_BYTES = 4 * MOST_BODY;
const MIB = 1024 * 1024;
/** Paid for at once. */
const PIECE_BYTES = MIB;
/** Of one transfer; of all together; and what any has, so that each record finds room and the next is on its way. */
const MOST_WINDOW_BYTES = 16 * MIB;
const WINDOWS_BYTES = 32 * MIB;
const LEAST_WINDOW_BYTES = 2.5 * MIB;
/**
 * Of small files, which take longer than their bytes: what comes sooner than it is taken only waits here. Doubled whenever
 * so much was taken as soon as it came.
 */
const FIRST_WINDOW_BYTES = 4 * MIB;

export interface ReceiveLimit {
  /** How much of `most` is moved at once. */
  pieceBytes(most: number): number;
  /** Resolves when so much may be moved, or `isOver`. */
  take(bytes: number, isOver: () => boolean): Promise<void>;
}

/** What waits for the disk costs memory, however many transfers move: so much of it may each have. */
export function windowBytes(moving: number, limit: ReceiveLimit): number {
  const most = limit.pieceBytes(MOST_WINDOW_BYTES);
  // Where there is a limit, half a second of that may be on its way, or a record.
  const least = Math.max(MOST_BODY, Math.min(LEAST_WINDOW_BYTES, 4 * most));
  return Math.max(least, Math.min(most, Math.floor(WINDOWS_BYTES / Math.max(1, moving))));
}

interface CreditNeeds {
  /** How much of it may be on its way, or wait here for the disk. */
  readonly windowBytes: () => number;
  readonly limit: ReceiveLimit;
  /** What comes, in all. */
  readonly offer: { readonly bytes: number; readonly files: number };
  /** By further connections, each of which would wait for the others. */
  readonly isByLanes: () => boolean;
  readonly clock: Clock;
  readonly say: () => void;
}

export class Credit {
  readonly #needs: CreditNeeds;
  #granted = 0;
  #arrived = 0;
  #taken = 0;
  /** What was taken, and granted, when its sender heard of it last. */
  #saidAt = 0;
  #told = 0;
  /** Where nothing else makes it smaller. */
  #mostWindow = MOST_WINDOW_BYTES;
  /** What was taken when that was looked at last, and whether more has waited since. */
  #lookedAt = 0;
  #hasWaited = false;
  #cancelWord: (() => void) | null = null;
  /** What is waited for in one is nothing to the next. */
  #round = 0;

  constructor(needs: CreditNeeds) {
    this.#needs = needs;
  }

  get granted(): number {
    return this.#granted;
  }

  /** In this round, in whatever order. */
  get arrived(): number {
    return this.#arrived;
  }

  begin(): void {
    this.stop();
    this.#arrived = 0;
    this.#taken = 0;
    this.#saidAt = 0;
    const { bytes, files } = this.#needs.offer;
    this.#mostWindow = bytes > 0 && bytes < files * SMALL_BYTES ? FIRST_WINDOW_BYTES : MOST_WINDOW_BYTES;
    this.#lookedAt = 0;
    this.#hasWaited = false;
    this.#granted = this.#window;
    this.#told = this.#granted;
  }

  get #window(): number {
    const { isByLanes, windowBytes } = this.#needs;
    return Math.min(isByLanes() ? MOST_WINDOW_BYTES : this.#mostWindow, windowBytes());
  }

  /** False: further than it was told it may. */
  arrive(bytes: number): boolean {
    this.#arrived += bytes;
    // Its sender hears that it is here, however long the disk takes.
    this.sayLater();
    return this.#arrived <= this.#granted;
  }

  /** Resolves when the limit lets so much in; false where its round is over. */
  async pay(bytes: number): Promise<boolean> {
    const { limit } = this.#needs;
    const round = this.#round;
    for (let owed = bytes; owed > 0; ) {
      const piece = Math.min(owed, limit.pieceBytes(PIECE_BYTES));
      await limit.take(piece, () => round !== this.#round);
      if (round !== this.#round) return false;
      owed -= piece;
    }
    return true;
  }

  /** So much needs no room any more. `isMoreWaiting`: what was next had come by then. */
  taken(bytes: number, isMoreWaiting: boolean): void {
    const { say } = this.#needs;
    this.#taken += bytes;
    this.#hasWaited ||= isMoreWaiting;
    if (this.#taken - this.#lookedAt >= this.#window) {
      if (!this.#hasWaited) this.#mostWindow = Math.min(2 * this.#mostWindow, MOST_WINDOW_BYTES);
      this.#lookedAt = this.#taken;
      this.#hasWaited = false;
    }
    this.#granted = Math.max(this.#granted, this.#taken + this.#window);
    // Of one that has grown its sender knows nothing yet.
    const window = Math.min(this.#window, this.#told - this.#saidAt);
    // A word costs both ends as much as half a record.
    const words = window < LARGE_WINDOW_BYTES ? 4 : 2;
    if (this.#taken - this.#saidAt >= window / words) say();
    else this.sayLater();
  }

  /** With whatever else is to be said until then. */
  sayLater(): void {
    this.#cancelWord ??= this.#needs.clock.after(ACK_EVERY_MS, this.#needs.say);
  }

  /** It stands in a message that goes out now. */
  said(): void {
    this.#cancelWord?.();
    this.#cancelWord = null;
    this.#saidAt = this.#taken;
    this.#told = this.#granted;
  }

  stop(): void {
    this.#round++;
    this.#cancelWord?.();
    this.#cancelWord = null;
  }
}
