// The content of one round, from the source to the connection: files in the order of the list, many small ones in a
// record, large ones read ahead, never more than the receiver has room for. What it has already is compared, not sent.
import { createHash, type KeyObject } from 'node:crypto';
import { closeSync, fstatSync } from 'node:fs';
import { isEqual } from '../crypto/hash.ts';
import { isPassing } from '../disk/free-space.ts';
import { MOST_BODY } from '../noise/records.ts';
import { dataBytes, MOST_SEGMENTS, type Segment, type SenderReason } from '../wire/data.ts';
import type { IndexedEntry, PageEntries } from '../wire/manifest.ts';
import { BLOCK_BYTES, BLOCK_TAG_BYTES, type HaveItem, type TransferMessage } from '../wire/transfer-messages.ts';
import { blocksOf, blockTag } from './blocks.ts';
import { failpoint } from './failpoint.ts';
import { HaveQueue } from './have-queue.ts';
import { entryPagesOf } from './manifest-file.ts';
import { type ContentWay, PacedRecords, Stopped } from './paced-records.ts';
import { patiently } from './patience.ts';
import type { Root } from './plan.ts';
import { Buffers, type Piece, RECORD_BYTES, ReadAhead, readPiece } from './read-ahead.ts';
import { SMALL_BYTES } from './small.ts';
import { checkIsListed, checkIsSame, FileTrouble, isSame, openSource, readSmall, type Seen } from './source-file.ts';
import { SourcePath } from './source-path.ts';
import { isTurnOver, nextTurn } from './turn.ts';

const READS_AHEAD = 3;
const DIGEST_BYTES = 16;
/** The digest of a file that no record of this round carried. */
const NO_RECORDS = createHash('sha256').digest().subarray(0, DIGEST_BYTES);

export interface ContentNeeds extends ContentWay {
  /** Of the list. */
  readonly entries: number;
  readonly manifestPath: string;
  readonly roots: readonly Root[];
  /** Large files of which something was sent in an earlier round, as they were then. */
  readonly begun: Map<number, Seen>;
  readonly checkKey: KeyObject;
  readonly onFile: (path: readonly string[]) => void;
  readonly onFailed: (path: readonly string[], reason: SenderReason) => void;
}

/** Of a file. */
interface Range {
  readonly from: number;
  readonly to: number;
}

export class ContentSender {
  readonly paced: PacedRecords;
  readonly #needs: ContentNeeds;
  readonly #path: SourcePath;
  readonly #batch = new Batch();
  /** What it may hold; null until something is put into it. */
  #batchBytes: number | null = null;
  readonly #buffers = new Buffers();
  readonly #ahead: ReadAhead;
  readonly #have = new HaveQueue();
  #haveUpTo = 0;

