import { generateKeyPairSync, type KeyObject, sign, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import * as tls from 'node:tls';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  certificateTrouble,
  fingerprintIn,
  fingerprintOf,
  makeCertificate,
  type OwnCertificate,
} from '../../../../../src/engine/interop/localsend/certificate.ts';
import {
  bitString,
  element,
  positiveInteger,
  sequence,
  textElement,
} from '../../../../../src/engine/interop/localsend/der.ts';
import { makeCertificate as certificateOfApp, troubleWith } from '../../../../support/localsend/certificate.ts';

const NOW = Date.UTC(2026, 10, 22);

let own: OwnCertificate;
beforeAll(async () => {
  own = await makeCertificate();
});

describe('a certificate of our own', () => {
  it('is what each version has shipped: RSA of 2048 bits, signed by itself, of one name', () => {
    const read = new X509Certificate(own.certificatePem);
    expect(read.raw.equals(own.der)).toBe(true);
    expect([read.subject, read.issuer]).toEqual(['CN=LocalSend User', 'CN=LocalSend User']);
    expect(read.publicKey.asymmetricKeyDetails).toEqual({ modulusLength: 2048, publicExponent: 65_537n });
    expect(read.verify(read.publicKey)).toBe(true);
    expect(read.checkIssued(read)).toBe(true);
    expect([read.subjectAltName, read.keyUsage]).toEqual([undefined, undefined]);
    expect(read.fingerprint256.replaceAll(':', '')).toBe(own.fingerprint);
    expect(certificateTrouble(own.der, NOW)).toBeNull();
    expect(troubleWith(own.der)).toBeNull();
  });

  it('is another one each time', async () => {
    const other = await makeCertificate();
    expect(other.fingerprint).not.toBe(own.fingerprint);
    expect(new X509Certificate(other.der).serialNumber).not.toBe(new X509Certificate(own.der).serialNumber);
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('is shown by both sides of %s', async (version) => {
    const options = { cert: own.certificatePem, key: own.keyPem, minVersion: version, maxVersion: version };
    const server = tls.createServer({ ...options, requestCert: true, rejectUnauthorized: false });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    // Nothing but this one certificate is believed here, with all that OpenSSL looks at.
    const checked = { ca: own.certificatePem, checkServerIdentity: () => undefined };
    const client = tls.connect({ ...options, ...checked, host: '127.0.0.1', port });
    const [[seen]] = await Promise.all([once(server, 'secureConnection'), once(client, 'secureConnect')]);
    expect(client.authorized).toBe(true);
    expect(client.getProtocol()).toBe(version);
    for (const socket of [client, seen as tls.TLSSocket])
      expect(fingerprintOf(socket.getPeerCertificate().raw)).toBe(own.fingerprint);
    client.destroy();
    seen.destroy();
    server.close();
  });
});

describe('a number in a certificate', () => {
  it.each([
    ['', '020100'],
    ['00', '020100'],
    ['0000', '020100'],
    ['7f', '02017f'],
    ['80', '02020080'],
    ['0001', '020101'],
    ['00ff', '020200ff'],
  ])('of %s is %s', (bytes, der) => {
    expect(positiveInteger(Buffer.from(bytes, 'hex')).toString('hex')).toBe(der);
  });
});

const derOf = (pem: string): Buffer => new X509Certificate(pem).raw;

const RSA_KEY = '2a864886f70d01010b';
const EC_KEY = '2a8648ce3d040302';
const EDWARDS_KEY = '2b6570';

/** Of any key, with a name that is none of LocalSend's. */
function certificateOf(
  keys: { readonly privateKey: KeyObject; readonly publicKey: KeyObject },
  algorithm: string,
  name = sequence(),
): Buffer {
  const signedHow = sequence(element('objectId', Buffer.from(algorithm, 'hex')));
  const signed = sequence(
    element('version', positiveInteger(Buffer.of(2))),
    positiveInteger(Buffer.of(1)),
    signedHow,
    name,
    sequence(textElement('utcTime', '200101000000Z'), textElement('utcTime', '490101000000Z')),
    name,
    keys.publicKey.export({ type: 'spki', format: 'der' }),
  );
  const hash = algorithm === EDWARDS_KEY ? null : 'sha256';
  return sequence(signed, signedHow, bitString(sign(hash, signed, keys.privateKey)));
}

describe('a certificate that is taken', () => {
  it.each(['1.17', '1.18'] as const)('is that of an app of version %s', (version) => {
    const { certificate, fingerprint } = certificateOfApp(version);
    expect(certificateTrouble(derOf(certificate), Date.now())).toBeNull();
    expect(fingerprintOf(derOf(certificate))).toBe(fingerprint);
  });

  it.each<[string, () => Buffer]>([
    ['an RSA key of 3072 bits', () => certificateOf(generateKeyPairSync('rsa', { modulusLength: 3072 }), RSA_KEY)],
    ['a key of P-256', () => certificateOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }), EC_KEY)],
    ['a key of P-384', () => certificateOf(generateKeyPairSync('ec', { namedCurve: 'P-384' }), EC_KEY)],
    ['a key of Ed25519', () => certificateOf(generateKeyPairSync('ed25519'), EDWARDS_KEY)],
  ])('may have %s', (_what, der) => {
    expect(certificateTrouble(der(), NOW)).toBeNull();
  });
});

