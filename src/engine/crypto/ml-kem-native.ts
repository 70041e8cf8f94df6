// ML-KEM-768 by the runtime: Node has it since 24.7, thirty times as quick to get ready as noble; Electron hasn't. All of
// node:crypto is imported: by name, what isn't there would keep the program from starting.
import * as crypto from 'node:crypto';
import type { Kem } from './ml-kem.ts';
import { CIPHERTEXT_BYTES, ENCAPSULATION_KEY_BYTES } from './ml-kem.ts';
import { Secret } from './secret.ts';

// What node:crypto wants round the raw bytes: the fixed beginning of the DER forms (RFC 9935), of the seed alone.
const PKCS8 = Buffer.from('3054020100300b060960864801650304040204428040', 'hex');
const SPKI = Buffer.from('308204b2300b0609608648016503040402038204a100', 'hex');

/** Its decapsulation keys are seeds. */
export const nativeMlKem: Kem = {
  generate(seed) {
    const decapsulationKey = new Secret(seed);
    const spki = crypto.createPublicKey(privateKeyOf(decapsulationKey)).export({ format: 'der', type: 'spki' });
    return { encapsulationKey: Uint8Array.from(spki.subarray(SPKI.length)), decapsulationKey };
  },
  encapsulate(encapsulationKey) {
    if (encapsulationKey.length !== ENCAPSULATION_KEY_BYTES) throw new Error('no such key');
    const key = Buffer.concat([SPKI, encapsulationKey]);
    const { ciphertext, sharedKey } = crypto.encapsulate(crypto.createPublicKey({ key, format: 'der', type: 'spki' }));
    return { ciphertext: Uint8Array.from(ciphertext), shared: new Secret(sharedKey) };
  },
  decapsulate(decapsulationKey, ciphertext) {
    if (ciphertext.length !== CIPHERTEXT_BYTES) throw new Error('no such ciphertext');
    return new Secret(crypto.decapsulate(privateKeyOf(decapsulationKey), ciphertext));
  },
};

function privateKeyOf(seed: Secret): crypto.KeyObject {
  const der = Buffer.concat([PKCS8, seed.reveal()]);
  try {
    return crypto.createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  } finally {
    der.fill(0);
  }
}