  constructor(needs: ContentNeeds) {
    this.#needs = needs;
    this.paced = new PacedRecords(needs);
    this.#path = new SourcePath(needs.roots);
    this.#ahead = new ReadAhead({
      buffers: this.#buffers,
      isNew: (index) => this.#haveUpTo > index && this.#have.isSilentOf(index),
      pieceBytes: () => this.#pieceBytes,
    });
  }

  /** False where it was stopped before; throws where the connection broke. */
  async run(): Promise<boolean> {
    try {
      for await (const page of entryPagesOf(this.#needs.manifestPath)) {
        this.#ahead.turn();
        for (const entry of page) {
          this.#path.enter(entry);
          if (entry.kind === 'file' && !this.#isTakenAtOnce(entry)) await this.#file(entry, page);
          this.paced.throwIfStopped();
          // A record holds some thousand of the smallest, and a disk may take its time for each.
          if (isTurnOver()) await nextTurn();
        }
      }
      await this.#flush();
      return true;
    } catch (error) {
      if (error instanceof Stopped) return false;
      throw error;
    } finally {
      await this.#ahead.close();
    }
  }

  /** False where it can't follow what was said before, or is more than anybody has to say ahead of the content. */
  hearHave({ upTo, items }: Extract<TransferMessage, { kind: 'have' }>): boolean {
    const isBack = upTo < this.#haveUpTo || items.some(({ index }) => index < this.#haveUpTo);
    const isBeyond = upTo > this.#needs.entries || items.some(({ index }) => index >= this.#needs.entries);
    const hasRoom = this.#have.add(items);
    this.#haveUpTo = upTo;
    this.paced.wake();
    return !isBack && !isBeyond && hasRoom;
  }

  /**
   * A small file that nothing keeps waiting: thousands of them pass without a promise. False, and nothing was done, where
   * something does, or went wrong.
   */
  #isTakenAtOnce(entry: IndexedEntry): boolean {
    const { index, size } = entry;
    const { first } = this.#have;
    const isWanted = this.#haveUpTo > index && (first === undefined || first.index > index);
    if (!isWanted || size > SMALL_BYTES || !this.#hasRoomFor(size)) return false;
    try {
      readSmall(this.#path.local, this.#path.isNamed, entry, this.#batch.bytes, this.#batch.filled);
    } catch {
      // It is tried again with patience, and told apart there.
      return false;
    }
    failpoint('open');
    this.#batch.addFile(entry);
    return true;
  }

  async #file(entry: IndexedEntry, page: PageEntries): Promise<void> {
    const isLarge = entry.size > SMALL_BYTES;
    const have = await this.#haveOf(entry.index, isLarge);
    if (have[0]?.what === 'unwanted') return;
    try {
      if (isLarge) await this.#large(entry, have, page);
      else await this.#small(entry, have);
    } catch (error) {
      // What didn't pass in all that time is as good as a file that can't be read.
      const reason = error instanceof FileTrouble ? error.reason : isPassing(error) ? 'unreadable' : null;
      if (reason === null) throw error;
      this.#needs.onFailed(this.#path.names, reason);
      // Nothing goes out of what is still being spoken of.
      await this.#haveOf(entry.index, false);
      if (!this.#batch.hasRoomFor(1)) await this.#flush();
      this.#batch.addFailure(entry.index, reason);
    }
  }

  async #small(entry: IndexedEntry, have: readonly HaveItem[]): Promise<void> {
    if (!this.#hasRoomFor(entry.size)) await this.#flush();
    const { bytes, filled } = this.#batch;
    await patiently(() => readSmall(this.#path.local, this.#path.isNamed, entry, bytes, filled));
    failpoint('open');
    if (this.#isThere(entry, have, bytes.subarray(filled, filled + entry.size))) this.#batch.addEnd(entry, NO_RECORDS);
    else this.#batch.addFile(entry);
  }

  async #large(entry: IndexedEntry, have: readonly HaveItem[], page: PageEntries): Promise<void> {
    const { begun, onFile } = this.#needs;
    const { index, size } = entry;
    const { local, isNamed, names } = this.#path;
    onFile(names);
    const ahead = await this.#ahead.take(index);
    const file = ahead?.file ?? (await patiently(() => openSource(local, isNamed)));
    failpoint('open');
    try {
      const before = ahead?.before ?? fstatSync(file);
      checkIsListed(before, entry);
      const earlier = begun.get(index);
      begun.set(index, before);
      // What is sure to be there is so of the file as it was: half of that and half of this would be a mixture.
      const isSure = earlier !== undefined && isSame(earlier, before);
      const missing = await this.#missing(file, entry, have, isSure);
      const isAll = missing[0]?.from === 0 && missing[0].to === size;
      const first = isAll ? (ahead?.first ?? null) : null;
      if (isAll && size <= (first?.bytes.length ?? this.#pieceBytes)) {
        const whole = first ?? (await readPiece(file, 0, size, this.#buffers));
        checkIsSame(before, fstatSync(file));
        failpoint('digest');
        this.#ahead.look(index, page, this.#path);
        await this.#sendPiece(index, whole, true);
        return;
      }
      const digest = createHash('sha256');
      for (const range of missing) {
        await this.#range(file, index, range, first, {
          onTag: (tag) => digest.update(tag),
          onRead: () => this.#ahead.look(index, page, this.#path),
        });
        this.paced.throwIfStopped();
      }
      checkIsSame(before, fstatSync(file));
      failpoint('digest');
      this.#batch.addEnd(entry, digest.digest().subarray(0, DIGEST_BYTES));
    } finally {
      closeSync(file);
    }
  }

  /** Read a few pieces ahead; `first` was read before, if all of the file is sent. `onRead`: the last is being read. */
  async #range(
    file: number,
    index: number,
    { from, to }: Range,
    first: Piece | null,
    { onTag, onRead }: { readonly onTag: (tag: Uint8Array) => void; readonly onRead: () => void },
  ): Promise<void> {
    let place = from + (first?.bytes.length ?? 0);
    const coming: Promise<Piece>[] = first === null ? [] : [Promise.resolve(first)];
    const readOn = (): void => {
      while (place < to && coming.length < READS_AHEAD) {
        const length = Math.min(this.#pieceBytes, to - place);
        const reading = readPiece(file, place, length, this.#buffers);
        // Awaited below, in order; until then a failure isn't unheard.
        reading.catch(() => undefined);
        coming.push(reading);
        place += length;
      }
      if (place === to) onRead();
    };
    readOn();
    try {
      for (let next = coming.shift(); next !== undefined; next = coming.shift()) {
        onTag(await this.#sendPiece(index, await next, false));
        readOn();
      }
    } finally {
      // The file is closed next.
      for (const read of await Promise.allSettled(coming))
        if (read.status === 'fulfilled') this.#buffers.give(read.value.buffer);
    }
  }

  /** In one record with what waits to be sent, where there is room for both. */
  async #sendPiece(index: number, { offset, bytes, buffer }: Piece, isLast: boolean): Promise<Uint8Array> {
    const { length } = bytes;
    if (!this.#hasRoomFor(length)) await this.#flush();
    const { segments, content } = this.#batch;
    const tag = await this.paced.send(
      [...segments, { kind: 'content', index, offset, length, isLast }],
      [...content, bytes],
    );
    this.#clear();
    this.#buffers.give(buffer);
    return tag;
  }

  /** Of a small file, which has one block at most. */
  #isThere({ index, size }: IndexedEntry, [have]: readonly HaveItem[], bytes: Uint8Array): boolean {
    if (have === undefined || have.length !== size || have.what === 'sure') return have?.length === size;
    return size === 0 || isEqual(blockTag(this.#needs.checkKey, index, 0, bytes), have.tags);
  }

  /** What of a file isn't there as it is here; compared while the receiver still reads on. */
  async #missing(
    file: number,
    { index, size }: IndexedEntry,
    first: readonly HaveItem[],
    isSure: boolean,
  ): Promise<readonly Range[]> {
    let good = 0;
    let isThere = false;
    let isOther = false;
    const bad: Range[] = [];
    for (let have = first; have.length > 0; have = await this.#haveOf(index, true)) {
      // Said of what it has spoken of already: that would be given again and again.
      if (have[0]?.what === 'unwanted') return [];
      for (const { what, length, offset, tags } of have) {
        if (what === 'sure' && isSure) good = length;
        if (isOther || (what !== 'check' && what !== 'there')) continue;
        // Nothing is compared twice, however often it is said.
        if (offset < good) continue;
        isThere ||= what === 'there';
        const end = Math.min(length, offset + (tags.length / BLOCK_TAG_BYTES) * BLOCK_BYTES);
        for await (const found of blocksOf(file, offset, end)) {
          this.paced.throwIfStopped();
          if (found === null) throw new FileTrouble('changed');
          const at = (found.block - offset / BLOCK_BYTES) * BLOCK_TAG_BYTES;
          const tag = blockTag(this.#needs.checkKey, index, found.block, found.bytes);
          if (isEqual(tag, tags.subarray(at, at + BLOCK_TAG_BYTES))) continue;
          isOther = what === 'there';
          if (isOther) break;
          bad.push({ from: found.block * BLOCK_BYTES, to: Math.min(end, (found.block + 1) * BLOCK_BYTES) });
        }
        good = Math.max(good, end);
      }
    }
    // Another file under that name, or one that became another while it was read there: all of this one is sent.
    if (isOther || (isThere && good < size)) return [{ from: 0, to: size }];
    return good < size ? [...bad, { from: good, to: size }] : bad;
  }

  /**
   * What the receiver said of this entry. Waits until that is all, and gives the first of it; or with `isSome` until there
   * is something, and gives that. Nothing is given where all was given before.
   */
  async #haveOf(index: number, isSome: boolean): Promise<readonly HaveItem[]> {
    const found: HaveItem[] = [];
    for (;;) {
      this.paced.throwIfStopped();
      const { first } = this.#have;
      if (first !== undefined) {
        const end = first.what === 'unwanted' ? first.index + first.length : first.index + 1;
        if (end <= index) {
          this.#have.pass();
          continue;
        }
        if (first.what === 'unwanted' && first.index <= index) return [first];
        if (first.index === index) {
          // Whoever waits for the end of it keeps no more than it needs, whatever is said until then.
          if (isSome || found.length === 0) found.push(first);
          this.#have.pass();
          continue;
        }
      }
      if (this.#haveUpTo > index || (isSome && found.length > 0)) return found;
      await this.#flush();
      if (this.#haveUpTo <= index && this.#have.first?.index !== index) await this.paced.woken();
    }
  }

  get #pieceBytes(): number {
    return this.#needs.limit.pieceBytes(Math.min(RECORD_BYTES, this.#needs.recordBytes()));
  }

  #hasRoomFor(length: number): boolean {
    const { filled } = this.#batch;
    // Asked for once a record: it is looked up in the settings.
    this.#batchBytes ??= this.#pieceBytes;
    const isWithin = filled === 0 || filled + length <= this.#batchBytes;
    return isWithin && this.#batch.hasRoomFor(length);
  }

  async #flush(): Promise<void> {
    const { segments, content } = this.#batch;
    if (segments.length === 0) return;
    await this.paced.send(segments, content);
    this.#clear();
  }

  #clear(): void {
    this.#batch.clear();
    this.#batchBytes = null;
  }
}

/** Small things on their way into one record. */
class Batch {
  /** What comes next is read behind what is filled. */
  readonly bytes = Buffer.allocUnsafeSlow(RECORD_BYTES);
  #segments: Segment[] = [];
  #filled = 0;

  get segments(): readonly Segment[] {
    return this.#segments;
  }

  get filled(): number {
    return this.#filled;
  }

  get content(): readonly Uint8Array[] {
    return [this.bytes.subarray(0, this.#filled)];
  }

  hasRoomFor(length: number): boolean {
    const heads = dataBytes(this.#segments.length + 1);
    const isSmall = this.#filled + length <= RECORD_BYTES && heads + this.#filled + length <= MOST_BODY;
    return isSmall && this.#segments.length < MOST_SEGMENTS;
  }

  /** Its bytes are there. */
  addFile({ index, size }: IndexedEntry): void {
    this.#filled += size;
    this.#segments.push({ kind: 'content', index, offset: 0, length: size, isLast: true });
  }

  addEnd({ index, size }: IndexedEntry, digest: Uint8Array): void {
    this.#segments.push({ kind: 'end', index, size, digest });
  }

  addFailure(index: number, reason: SenderReason): void {
    this.#segments.push({ kind: 'failed', index, reason });
  }

  clear(): void {
    this.#segments = [];
    this.#filled = 0;
  }
}
