// Certificates as the official apps make them, and those that they refuse: X.509 written out by hand, signed with keys
// that are for tests only and lie in `keys`. Facts 1.4.
import { createHash, createPublicKey, type KeyObject, sign, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Version } from './messages.ts';

export interface AppCertificate {
  readonly certificate: string;
  readonly key: string;
  /** SHA-256 of the certificate in upper-case hex: who an app is. */
  readonly fingerprint: string;
}

/** There are three keys, so that three apps can be told apart. */
export type KeyName = 'one' | 'two' | 'three';

export interface Shape {
  readonly key?: KeyName;
  /** Whose signature it has; its own without it. */
  readonly signedBy?: KeyName;
  readonly from?: Date;
  readonly until?: Date;
  /** X.509 v1 is what official apps don't read. */
  readonly isFirstVersion?: boolean;
}

/** 1.18 makes them for two thousand years; 1.17 for ten, and with five empty names. */
export function makeCertificate(version: Version, shape: Shape = {}): AppCertificate {
  const key = keyOf(shape.key ?? 'one');
  const year = new Date().getUTCFullYear();
  const [from, until] = version === '1.18' ? [1975, 4096] : [year - 1, year + 9];
  const body = sequence(
    shape.isFirstVersion === true ? NOTHING : tagged(EXPLICIT_0, integer(X509_V3)),
    integer(1),
    SHA256_WITH_RSA,
    NAMES[version],
    sequence(time(shape.from ?? newYear(from)), time(shape.until ?? newYear(until))),
    NAMES[version],
    createPublicKey(key).export({ type: 'spki', format: 'der' }),
  );
  const signature = sign('sha256', body, keyOf(shape.signedBy ?? shape.key ?? 'one'));
  const der = sequence(body, SHA256_WITH_RSA, tagged(BIT_STRING, Uint8Array.of(0), signature));
  return { certificate: new X509Certificate(der).toString(), key, fingerprint: fingerprintOf(der) };
}

export const fingerprintOf = (der: Uint8Array): string => createHash('sha256').update(der).digest('hex').toUpperCase();

/** Why 1.18 turns away whoever shows this certificate; null where it doesn't. No authority, no name of a host. */
export function troubleWith(der: Uint8Array, now = new Date()): string | null {
  const certificate = parsed(der);
  if (certificate === null) return 'unreadable';
  if (!isThirdVersion(der)) return 'not X.509 v3';
  if (now < new Date(certificate.validFrom) || now > new Date(certificate.validTo)) return 'not valid now';
  return isSignedBy(certificate, certificate.publicKey) ? null : 'not signed by itself';
}

function parsed(der: Uint8Array): X509Certificate | null {
  try {
    return new X509Certificate(der);
  } catch {
    return null;
  }
}

function isSignedBy(certificate: X509Certificate, key: KeyObject): boolean {
  try {
    return certificate.verify(key);
  } catch {
    return false;
  }
}

/** The version is the first thing inside of both outer sequences; where it is left out it is the first. */
function isThirdVersion(der: Uint8Array): boolean {
  const inner = der.subarray(headerLength(der));
  const version = inner.subarray(headerLength(inner));
  return version[0] === EXPLICIT_0 && version[4] === X509_V3;
}

const headerLength = (tlv: Uint8Array): number => {
  const length = tlv[1] ?? 0;
  return length < 0x80 ? 2 : 2 + (length & 0x7f);
};

const keyOf = (name: KeyName): string =>
  readFileSync(join(import.meta.dirname, 'keys', `for-tests-only-${name}.pem`), 'utf8');

const newYear = (year: number): Date => new Date(Date.UTC(year, 0, 1));

// DER: a tag, a length, and what is inside.
const NOTHING = new Uint8Array();
const EXPLICIT_0 = 0xa0;
const BIT_STRING = 0x03;
const X509_V3 = 2;

function tagged(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(parts);
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Uint8Array.of(tag, length), content]);
  const size = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Uint8Array.of(tag, ...size), content]);
}

const sequence = (...parts: readonly Uint8Array[]): Uint8Array => tagged(0x30, ...parts);
const integer = (value: number): Uint8Array => tagged(0x02, Uint8Array.of(value));
const identifier = (hex: string): Uint8Array => tagged(0x06, Buffer.from(hex, 'hex'));

/** Two digits of a year are from 1950 to 2049. */
function time(date: Date): Uint8Array {
  const digits = `${date.toISOString().replace(/\.\d+|[-:T]/g, '')}`;
  const isShort = date.getUTCFullYear() < 2050;
  return isShort ? tagged(0x17, Buffer.from(digits.slice(2))) : tagged(0x18, Buffer.from(digits));
}

const SHA256_WITH_RSA = sequence(identifier('2a864886f70d01010b'), tagged(0x05));

/** CN, O, OU, L, S and C. */
const names = (...pairs: readonly (readonly [attribute: number, value: string])[]): Uint8Array =>
  sequence(
    ...pairs.map(([attribute, value]) =>
      tagged(0x31, sequence(identifier(`5504${attribute.toString(16).padStart(2, '0')}`), utf8(value))),
    ),
  );
const utf8 = (text: string): Uint8Array => tagged(0x0c, Buffer.from(text));

const NAMES: Readonly<Record<Version, Uint8Array>> = {
  '1.18': names([3, 'LocalSend User']),
  '1.17': names([3, 'LocalSend User'], [10, ''], [11, ''], [7, ''], [8, ''], [6, '']),
};
