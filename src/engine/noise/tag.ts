// By this a device that isn't visible to everyone knows a paired one before it has said a byte: a tag over the first
// message, made with a key that only the two can compute.
import { hkdfSha256, hmacSha256, isEqual } from '../crypto/hash.ts';
import type { Secret } from '../crypto/secret.ts';
import type { DiffieHellman, KeyPair } from '../crypto/x25519.ts';

export const TAG_BYTES = 16;
const INFO = Buffer.from('ferry v1 tag', 'ascii');

/** Computed once for each paired device. */
export function tagKey(dh: DiffieHellman, own: KeyPair, remoteKey: Uint8Array): Secret {
  const shared = dh.sharedSecret(own.secretKey, remoteKey);
  // Both sides' keys, the smaller first: the key is the same whoever dials.
  const salt = Buffer.concat([own.publicKey, remoteKey].sort(Buffer.compare));
  const key = hkdfSha256({ secret: shared.reveal(), salt, info: INFO, length: 32 });
  shared.wipe();
  return key;
}

/** Names who dials, so that it can't be sent back; and is over the first message's fresh keys, so that no other can carry it. */
export function tagOf(key: Secret, initiatorKey: Uint8Array, firstMessage: readonly Uint8Array[]): Uint8Array {
  return hmacSha256(key.reveal(), initiatorKey, ...firstMessage).subarray(0, TAG_BYTES);
}

export const isTagOf = (
  tag: Uint8Array,
  key: Secret,
  initiatorKey: Uint8Array,
  firstMessage: readonly Uint8Array[],
): boolean => isEqual(tag, tagOf(key, initiatorKey, firstMessage));
