// What a Noise protocol is made of, as values: the product has one suite, tests bring others to run public vectors on the
// same code.
import type { CreateAead } from '../crypto/aes-gcm.ts';
import { nativeAesGcm } from '../crypto/aes-gcm.ts';
import { hmacSha256, sha256 } from '../crypto/hash.ts';
import type { DiffieHellman } from '../crypto/x25519.ts';

export interface NoiseSuite {
  /** The end of the protocol's name, such as 25519_AESGCM_SHA256. */
  readonly name: string;
  readonly dh: DiffieHellman;
  readonly createAead: CreateAead;
  /** 12 bytes of a counter: ciphers don't agree on the order. */
  readonly nonceOf: (counter: number) => Uint8Array;
  readonly hash: (...parts: readonly Uint8Array[]) => Uint8Array;
  readonly hmac: (key: Uint8Array, ...parts: readonly Uint8Array[]) => Uint8Array;
}

const NONCE_BYTES = 12;

/** AESGCM's: four zero bytes, then the counter with its highest byte first. */
export function aesGcmNonce(counter: number): Uint8Array {
  const nonce = Buffer.alloc(NONCE_BYTES);
  nonce.writeUInt32BE(Math.floor(counter / 2 ** 32), 4);
  nonce.writeUInt32BE(counter % 2 ** 32, 8);
  return nonce;
}

/** Counter 2^64-1, kept for REKEY; the same bytes in either order. */
export const REKEY_NONCE: Uint8Array = Uint8Array.of(0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255);

/** The suite of version 1 of the protocol. The Diffie-Hellman is whichever passed the self-test. */
export const ferrySuite = (dh: DiffieHellman, createAead: CreateAead = nativeAesGcm): NoiseSuite => ({
  name: '25519_AESGCM_SHA256',
  dh,
  createAead,
  nonceOf: aesGcmNonce,
  hash: sha256,
  hmac: hmacSha256,
});
