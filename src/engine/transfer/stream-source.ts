// What comes out of a pipe on its way to another device. It can't be read a second time, so it is kept here until it is
// safe there, and no more is taken from the pipe than there is room for.
import { ferryError } from '../errors.ts';
import type { Segment } from '../wire/data.ts';

/** As much as a receiver lets be on its way. */
export const KEPT_BYTES = 16 * 1024 * 1024;

export class StreamSource {
  #ring: Buffer;
  /** Before that it is safe there. */
  #from = 0;
  #to = 0;
  #isWhole = false;
  #isClosed = false;
  #wake: () => void = () => undefined;
  /** Told whenever more has come, or nothing more will. */
  onMore: () => void = () => undefined;

  /** Other sizes are for tests. */
  constructor(keptBytes: number = KEPT_BYTES) {
    this.#ring = Buffer.allocUnsafeSlow(keptBytes);
  }

  /** So much has come out of the pipe. */
  get bytes(): number {
    return this.#to;
  }

  get isWhole(): boolean {
    return this.#isWhole;
  }

  /** Resolves at the end of it; throws where the pipe broke off, and that wasn't by `close`. */
  async fill(content: AsyncIterable<Uint8Array>): Promise<void> {
    try {
      for await (const chunk of content) {
        for (let at = 0; at < chunk.length; ) {
          while (this.#room === 0 && !this.#isClosed) await this.#woken();
          if (this.#isClosed) return;
          at += this.#put(chunk.subarray(at));
          this.onMore();
        }
      }
      this.#isWhole = true;
      this.onMore();
    } catch (error) {
      if (!this.#isClosed) throw error;
    }
  }

  /** Where they lie, until that is settled. Throws where some of it isn't kept any more, or hasn't come yet. */
  at(offset: number, length: number): readonly Uint8Array[] {
    const isKept = offset >= this.#from && offset + length <= this.#to && !this.#isClosed;
    if (!isKept) throw ferryError('transfer.stream_lost', {});
    const place = offset % this.#ring.length;
    const first = this.#ring.subarray(place, Math.min(place + length, this.#ring.length));
    return first.length === length ? [first] : [first, this.#ring.subarray(0, length - first.length)];
  }

  /** Of each in turn what it brought: nothing that may still be lost on its way is safe there. */
  async *again(records: readonly (readonly Segment[])[]) {
    for (const segments of records) {
      const content = segments.flatMap((segment) =>
        segment.kind === 'content' ? this.at(segment.offset, segment.length) : [],
      );
      yield { segments, content };
    }
  }

  /** So many bytes from the front are safe there. */
  settle(bytes: number): void {
    this.#from = Math.max(this.#from, Math.min(bytes, this.#to));
    this.#wake();
  }

  /** Nobody wants any more of it: what was kept goes. */
  close(): void {
    this.#isClosed = true;
    this.#ring = Buffer.alloc(0);
    this.#wake();
  }

  get #room(): number {
    return this.#ring.length - (this.#to - this.#from);
  }

  /** As much of it as there is room for in one piece. */
  #put(bytes: Uint8Array): number {
    const place = this.#to % this.#ring.length;
    const length = Math.min(bytes.length, this.#room, this.#ring.length - place);
    this.#ring.set(bytes.subarray(0, length), place);
    this.#to += length;
    return length;
  }

  #woken(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
