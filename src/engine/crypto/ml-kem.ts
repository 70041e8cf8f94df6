// ML-KEM-768 (FIPS 203). It keeps what is recorded today from whoever computes later; were it broken, X25519 beside it
// would still hold.
import type { Secret } from './secret.ts';

export const ENCAPSULATION_KEY_BYTES = 1184;
export const CIPHERTEXT_BYTES = 1088;

export interface KemKeyPair {
  readonly encapsulationKey: Uint8Array;
  /** For the implementation that made it, and no other. */
  readonly decapsulationKey: Secret;
}

export interface Kem {
  /** `seed` is 64 random bytes. */
  generate(seed: Uint8Array): KemKeyPair;
  /** Throws where the key isn't one. `entropy` is 32 random bytes, for whichever can't draw its own. */
  encapsulate(encapsulationKey: Uint8Array, entropy: Uint8Array): { ciphertext: Uint8Array; shared: Secret };
  /** A ciphertext that was changed gives another secret, and the handshake fails by that. */
  decapsulate(decapsulationKey: Secret, ciphertext: Uint8Array): Secret;
}
