// ML-KEM-768 (FIPS 203) by noble: Electron's BoringSSL has none. It keeps what is recorded today from whoever computes
// later; were it broken, X25519 beside it would still hold.
import { ml_kem768 } from '@noble/post-quantum/ml-kem.js';
import { Secret } from './secret.ts';

export const ENCAPSULATION_KEY_BYTES = 1184;
export const CIPHERTEXT_BYTES = 1088;

export interface KemKeyPair {
  readonly encapsulationKey: Uint8Array;
  readonly decapsulationKey: Secret;
}

/** `seed` is 64 random bytes. */
export function generateKem(seed: Uint8Array): KemKeyPair {
  const { publicKey, secretKey } = ml_kem768.keygen(seed);
  return { encapsulationKey: publicKey, decapsulationKey: new Secret(secretKey) };
}

/** Throws where the key isn't one. `entropy` is 32 random bytes. */
export function encapsulate(
  encapsulationKey: Uint8Array,
  entropy: Uint8Array,
): { ciphertext: Uint8Array; shared: Secret } {
  const { cipherText, sharedSecret } = ml_kem768.encapsulate(encapsulationKey, entropy);
  return { ciphertext: cipherText, shared: new Secret(sharedSecret) };
}

/** A ciphertext that was changed gives another secret, and the handshake fails by that. */
export const decapsulate = (decapsulationKey: Secret, ciphertext: Uint8Array): Secret =>
  new Secret(ml_kem768.decapsulate(ciphertext, decapsulationKey.reveal()));
