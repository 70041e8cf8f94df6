// Noise, section 5.1: a key, and a counter that never comes back.
import type { Aead, Opening } from '../crypto/aes-gcm.ts';
import { Secret } from '../crypto/secret.ts';
import type { NoiseSuite } from './suite.ts';
import { REKEY_NONCE } from './suite.ts';

const NOTHING = new Uint8Array(0);
const ZEROS = new Uint8Array(32);

export class CipherState {
  readonly #suite: NoiseSuite;
  #aead: Aead;
  #counter = 0;

  constructor(suite: NoiseSuite, key: Secret) {
    this.#suite = suite;
    this.#aead = suite.createAead(key.reveal());
  }

  get counter(): number {
    return this.#counter;
  }

  encrypt(ad: Uint8Array, ...plaintext: readonly Uint8Array[]): readonly Uint8Array[] {
    const sealed = this.#aead.seal(this.#suite.nonceOf(this.#counter), ad, ...plaintext);
    this.#counter++;
    return sealed;
  }

  /** Throws, and counts nothing, where the bytes aren't what was sealed. */
  decrypt(ad: Uint8Array, sealed: Uint8Array): Uint8Array {
    const plaintext = this.#aead.open(this.#suite.nonceOf(this.#counter), ad, sealed);
    this.#counter++;
    return plaintext;
  }

  /** The next message, piece by piece. One that fails ends whatever it came by. */
  decrypting(ad: Uint8Array): Opening {
    return this.#aead.opening(this.#suite.nonceOf(this.#counter++), ad);
  }

  /** A new key from the old one, which can't be found again from it. The counter goes on. */
  rekey(): void {
    const next = new Secret(Buffer.concat(this.#aead.seal(REKEY_NONCE, NOTHING, ZEROS)).subarray(0, ZEROS.length));
    this.#aead = this.#suite.createAead(next.reveal());
    next.wipe();
  }
}
