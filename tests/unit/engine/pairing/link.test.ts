import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../../src/engine/crypto/secret.ts';
import { encodeLink, encodeQr, parseQr } from '../../../../src/engine/pairing/link.ts';

const publicKey = Uint8Array.from({ length: 32 }, (_, at) => at);
const K = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8';
const addresses = [
  { host: '192.168.1.4', port: 26810 },
  { host: 'fd00::1:2', port: 40123 },
];
const S = '_____________________w';
const secret = new Secret(new Uint8Array(16).fill(255));
const LINK = `ferry:1?k=${K}&a=192.168.1.4:26810&a=[fd00::1:2]:40123`;

describe('a link', () => {
  it('carries addresses and the key, and comes back', () => {
    expect(encodeLink({ publicKey, addresses })).toBe(LINK);
    expect(parseQr(LINK)).toEqual({ ok: true, value: { link: { publicKey, addresses }, secret: null } });
    expect(parseQr(`  ${LINK}\n`)).toEqual(parseQr(LINK));
  });

  it('of a later version is told from a broken one', () => {
    expect(parseQr('ferry:2?anything')).toEqual({ ok: false, error: 'newerVersion' });
    expect(parseQr('ferry:17')).toEqual({ ok: false, error: 'newerVersion' });
  });

  it.each([
    ['nothing', ''],
    ['another scheme', LINK.replace('ferry:', 'http:')],
    ['an upper-case scheme', LINK.replace('ferry:', 'FERRY:')],
    ['slashes', LINK.replace('ferry:', 'ferry://')],
    ['version 0', LINK.replace('ferry:1', 'ferry:0')],
    ['a version with a zero before', LINK.replace('ferry:1', 'ferry:01')],
    ['a very large version', LINK.replace('ferry:1', 'ferry:1000')],
    ['no key', 'ferry:1?a=192.168.1.4:26810'],
    ['no address', `ferry:1?k=${K}`],
    ['an empty address', `ferry:1?k=${K}&a=`],
    ['two keys', `ferry:1?k=${K}&k=${K}&a=192.168.1.4:26810`],
    ['the key behind', `ferry:1?a=192.168.1.4:26810&k=${K}`],
    ['a key too short', LINK.replace(K, K.slice(1))],
    ['a key too long', LINK.replace(K, `${K}A`)],
    ['a key padded', LINK.replace(K, `${K}=`)],
    ['a key with bits to spare', LINK.replace(K, `${K.slice(0, -1)}9`)],
    ['a key in the other base64', LINK.replace(K, `${K.slice(0, -1)}+`)],
    ['a percent sign', LINK.replace('192', '%3192')],
    ['an unknown field', `${LINK}&x=1`],
    ['an empty field', `${LINK}&`],
    ['a fragment', `${LINK}#a`],
    ['a space inside', LINK.replace('&', ' &')],
    ['a name instead of an address', LINK.replace('192.168.1.4', 'localhost')],
    ['an address in other numbers', LINK.replace('192.168.1.4', '0xc0.168.1.4')],
    ['an address with a zero before', LINK.replace('192.168.1.4', '192.168.01.4')],
    ['an address with three numbers', LINK.replace('192.168.1.4', '192.168.4')],
    ['an address out of range', LINK.replace('192.168.1.4', '192.168.1.256')],
    ['every address at once', LINK.replace('192.168.1.4', '0.0.0.0')],
    ['a group', LINK.replace('192.168.1.4', '224.0.0.251')],
    ['everybody', LINK.replace('192.168.1.4', '255.255.255.255')],
    ['an IPv6 group', LINK.replace('fd00::1:2', 'ff02::fb')],
    ['no IPv6 address at all', LINK.replace('fd00::1:2', '::')],
    ['an IPv6 address spelled otherwise', LINK.replace('fd00::1:2', 'fd00:0::1:2')],
    ['an IPv6 address with a zone', LINK.replace('fd00::1:2', 'fe80::1%eth0')],
    ['an IPv4 address in IPv6', LINK.replace('fd00::1:2', '::ffff:192.168.1.4')],
    ['the same in hexadecimal', LINK.replace('fd00::1:2', '::ffff:c0a8:104')],
    ['no port', LINK.replace(':26810', '')],
    ['port 0', LINK.replace(':26810', ':0')],
    ['port 65536', LINK.replace(':26810', ':65536')],
    ['a port with a zero before', LINK.replace(':26810', ':026810')],
    ['a name and password', LINK.replace('192.168.1.4', 'a@192.168.1.4')],
    ['nine addresses', `ferry:1?k=${K}${'&a=192.168.1.4:26810'.repeat(9)}`],
    ['a very long text', LINK + 'a'.repeat(1_000_000)],
  ])('is refused with %s', (_what, text) => {
    expect(parseQr(text)).toEqual({ ok: false, error: 'malformed' });
  });
});

describe('a QR', () => {
  it('adds the secret', () => {
    const text = encodeQr({ publicKey, addresses }, secret);
    expect(text).toBe(`${LINK}&s=${S}`);
    const parsed = parseQr(text);
    if (!parsed.ok) throw new Error(parsed.error);
    expect(parsed.value.link).toEqual({ publicKey, addresses });
    expect(parsed.value.secret?.reveal()).toEqual(secret.reveal());
    expect(inspect(parsed, { depth: 9 })).not.toMatch(/255, 255/);
  });

  it.each([
    ['too short', S.slice(1)],
    ['too long', `${S}w`],
    ['empty', ''],
    ['with bits to spare', `${S.slice(0, -1)}x`],
  ])('is refused with a secret %s', (_what, s) => {
    expect(parseQr(`${LINK}&s=${s}`)).toEqual({ ok: false, error: 'malformed' });
  });

  it('comes back whatever it carries', () => {
    const ip = fc.oneof(
      fc.ipV4().filter((host) => !/^(0|22[4-9]|2[345]\d)\./.test(host)),
      fc
        .array(fc.integer({ min: 0, max: 0xffff }), { minLength: 7, maxLength: 7 })
        .map((rest) =>
          new URL(`http://[fd00:${rest.map((part) => part.toString(16)).join(':')}]`).hostname.slice(1, -1),
        ),
    );
    const address = fc.record({ host: ip, port: fc.integer({ min: 1, max: 65535 }) });
    fc.assert(
      fc.property(fc.array(address, { minLength: 1, maxLength: 8 }), (list) => {
        const key = randomBytes(32);
        const link = { publicKey: Uint8Array.from(key), addresses: list };
        expect(parseQr(encodeLink(link))).toEqual({ ok: true, value: { link, secret: null } });
        const text = encodeQr(link, secret);
        expect(text.length).toBeLessThanOrEqual(640);
        expect(parseQr(text).ok).toBe(true);
      }),
    );
  });

  it('takes no text that it would write otherwise', () => {
    fc.assert(
      fc.property(fc.nat(LINK.length - 1), fc.integer({ min: 33, max: 126 }), (at, unit) => {
        const text = LINK.slice(0, at) + String.fromCharCode(unit) + LINK.slice(at + 1);
        const parsed = parseQr(text);
        if (parsed.ok) expect(encodeLink(parsed.value.link)).toBe(text);
      }),
      { numRuns: 3000 },
    );
  });
});

it('leaves out what goes beyond the limits when it writes', () => {
  const many = Array.from({ length: 12 }, (_, at) => ({ host: `10.0.0.${at + 1}`, port: 26810 }));
  const parsed = parseQr(encodeLink({ publicKey, addresses: many }));
  expect(parsed.ok && parsed.value.link.addresses).toEqual(many.slice(0, 8));
});
