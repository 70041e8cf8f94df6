// DATA: a head that says which parts of which files follow, then their content. Content is never copied here, whichever
// way it goes. AGAIN is the same once more, of a record that was lost with the lane it was sent by.
import type { FileReason } from '../../contract/transfers.ts';
import { MOST_ENTRIES, MOST_FILE_BYTES } from './manifest.ts';
import { MOST_ROUND } from './transfer-messages.ts';

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
  const head = Buffer.allocUnsafe(HEAD_BYTES + SEGMENT_BYTES * segments.length);
  head.set(id);
  head.writeUInt32BE(round, ID_BYTES);
  head.writeUInt32BE(seq, ID_BYTES + 4);
  const pieces: Uint8Array[] = [head];
  const cursor = new Cursor(content);
  let at = head.writeUInt16BE(segments.length, HEAD_BYTES - 2);
  let due = 0;
  for (const segment of segments) {
    at = head.writeUInt8(kindOf(segment), at);
    at = head.writeUInt32BE(segment.index, at);
    at = head.writeUIntBE(offsetOf(segment), at, OFFSET_BYTES);
    at = head.writeUInt32BE(lengthOf(segment), at);
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
  for (let at = 0; at < table.length; at += SEGMENT_BYTES) if (readSegment(table, at, cursor) === null) return null;
  if (cursor.left > 0) return null;
  const headBytes = tagBytes + HEAD_BYTES + table.length;
  const segments = { [Symbol.iterator]: () => segmentsOf(table, headBytes, new Cursor(pieces)) };
  return { id: Uint8Array.from(start.subarray(0, ID_BYTES)), round, seq, firstTag, segments };
}

function* segmentsOf(table: Buffer, headBytes: number, cursor: Cursor): Generator<DataSegment> {
  cursor.skip(headBytes);
  for (let at = 0; at < table.length; at += SEGMENT_BYTES) {
    const segment = readSegment(table, at, cursor);
    if (segment === null) throw new Error('released meanwhile');
    yield segment;
  }
}

function readSegment(table: Buffer, at: number, cursor: Cursor): DataSegment | null {
  const kind = table.readUInt8(at);
  const index = table.readUInt32BE(at + 1);
  const offset = table.readUIntBE(at + 5, OFFSET_BYTES);
  const length = table.readUInt32BE(at + 5 + OFFSET_BYTES);
  if (index >= MOST_ENTRIES || length > cursor.left) return null;
  switch (kind) {
    case KIND.content:
    case KIND.lastContent: {
      const isLast = kind === KIND.lastContent;
      // Nothing is worth a segment only where it makes a file whole.
      if (offset + length > MOST_FILE_BYTES || (length === 0 && !isLast)) return null;
      return { kind: 'content', index, offset, length, isLast, content: cursor.views(length) };
    }
    case KIND.end:
      if (length !== DIGEST_BYTES) return null;
      return { kind: 'end', index, size: offset, digest: Uint8Array.from(cursor.copy(length)), content: NOTHING };
    case KIND.failed: {
      if (offset !== 0 || length !== REASON_BYTES) return null;
      const reason = REASONS[cursor.copy(length).readUInt8() - 1];
      return reason === undefined ? null : { kind: 'failed', index, reason, content: NOTHING };
    }
    default:
      return null;
  }
}

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
