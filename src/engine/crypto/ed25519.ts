// Ed25519 signatures (RFC 8032), strict. Noble takes a tenth of a second to get ready. A signature is determined to the
// last byte, so that the runtime's own makes it, where it is right. What is taken must be alike on every runtime: of a key
// that is new, noble says.
import { createPrivateKey, createPublicKey, sign as signNatively, verify } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import { isEqual } from './hash.ts';
import { Secret } from './secret.ts';

// What node:crypto wants round 32 raw bytes: the fixed beginning of the DER forms (RFC 8410).
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

export type Sign = (secretKey: Secret, message: Uint8Array) => Uint8Array;

export const nobleSign: Sign = (secretKey, message) => ed25519.sign(message, secretKey.reveal());

export const nativeSign: Sign = (secretKey, message) => {
  const der = Buffer.concat([PKCS8, secretKey.reveal()]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  der.fill(0);
  return Uint8Array.from(signNatively(null, message, key));
};

let isNative: boolean | null = null;
/** Found out with the first signature. */
const isOurs = (): boolean => {
  isNative ??= isRight(nativeSign);
  return isNative;
};

export const sign: Sign = (secretKey, message) => (isOurs() ? nativeSign : nobleSign)(secretKey, message);

export const signingKeyOf = (secretKey: Secret): Uint8Array => ed25519.getPublicKey(secretKey.reveal());

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

/**
 * The same for a key of which noble has taken a signature before, so that it is well-formed and of no small order: which
 * of the other keys they take is what runtimes differ in. By the runtime's own, which takes nothing that noble doesn't.
 */
export function isSignedByKnown(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (!isOurs()) return isSignedBy(publicKey, message, signature);
  const key = createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: 'der', type: 'spki' });
  return verify(null, message, key, signature);
}

/** RFC 8032, section 7.1, TEST 2. */
export function isRight(candidate: Sign): boolean {
  const secretKey = new Secret(Buffer.from('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb', 'hex'));
  const expected = Buffer.from(
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    'hex',
  );
  try {
    return isEqual(candidate(secretKey, Uint8Array.of(0x72)), expected);
  } catch {
    // Unknown to this runtime, which is as good as wrong.
    return false;
  }
}
