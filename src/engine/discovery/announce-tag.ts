// By this a device is recognised by those that are paired with it, and by nobody else, while it says neither name nor id:
// lots, and what only somebody with its announce key can make of them. Others can't tell two of them from two devices'.
import { hmacSha256, isEqual } from '../crypto/hash.ts';
import type { Secret } from '../crypto/secret.ts';

const LOT_BYTES = 8;
const MAC_BYTES = 8;
const LABEL = Buffer.from('ferry v1 announce', 'ascii');

export function drawTag(announceKey: Secret, random: (byteCount: number) => Uint8Array): Uint8Array {
  const lot = random(LOT_BYTES);
  return Uint8Array.of(...lot, ...macOf(lot, announceKey));
}

/** A hint only: a tag that was overheard can be said again by anybody. Identity comes from the key of the channel. */
export const isTagBy = (tag: Uint8Array, announceKey: Secret): boolean =>
  tag.length === LOT_BYTES + MAC_BYTES &&
  isEqual(tag.subarray(LOT_BYTES), macOf(tag.subarray(0, LOT_BYTES), announceKey));

const macOf = (lot: Uint8Array, announceKey: Secret): Uint8Array =>
  hmacSha256(announceKey.reveal(), LABEL, lot).subarray(0, MAC_BYTES);
