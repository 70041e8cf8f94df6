// As much of DER as a certificate of our own is made of, and the one thing of others' certificates that node:crypto
// doesn't tell.

const TAGS = {
  integer: 0x02,
  bitString: 0x03,
  nothing: 0x05,
  objectId: 0x06,
  text: 0x0c,
  sequence: 0x30,
  set: 0x31,
  /** Two digits of the year. */
  utcTime: 0x17,
  /** Four digits, which are a must from 2050 on. */
  generalizedTime: 0x18,
  /** [0], with a whole element inside. */
  version: 0xa0,
} as const;

export function element(tag: keyof typeof TAGS, ...content: readonly Uint8Array[]): Buffer {
  const length = content.reduce((sum, { byteLength }) => sum + byteLength, 0);
  return Buffer.concat([Buffer.of(TAGS[tag]), lengthOf(length), ...content]);
}

export const sequence = (...content: readonly Uint8Array[]): Buffer => element('sequence', ...content);

/** Of bytes with the most significant first. */
export function positiveInteger(bytes: Uint8Array): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0);
  const least = first < 0 ? Buffer.of(0) : bytes.subarray(first);
  // The highest bit is a sign.
  return element('integer', (least[0] ?? 0) >= 0x80 ? Buffer.of(0) : Buffer.of(), least);
}

export const bitString = (bytes: Uint8Array): Buffer => element('bitString', Buffer.of(0), bytes);

export const textElement = (tag: 'text' | 'utcTime' | 'generalizedTime', text: string): Buffer =>
  element(tag, Buffer.from(text));

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.of(length);
  if (length < 0x100) return Buffer.of(0x81, length);
  if (length < 0x1_0000) return Buffer.of(0x82, length >> 8, length & 0xff);
  throw new RangeError('longer than a certificate is');
}

/** [0] { 2 }, which says 3; a certificate of version 1 has nothing in its place. */
const VERSION_3 = element('version', element('integer', Buffer.of(2)));

/** Of bytes that are known to be a certificate. */
export function isVersion3(der: Uint8Array): boolean {
  const inCertificate = headBytes(der, 0);
  const inSigned = inCertificate + headBytes(der, inCertificate);
  return VERSION_3.equals(der.subarray(inSigned, inSigned + VERSION_3.length));
}

/** Of the element that begins there: its tag and its length. */
function headBytes(der: Uint8Array, at: number): number {
  const length = der[at + 1] ?? 0;
  return length < 0x80 ? 2 : 2 + (length & 0x7f);
}
