// AES-256-GCM by noble, some hundred times slower: for a runtime whose own fails the self-test, and to hold that against.
import { gcm } from '@noble/ciphers/aes.js';
import type { Aead, CreateAead, Opening } from './aes-gcm.ts';

class NobleAead implements Aead {
  readonly #key: Uint8Array;

  constructor(key: Uint8Array) {
    this.#key = Uint8Array.from(key);
  }

  seal(nonce: Uint8Array, aad: Uint8Array, ...plaintext: readonly Uint8Array[]): readonly Uint8Array[] {
    return [gcm(this.#key, nonce, aad).encrypt(Buffer.concat(plaintext))];
  }

  open(nonce: Uint8Array, aad: Uint8Array, sealed: Uint8Array): Uint8Array {
    return gcm(this.#key, nonce, aad).decrypt(sealed);
  }

  opening(nonce: Uint8Array, aad: Uint8Array): Opening {
    const pieces: Uint8Array[] = [];
    return {
      // A copy: the caller's buffer is used again before the tag comes.
      take: (piece) => void pieces.push(Uint8Array.from(piece)),
      finish: (tag) => [this.open(nonce, aad, Buffer.concat([...pieces, tag]))],
    };
  }
}

export const nobleAesGcm: CreateAead = (key) => new NobleAead(key);
