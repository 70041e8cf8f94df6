import * as crypto from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { nativeAesGcm } from '../../../../src/engine/crypto/aes-gcm.ts';
import { nobleAesGcm } from '../../../../src/engine/crypto/aes-gcm-noble.ts';
import { nativeMlKem } from '../../../../src/engine/crypto/ml-kem-native.ts';
import { nobleMlKem } from '../../../../src/engine/crypto/ml-kem-noble.ts';
import { Secret } from '../../../../src/engine/crypto/secret.ts';
import { choosePrimitives } from '../../../../src/engine/crypto/self-test.ts';
import { nativeX25519, nobleX25519 } from '../../../../src/engine/crypto/x25519.ts';

const real = {
  dh: [nativeX25519, nobleX25519],
  nativeAead: nativeAesGcm,
  nativeKem: nativeMlKem,
} as const;

const missing = (): never => {
  throw new Error('not in this runtime');
};

describe('the self-test', () => {
  it('takes the runtime’s own where it is right', async () => {
    const kem = 'encapsulate' in crypto ? nativeMlKem : nobleMlKem;
    const found = { dh: nativeX25519, createAead: nativeAesGcm, kem, replaced: [] };
    expect(await choosePrimitives()).toEqual(found);
  });

  it.each([
    ['isn’t there', { ...nativeMlKem, generate: missing }],
    ['draws another key from a seed', { ...nativeMlKem, generate: () => nativeMlKem.generate(new Uint8Array(64)) }],
    ['takes any ciphertext', { ...nativeMlKem, decapsulate: () => new Secret(new Uint8Array(32)) }],
  ])('takes noble’s ML-KEM where the runtime’s own %s, and makes no news of it', async (_how, nativeKem) => {
    const { kem, replaced } = await choosePrimitives({ ...real, nativeKem });
    expect(kem).toBe(nobleMlKem);
    expect(replaced).toEqual([]);
  });

  it('takes one that agrees with noble on a key', async () => {
    const { kem } = await choosePrimitives();
    for (const [one, other] of [
      [kem, nobleMlKem],
      [nobleMlKem, kem],
    ] as const) {
      const { encapsulationKey, decapsulationKey } = one.generate(crypto.randomBytes(64));
      const { ciphertext, shared } = other.encapsulate(encapsulationKey, crypto.randomBytes(32));
      expect(one.decapsulate(decapsulationKey, ciphertext).reveal()).toEqual(shared.reveal());
    }
  });

  it.each([
    ['isn’t there', { publicKeyOf: missing, sharedSecret: missing }],
    ['gives another key', { ...nativeX25519, publicKeyOf: () => new Uint8Array(32) }],
    ['takes keys of low order', { ...nativeX25519, sharedSecret: (...[secret]: [never, never]) => secret }],
  ])('takes noble’s X25519 where the runtime’s own %s', async (_how, broken) => {
    const chosen = await choosePrimitives({ ...real, dh: [broken, nobleX25519] as never });
    expect(chosen.dh).toBe(nobleX25519);
    expect(chosen.replaced).toEqual(['X25519']);
  });

  it('takes noble’s AES where the runtime’s own takes a tag cut to four bytes', async () => {
    const lax: typeof nativeAesGcm = (key) => ({
      ...nobleAesGcm(key),
      seal: (...input) => nobleAesGcm(key).seal(...input),
      open: (nonce, aad, sealed) =>
        sealed.length < 26 ? new Uint8Array(1) : nobleAesGcm(key).open(nonce, aad, sealed),
    });
    expect((await choosePrimitives({ ...real, nativeAead: lax })).replaced).toEqual(['AES-256-GCM']);
  });

  it('lets nothing be sent where no implementation is right', async () => {
    const broken = { publicKeyOf: missing, sharedSecret: missing };
    await expect(choosePrimitives({ ...real, dh: [broken, broken] as never })).rejects.toThrow(
      'X25519 fails its self-test',
    );
  });
});
