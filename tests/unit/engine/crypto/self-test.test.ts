import { describe, expect, it } from 'vitest';
import { nativeAesGcm, nobleAesGcm } from '../../../../src/engine/crypto/aes-gcm.ts';
import { choosePrimitives } from '../../../../src/engine/crypto/self-test.ts';
import { nativeX25519, nobleX25519 } from '../../../../src/engine/crypto/x25519.ts';

const real = { dh: [nativeX25519, nobleX25519], createAead: [nativeAesGcm, nobleAesGcm] } as const;

const missing = (): never => {
  throw new Error('not in this runtime');
};

describe('the self-test', () => {
  it('takes the runtime’s own where it is right', () => {
    expect(choosePrimitives()).toEqual({ dh: nativeX25519, createAead: nativeAesGcm, replaced: [] });
  });

  it.each([
    ['isn’t there', { publicKeyOf: missing, sharedSecret: missing }],
    ['gives another key', { ...nativeX25519, publicKeyOf: () => new Uint8Array(32) }],
    ['takes keys of low order', { ...nativeX25519, sharedSecret: (...[secret]: [never, never]) => secret }],
  ])('takes noble’s X25519 where the runtime’s own %s', (_how, broken) => {
    const chosen = choosePrimitives({ ...real, dh: [broken, nobleX25519] as never });
    expect(chosen.dh).toBe(nobleX25519);
    expect(chosen.replaced).toEqual(['X25519']);
  });

  it('takes noble’s AES where the runtime’s own takes a tag cut to four bytes', () => {
    const lax: typeof nativeAesGcm = (key) => ({
      ...nobleAesGcm(key),
      seal: (...input) => nobleAesGcm(key).seal(...input),
      open: (nonce, aad, sealed) =>
        sealed.length < 26 ? new Uint8Array(1) : nobleAesGcm(key).open(nonce, aad, sealed),
    });
    expect(choosePrimitives({ ...real, createAead: [lax, nobleAesGcm] }).replaced).toEqual(['AES-256-GCM']);
  });

  it('lets nothing be sent where no implementation is right', () => {
    const broken = { publicKeyOf: missing, sharedSecret: missing };
    expect(() => choosePrimitives({ ...real, dh: [broken, broken] as never })).toThrow('X25519 fails its self-test');
  });
});
