// What a handshake and a channel run on: bytes both ways, in order, with back-pressure. A socket, or a test's memory.
import type { Duplex } from 'node:stream';
import { release } from '../crypto/release.ts';

export interface Transport {
  /** False: wait for `drained` before the next. The pieces are the transport's from here on. */
  write(pieces: readonly Uint8Array[]): boolean;
  /** When more may be written; also when nothing can any more. */
  drained(): Promise<void>;
  /** Written, and not handed to the system yet. */
  readonly unsentBytes: number;
  /** When some of that has been handed over; also when nothing can be any more. */
  someSent(): Promise<void>;
  /**
   * From now on `take` hears every chunk, which is its own only during the call, and says whether it wants more; `ended`
   * hears once that nothing follows. Replaces whoever listened before.
   */
  listen(take: (chunk: Uint8Array) => boolean, ended: () => void): void;
  /** After `take` said no. */
  resume(): void;
  /** Sends what was written, then ends our side. */
  end(): Promise<void>;
  destroy(): void;
}

/** So much may wait to be sent while the next is made: a stream's own limit would have each wait for the other. */
const MOST_UNSENT = 2 * 1024 * 1024;

interface StreamOptions {
  /** False where `take` is called from elsewhere. */
  readonly readsByItself: boolean;
  /** The other end has copies: true for a socket, false for streams in memory. */
  readonly copies: boolean;
}

export class StreamTransport implements Transport {
  readonly #stream: Duplex;
  readonly #copies: boolean;
  #take: ((chunk: Uint8Array) => boolean) | null = null;
  #ended: (() => void) | null = null;
  #draining: Promise<void> | null = null;
  #wakers: (() => void)[] = [];
  #isOver = false;

  constructor(stream: Duplex, { readsByItself, copies }: StreamOptions = { readsByItself: true, copies: false }) {
    this.#stream = stream;
    this.#copies = copies;
    if (readsByItself)
      stream.on('data', (chunk: Uint8Array) => {
        if (!this.take(chunk)) stream.pause();
        // A new one comes with each read, and thousands of them a second keep the collector busy.
        if (copies) release([chunk]);
      });
    for (const event of ['end', 'close', 'error']) stream.on(event, () => this.#over());
    stream.pause();
  }

  /** A chunk has come; false where it must be the last for now. */
  take(chunk: Uint8Array): boolean {
    return this.#take?.(chunk) ?? false;
  }

  write(pieces: readonly Uint8Array[]): boolean {
    if (this.#isOver || this.#stream.destroyed) return false;
    // One system call for a record's head, content and tag.
    this.#stream.cork();
    const sent = (): void => {
      if (this.#copies) release(pieces);
      this.#wake();
    };
    const last = pieces.length - 1;
    for (const [index, piece] of pieces.entries()) this.#stream.write(piece, index === last ? sent : undefined);
    this.#stream.uncork();
    return this.#stream.writableLength < MOST_UNSENT;
  }

  drained(): Promise<void> {
    const stream = this.#stream;
    if (stream.destroyed || !stream.writableNeedDrain) return Promise.resolve();
    // Many may wait, and a stream with many listeners takes that for a leak.
    this.#draining ??= new Promise((resolve) => {
      const done = (): void => {
        stream.off('drain', done).off('close', done);
        this.#draining = null;
        resolve();
      };
      stream.on('drain', done).on('close', done);
    });
    return this.#draining;
  }

  get unsentBytes(): number {
    return this.#stream.writableLength;
  }

  someSent(): Promise<void> {
    if (this.#isOver || this.#stream.destroyed) return Promise.resolve();
    return new Promise((resolve) => this.#wakers.push(resolve));
  }

  #wake(): void {
    for (const wake of this.#wakers.splice(0)) wake();
  }

  listen(take: (chunk: Uint8Array) => boolean, ended: () => void): void {
    this.#take = take;
    this.#ended = ended;
    if (this.#isOver) ended();
    else this.#stream.resume();
  }

  resume(): void {
    this.#stream.resume();
  }

  end(): Promise<void> {
    if (this.#stream.destroyed) return Promise.resolve();
    return new Promise((resolve) => {
      this.#stream.once('close', resolve);
      this.#stream.end(resolve);
    });
  }

  destroy(): void {
    this.#stream.destroy();
    this.#over();
  }

  #over(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#wake();
    this.#ended?.();
  }
}
