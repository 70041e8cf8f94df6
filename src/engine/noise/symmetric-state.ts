// Noise, section 5.2: the chaining key, the running hash of everything said, and the key of the moment.
import { Secret } from '../crypto/secret.ts';
import { CipherState } from './cipher-state.ts';
import type { NoiseSuite } from './suite.ts';

const KEY_BYTES = 32;
const NOTHING = new Uint8Array(0);

export class SymmetricState {
  readonly #suite: NoiseSuite;
  readonly #hashBytes: number;
  #chainingKey: Secret;
  #hash: Uint8Array;
  #cipher: CipherState | null = null;

  constructor(suite: NoiseSuite, protocolName: string) {
    this.#suite = suite;
    const name = Buffer.from(protocolName, 'ascii');
    this.#hashBytes = suite.hash(NOTHING).length;
    // Up to the hash's length a name is padded, and only a longer one hashed: XXpsk3's has 32 bytes exactly.
    this.#hash =
      name.length <= this.#hashBytes
        ? Buffer.concat([name, Buffer.alloc(this.#hashBytes - name.length)])
        : suite.hash(name);
    this.#chainingKey = new Secret(this.#hash);
  }

  /** Binds whatever is encrypted from here on to everything said before. */
  get handshakeHash(): Uint8Array {
    return this.#hash;
  }

  mixHash(data: Uint8Array): void {
    this.#hash = this.#suite.hash(this.#hash, data);
  }

  mixKey(input: Uint8Array): void {
    const [chainingKey, key] = this.#derive(input, 2);
    this.#setChainingKey(chainingKey);
    this.#setKey(key);
  }

  mixKeyAndHash(input: Uint8Array): void {
    const [chainingKey, hash, key] = this.#derive(input, 3);
    this.#setChainingKey(chainingKey);
    this.mixHash(hash);
    this.#setKey(key);
  }

  encryptAndHash(plaintext: Uint8Array): Uint8Array {
    const sent = this.#cipher === null ? plaintext : Buffer.concat(this.#cipher.encrypt(this.#hash, plaintext));
    this.mixHash(sent);
    return sent;
  }

  decryptAndHash(received: Uint8Array): Uint8Array {
    const plaintext = this.#cipher === null ? received : this.#cipher.decrypt(this.#hash, received);
    this.mixHash(received);
    return plaintext;
  }

  get hasKey(): boolean {
    return this.#cipher !== null;
  }

  /** The keys of either direction, and a third output for whatever else is to be bound to this handshake. */
  split(): { readonly first: Secret; readonly second: Secret; readonly exporter: Secret } {
    // Outputs 1 and 2 of three are the two of Noise's Split, being made before the third.
    const [first, second, third] = this.#derive(NOTHING, 3);
    this.#chainingKey.wipe();
    return { first: asKey(first), second: asKey(second), exporter: asKey(third) };
  }

  /** What Noise calls HKDF: HMACs in a chain, with the chaining key as the key. */
  #derive(input: Uint8Array, count: 2): readonly [Uint8Array, Uint8Array];
  #derive(input: Uint8Array, count: 3): readonly [Uint8Array, Uint8Array, Uint8Array];
  #derive(input: Uint8Array, count: number): readonly Uint8Array[] {
    const { hmac } = this.#suite;
    const temporary = hmac(this.#chainingKey.reveal(), input);
    const outputs: Uint8Array[] = [];
    for (let n = 1; n <= count; n++) outputs.push(hmac(temporary, outputs.at(-1) ?? NOTHING, Uint8Array.of(n)));
    temporary.fill(0);
    return outputs;
  }

  #setChainingKey(bytes: Uint8Array): void {
    this.#chainingKey.wipe();
    this.#chainingKey = new Secret(bytes);
    bytes.fill(0);
  }

  #setKey(bytes: Uint8Array): void {
    this.#cipher = new CipherState(this.#suite, asKey(bytes));
  }
}

/** A hash longer than a key is cut to it. */
function asKey(bytes: Uint8Array): Secret {
  const key = new Secret(bytes.subarray(0, KEY_BYTES));
  bytes.fill(0);
  return key;
}
