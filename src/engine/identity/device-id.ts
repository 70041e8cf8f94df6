// The names that follow from a device's static key. Each is a hash of it, so nobody can bear another's.
import type { DeviceId } from '../../contract/devices.ts';
import { sha256 } from '../crypto/hash.ts';

const HINT_BYTES = 16;
const FINGERPRINT_LABEL = Buffer.from('ferry fp v1');
const GROUPS = 8;
const GROUP_LENGTH = 5;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** What is announced of the key while visible to everyone: enough to know it by, and to dial nobody else. */
export const keyHintOf = (staticKey: Uint8Array): Uint8Array => sha256(staticKey).subarray(0, HINT_BYTES);

export const deviceIdOf = (staticKey: Uint8Array): DeviceId =>
  // As many hex digits as the schema asks for, by construction.
  Buffer.from(keyHintOf(staticKey)).toString('hex') as DeviceId;

/** 200 bits, shown whole: somebody who makes keys until a shortened one looks right has too much to make. */
export function fingerprintOf(staticKey: Uint8Array): string {
  const text = base32(sha256(FINGERPRINT_LABEL, staticKey), GROUPS * GROUP_LENGTH);
  return Array.from({ length: GROUPS }, (_, n) => text.slice(n * GROUP_LENGTH, (n + 1) * GROUP_LENGTH)).join(' ');
}

/** The first characters of the bytes in the alphabet of RFC 4648, which has neither 0 nor 1. */
function base32(bytes: Uint8Array, length: number): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return Array.from({ length }, (_, n) => BASE32[Number.parseInt(bits.slice(n * 5, n * 5 + 5), 2)]).join('');
}
