import { describe, expect, it } from 'vitest';
import { addressesToType, isOwnAddress } from '../../../../src/cli/own-addresses.ts';
import { looksLikeAddress, parseAddress, writeAddress } from '../../../../src/engine/net/address.ts';

describe('an address as it is typed', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7', null],
    ['192.0.2.7:26810', '192.0.2.7', 26_810],
    ['::1', '::1', null],
    ['[::1]', '::1', null],
    ['[::1]:26810', '::1', 26_810],
    ['fe80::1%eth0', 'fe80::1%eth0', null],
    ['[fe80::1%eth0]:1', 'fe80::1%eth0', 1],
    ['2001:db8::1', '2001:db8::1', null],
    ['studio.local', 'studio.local', null],
    ['studio.local:65535', 'studio.local', 65_535],
    ['localhost', 'localhost', null],
    ['studio', 'studio', null],
    ['studio.local.', 'studio.local.', null],
    ['küche.local', 'küche.local', null],
  ])('%s', (text, host, port) => {
    expect(parseAddress(text)).toEqual({ host, port });
  });

  it.each([
    '',
    ':26810',
    '192.0.2.7:',
    '192.0.2.7:0',
    '192.0.2.7:65536',
    '192.0.2.7:port',
    '192.0.2.256',
    '192.0.2',
    '[::1',
    '[::1]26810',
    '[::1]:0',
    '[192.0.2.7]:1',
    '::1]:26810',
    ':::',
    'Studio PC',
    'a..b',
    '-a.b',
    'http://studio.local',
    'a/b',
    `${'a'.repeat(64)}.local`,
    `${'a.'.repeat(127)}abc`,
  ])('is none: %j', (text) => {
    expect(parseAddress(text)).toBeNull();
  });

  it('is told from a name by what no name has', () => {
    for (const text of ['192.0.2.7', 'studio.local', 'studio:1', '::1', '[x', 'localhost'])
      expect(looksLikeAddress(text), text).toBe(true);
    for (const text of ['studio', 'Studio PC', 'Studio PC 2.0', 'Leo'])
      expect(looksLikeAddress(text), text).toBe(false);
  });

  it('is written as it can be typed', () => {
    for (const text of ['192.0.2.7:1', '[::1]:1', '::1', 'fe80::1%eth0'])
      expect(writeAddress(parseAddress(text) ?? { host: '', port: null })).toBe(text);
  });
});

describe('this computer’s addresses', () => {
  const address = (text: string, internal = false) =>
    text.includes(':')
      ? ({ address: text, netmask: '', family: 'IPv6', mac: '', internal, cidr: null, scopeid: 0 } as const)
      : ({ address: text, netmask: '', family: 'IPv4', mac: '', internal, cidr: null } as const);
  const interfaces = {
    lo: [address('127.0.0.1', true), address('::1', true)],
    eth0: [address('2001:db8::7'), address('fe80::7'), address('192.0.2.7')],
    eth1: [address('198.51.100.7')],
    gone: undefined,
  };

  it('are named from the likeliest on, without those that mean nothing elsewhere', () => {
    expect(addressesToType(interfaces, null)).toEqual(['192.0.2.7', '198.51.100.7', '2001:db8::7']);
    expect(addressesToType(interfaces, 5)).toEqual(['192.0.2.7:5', '198.51.100.7:5', '[2001:db8::7]:5']);
    expect(addressesToType({ lo: [address('127.0.0.1', true)] }, 5)).toEqual(['127.0.0.1:5']);
  });

  it.each(['127.0.0.1', '192.0.2.7', '::1', '0:0::1', '2001:DB8:0:0::7', 'fe80::7', 'fe80::7%eth0'])(
    'hold %s',
    (text) => {
      expect(isOwnAddress(text, interfaces)).toBe(true);
    },
  );

  it.each(['192.0.2.8', '2001:db8::8', 'studio.local', '', '0.0.0.0', '::'])('don’t hold %j', (text) => {
    expect(isOwnAddress(text, interfaces)).toBe(false);
  });
});
