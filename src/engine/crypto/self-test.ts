// Decides once, at the start, which implementation of each primitive to trust: the runtime's own where it gives the
// right answers, else noble's. Electron's BoringSSL has lacked X25519 before, and may again.
import type { CreateAead } from './aes-gcm.ts';
import { nativeAesGcm } from './aes-gcm.ts';
import { hkdfSha256, hmacSha256, isEqual, sha256, sha512 } from './hash.ts';
import type { Kem } from './ml-kem.ts';
import { nativeMlKem } from './ml-kem-native.ts';
import { Secret } from './secret.ts';
import type { DiffieHellman } from './x25519.ts';
import { nativeX25519, nobleX25519 } from './x25519.ts';

export interface Primitives {
  readonly dh: DiffieHellman;
  readonly createAead: CreateAead;
  readonly kem: Kem;
  /** What had to be replaced, for the log. */
  readonly replaced: readonly string[];
}

const hex = (text: string): Uint8Array => Buffer.from(text, 'hex');
const ascii = (text: string): Uint8Array => Buffer.from(text, 'ascii');

/** Throws where no implementation of a primitive works: then nothing may be sent at all. */
export async function choosePrimitives(
  candidates = {
    dh: [nativeX25519, nobleX25519],
    nativeAead: nativeAesGcm,
    nativeKem: nativeMlKem,
  } as const,
): Promise<Primitives> {
  const replaced: string[] = [];
  type Noble<T> = () => T | Promise<T>;
  const choose = async <T>(name: string, native: T, noble: Noble<T>, works: (candidate: T) => boolean): Promise<T> => {
    if (passes(() => works(native))) return native;
    replaced.push(name);
    return mustPass(name, await noble(), works);
  };
  const {
    dh: [nativeDh, nobleDh],
    nativeAead,
    nativeKem,
  } = candidates;
  const dh = await choose('X25519', nativeDh, () => nobleDh, x25519Works);
  // Loaded there only: noble's take longer to get ready than all the rest.
  const nobleAead = async () => (await import('./aes-gcm-noble.ts')).nobleAesGcm;
  const createAead = await choose('AES-256-GCM', nativeAead, nobleAead, aesGcmWorks);
  mustPass('SHA-2', null, hashesWork);
  // No news: most runtimes have none.
  const kem = isMlKemRight(nativeKem)
    ? nativeKem
    : mustPass('ML-KEM-768', (await import('./ml-kem-noble.ts')).nobleMlKem, mlKemWorks);
  return { dh, createAead, kem, replaced };
}

function passes(test: () => boolean): boolean {
  try {
    return test();
  } catch {
    // Unknown to this runtime, which is as good as wrong.
    return false;
  }
}

function mustPass<T>(name: string, candidate: T, works: (candidate: T) => boolean): T {
  if (!passes(() => works(candidate))) throw new Error(`${name} fails its self-test`);
  return candidate;
}

/** Bob's key of RFC 7748, section 6.1; Wycheproof's first; and a key of low order must be refused. */
function x25519Works({ publicKeyOf, sharedSecret }: DiffieHellman): boolean {
  const bob = new Secret(hex('5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb'));
  const secretKey = new Secret(hex('c8a9d5a91091ad851c668b0736c1c9a02936c0d3ad62670858088047ba057475'));
  const publicKey = hex('504a36999f489cd2fdbc08baff3d88fa00569ba986cba22548ffde80f9806829');
  const shared = hex('436a2c040cf45fea9b29a0cb81b1f41458f863d0d61b453d0a982720d6d61320');
  return (
    isEqual(publicKeyOf(bob), hex('de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f')) &&
    isEqual(sharedSecret(secretKey, publicKey).reveal(), shared) &&
    !passes(() => sharedSecret(secretKey, new Uint8Array(32)) !== null)
  );
}

/** Wycheproof's first; and neither a changed byte nor a tag cut to four is taken. */
function aesGcmWorks(create: CreateAead): boolean {
  const aead = create(hex('92ace3e348cd821092cd921aa3546374299ab46209691bc28b8752d17f123c20'));
  const [nonce, aad] = [hex('00112233445566778899aabb'), hex('00000000ffffffff')];
  const plaintext = hex('00010203040506070809');
  const sealed = hex('e27abdd2d2a53d2f136b9a4a2579529301bcfb71c78d4060f52c');
  const changed = Uint8Array.from(sealed);
  changed[0] = (changed[0] ?? 0) ^ 1;
  return (
    isEqual(Buffer.concat(aead.seal(nonce, aad, plaintext)), sealed) &&
    isEqual(aead.open(nonce, aad, sealed), plaintext) &&
    !passes(() => aead.open(nonce, aad, changed).length > 0) &&
    !passes(() => aead.open(nonce, aad, sealed.subarray(0, -12)).length > 0)
  );
}

/** FIPS 180's "abc", RFC 4231's second case, RFC 5869's first. */
function hashesWork(): boolean {
  const okm = hkdfSha256({
    secret: hex('0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b'),
    salt: hex('000102030405060708090a0b0c'),
    info: hex('f0f1f2f3f4f5f6f7f8f9'),
    length: 42,
  });
  const expected = [
    [sha256(ascii('abc')), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [sha512(ascii('abc')).subarray(0, 32), 'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a'],
    [
      hmacSha256(ascii('Jefe'), ascii('what do ya want for nothing?')),
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    ],
    [okm.reveal(), '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865'],
  ] as const;
  return expected.every(([found, text]) => isEqual(found, hex(text)));
}

export const isMlKemRight = (kem: Kem): boolean => passes(() => mlKemWorks(kem));

/** The key of a known seed; both ends agree, and differ where the ciphertext was changed. */
function mlKemWorks({ generate, encapsulate, decapsulate }: Kem): boolean {
  const { encapsulationKey, decapsulationKey } = generate(new Uint8Array(64).fill(7));
  const { ciphertext, shared } = encapsulate(encapsulationKey, new Uint8Array(32).fill(9));
  const changed = Uint8Array.from(ciphertext);
  changed[0] = (changed[0] ?? 0) ^ 1;
  const expected = hex('c12e9e39db6758fc2ba63a638785b04f8efe3d7df23ba09803b4e39ba2fbc707');
  return (
    isEqual(sha256(encapsulationKey), expected) &&
    isEqual(decapsulate(decapsulationKey, ciphertext).reveal(), shared.reveal()) &&
    !isEqual(decapsulate(decapsulationKey, changed).reveal(), shared.reveal())
  );
}
