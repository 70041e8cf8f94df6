// Who is a neighbour, and on which interface.
import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { isOnLink, neighbourhood } from '../../../../src/engine/net/on-link.ts';

const at = (cidr: string, scopeid = 0, internal = false): NetworkInterfaceInfo => {
  const [address = ''] = cidr.split('/');
  const rest = { address, cidr, netmask: '', mac: '', internal };
  return address.includes(':') ? { ...rest, family: 'IPv6', scopeid } : { ...rest, family: 'IPv4' };
};
const LO = { lo: [at('127.0.0.1/8', 0, true), at('::1/128', 0, true)] };
const ETH0 = { eth0: [at('192.0.2.7/24'), at('2001:db8::7/64'), at('fe80::7/64', 2)] };
const DOCKER0 = { docker0: [at('172.17.0.1/16'), at('fe80::1/64', 3)] };
const COMPUTER = { ...LO, ...ETH0, ...DOCKER0 };

const among = (address: string, ...args: Parameters<typeof neighbourhood>) => isOnLink(address, neighbourhood(...args));

describe('a neighbour', () => {
  it.each(['192.0.2.8', '::ffff:192.0.2.8', '2001:db8::8', '2001:DB8::8', '127.0.0.1', '::1'])('is %s', (address) => {
    expect(among(address, COMPUTER)).toBe(true);
  });

  it.each(['198.51.100.8', '::ffff:198.51.100.8', '2001:db8:1::8', '172.17.0.2', '8.8.8.8'])('is not %s', (address) => {
    expect(among(address, COMPUTER)).toBe(false);
  });

  it('is on a container’s network when that is chosen', () => {
    expect(among('172.17.0.2', COMPUTER, ['docker0'])).toBe(true);
  });
});

describe('a link-local address, of which there is the same on every interface', () => {
  const here = ['fe80::8%eth0', 'FE80::8%eth0', 'fe80:0:0:0::8%eth0'];
  const elsewhere = ['fe80::8%docker0', 'FE80::8%docker0', 'fe80::8%lo', 'fe80::8%wlan0', 'fe80::8%2', 'fe80::8%'];

  it.each(here)('is a neighbour’s where it says the interface: %s', (address) => {
    expect(among(address, COMPUTER, [], 'linux')).toBe(true);
  });

  it.each(elsewhere)('is nobody’s where it says another: %s', (address) => {
    expect(among(address, COMPUTER, [], 'linux')).toBe(false);
  });

  it('has the number of the interface on Windows', () => {
    const windows = { Ethernet: [at('fe80::7/64', 12)], 'vEthernet (WSL)': [at('fe80::1/64', 27)] };
    expect(among('fe80::8%12', windows, [], 'win32')).toBe(true);
    expect(among('fe80::8%27', windows, [], 'win32')).toBe(false);
    expect(among('fe80::8%Ethernet', windows, [], 'win32')).toBe(false);
  });

  it('without an interface is a neighbour’s only where there is one', () => {
    expect(among('fe80::8', { ...LO, ...ETH0 })).toBe(true);
    expect(among('fe80::8', { ...LO, ...ETH0, wlan0: [at('198.51.100.7/24')] })).toBe(false);
    expect(among('fe80::8', COMPUTER)).toBe(false);
    expect(among('fe80::8', { ...LO, ...DOCKER0 })).toBe(false);
    expect(among('fe80::8', {})).toBe(false);
  });
});
