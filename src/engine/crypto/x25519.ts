// X25519 (RFC 7748) with keys as 32 raw bytes.
import { createPrivateKey, createPublicKey, diffieHellman, type KeyObject } from 'node:crypto';
import { x25519 } from '@noble/curves/ed25519.js';
import { Secret } from './secret.ts';

export const KEY_BYTES = 32;

export interface KeyPair {
  readonly publicKey: Uint8Array;
  readonly secretKey: Secret;
}

export interface DiffieHellman {
  publicKeyOf(secretKey: Secret): Uint8Array;
  /** Throws where the result is all zeros: the other key was of low order. */
  sharedSecret(secretKey: Secret, publicKey: Uint8Array): Secret;
}

// What node:crypto wants round 32 raw bytes: the fixed beginning of the DER forms (RFC 8410).
const PKCS8 = Buffer.from('302e020100300506032b656e04220420', 'hex');
const SPKI = Buffer.from('302a300506032b656e032100', 'hex');

/** To make one costs several times the key agreement itself, and each secret is used more than once. */
const privateKeys = new WeakMap<Secret, KeyObject>();

function privateKeyOf(secretKey: Secret): KeyObject {
  const known = privateKeys.get(secretKey);
  if (known !== undefined) return known;
  const der = Buffer.concat([PKCS8, secretKey.reveal()]);
  const made = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  der.fill(0);
  privateKeys.set(secretKey, made);
  return made;
}

const checked = (publicKey: Uint8Array): Uint8Array => {
  if (publicKey.length !== KEY_BYTES) throw new Error('not a key of 32 bytes');
  return publicKey;
};

export const nativeX25519: DiffieHellman = {
  publicKeyOf: (secretKey) =>
    Uint8Array.from(
      createPublicKey(privateKeyOf(secretKey)).export({ format: 'der', type: 'spki' }).subarray(SPKI.length),
    ),
  sharedSecret: (secretKey, publicKey) => {
    const key = Buffer.concat([SPKI, checked(publicKey)]);
    const shared = diffieHellman({
      privateKey: privateKeyOf(secretKey),
      publicKey: createPublicKey({ key, format: 'der', type: 'spki' }),
    });
    return notZero(new Secret(shared));
  },
};

/** Thirty times slower, for runtimes whose own isn't there or isn't right. */
export const nobleX25519: DiffieHellman = {
  publicKeyOf: (secretKey) => x25519.getPublicKey(secretKey.reveal()),
  sharedSecret: (secretKey, publicKey) =>
    notZero(new Secret(x25519.getSharedSecret(secretKey.reveal(), checked(publicKey)))),
};

/** Both libraries refuse it themselves today; nothing here rests on that. */
function notZero(shared: Secret): Secret {
  if (shared.reveal().every((byte) => byte === 0)) throw new Error('a key of low order');
  return shared;
}
