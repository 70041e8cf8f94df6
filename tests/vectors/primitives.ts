// Wycheproof, ML-KEM and RFC vectors on every implementation that the product may choose.
import { readFileSync } from 'node:fs';
import type { CreateAead } from '../../src/engine/crypto/aes-gcm.ts';
import { nativeAesGcm } from '../../src/engine/crypto/aes-gcm.ts';
import { nobleAesGcm } from '../../src/engine/crypto/aes-gcm-noble.ts';
import { isSignedBy } from '../../src/engine/crypto/ed25519.ts';
import { hkdfSha256, hmacSha256 } from '../../src/engine/crypto/hash.ts';
import type { Kem } from '../../src/engine/crypto/ml-kem.ts';
import { nativeMlKem } from '../../src/engine/crypto/ml-kem-native.ts';
import { nobleMlKem } from '../../src/engine/crypto/ml-kem-noble.ts';
import { Secret } from '../../src/engine/crypto/secret.ts';
import { isMlKemRight } from '../../src/engine/crypto/self-test.ts';
import type { DiffieHellman } from '../../src/engine/crypto/x25519.ts';
import { nativeX25519, nobleX25519 } from '../../src/engine/crypto/x25519.ts';
import { type Count, equal, unhex } from './check.ts';

type Test = Readonly<Record<string, string>> & { readonly flags?: readonly string[]; readonly size?: number };
interface Group {
  readonly tests: readonly Test[];
  readonly publicKey?: { readonly pk: string };
  readonly tagSize?: number;
}

const read = (file: string): { testGroups: readonly Group[] } =>
  JSON.parse(readFileSync(new URL(`./${file}.json`, import.meta.url), 'utf8'));

/** Runs each test; `check` gives whether the implementation took the input, and throws where it gave a wrong result. */
function count(name: string, file: string, check: (test: Test, group: Group) => boolean): Count {
  let passed = 0;
  for (const group of read(file).testGroups) {
    for (const test of group.tests) {
      const isTaken = check(test, group);
      if (test.result !== 'acceptable' && isTaken !== (test.result === 'valid'))
        throw new Error(`${name} ${test.tcId}: ${isTaken ? 'taken' : 'refused'}, but ${test.result}`);
      passed++;
    }
  }
  return { name, passed };
}

/** Whether it went through; an expectation that fails must not look like a refusal. */
function attempt<T>(run: () => T, then: (value: T) => void): boolean {
  let value: T;
  try {
    value = run();
  } catch {
    return false;
  }
  then(value);
  return true;
}

const field = (test: Test, name: string): Uint8Array => unhex(test[name] ?? '');

const aesGcm = (name: string, create: CreateAead): Count =>
  count(`AES-256-GCM, ${name}`, 'wycheproof/aes_gcm_test', (test) => {
    const aead = create(field(test, 'key'));
    const [iv, aad, msg] = [field(test, 'iv'), field(test, 'aad'), field(test, 'msg')];
    const sealed = Buffer.concat([field(test, 'ct'), field(test, 'tag')]);
    if (test.result === 'valid') equal(Buffer.concat(aead.seal(iv, aad, msg)), sealed, `sealed ${test.tcId}`);
    return attempt(
      () => aead.open(iv, aad, sealed),
      (opened) => equal(opened, msg, `opened ${test.tcId}`),
    );
  });

const x25519 = (name: string, dh: DiffieHellman): Count =>
  count(`X25519, ${name}`, 'wycheproof/x25519_test', (test) => {
    // Keys of low order are "acceptable" there, with a result of zeros; here they must be refused.
    const isZero = /^0+$/.test(test.shared ?? '');
    const isTaken = attempt(
      () => dh.sharedSecret(new Secret(field(test, 'private')), field(test, 'public')),
      (shared) => equal(shared.reveal(), field(test, 'shared'), `shared ${test.tcId}`),
    );
    if (isTaken === isZero) throw new Error(`X25519 ${name} ${test.tcId}: ${isTaken ? 'taken' : 'refused'}`);
    return isTaken;
  });

