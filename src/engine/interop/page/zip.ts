// Several files as one ZIP file, made while it is sent: nothing is compressed, so that its length is known beforehand and
// a gigabyte costs no more than reading it. Why by hand: docs/decisions/0048. The layout is that of PKWARE's APPNOTE 6.3.
import { crc32 } from 'node:zlib';

export interface ZipEntry {
  /** With `/` between names, and as the last of a folder's. */
  readonly name: string;
  readonly size: number;
  readonly modifiedMs: number;
}

/** What is all ones has no room for the value, which then stands in an extra field. */
const FULL_32 = 0xffff_ffff;
const FULL_16 = 0xffff;
/** Names are UTF-8. */
const UTF_8 = 0x0800;
/** Sizes and sum come behind the content. */
const BEHIND = 0x0008;
const STORED = 0;
const FOLDER = 0x10;
const VERSION = 20;
const VERSION_64 = 45;
/** Made on Unix: a file that its owner writes and everybody reads. */
const MADE_ON_UNIX = 3 << 8;
const FILE_MODE = 0o100644;
const FOLDER_MODE = 0o040755;

const LOCAL_BYTES = 30;
const CENTRAL_BYTES = 46;
const END_BYTES = 22;
const END_64_BYTES = 56 + 20;
const TIME_EXTRA_BYTES = 9;

const isLarge = ({ size }: ZipEntry): boolean => size >= FULL_32;
const tailBytes = (entry: ZipEntry): number => (entry.size === 0 ? 0 : isLarge(entry) ? 24 : 16);
const nameOf = ({ name }: ZipEntry): Buffer => Buffer.from(name);

/** Of all of it, by the byte. */
export function zipBytes(entries: readonly ZipEntry[]): number {
  let at = 0;
  let central = 0;
  for (const entry of entries) {
    const nameBytes = Buffer.byteLength(entry.name);
    central += CENTRAL_BYTES + nameBytes + TIME_EXTRA_BYTES + extra64Bytes(entry, at);
    at += LOCAL_BYTES + nameBytes + TIME_EXTRA_BYTES + (isLarge(entry) ? 20 : 0) + entry.size;
    at += tailBytes(entry);
  }
  return at + central + (needsEnd64(entries.length, at, central) ? END_64_BYTES : 0) + END_BYTES;
}

/** `read`: all bytes of the entry that stands there, in pieces; a folder has none. */
export async function* zipOf(
  entries: readonly ZipEntry[],
  read: (index: number) => AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  const placed: Placed[] = [];
  let at = 0;
  for (const [index, entry] of entries.entries()) {
    const head = localHeader(entry);
    yield head;
    let sum = 0;
    let size = 0;
    for await (const piece of read(index)) {
      sum = crc32(piece, sum);
      size += piece.length;
      yield piece;
    }
    if (size !== entry.size) throw new Error('another size than was listed');
    const tail = descriptor(entry, sum);
    yield tail;
    placed.push({ entry, sum, at });
    at += head.length + size + tail.length;
  }
  yield* directory(placed, at);
}

interface Placed {
  readonly entry: ZipEntry;
  readonly sum: number;
  readonly at: number;
}

/** Sizes that fit are said as none: what follows the content has them. */
function localHeader(entry: ZipEntry): Buffer {
  const name = nameOf(entry);
  const head = Buffer.alloc(LOCAL_BYTES);
  head.writeUInt32LE(0x0403_4b50, 0);
  head.writeUInt16LE(isLarge(entry) ? VERSION_64 : VERSION, 4);
  writeShared(head, 6, entry, 0, isLarge(entry) ? FULL_32 : 0);
  const extra = [timeExtra(entry), ...(isLarge(entry) ? [extra64([0, 0])] : [])];
  head.writeUInt16LE(name.length, 26);
  head.writeUInt16LE(lengthOf(extra), 28);
  return Buffer.concat([head, name, ...extra]);
}

/** From the flags on, what both headers of an entry have. */
function writeShared(head: Buffer, at: number, entry: ZipEntry, sum: number, size: number): void {
  const { time, date } = dosTime(entry.modifiedMs);
  head.writeUInt16LE(entry.size === 0 ? UTF_8 : UTF_8 | BEHIND, at);
  head.writeUInt16LE(STORED, at + 2);
  head.writeUInt16LE(time, at + 4);
  head.writeUInt16LE(date, at + 6);
  head.writeUInt32LE(sum, at + 8);
  head.writeUInt32LE(size, at + 12);
  head.writeUInt32LE(size, at + 16);
}

function descriptor(entry: ZipEntry, sum: number): Buffer {
  const tail = Buffer.alloc(tailBytes(entry));
  if (entry.size === 0) return tail;
  tail.writeUInt32LE(0x0807_4b50, 0);
  tail.writeUInt32LE(sum, 4);
  if (!isLarge(entry)) {
    tail.writeUInt32LE(entry.size, 8);
    tail.writeUInt32LE(entry.size, 12);
    return tail;
  }
  tail.writeBigUInt64LE(BigInt(entry.size), 8);
  tail.writeBigUInt64LE(BigInt(entry.size), 16);
  return tail;
}

