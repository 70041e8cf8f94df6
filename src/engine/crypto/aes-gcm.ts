// AES-256-GCM with a 96-bit nonce and the whole 16-byte tag.

import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import type { Secret } from './secret.ts';

export const TAG_BYTES = 16;
const CIPHER = 'aes-256-gcm';
/** Always given: without it a decipher takes a tag of 4 bytes. */
const OPTIONS = { authTagLength: TAG_BYTES } as const;
/** Larger results are mapped and unmapped by the system each time, which costs more than to make them. */
const PIECE_BYTES = 256 * 1024;

/** One key. Nonces are the caller's business: the same one twice breaks everything. */
export interface Aead {
  /** The ciphertext in pieces, the tag as the last: so that a megabyte isn't copied to put 16 bytes behind it. */
  seal(nonce: Uint8Array, aad: Uint8Array, ...plaintext: readonly Uint8Array[]): readonly Uint8Array[];
  /** Throws where one bit isn't as it was; gives nothing before the tag was checked. */
  open(nonce: Uint8Array, aad: Uint8Array, sealed: Uint8Array): Uint8Array;
  /** The same, piece by piece as they come. */
  opening(nonce: Uint8Array, aad: Uint8Array): Opening;
}

export interface Opening {
  /** Of what was sealed, all but the tag. */
  take(piece: Uint8Array): void;
  /** The plaintext, in pieces; throws where one bit isn't as it was. */
  finish(tag: Uint8Array): readonly Uint8Array[];
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
    const pieces: Uint8Array[] = plaintext.flatMap(inPieces).map((piece) => cipher.update(piece));
    cipher.final();
    pieces.push(cipher.getAuthTag());
    return pieces;
  }

  open(nonce: Uint8Array, aad: Uint8Array, sealed: Uint8Array): Uint8Array {
    const { ciphertext, tag } = parts(sealed);
    const opening = this.opening(nonce, aad);
    opening.take(ciphertext);
    return Buffer.concat(opening.finish(tag));
  }

  opening(nonce: Uint8Array, aad: Uint8Array): Opening {
    const decipher = createDecipheriv(CIPHER, this.#key, nonce, OPTIONS);
    decipher.setAAD(aad);
    const plaintext: Uint8Array[] = [];
    return {
      take(piece) {
        for (const each of inPieces(piece)) plaintext.push(decipher.update(each));
      },
      finish(tag) {
        decipher.setAuthTag(tag);
        decipher.final();
        return plaintext;
      },
    };
  }
}

function inPieces(bytes: Uint8Array): readonly Uint8Array[] {
  if (bytes.length <= PIECE_BYTES) return [bytes];
  const count = Math.ceil(bytes.length / PIECE_BYTES);
  return Array.from({ length: count }, (_, index) => bytes.subarray(index * PIECE_BYTES, (index + 1) * PIECE_BYTES));
}

function parts(sealed: Uint8Array): { readonly ciphertext: Uint8Array; readonly tag: Uint8Array } {
  if (sealed.length < TAG_BYTES) throw new Error('shorter than its tag');
  const end = sealed.length - TAG_BYTES;
  return { ciphertext: sealed.subarray(0, end), tag: sealed.subarray(end) };
}

export const nativeAesGcm: CreateAead = (key) => new NativeAead(key);

/** Prepared once: a key made for each call costs more than the tag. */
export const gmacKey = (secret: Secret): KeyObject => createSecretKey(secret.reveal());

/** A tag over bytes that stay where they are: encrypts nothing, and is ten times as fast as SHA-256. */
export function gmac(key: KeyObject, nonce: Uint8Array, bytes: Uint8Array): Uint8Array {
  const cipher = createCipheriv(CIPHER, key, nonce, OPTIONS);
  cipher.setAAD(bytes);
  cipher.final();
  return cipher.getAuthTag();
}
