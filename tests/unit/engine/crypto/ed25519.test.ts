import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import {
  isRight,
  isSignedBy,
  isSignedByKnown,
  nativeSign,
  nobleSign,
  sign,
  signingKeyOf,
} from '../../../../src/engine/crypto/ed25519.ts';
import { Secret } from '../../../../src/engine/crypto/secret.ts';

const draw = () => ({ secretKey: new Secret(randomBytes(32)), message: randomBytes(77) });

it('signs to the same bytes by the runtime and by noble', () => {
  for (const { secretKey, message } of Array.from({ length: 8 }, draw)) {
    const signature = sign(secretKey, message);
    expect(signature).toEqual(nobleSign(secretKey, message));
    expect(signature).toEqual(nativeSign(secretKey, message));
    const publicKey = signingKeyOf(secretKey);
    const changed = signature.with(Math.floor(Math.random() * 64), 1 + Math.floor(Math.random() * 255));
    for (const isTaken of [isSignedBy, isSignedByKnown]) {
      expect(isTaken(publicKey, message, signature)).toBe(true);
      expect(isTaken(publicKey, message.subarray(1), signature)).toBe(false);
      expect(isTaken(publicKey, message, signature.subarray(1))).toBe(false);
      expect(isTaken(publicKey, message, changed)).toBe(Buffer.compare(changed, signature) === 0);
    }
  }
});

it('takes no implementation that signs otherwise, or not at all', () => {
  const missing = (): never => {
    throw new Error('not in this runtime');
  };
  expect([nativeSign, nobleSign, missing, () => new Uint8Array(64)].map(isRight)).toEqual([true, true, false, false]);
});
