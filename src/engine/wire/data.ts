// DATA: a head that says which parts of which files follow, then their content. Content is never copied here, whichever
// way it goes. AGAIN is the same once more, of a record that was lost with the lane it was sent by.
import type { FileReason } from '../../contract/transfers.ts';
import { MOST_ENTRIES, MOST_FILE_BYTES } from './manifest.ts';
import { MOST_ROUND } from './transfer-messages.ts';
import { setUint48, uint48At } from './uint48.ts';

export const DATA = 0x40;
export const AGAIN = 0x41;
export const isContentType = (type: number): boolean => type === DATA || type === AGAIN;
export const MOST_SEGMENTS = 4096;

const ID_BYTES = 16;
/** Transfer id, u32 round, u32 seq, u16 count. */
const HEAD_BYTES = ID_BYTES + 10;
/** Before the head of AGAIN. */
const RECORD_TAG_BYTES = 16;
/** u8 kind, u32 entry index, u48 offset, u32 length. */
const SEGMENT_BYTES = 15;
const OFFSET_BYTES = 6;
const DIGEST_BYTES = 16;
const REASON_BYTES = 1;

const KIND = { content: 1, lastContent: 2, end: 3, failed: 4 } as const;

/** Their places, from 1, are what stands on the wire. */
const REASONS = ['vanished', 'unreadable', 'changed'] as const satisfies readonly FileReason[];
/** What keeps the sender from sending a file of the list. */
export type SenderReason = (typeof REASONS)[number];

export type Segment =
  | {
      readonly kind: 'content';
      readonly index: number;
      readonly offset: number;
      readonly length: number;
      /** With it the file is whole: that it reaches the file's size is for the caller to see. */
      readonly isLast: boolean;
    }
  /** The file is whole; the digest is over the records that carried it. */
  | { readonly kind: 'end'; readonly index: number; readonly size: number; readonly digest: Uint8Array }
  | { readonly kind: 'failed'; readonly index: number; readonly reason: SenderReason };

/** Content is a part of the record's own memory, gone when that is released. */
export type DataSegment = Segment & { readonly content: readonly Uint8Array[] };

/** Which record of a transfer it is, whatever connection it goes by. */
export interface DataPlace {
  readonly id: Uint8Array;
  readonly round: number;
  /** Counted from 0 in each round. */
  readonly seq: number;
}

export interface Data extends DataPlace {
  /** Of AGAIN: of the record when it was sealed first, which a file's digest is over. */
  readonly firstTag: Uint8Array | null;
  /**
   * Until the record is released. Each is made when it is asked for: of the many that wait in some records of small
   * files, nothing but the bytes is kept.
   */
  readonly segments: Iterable<DataSegment>;
}

const NOTHING: readonly Uint8Array[] = [];

/** The most that so many segments take besides their content. */
export const dataBytes = (segments: number): number => HEAD_BYTES + (SEGMENT_BYTES + DIGEST_BYTES) * segments;

/**
 * A body in pieces. `content` is that of all segments, one after the other; where its pieces begin and end is free: many
 * small files in one buffer are one piece.
 */
export function dataPieces(
  { id, round, seq }: DataPlace,
  segments: readonly Segment[],
  content: readonly Uint8Array[],
): readonly Uint8Array[] {
  if (id.length !== ID_BYTES) throw new Error('no such id');
  if (segments.length < 1 || segments.length > MOST_SEGMENTS) throw new Error('no such count of segments');
  const head = new Uint8Array(HEAD_BYTES + SEGMENT_BYTES * segments.length);
  const view = new DataView(head.buffer);
  head.set(id);
  view.setUint32(ID_BYTES, round);
  view.setUint32(ID_BYTES + 4, seq);
  view.setUint16(HEAD_BYTES - 2, segments.length);
  const pieces: Uint8Array[] = [head];
  const cursor = new Cursor(content);
  let at = HEAD_BYTES;
  let due = 0;
  for (const segment of segments) {
    view.setUint8(at, kindOf(segment));
    view.setUint32(at + 1, segment.index);
    setUint48(view, at + 5, offsetOf(segment));
    view.setUint32(at + 5 + OFFSET_BYTES, lengthOf(segment));
    at += SEGMENT_BYTES;
    if (segment.kind === 'content') {
      due += segment.length;
      continue;
    }
    // Its own bytes stand between the content before and after.
    pieces.push(...cursor.views(due), ownBytes(segment));
    due = 0;
  }
  pieces.push(...cursor.views(due));
  if (cursor.left > 0) throw new Error('content that belongs to no segment');
  return pieces;
}

/** The body of AGAIN, from what `dataPieces` made. */
export function againPieces(firstTag: Uint8Array, body: readonly Uint8Array[]): readonly Uint8Array[] {
  if (firstTag.length !== RECORD_TAG_BYTES) throw new Error('no such tag');
  return [firstTag, ...body];
}

