// ML-KEM-768 by noble: Electron's BoringSSL has none, and neither has an older Node.
import { ml_kem768 } from '@noble/post-quantum/ml-kem.js';
import type { Kem } from './ml-kem.ts';
import { Secret } from './secret.ts';

export const nobleMlKem: Kem = {
  generate(seed) {
    const { publicKey, secretKey } = ml_kem768.keygen(seed);
    return { encapsulationKey: publicKey, decapsulationKey: new Secret(secretKey) };
  },
  encapsulate(encapsulationKey, entropy) {
    const { cipherText, sharedSecret } = ml_kem768.encapsulate(encapsulationKey, entropy);
    return { ciphertext: cipherText, shared: new Secret(sharedSecret) };
  },
  decapsulate: (decapsulationKey, ciphertext) =>
    new Secret(ml_kem768.decapsulate(ciphertext, decapsulationKey.reveal())),
};
