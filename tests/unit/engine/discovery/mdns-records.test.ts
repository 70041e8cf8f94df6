import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { type MdnsRecord, Shore } from '../../../../src/engine/discovery/mdns-records.ts';

const ipv4 = (cidr: string): NetworkInterfaceInfo => ({
  family: 'IPv4',
  address: cidr.split('/')[0] ?? '',
  cidr,
  netmask: '',
  mac: '02:00:00:00:00:01',
  internal: false,
});
const ipv6 = (cidr: string, scopeid = 0): NetworkInterfaceInfo => ({ ...ipv4(cidr), family: 'IPv6', scopeid });

const shore = new Shore('eth0', [ipv4('192.0.2.7/24'), ipv6('2001:db8::7/64'), ipv6('fe80::7/64', 3)], 'linux');
const FROM = '192.0.2.8';
const places = (...addresses: string[]) =>
  shore.placesOf({ from: FROM, addresses, port: 26810 }).map(({ address }) => address);

describe('the places of what was heard', () => {
  it('are where its packet came from, then what it said, each once', () => {
    expect(places('192.0.2.9', '2001:DB8::8', FROM, '192.0.2.9')).toEqual([FROM, '192.0.2.9', '2001:db8::8']);
    expect(shore.placesOf({ from: FROM, addresses: [], port: 27000 })).toEqual([{ address: FROM, port: 27000 }]);
  });

  it('[72] are never elsewhere: not this computer, not the internet, not everybody', () => {
    const elsewhere = ['127.0.0.1', '::1', '8.8.8.8', '2001:4860::8888', '0.0.0.0', '::', '198.51.100.1', '10.0.0.1'];
    const everybody = ['192.0.2.0', '192.0.2.255', '255.255.255.255', '224.0.0.251', 'ff02::fb', 'ff02::fb%eth0'];
    expect(places(...elsewhere, ...everybody)).toEqual([FROM]);
  });

  it('have the interface in a link-local address, which means nothing without', () => {
    expect(places('fe80::8')).toEqual([FROM, 'fe80::8%eth0']);
    expect(shore.placesOf({ from: 'fe80::8%eth0', addresses: ['fe80::8'], port: 1 })).toEqual([
      { address: 'fe80::8%eth0', port: 1 },
    ]);
    expect(places('fe80::8%wlan0')).toEqual([FROM]);
  });

  it('have its number instead on Windows', () => {
    const windows = new Shore('Ethernet', [ipv6('fe80::7/64', 12)], 'win32');
    expect(windows.placesOf({ from: 'fe80::8%12', addresses: [], port: 1 })).toEqual([
      { address: 'fe80::8%12', port: 1 },
    ]);
    expect(windows.isNeighbour('fe80::8%Ethernet')).toBe(false);
  });

  it('are bounded', () => {
    expect(places(...Array.from({ length: 200 }, (_, index) => `192.0.2.${index + 10}`))).toHaveLength(8);
  });

  it.each([0, -1, 65_536, 1.5, Number.NaN, undefined as unknown as number])('are none with the port %s', (port) => {
    expect(shore.placesOf({ from: FROM, addresses: [], port })).toEqual([]);
  });

  it('may be the edges of networks that have none', () => {
    const pair = new Shore('eth0', [ipv4('192.0.2.0/31')], 'linux');
    expect(pair.isNeighbour('192.0.2.1')).toBe(true);
  });
});

describe('what is said', () => {
  const record = (type: string, data: unknown, ttl = 120): MdnsRecord => ({ name: 'ferry-1.local', type, ttl, data });
  const service = (ttl = 120): readonly MdnsRecord[] => [
    { name: '_ferry._tcp.local', type: 'PTR', ttl, data: '1._ferry._tcp.local' },
    { name: '1._ferry._tcp.local', type: 'SRV', ttl, data: { port: 26810, target: 'ferry-1.local' } },
    { name: '_services._dns-sd._udp.local', type: 'PTR', ttl, data: '_ferry._tcp.local' },
    record('A', '192.0.2.7', ttl),
    record('A', '172.17.0.1', ttl),
    record('AAAA', 'fd00:aa::1', ttl),
  ];
  const addressesIn = (records: readonly MdnsRecord[]) =>
    records.filter(({ type }) => type === 'A' || type === 'AAAA').map(({ data }) => data);

  it('has the addresses of its interface, and none of a VPN’s or a container’s', () => {
    expect(addressesIn(shore.ownRecords(service()))).toEqual(['192.0.2.7', '2001:db8::7', 'fe80::7']);
  });

  it('has them too where bonjour-service has none', () => {
    expect(addressesIn(shore.ownRecords(service().slice(0, 2)))).toEqual(['192.0.2.7', '2001:db8::7', 'fe80::7']);
  });

  it('has nothing about the type of service, for which a goodbye would be everybody’s', () => {
    expect(shore.ownRecords(service()).map(({ name }) => name)).not.toContain('_services._dns-sd._udp.local');
  });

  it('says goodbye for addresses with the rest', () => {
    expect(shore.ownRecords(service(0)).every(({ ttl }) => ttl === 0)).toBe(true);
  });

  it('answers who asks for a host, and gives who asks for a service the addresses besides', () => {
    const asked = shore.ownAnswer({ answers: [record('A', '172.17.0.1')], additionals: [] });
    expect(addressesIn(asked.answers)).toEqual(['192.0.2.7', '2001:db8::7', 'fe80::7']);
    const [pointer, ...rest] = service();
    const answer = shore.ownAnswer({ answers: pointer === undefined ? [] : [pointer], additionals: rest });
    expect(answer.answers).toHaveLength(1);
    expect(addressesIn(answer.additionals)).toEqual(['192.0.2.7', '2001:db8::7', 'fe80::7']);
  });

  it('stays within a packet however many addresses there are', () => {
    const many = new Shore(
      'eth0',
      [...Array(40).keys()].map((index) => ipv6(`2001:db8::${index}/64`)),
      'linux',
    );
    expect(addressesIn(many.ownRecords(service()))).toHaveLength(6);
  });
});

it('is another interface with another address, prefix, card or number, and the same in another order', () => {
  const of = (...addresses: NetworkInterfaceInfo[]) => new Shore('eth0', addresses).key;
  const [a, b] = [ipv4('192.0.2.7/24'), ipv6('fe80::7/64', 3)];
  expect(of(a, b)).toBe(of(b, a));
  for (const other of [
    of(a),
    of(a, ipv6('fe80::7/64', 4)),
    of({ ...a, mac: 'x' }, b),
    of(ipv4('192.0.2.7/16'), b),
    of(ipv4('192.0.2.8/24'), b),
  ]) {
    expect(other).not.toBe(of(a, b));
  }
});
