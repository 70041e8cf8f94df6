// How large a PNG or a JPEG says that it is, from its head alone: whoever is about to decode one asks here first, because
// a few bytes may unpack to gigabytes.

export interface Sides {
  readonly width: number;
  readonly height: number;
}

const PNG_HEAD = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52];
const JPEG_HEAD = [0xff, 0xd8, 0xff];

/** Null for what is neither, or doesn't say. */
export function sidesOf(bytes: Uint8Array): Sides | null {
  if (startsWith(bytes, PNG_HEAD)) return whole(u32(bytes, PNG_HEAD.length), u32(bytes, PNG_HEAD.length + 4));
  return startsWith(bytes, JPEG_HEAD) ? sidesOfJpeg(bytes) : null;
}

/** Segments follow each other, each with its length; the first frame header among them is the one that decoders take. */
function sidesOfJpeg(bytes: Uint8Array): Sides | null {
  let at = 2;
  while (at + 9 <= bytes.length) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1] ?? 0;
    // Any number of ff may stand before a marker.
    if (marker === 0xff) at++;
    else if (isFrame(marker)) return whole(u16(bytes, at + 7), u16(bytes, at + 5));
    else if (hasNoLength(marker)) return null;
    else at += 2 + u16(bytes, at + 2);
  }
  return null;
}

/** SOF0 to SOF15; three numbers among them mean tables. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

/** None of them may stand before the frame: content, an end, another beginning. */
const hasNoLength = (marker: number): boolean => marker <= 0x01 || (marker >= 0xd0 && marker <= 0xda);

/** A height of 0 is one that stands at the end, where nobody has looked yet. */
const whole = (width: number, height: number): Sides | null => (width > 0 && height > 0 ? { width, height } : null);

const startsWith = (bytes: Uint8Array, head: readonly number[]): boolean =>
  head.every((byte, index) => bytes[index] === byte);

const u16 = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) * 0x100 + (bytes[at + 1] ?? 0);
const u32 = (bytes: Uint8Array, at: number): number => u16(bytes, at) * 0x10000 + u16(bytes, at + 2);
