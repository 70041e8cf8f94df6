// The records of one round on their way out: as far as the receiver has room for, and as fast as the limit allows.
import { dataPieces, type Segment } from '../wire/data.ts';
import { failpoint } from './failpoint.ts';

/** How fast it may go, however many send. */
export interface SendLimit {
  /** How much of `most` is sent at once. */
  pieceBytes(most: number): number;
  /** Resolves when so much may follow, or `isOver`. */
  take(bytes: number, isOver: () => boolean): Promise<void>;
}

export interface ContentRecord {
  readonly seq: number;
  readonly segments: readonly Segment[];
  readonly pieces: readonly Uint8Array[];
}

/** How content of a round goes out, whatever it is. */
export interface ContentWay {
  readonly id: Uint8Array;
  readonly round: number;
  /** Seals at once, so that the bytes are the caller's again; `sent` resolves when more may follow. */
  readonly send: (record: ContentRecord) => { readonly tag: Uint8Array; readonly sent: Promise<void> };
  /** Waits until the receiver has spoken, where it must allow more. */
  readonly waitForWord: (word: Promise<void>) => Promise<void>;
  /** How much of content one should hold now. */
  readonly recordBytes: () => number;
  readonly limit: SendLimit;
}

/** Ends a round that nobody waits for any more. */
export class Stopped extends Error {}

export class PacedRecords {
  readonly #way: ContentWay;
  /** So many were sent in this round. */
  count = 0;
  #credit = 0;
  #sentBytes = 0;
  #isStopped = false;
  #wake: () => void = () => undefined;

  constructor(way: ContentWay) {
    this.#way = way;
  }

  stop(): void {
    this.#isStopped = true;
    this.#wake();
  }

  throwIfStopped(): void {
    if (this.#isStopped) throw new Stopped('stopped');
  }

  hearCredit(credit: number): void {
    failpoint('acknowledge');
    this.#credit = Math.max(this.#credit, credit);
    this.#wake();
  }

  /** What was sent once more was so much less than it had been. */
  hearShorter(bytes: number): void {
    this.#sentBytes -= bytes;
    this.#wake();
  }

  /** Until the next `wake`, or whatever else may let it go on; throws where it was stopped. One waits at a time. */
  async woken(): Promise<void> {
    this.throwIfStopped();
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.throwIfStopped();
  }

  wake(): void {
    this.#wake();
  }

  /** Gives the record's tag. */
  async send(segments: readonly Segment[], content: readonly Uint8Array[]): Promise<Uint8Array> {
    const { id, round, waitForWord, limit, send } = this.#way;
    const seq = this.count;
    const pieces = dataPieces({ id, round, seq }, segments, content);
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    while (this.#sentBytes + length > this.#credit) await waitForWord(this.woken());
    this.throwIfStopped();
    this.#sentBytes += length;
    await limit.take(length, () => this.#isStopped);
    this.throwIfStopped();
    this.count++;
    const { tag, sent } = send({ seq, segments, pieces });
    failpoint('record');
    await sent;
    return tag;
  }
}
