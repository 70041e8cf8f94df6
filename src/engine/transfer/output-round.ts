// One stretch of one connection that hands a file or a stream on to another program, in order, instead of writing it down.
// What was handed on can't be taken back: whatever isn't as it was sent ends the transfer, and that program hears so.
import { createHash } from 'node:crypto';
import { isEqual } from '../crypto/hash.ts';
import type { DataSegment } from '../wire/data.ts';
import { type IndexedEntry, MOST_FILE_BYTES } from '../wire/manifest.ts';
import type { HaveItem, Outcome } from '../wire/transfer-messages.ts';
import type { Incoming } from './incoming.ts';
import { skippedNote } from './list-cursor.ts';
import { entryPagesOf } from './manifest-file.ts';
import { ContentError, type Round } from './receive-round.ts';

/** Only what is alone in its list is handed on. */
const INDEX = 0;
const DIGEST_BYTES = 16;

/** The way to that program, for all of the transfer's rounds. */
export interface Outlet {
  /** So much was handed on. */
  readonly bytes: number;
  /** Resolves when there is room for more, and the bytes are the caller's again; throws where nobody reads any more. */
  write(pieces: readonly Uint8Array[]): Promise<void>;
  /** All of it was right. Resolves when all of it was read. */
  end(): Promise<void>;
  /** Nothing more of it comes: whoever waits here hears so. */
  close(): void;
}

interface OutputNeeds {
  readonly incoming: Incoming;
  readonly outlet: Outlet;
  readonly onBytes: (bytes: number) => void;
  readonly onSettled: (outcomes: readonly Outcome[]) => void;
  /** `isLost`: what is missing can't be had any more; otherwise nobody reads it. */
  readonly giveUp: (isLost: boolean) => void;
}

export class OutputRound implements Round {
  readonly #needs: OutputNeeds;
  readonly #digest = createHash('sha256');
  #entry: IndexedEntry | null = null;
  #end: 'whole' | 'failed' | null = null;
  #taking: Promise<void> = Promise.resolve();

  constructor(needs: OutputNeeds) {
    this.#needs = needs;
  }

  async *haves(): ReturnType<Round['haves']> {
    const { incoming, outlet, onBytes } = this.#needs;
    for await (const page of entryPagesOf(incoming.staging.manifest)) this.#entry ??= page.next();
    const { bytes: length } = outlet;
    const item: HaveItem = { index: INDEX, what: 'sure', length, tags: new Uint8Array(), offset: 0 };
    onBytes(length);
    yield { upTo: INDEX + 1, items: length === 0 ? [] : [item] };
  }

  take(segments: Iterable<DataSegment>, tag: Uint8Array, release: () => void): Promise<void> {
    this.#taking = this.#take(segments, tag).finally(release);
    return this.#taking;
  }

  async #take(segments: Iterable<DataSegment>, tag: Uint8Array): Promise<void> {
    for (const segment of segments) {
      const entry = this.#entry;
      const isDue = segment.index === INDEX && entry !== null && this.#end === null;
      if (!isDue) throw new ContentError('of what was not wanted');
      if (segment.kind === 'content') await this.#content(entry, segment, tag);
      else if (segment.kind === 'end') this.#ended(entry, segment);
      else if (entry.kind === 'stream') throw new ContentError('a failure of a stream');
      else this.#failed(entry, segment);
    }
  }

  /** Everything was sent, and is read there. */
  async end(): Promise<boolean> {
    const { incoming, outlet, onSettled, giveUp } = this.#needs;
    if (this.#end === null) giveUp(true);
    if (this.#end === null) return false;
    if (this.#end === 'failed') return true;
    try {
      await outlet.end();
    } catch {
      giveUp(false);
      return false;
    }
    const counts = { ...incoming.journal.counts, files: 1, bytes: outlet.bytes };
    incoming.journal.add({ settledTo: INDEX + 1, counts });
    onSettled([]);
    return true;
  }

  async stop(): Promise<void> {
    await this.#taking.catch(() => undefined);
  }

  async #content(
    { kind, size }: IndexedEntry,
    { offset, length, isLast, content }: Extract<DataSegment, { kind: 'content' }>,
    tag: Uint8Array,
  ): Promise<void> {
    const { outlet, onBytes, giveUp } = this.#needs;
    const end = offset + length;
    if (end > (kind === 'stream' ? MOST_FILE_BYTES : size)) throw new ContentError('more than was listed');
    if (isLast && (kind === 'stream' || end !== size)) throw new ContentError('a last that isn’t one');
    if (offset > outlet.bytes) throw new ContentError('not in order');
    // Its file has changed meanwhile, or its program was started anew: what was handed on is of another.
    if (offset < outlet.bytes) return giveUp(true);
    this.#digest.update(tag);
    try {
      await outlet.write(content);
    } catch {
      return giveUp(false);
    }
    onBytes(length);
    if (isLast) this.#end = 'whole';
  }

  #ended({ kind, size: listed }: IndexedEntry, { size, digest }: Extract<DataSegment, { kind: 'end' }>): void {
    const { outlet, giveUp } = this.#needs;
    if (size !== outlet.bytes || (kind !== 'stream' && size !== listed)) throw new ContentError('another size');
    const isRight = isEqual(this.#digest.digest().subarray(0, DIGEST_BYTES), digest);
    if (isRight) this.#end = 'whole';
    else giveUp(true);
  }

  #failed({ name }: IndexedEntry, { reason }: Extract<DataSegment, { kind: 'failed' }>): void {
    const { incoming, onSettled } = this.#needs;
    this.#end = 'failed';
    const counts = { ...incoming.journal.counts, skipped: 1 };
    incoming.journal.add({ settledTo: INDEX + 1, counts, notes: [skippedNote([name], reason)] });
    onSettled([{ index: INDEX, what: 'skipped', reason }]);
  }
}
