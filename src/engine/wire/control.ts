// The control records that aren't fixed layouts: CBOR maps with integer keys, in the one spelling that deterministic
// encoding allows, padded so that their length says little.
import { decode, encode } from 'cborg';

/** Lengths seen from outside are multiples of this. */
const PAD_TO = 256;
const LENGTH_BYTES = 2;
const MOST_DEPTH = 4;

export type CborValue = number | string | boolean | Uint8Array | readonly CborValue[] | CborMap;
export type CborMap = ReadonlyMap<number, CborValue>;

const STRICT = {
  strict: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowInfinity: false,
  allowNaN: false,
  allowBigInt: false,
  rejectDuplicateMapKeys: true,
  useMaps: true,
} as const;

/** u16 length, then the map, then zeros. */
export function encodeControl(map: CborMap): Uint8Array {
  const body = encode(map);
  const padded = Buffer.alloc(Math.ceil((LENGTH_BYTES + body.length) / PAD_TO) * PAD_TO);
  padded.writeUInt16BE(body.length);
  padded.set(body, LENGTH_BYTES);
  return padded;
}

/** Null where the bytes aren't exactly what `encodeControl` would have made of some map. */
export function decodeControl(padded: Uint8Array): CborMap | null {
  const bytes = Buffer.from(padded.buffer, padded.byteOffset, padded.byteLength);
  if (bytes.length < PAD_TO) return null;
  const body = bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + bytes.readUInt16BE());
  try {
    const map: unknown = decode(body, STRICT);
    if (!isPlain(map, MOST_DEPTH) || !(map instanceof Map)) return null;
    // One spelling for each value: whatever else the decoder lets through (a float for an integer, another order of
    // keys, bytes after the end, padding that isn't zeros) comes out differently.
    return Buffer.compare(encodeControl(map), bytes) === 0 ? map : null;
  } catch {
    // Not CBOR, or nested deeper than a stack is high.
    return null;
  }
}

function isPlain(value: unknown, depth: number): value is CborValue {
  if (typeof value === 'number') return Number.isSafeInteger(value);
  if (typeof value === 'string' || typeof value === 'boolean' || value instanceof Uint8Array) return true;
  if (depth === 0) return false;
  if (Array.isArray(value)) return value.every((each) => isPlain(each, depth - 1));
  if (!(value instanceof Map)) return false;
  return [...value].every(([key, each]) => Number.isSafeInteger(key) && isPlain(each, depth - 1));
}
