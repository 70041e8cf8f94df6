// Who a LocalSend device is: a certificate that it signed itself, known by the hash of all its bytes. No authority and no
// name is ever asked for. Ours is of the one kind that each version has shipped; why it is written by hand is in
// docs/decisions/0045.
import { createHash, generateKeyPair, type KeyObject, randomBytes, sign, X509Certificate } from 'node:crypto';
import { promisify } from 'node:util';
import { bitString, element, isVersion3, positiveInteger, sequence, textElement } from './der.ts';

declare const isFingerprint: unique symbol;
/** SHA-256 of a whole certificate, as 64 upper-case hexadecimal digits. */
export type Fingerprint = string & { readonly [isFingerprint]: true };

export interface OwnCertificate {
  readonly certificatePem: string;
  /** Secret: to node:tls, and to the file that keeps it. */
  readonly keyPem: string;
  readonly der: Uint8Array;
  readonly fingerprint: Fingerprint;
}

export type CertificateTrouble = 'malformed' | 'oldVersion' | 'weakKey' | 'notYetValid' | 'expired' | 'notSelfSigned';

/** What official ones have is below 1 KiB; a key of 8192 bits and its signature fit twice. */
const MOST_DER_BYTES = 4096;
const MODULUS_BITS = 2048;
const MOST_MODULUS_BITS = 8192;
const CURVES: readonly (string | undefined)[] = ['prime256v1', 'secp384r1'];

/** OBJECT IDENTIFIERs: commonName, and sha256WithRSAEncryption. */
const COMMON_NAME = element('objectId', Buffer.of(0x55, 0x04, 0x03));
const SHA256_WITH_RSA = sequence(
  element('objectId', Buffer.of(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b)),
  element('nothing'),
);
/** What asks for a certificate names this one as the only one it takes: some TLS stacks send no other. */
const LOCALSEND_NAME = 'LocalSend User';
/** The same for everyone: it says nothing about this device, and a clock that is years off still lies within. */
const VALIDITY = sequence(textElement('utcTime', '000101000000Z'), textElement('generalizedTime', '40951231235959Z'));
const VERSION_3 = element('version', positiveInteger(Buffer.of(2)));

const SERIAL_BYTES = 16;

/** With a new key; that takes a fraction of a second, on another thread. */
export async function makeCertificate(commonName = LOCALSEND_NAME): Promise<OwnCertificate> {
  const name = sequence(element('set', sequence(COMMON_NAME, textElement('text', commonName))));
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: MODULUS_BITS });
  const signed = sequence(
    VERSION_3,
    positiveInteger(randomBytes(SERIAL_BYTES)),
    SHA256_WITH_RSA,
    name,
    VALIDITY,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  return ownCertificate(sequence(signed, SHA256_WITH_RSA, bitString(sign('sha256', signed, privateKey))), privateKey);
}

/** Of a certificate and the key that goes with it, as they were made. */
export function ownCertificate(der: Uint8Array, privateKey: KeyObject): OwnCertificate {
  return {
    certificatePem: new X509Certificate(der).toString(),
    keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    der,
    fingerprint: fingerprintOf(der),
  };
}

export const fingerprintOf = (der: Uint8Array): Fingerprint =>
  createHash('sha256').update(der).digest('hex').toUpperCase() as Fingerprint;

/** What a device claims; null where that is no hash of a certificate. Whether it is true, its certificate says. */
export const fingerprintIn = (claimed: string): Fingerprint | null =>
  /^[0-9a-f]{64}$/i.test(claimed) ? (claimed.toUpperCase() as Fingerprint) : null;

/** Null where the certificate is one that another LocalSend takes as well. That its owner has its key, the handshake shows. */
export function certificateTrouble(der: Uint8Array, now: number): CertificateTrouble | null {
  if (der.length > MOST_DER_BYTES) return 'malformed';
  try {
    const certificate = new X509Certificate(der);
    // Text is read as well, and what stands behind a certificate isn't: nothing else may have the hash that counts.
    if (!certificate.raw.equals(der)) return 'malformed';
    if (!isVersion3(der)) return 'oldVersion';
    const { publicKey } = certificate;
    if (!isStrong(publicKey)) return 'weakKey';
    const [from, to] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)];
    // Written so that a time that is none counts as out of its time.
    if (!(from <= now)) return 'notYetValid';
    if (!(now <= to)) return 'expired';
    return certificate.verify(publicKey) ? null : 'notSelfSigned';
  } catch {
    // OpenSSL's reasons, which are about bytes that a stranger wrote.
    return 'malformed';
  }
}

/** The keys that the official app's library knows, so that nobody is near whom it couldn't meet, and no key takes long. */
function isStrong({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  if (asymmetricKeyType === 'ed25519') return true;
  if (asymmetricKeyType === 'ec') return CURVES.includes(asymmetricKeyDetails?.namedCurve);
  const bits = asymmetricKeyDetails?.modulusLength ?? 0;
  return asymmetricKeyType === 'rsa' && bits >= MODULUS_BITS && bits <= MOST_MODULUS_BITS;
}