/** `pieces` are a record's body. Null for whatever isn't exactly one. */
export function decodeData(pieces: readonly Uint8Array[], type: number = DATA): Data | null {
  const cursor = new Cursor(pieces);
  const tagBytes = type === AGAIN ? RECORD_TAG_BYTES : 0;
  if (!isContentType(type) || cursor.left < tagBytes + HEAD_BYTES) return null;
  const firstTag = type === AGAIN ? Uint8Array.from(cursor.copy(RECORD_TAG_BYTES)) : null;
  const start = cursor.copy(HEAD_BYTES);
  const [round, seq] = [start.readUInt32BE(ID_BYTES), start.readUInt32BE(ID_BYTES + 4)];
  const count = start.readUInt16BE(HEAD_BYTES - 2);
  if (round < 1 || round > MOST_ROUND) return null;
  // Checked against what is there before room is made for anything.
  if (count < 1 || count > MOST_SEGMENTS || SEGMENT_BYTES * count > cursor.left) return null;
  const table = cursor.copy(SEGMENT_BYTES * count);
  const view = new DataView(table.buffer, table.byteOffset, table.length);
  for (let at = 0; at < view.byteLength; at += SEGMENT_BYTES) if (!hasPassed(view, at, cursor)) return null;
  if (cursor.left > 0) return null;
  const headBytes = tagBytes + HEAD_BYTES + table.length;
  const segments = { [Symbol.iterator]: () => segmentsOf(view, headBytes, new Cursor(pieces)) };
  return { id: Uint8Array.from(start.subarray(0, ID_BYTES)), round, seq, firstTag, segments };
}

/** Whether a segment is one that may stand there, with the cursor behind its content. */
function hasPassed(table: DataView, at: number, cursor: Cursor): boolean {
  const { kind, index, offset, length } = rowAt(table, at);
  if (index >= MOST_ENTRIES || length > cursor.left) return false;
  switch (kind) {
    case KIND.content:
    case KIND.lastContent:
      // Nothing is worth a segment only where it makes a file whole.
      if (offset + length > MOST_FILE_BYTES || (length === 0 && kind === KIND.content)) return false;
      break;
    case KIND.end:
      if (length !== DIGEST_BYTES) return false;
      break;
    case KIND.failed:
      return offset === 0 && length === REASON_BYTES && reasonOf(cursor.copy(length)) !== undefined;
    default:
      return false;
  }
  cursor.skip(length);
  return true;
}

function* segmentsOf(table: DataView, headBytes: number, cursor: Cursor): Generator<DataSegment> {
  cursor.skip(headBytes);
  for (let at = 0; at < table.byteLength; at += SEGMENT_BYTES) yield segmentAt(table, at, cursor);
}

/** Of a table that was looked through. */
function segmentAt(table: DataView, at: number, cursor: Cursor): DataSegment {
  const { kind, index, offset, length } = rowAt(table, at);
  if (kind === KIND.end)
    return { kind: 'end', index, size: offset, digest: Uint8Array.from(cursor.copy(length)), content: NOTHING };
  if (kind === KIND.failed) {
    const reason = reasonOf(cursor.copy(length));
    if (reason === undefined) throw new Error('released meanwhile');
    return { kind: 'failed', index, reason, content: NOTHING };
  }
  const content = cursor.views(length);
  return { kind: 'content', index, offset, length, isLast: kind === KIND.lastContent, content };
}

const rowAt = (table: DataView, at: number) => ({
  kind: table.getUint8(at),
  index: table.getUint32(at + 1),
  offset: uint48At(table, at + 5),
  length: table.getUint32(at + 5 + OFFSET_BYTES),
});

const reasonOf = (bytes: Buffer): SenderReason | undefined => REASONS[bytes.readUInt8() - 1];

function kindOf(segment: Segment): number {
  if (segment.kind !== 'content') return KIND[segment.kind];
  return segment.isLast ? KIND.lastContent : KIND.content;
}

function offsetOf(segment: Segment): number {
  switch (segment.kind) {
    case 'content':
      return segment.offset;
    case 'end':
      return segment.size;
    case 'failed':
      return 0;
  }
}

const lengthOf = (segment: Segment): number => (segment.kind === 'content' ? segment.length : ownBytes(segment).length);

function ownBytes(segment: Exclude<Segment, { kind: 'content' }>): Uint8Array {
  if (segment.kind === 'failed') return Uint8Array.of(REASONS.indexOf(segment.reason) + 1);
  if (segment.digest.length !== DIGEST_BYTES) throw new Error('no such digest');
  return segment.digest;
}

/** A place in bytes that lie in pieces. */
class Cursor {
  readonly #pieces: readonly Uint8Array[];
  #piece = 0;
  #at = 0;
  #left: number;

  constructor(pieces: readonly Uint8Array[]) {
    this.#pieces = pieces;
    this.#left = pieces.reduce((sum, { length }) => sum + length, 0);
  }

  get left(): number {
    return this.#left;
  }

  /** The next bytes, where they lie. */
  views(length: number): readonly Uint8Array[] {
    if (length === 0) return NOTHING;
    const views: Uint8Array[] = [];
    this.#pass(length, (view) => views.push(view));
    return views;
  }

  skip(length: number): void {
    this.#pass(length, () => undefined);
  }

  /** The next bytes in one, in memory of their own. */
  copy(length: number): Buffer {
    const copied = Buffer.alloc(length);
    let filled = 0;
    this.#pass(length, (view) => {
      copied.set(view, filled);
      filled += view.length;
    });
    return copied;
  }

  #pass(length: number, take: (view: Uint8Array) => void): void {
    if (length > this.#left) throw new Error('more than there is');
    this.#left -= length;
    for (let missing = length; missing > 0; ) {
      const piece = this.#pieces[this.#piece];
      if (piece === undefined) throw new Error('released meanwhile');
      const view = piece.subarray(this.#at, this.#at + missing);
      if (view.length > 0) take(view);
      missing -= view.length;
      this.#at += view.length;
      if (this.#at < piece.length) continue;
      this.#piece++;
      this.#at = 0;
    }
  }
}
