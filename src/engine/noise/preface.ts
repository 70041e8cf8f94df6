// The only bytes in the clear: who offers which versions, and which one was taken. Both are bound into the handshake, so
// that a changed one makes it fail.
const MAGIC = Buffer.from('FRRY', 'ascii');

/** The versions this program speaks, ascending. */
export const VERSIONS: readonly number[] = [1];
const MOST_VERSIONS = 8;

export const PREFACE_HEAD_BYTES = MAGIC.length + 1;
export const ANSWER_BYTES = MAGIC.length + 2;
/** control: all that two devices say. lane: a further connection, which belongs to one of these. */
export const PURPOSE = { control: 1, lane: 2 } as const;
export type Purpose = keyof typeof PURPOSE;

/** `used` is the version the first message is of, one of those offered. */
export function offer(versions: readonly number[], used: number, purpose: Purpose = 'control'): Uint8Array {
  const bytes = Buffer.alloc(PREFACE_HEAD_BYTES + 2 * versions.length + 3);
  MAGIC.copy(bytes);
  bytes.writeUInt8(versions.length, MAGIC.length);
  for (const [index, version] of versions.entries()) bytes.writeUInt16BE(version, PREFACE_HEAD_BYTES + 2 * index);
  bytes.writeUInt16BE(used, bytes.length - 3);
  bytes.writeUInt8(PURPOSE[purpose], bytes.length - 1);
  return bytes;
}

/** How many bytes follow the head, or null where this isn't the beginning of one. */
export function offerRest(head: Uint8Array): number | null {
  const count = head[MAGIC.length] ?? 0;
  if (Buffer.compare(head.subarray(0, MAGIC.length), MAGIC) !== 0) return null;
  return count >= 1 && count <= MOST_VERSIONS ? 2 * count + 3 : null;
}

export interface Choice {
  /** The highest version both speak, 0 where there is none. */
  readonly version: number;
  /** What the first message is of. */
  readonly used: number;
  readonly purpose: Purpose;
}

/** Null where the offer isn't one. */
export function choose(rest: Uint8Array, spoken: readonly number[]): Choice | null {
  const view = Buffer.from(rest.buffer, rest.byteOffset, rest.byteLength);
  const offered = Array.from({ length: (rest.length - 3) / 2 }, (_, index) => view.readUInt16BE(2 * index));
  const used = view.readUInt16BE(rest.length - 3);
  const isAscending = offered.every((version, index) => version > (offered[index - 1] ?? 0));
  const purpose = rest.at(-1) === PURPOSE.control ? 'control' : rest.at(-1) === PURPOSE.lane ? 'lane' : null;
  if (!isAscending || !offered.includes(used) || purpose === null) return null;
  return { version: offered.findLast((version) => spoken.includes(version)) ?? 0, used, purpose };
}

export function answer(version: number): Uint8Array {
  const bytes = Buffer.alloc(ANSWER_BYTES);
  MAGIC.copy(bytes);
  bytes.writeUInt16BE(version, MAGIC.length);
  return bytes;
}

/** The version taken, or null where this isn't an answer. */
export function answered(bytes: Uint8Array): number | null {
  if (Buffer.compare(bytes.subarray(0, MAGIC.length), MAGIC) !== 0) return null;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).readUInt16BE(MAGIC.length);
}
