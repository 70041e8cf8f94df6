// The system's key store, by Electron's safeStorage, for the engine's file of keys.
import type { SafeStorage } from 'electron';
import type { KeyWrap } from '../engine/index.ts';

type KeyStore = Pick<
  SafeStorage,
  'isAsyncEncryptionAvailable' | 'getSelectedStorageBackend' | 'encryptStringAsync' | 'decryptStringAsync'
>;

/** Linux without a key store: Chromium then encrypts with a key that is the same in every copy of it, and says nothing. */
const NO_STORE: readonly string[] = ['basic_text', 'unknown'];
/** What it puts before such a text. On macOS the same mark means the keychain. */
const FIXED_KEY_MARK = Buffer.from('v10');

/** Not asked before the app is ready. */
export function keyWrap(store: KeyStore, platform: NodeJS.Platform): KeyWrap {
  return {
    isProtected: async () =>
      (platform !== 'linux' || !NO_STORE.includes(store.getSelectedStorageBackend())) &&
      (await store.isAsyncEncryptionAvailable()),
    async wrap(bytes) {
      const wrapped = await store.encryptStringAsync(Buffer.from(bytes).toString('base64'));
      // The store may be there by name and not have answered.
      if (platform === 'linux' && wrapped.subarray(0, FIXED_KEY_MARK.length).equals(FIXED_KEY_MARK))
        throw new Error('no key of the system was used');
      return wrapped;
    },
    async unwrap(bytes) {
      const { result } = await store.decryptStringAsync(Buffer.from(bytes));
      return Buffer.from(result, 'base64');
    },
  };
}
