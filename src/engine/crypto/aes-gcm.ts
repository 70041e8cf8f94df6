// AES-256-GCM with a 96-bit nonce and the whole 16-byte tag.

import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import { gcm } from '@noble/ciphers/aes.js';

export const TAG_BYTES = 16;
const CIPHER = 'aes-256-gcm';
/** Always given: without it a decipher takes a tag of 4 bytes. */
const OPTIONS = { authTagLength: TAG_BYTES } as const;

/** One key. Nonces are the caller's business: the same one twice breaks everything. */
export interface Aead {
  /** The ciphertext in pieces, the tag as the last: so that a megabyte isn't copied to put 16 bytes behind it. */
  seal(nonce: Uint8Array, aad: Uint8Array, ...plaintext: readonly Uint8Array[]): readonly Uint8Array[];
  /** Throws where one bit isn't as it was; gives nothing before the tag was checked. */
  open(nonce: Uint8Array, aad: Uint8Array, sealed: Uint8Array): Uint8Array;
}

export type CreateAead = (key: Uint8Array) => Aead;

class NativeAead implements Aead {
  // A KeyObject, made once: a raw key each time costs up to three times as much for small records.
  readonly #key: KeyObject;

  constructor(key: Uint8Array) {
    this.#key = createSecretKey(key);
  }

  seal(nonce: Uint8Array, aad: Uint8Array, ...plaintext: readonly Uint8Array[]): readonly Uint8Array[] {
    const cipher = createCipheriv(CIPHER, this.#key, nonce, OPTIONS);
    cipher.setAAD(aad);
    const pieces = plaintext.map((piece) => cipher.update(piece));
    cipher.final();
    return [...pieces, cipher.getAuthTag()];
  }

  open(nonce: Uint8Array, aad: Uint8Array, sealed: Uint8Array): Uint8Array {
    if (sealed.length < TAG_BYTES) throw new Error('shorter than its tag');
    const end = sealed.length - TAG_BYTES;
    const decipher = createDecipheriv(CIPHER, this.#key, nonce, OPTIONS);
    decipher.setAAD(aad);
    decipher.setAuthTag(sealed.subarray(end));
    const plaintext = decipher.update(sealed.subarray(0, end));
    decipher.final();
    return plaintext;
  }
}

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
}

export const nativeAesGcm: CreateAead = (key) => new NativeAead(key);
/** Some hundred times slower: for a runtime whose own fails the self-test, and to hold the native one against. */
export const nobleAesGcm: CreateAead = (key) => new NobleAead(key);
