// The content of one round of a stream, from what came out of the pipe to the connection: whatever is there goes out at
// once, and never more than the receiver has room for.
import { createHash } from 'node:crypto';
import type { TransferMessage } from '../wire/transfer-messages.ts';
import { type ContentWay, PacedRecords, Stopped } from './paced-records.ts';
import { RECORD_BYTES } from './read-ahead.ts';
import type { StreamSource } from './stream-source.ts';

const DIGEST_BYTES = 16;
/** It is alone in its list. */
const INDEX = 0;

interface StreamNeeds extends ContentWay {
  readonly source: StreamSource;
}

export class StreamSender {
  readonly paced: PacedRecords;
  readonly #needs: StreamNeeds;
  #isSpokenOf = false;
  /** Where it begins; null where nothing is wanted. */
  #from: number | null = 0;

  constructor(needs: StreamNeeds) {
    this.#needs = needs;
    this.paced = new PacedRecords(needs);
    needs.source.onMore = () => this.paced.wake();
  }

  /** False where it was stopped before; throws where the connection broke, or what is wanted isn't kept any more. */
  async run(): Promise<boolean> {
    try {
      while (!this.#isSpokenOf) await this.paced.woken();
      if (this.#from !== null) await this.#all(this.#from);
      return true;
    } catch (error) {
      if (error instanceof Stopped) return false;
      throw error;
    }
  }

  /** False for what nobody can say of a stream, or more than once. */
  hearHave({ upTo, items }: Extract<TransferMessage, { kind: 'have' }>): boolean {
    const [item, ...more] = items;
    const isBeyond = upTo > INDEX + 1 || more.length > 0 || (item !== undefined && item.index !== INDEX);
    if (isBeyond || (this.#isSpokenOf && (item !== undefined || upTo <= INDEX))) return false;
    if (item?.what === 'unwanted') this.#from = null;
    // Of what was never sent to it nothing can be there.
    if (item?.what === 'sure') this.#from = item.length;
    if (item?.what === 'sure' && item.length > this.#needs.source.bytes) return false;
    this.#isSpokenOf ||= upTo > INDEX;
    this.paced.wake();
    return true;
  }

  async #all(from: number): Promise<void> {
    const { source, limit, recordBytes } = this.#needs;
    const digest = createHash('sha256');
    // Also where nothing more is due: what isn't kept any more can't be sent.
    source.at(from, 0);
    for (let offset = from; ; ) {
      const most = limit.pieceBytes(Math.min(RECORD_BYTES, recordBytes()));
      const length = Math.min(most, source.bytes - offset);
      if (length > 0) {
        const segment = { kind: 'content', index: INDEX, offset, length, isLast: false } as const;
        digest.update(await this.paced.send([segment], source.at(offset, length)));
        offset += length;
      } else if (source.isWhole) {
        const ofAll = digest.digest().subarray(0, DIGEST_BYTES);
        await this.paced.send([{ kind: 'end', index: INDEX, size: offset, digest: ofAll }], []);
        return;
      } else {
        await this.paced.woken();
      }
    }
  }
}