describe('a certificate that isn’t taken', () => {
  it('is one of the first version, which newer apps can’t read', () => {
    const { certificate } = certificateOfApp('1.18', { isFirstVersion: true });
    expect(certificateTrouble(derOf(certificate), NOW)).toBe('oldVersion');
  });

  it('is signed by another’s key', () => {
    const { certificate } = certificateOfApp('1.18', { signedBy: 'two' });
    expect(certificateTrouble(derOf(certificate), NOW)).toBe('notSelfSigned');
  });

  it.each<[string, () => Buffer]>([
    ['an RSA key of 1024 bits', () => certificateOf(generateKeyPairSync('rsa', { modulusLength: 1024 }), RSA_KEY)],
    ['a key of P-521', () => certificateOf(generateKeyPairSync('ec', { namedCurve: 'P-521' }), EC_KEY)],
    ['a key of secp256k1', () => certificateOf(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }), EC_KEY)],
  ])('has %s', (_what, der) => {
    expect(certificateTrouble(der(), NOW)).toBe('weakKey');
  });

  it('is out of its time', () => {
    expect(certificateTrouble(own.der, Date.UTC(2000, 0, 1) - 1)).toBe('notYetValid');
    expect(certificateTrouble(own.der, Date.UTC(2000, 0, 1))).toBeNull();
    expect(certificateTrouble(own.der, Date.UTC(4096, 0, 1))).toBe('expired');
    expect(certificateTrouble(own.der, Number.NaN)).toBe('notYetValid');
  });

  it('is signed by no key, or by another', () => {
    const changed = Buffer.from(own.der);
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    expect(certificateTrouble(changed, NOW)).toBe('notSelfSigned');
    // Another name, of the same length.
    const renamed = Buffer.from(own.der);
    renamed.write('LocalSend Abel', renamed.indexOf('LocalSend User'));
    expect(certificateTrouble(renamed, NOW)).toBe('notSelfSigned');
  });

  it.each<[string, () => Uint8Array]>([
    ['nothing', () => Buffer.of()],
    ['text', () => Buffer.from(own.certificatePem)],
    ['cut off', () => own.der.subarray(0, -1)],
    ['followed by something', () => Buffer.concat([own.der, Buffer.of(0)])],
    ['endless', () => Buffer.concat([own.der, Buffer.alloc(4096)])],
  ])('is %s', (_what, bytes) => {
    expect(certificateTrouble(bytes(), NOW)).toBe('malformed');
  });
});

it('may be long, and not longer than any of use', () => {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const named = (length: number): Buffer => {
    const part = sequence(element('objectId', Buffer.of(0x55, 4, 3)), textElement('text', 'x'.repeat(length)));
    return certificateOf(keys, EC_KEY, sequence(element('set', part)));
  };
  expect(certificateTrouble(named(1800), NOW)).toBeNull();
  expect(certificateTrouble(named(2000), NOW)).toBe('malformed');
});

it('is claimed in whichever case, and as nothing but a hash', () => {
  expect(fingerprintIn(own.fingerprint.toLowerCase())).toBe(own.fingerprint);
  for (const claimed of ['', 'web-1', own.fingerprint.slice(1), `${own.fingerprint}0`, `${own.fingerprint}\n`])
    expect(fingerprintIn(claimed)).toBeNull();
});
