import { describe, expect, it } from 'vitest';
import { keyWrap } from '../../../src/main/key-wrap.ts';

type Store = Parameters<typeof keyWrap>[0];
type Backend = ReturnType<Store['getSelectedStorageBackend']>;

/** As safeStorage is seen from outside: text in, marked bytes out. */
const store = (backend: Backend, isAvailable = true, mark = 'v11'): Store => ({
  isAsyncEncryptionAvailable: async () => isAvailable,
  getSelectedStorageBackend: () => backend,
  encryptStringAsync: async (text) => Buffer.from(`${mark}${[...text].reverse().join('')}`),
  decryptStringAsync: async (bytes) => ({
    shouldReEncrypt: false,
    result: [...bytes.subarray(3).toString()].reverse().join(''),
  }),
});

describe('the system’s key store', () => {
  it.each([
    ['linux', 'basic_text', true, false],
    ['linux', 'unknown', true, false],
    ['linux', 'gnome_libsecret', true, true],
    ['linux', 'kwallet6', true, true],
    ['linux', 'gnome_libsecret', false, false],
    ['darwin', 'unknown', true, true],
    ['darwin', 'unknown', false, false],
    ['win32', 'unknown', true, true],
  ] as const)('on %s, %s, available: %s, protects: %s', async (platform, backend, isAvailable, isProtected) => {
    expect(await keyWrap(store(backend, isAvailable), platform).isProtected()).toBe(isProtected);
  });

  it('gives back every byte', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    const wrap = keyWrap(store('kwallet6'), 'linux');
    const wrapped = await wrap.wrap(bytes);
    expect(Buffer.from(wrapped).includes(Buffer.from(bytes).toString('base64'))).toBe(false);
    expect(Uint8Array.from(await wrap.unwrap(wrapped))).toEqual(bytes);
  });

  it('refuses what was encrypted with the key that everybody has', async () => {
    await expect(keyWrap(store('gnome_libsecret', true, 'v10'), 'linux').wrap(new Uint8Array(3))).rejects.toThrow();
    await expect(keyWrap(store('unknown', true, 'v10'), 'darwin').wrap(new Uint8Array(3))).resolves.toBeDefined();
  });
});
