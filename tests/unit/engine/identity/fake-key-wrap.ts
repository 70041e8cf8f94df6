// A key store in memory: it hides what it is given behind one byte, and does what a test wants of it.
import type { KeyWrap } from '../../../../src/engine/index.ts';

export interface FakeKeyWrap extends KeyWrap {
  isOpen: boolean;
  gives: (bytes: Uint8Array) => Uint8Array;
}

export function fakeKeyWrap(isProtected = true): FakeKeyWrap {
  const mask = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => byte ^ 0x5a);
  const fake: FakeKeyWrap = {
    isOpen: true,
    gives: mask,
    isProtected: async () => isProtected,
    wrap: async (bytes) => mask(bytes),
    unwrap: async (bytes) => {
      if (!fake.isOpen) throw new Error('the keyring is locked');
      return fake.gives(bytes);
    },
  };
  return fake;
}