function* directory(placed: readonly Placed[], at: number): Generator<Buffer> {
  let bytes = 0;
  for (const each of placed) {
    const head = centralHeader(each);
    bytes += head.length;
    yield head;
  }
  if (needsEnd64(placed.length, at, bytes)) yield end64(placed.length, at, bytes);
  const end = Buffer.alloc(END_BYTES);
  end.writeUInt32LE(0x0605_4b50, 0);
  end.writeUInt16LE(Math.min(placed.length, FULL_16), 8);
  end.writeUInt16LE(Math.min(placed.length, FULL_16), 10);
  end.writeUInt32LE(Math.min(bytes, FULL_32), 12);
  end.writeUInt32LE(Math.min(at, FULL_32), 16);
  yield end;
}

function centralHeader({ entry, sum, at }: Placed): Buffer {
  const name = nameOf(entry);
  const isFolder = entry.name.endsWith('/');
  const large = [...(isLarge(entry) ? [entry.size, entry.size] : []), ...(at >= FULL_32 ? [at] : [])];
  const head = Buffer.alloc(CENTRAL_BYTES);
  head.writeUInt32LE(0x0201_4b50, 0);
  head.writeUInt16LE(MADE_ON_UNIX | VERSION_64, 4);
  head.writeUInt16LE(large.length > 0 ? VERSION_64 : VERSION, 6);
  writeShared(head, 8, entry, sum, Math.min(entry.size, FULL_32));
  const extra = [timeExtra(entry), ...(large.length > 0 ? [extra64(large)] : [])];
  head.writeUInt16LE(name.length, 28);
  head.writeUInt16LE(lengthOf(extra), 30);
  head.writeUInt32LE((((isFolder ? FOLDER_MODE : FILE_MODE) << 16) | (isFolder ? FOLDER : 0)) >>> 0, 38);
  head.writeUInt32LE(Math.min(at, FULL_32), 42);
  return Buffer.concat([head, name, ...extra]);
}

function end64(count: number, at: number, bytes: number): Buffer {
  const end = Buffer.alloc(END_64_BYTES);
  end.writeUInt32LE(0x0606_4b50, 0);
  end.writeBigUInt64LE(44n, 4);
  end.writeUInt16LE(MADE_ON_UNIX | VERSION_64, 12);
  end.writeUInt16LE(VERSION_64, 14);
  end.writeBigUInt64LE(BigInt(count), 24);
  end.writeBigUInt64LE(BigInt(count), 32);
  end.writeBigUInt64LE(BigInt(bytes), 40);
  end.writeBigUInt64LE(BigInt(at), 48);
  // Where that stands.
  end.writeUInt32LE(0x0706_4b50, 56);
  end.writeBigUInt64LE(BigInt(at + bytes), 64);
  end.writeUInt32LE(1, 72);
  return end;
}

const needsEnd64 = (count: number, at: number, bytes: number): boolean =>
  count >= FULL_16 || at >= FULL_32 || bytes >= FULL_32;

const extra64Bytes = (entry: ZipEntry, at: number): number => {
  const count = (isLarge(entry) ? 2 : 0) + (at >= FULL_32 ? 1 : 0);
  return count === 0 ? 0 : 4 + 8 * count;
};

function extra64(values: readonly number[]): Buffer {
  const extra = Buffer.alloc(4 + 8 * values.length);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(8 * values.length, 2);
  for (const [place, value] of values.entries()) extra.writeBigUInt64LE(BigInt(value), 4 + 8 * place);
  return extra;
}

/** Seconds since 1970, since the other time has no zone. */
function timeExtra({ modifiedMs }: ZipEntry): Buffer {
  const extra = Buffer.alloc(TIME_EXTRA_BYTES);
  extra.writeUInt16LE(0x5455, 0);
  extra.writeUInt16LE(5, 2);
  extra.writeUInt8(1, 4);
  extra.writeInt32LE(Math.min(Math.max(Math.floor(modifiedMs / 1000), -(2 ** 31)), 2 ** 31 - 1), 5);
  return extra;
}

const lengthOf = (parts: readonly Buffer[]): number => parts.reduce((sum, { length }) => sum + length, 0);

function dosTime(ms: number): { readonly time: number; readonly date: number } {
  const when = new Date(ms);
  const year = Math.min(Math.max(when.getFullYear(), 1980), 2107);
  // Out of its years, it is the first moment of them.
  if (year !== when.getFullYear()) return { time: 0, date: (1 << 5) | 1 };
  return {
    time: (when.getHours() << 11) | (when.getMinutes() << 5) | (when.getSeconds() >> 1),
    date: ((year - 1980) << 9) | ((when.getMonth() + 1) << 5) | when.getDate(),
  };
}
