import { X509Certificate } from 'node:crypto';
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
import { positiveInteger } from '../../../../../src/engine/interop/localsend/der.ts';

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

describe('a certificate that isn’t taken', () => {
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

it('is claimed in whichever case, and as nothing but a hash', () => {
  expect(fingerprintIn(own.fingerprint.toLowerCase())).toBe(own.fingerprint);
  for (const claimed of ['', 'web-1', own.fingerprint.slice(1), `${own.fingerprint}0`, `${own.fingerprint}\n`])
    expect(fingerprintIn(claimed)).toBeNull();
});
