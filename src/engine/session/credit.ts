// How far the sender of one transfer may go in a round, and when it hears of that: as far as there is room for, and as fast
// as the limit of all that is received allows. What is held back is what it may send, never what it has sent.
import type { Clock } from '../ports.ts';

const ACKS_IN_A_WINDOW = 4;
const ACK_EVERY_MS = 200;
/** Paid for at once. */
const PIECE_BYTES = 1024 * 1024;

export interface ReceiveLimit {
  /** How much of `most` is moved at once. */
  pieceBytes(most: number): number;
  /** Resolves when so much may be moved, or `isOver`. */
  take(bytes: number, isOver: () => boolean): Promise<void>;
}

interface CreditNeeds {
  /** How much of it may be on its way, or wait here for the disk. */
  readonly windowBytes: () => number;
  readonly limit: ReceiveLimit;
  readonly clock: Clock;
  readonly say: () => void;
}

export class Credit {
  readonly #needs: CreditNeeds;
  #granted = 0;
  #arrived = 0;
  /** Taken in, and paid for. */
  #paid = 0;
  #saidAt = 0;
  #owed = 0;
  #isPaying = false;
  #cancelWord: (() => void) | null = null;
  /** Each has debts of its own. */
  #round = 0;

  constructor(needs: CreditNeeds) {
    this.#needs = needs;
  }

  get granted(): number {
    return this.#granted;
  }

  begin(): void {
    this.stop();
    this.#arrived = 0;
    this.#paid = 0;
    this.#saidAt = 0;
    this.#granted = this.#needs.windowBytes();
  }

  /** False: further than it was told it may. */
  arrive(bytes: number): boolean {
    this.#arrived += bytes;
    return this.#arrived <= this.#granted;
  }

  /** So much needs no room any more. */
  taken(bytes: number): void {
    this.#owed += bytes;
    if (!this.#isPaying) void this.#pay(this.#round);
  }

  /** It stands in a message that goes out now. */
  said(): void {
    this.#cancelWord?.();
    this.#cancelWord = null;
    this.#saidAt = this.#paid;
  }

  stop(): void {
    this.#round++;
    this.#owed = 0;
    this.#isPaying = false;
    this.#cancelWord?.();
    this.#cancelWord = null;
  }

  async #pay(round: number): Promise<void> {
    this.#isPaying = true;
    const { limit, windowBytes, clock, say } = this.#needs;
    while (this.#owed > 0) {
      const piece = Math.min(this.#owed, limit.pieceBytes(PIECE_BYTES));
      this.#owed -= piece;
      await limit.take(piece, () => round !== this.#round);
      if (round !== this.#round) return;
      this.#paid += piece;
      const window = windowBytes();
      this.#granted = Math.max(this.#granted, this.#paid + window);
      if (this.#paid - this.#saidAt >= window / ACKS_IN_A_WINDOW) say();
      else this.#cancelWord ??= clock.after(ACK_EVERY_MS, say);
    }
    this.#isPaying = false;
  }
}
