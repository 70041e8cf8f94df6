// Ed25519 signatures (RFC 8032) by noble, strict: alike on every runtime, and made too rarely for speed to matter.
import { ed25519 } from '@noble/curves/ed25519.js';
import type { Secret } from './secret.ts';

export const signingKeyOf = (secretKey: Secret): Uint8Array => ed25519.getPublicKey(secretKey.reveal());

export const sign = (secretKey: Secret, message: Uint8Array): Uint8Array => ed25519.sign(message, secretKey.reveal());

/** False for what isn't a signature or a key at all, too. */
export function isSignedBy(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    // By default noble follows ZIP 215, which takes encodings that RFC 8032 refuses.
    return ed25519.verify(signature, message, publicKey, { zip215: false });
  } catch {
    // Of the wrong length.
    return false;
  }
}