const mlKem = (what: string): string => `mlkem/wycheproof_mlkem_768_${what}_subset`;

const decapsulation = (name: string, { generate, decapsulate }: Kem): Count =>
  count(`ML-KEM-768 decapsulation, ${name}`, mlKem('test'), (test) =>
    attempt(
      () => {
        const { encapsulationKey, decapsulationKey } = generate(field(test, 'seed'));
        equal(encapsulationKey, field(test, 'ek'), `key ${test.tcId}`);
        return decapsulate(decapsulationKey, field(test, 'c'));
      },
      (shared) => equal(shared.reveal(), field(test, 'K'), `shared ${test.tcId}`),
    ),
  );

function rfc5869(): Count {
  const { vectors }: { vectors: readonly Test[] } = JSON.parse(
    readFileSync(new URL('./rfc/rfc5869-hkdf-sha256.json', import.meta.url), 'utf8'),
  );
  for (const test of vectors) {
    const [secret, salt, info, okm] = ['ikm', 'salt', 'info', 'okm'].map((name) => field(test, name));
    if (!secret || !salt || !info || !okm) throw new Error('a field is missing');
    equal(hkdfSha256({ secret, salt, info, length: okm.length }).reveal(), okm, 'okm');
  }
  return { name: 'HKDF-SHA256, RFC 5869', passed: vectors.length };
}

export function checkPrimitives(): readonly Count[] {
  return [
    aesGcm('native', nativeAesGcm),
    aesGcm('noble', nobleAesGcm),
    x25519('native', nativeX25519),
    x25519('noble', nobleX25519),
    count('HKDF-SHA256', 'wycheproof/hkdf_sha256_test', (test) =>
      attempt(
        () =>
          hkdfSha256({
            secret: field(test, 'ikm'),
            salt: field(test, 'salt'),
            info: field(test, 'info'),
            length: Number(test.size),
          }),
        (okm) => equal(okm.reveal(), field(test, 'okm'), `okm ${test.tcId}`),
      ),
    ),
    count('HMAC-SHA256', 'wycheproof/hmac_sha256_test', (test, group) => {
      const tag = hmacSha256(field(test, 'key'), field(test, 'msg')).subarray(0, (group.tagSize ?? 256) / 8);
      return Buffer.compare(tag, field(test, 'tag')) === 0;
    }),
    count('Ed25519', 'wycheproof/ed25519_test', (test, group) =>
      isSignedBy(unhex(group.publicKey?.pk ?? ''), field(test, 'msg'), field(test, 'sig')),
    ),
    decapsulation('noble', nobleMlKem),
    // Electron's runtime has none, and bun's isn't whole: then the product doesn't choose it.
    ...(isMlKemRight(nativeMlKem) ? [decapsulation('native', nativeMlKem)] : []),
    count('ML-KEM-768 encapsulation', mlKem('encaps_test'), (test) =>
      attempt(
        () => nobleMlKem.encapsulate(field(test, 'ek'), field(test, 'm')),
        ({ ciphertext, shared }) => {
          equal(ciphertext, field(test, 'c'), `ciphertext ${test.tcId}`);
          equal(shared.reveal(), field(test, 'K'), `shared ${test.tcId}`);
        },
      ),
    ),
    count('ML-KEM-768 key generation', mlKem('keygen_seed_test'), (test) =>
      attempt(
        () => nobleMlKem.generate(field(test, 'seed')),
        ({ encapsulationKey, decapsulationKey }) => {
          equal(encapsulationKey, field(test, 'ek'), `ek ${test.tcId}`);
          equal(decapsulationKey.reveal(), field(test, 'dk'), `dk ${test.tcId}`);
        },
      ),
    ),
    count('ML-KEM-768 expanded keys', mlKem('semi_expanded_decaps_test'), (test) =>
      attempt(
        () => nobleMlKem.decapsulate(new Secret(field(test, 'dk')), field(test, 'c')),
        (shared) => test.K !== undefined && equal(shared.reveal(), field(test, 'K'), `shared ${test.tcId}`),
      ),
    ),
    rfc5869(),
  ];
}
