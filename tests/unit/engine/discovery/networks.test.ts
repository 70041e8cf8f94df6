import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openNetworks, usedOf } from '../../../../src/engine/discovery/networks.ts';
import type { Interfaces } from '../../../../src/engine/ports.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const address = (text: string, internal = false, bits = 24) => ({
  address: text,
  netmask: '255.255.255.0',
  family: 'IPv4' as const,
  mac: '02:00:00:00:00:01',
  internal,
  cidr: `${text}/${bits}`,
});
const ipv6 = (text: string, bits = 64) => ({
  ...address(text, false, bits),
  family: 'IPv6' as const,
  scopeid: text.startsWith('fe80') ? 2 : 0,
});
const STABLE = '2001:db8:0:1::7';
const HOME: Interfaces = {
  lo: [address('127.0.0.1', true)],
  wlan0: [address('192.168.0.7')],
  wg0: [address('10.9.0.2')],
};
const HOME_ROUTER = [{ via: 'wlan0', hardware: '11:22:33:44:55:66' }];
const CAFE_ROUTER = [{ via: 'wlan0', hardware: '66:55:44:33:22:11' }];

async function opened() {
  const path = join(await tempFolder(), 'networks.json');
  const open = () => openNetworks(path, 0);
  return { open, networks: await open() };
}
const homeOf = (networks: Awaited<ReturnType<typeof openNetworks>>) =>
  networks.shown().find(({ via }) => via === 'wlan0');

describe('a network', () => {
  it('that is new is on, and nobody vouches for it', async () => {
    const { networks } = await opened();
    networks.look(HOME, HOME_ROUTER);
    expect(homeOf(networks)).toMatchObject({ isOn: true, trust: null, isVirtual: false, addresses: ['192.168.0.7'] });
    expect(networks.isTrusted('wlan0')).toBe(false);
  });

  it('that a VPN or a container made is off until it is chosen', async () => {
    const { networks } = await opened();
    networks.look(HOME, HOME_ROUTER);
    expect(Object.keys(networks.chosen())).toEqual(['wlan0']);
    const id = networks.shown().find(({ via }) => via === 'wg0')?.id ?? '';
    expect(await networks.choose(id, { isOn: true })).toBe('now');
    expect(Object.keys(networks.chosen())).toEqual(['wlan0', 'wg0']);
  });

  it('is known again by its router, also after a restart; another of the same addresses is another', async () => {
    const { networks, open } = await opened();
    networks.look(HOME, HOME_ROUTER);
    expect(await networks.choose(homeOf(networks)?.id ?? '', { trust: 'trusted' })).toBe('kept');
    const again = await open();
    again.look(HOME, HOME_ROUTER);
    expect(homeOf(again)).toMatchObject({ trust: 'trusted' });
    again.look(HOME, CAFE_ROUTER);
    expect(homeOf(again)).toMatchObject({ trust: null });
  });

  it('that nothing is known again by is new after a restart', async () => {
    const { networks, open } = await opened();
    networks.look(HOME, []);
    expect(await networks.choose(homeOf(networks)?.id ?? '', { trust: 'trusted' })).toBe('now');
    expect(networks.isTrusted('wlan0')).toBe(true);
    const again = await open();
    again.look(HOME, []);
    expect(again.isTrusted('wlan0')).toBe(false);
  });

  it('that nothing is known again by is new as soon as this computer has left it', async () => {
    const { networks } = await opened();
    networks.look(HOME, []);
    await networks.choose(homeOf(networks)?.id ?? '', { trust: 'trusted' });
    networks.look({ lo: HOME.lo, wg0: HOME.wg0 }, []);
    networks.look(HOME, []);
    expect(homeOf(networks)).toMatchObject({ trust: null });
    expect(networks.isTrusted('wlan0')).toBe(false);
  });

  it.each<[string, boolean, ReturnType<typeof address | typeof ipv6>[]]>([
    ['the same for a passing IPv6 address more', true, [address('192.168.0.7'), ipv6(STABLE), ipv6('2001:db8:0:1::9')]],
    [
      'the same where a passing one is a network by itself',
      true,
      [address('192.168.0.7'), ipv6(STABLE), ipv6('2001:db8:0:1::9', 128)],
    ],
    ['the same with other addresses of its prefixes', true, [address('192.168.0.9'), ipv6('2001:db8:0:1:5::')]],
    ['the same with a link-local address besides', true, [address('192.168.0.7'), ipv6(STABLE), ipv6('fe80::7')]],
    ['the same whatever comes first', true, [ipv6(STABLE), address('192.168.0.7')]],
    ['another with another IPv4 prefix', false, [address('192.168.1.7'), ipv6(STABLE)]],
    ['another with another length of it', false, [address('192.168.0.7', false, 25), ipv6(STABLE)]],
    ['another with another IPv6 prefix', false, [address('192.168.0.7'), ipv6('2001:db8:0:2::7')]],
    ['another without the IPv6 prefix', false, [address('192.168.0.7')]],
  ])('without a router is %s', async (_what, isSame, wlan0) => {
    const { networks } = await opened();
    networks.look({ ...HOME, wlan0: [address('192.168.0.7'), ipv6(STABLE)] }, []);
    await networks.choose(homeOf(networks)?.id ?? '', { trust: 'trusted' });
    networks.look({ ...HOME, wlan0 }, []);
    expect(networks.isTrusted('wlan0')).toBe(isSame);
  });

  it('that this computer isn’t on can’t be chosen', async () => {
    const { networks } = await opened();
    networks.look(HOME, HOME_ROUTER);
    expect(await networks.choose('0'.repeat(16), { isOn: false })).toBeNull();
  });

  it('is used as its person says, and as it would be before it was looked at; this computer itself always', async () => {
    const { networks } = await opened();
    expect(Object.keys(usedOf(HOME, networks.shown()))).toEqual(['lo', 'wlan0']);
    networks.look(HOME, HOME_ROUTER);
    for (const { via, id } of networks.shown()) await networks.choose(id, { isOn: via === 'wg0' });
    expect(Object.keys(usedOf(HOME, networks.shown()))).toEqual(['lo', 'wg0']);
  });
});
