import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openNetworks, usedOf } from '../../../../src/engine/discovery/networks.ts';
import type { Interfaces } from '../../../../src/engine/ports.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const address = (text: string, internal = false) => ({
  address: text,
  netmask: '255.255.255.0',
  family: 'IPv4' as const,
  mac: '02:00:00:00:00:01',
  internal,
  cidr: `${text}/24`,
});
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
    expect(await networks.choose(id, { isOn: true })).toBe(true);
    expect(Object.keys(networks.chosen())).toEqual(['wlan0', 'wg0']);
  });

  it('is known again by its router, also after a restart; another of the same addresses is another', async () => {
    const { networks, open } = await opened();
    networks.look(HOME, HOME_ROUTER);
    await networks.choose(homeOf(networks)?.id ?? '', { trust: 'trusted' });
    const again = await open();
    again.look(HOME, HOME_ROUTER);
    expect(homeOf(again)).toMatchObject({ trust: 'trusted' });
    again.look(HOME, CAFE_ROUTER);
    expect(homeOf(again)).toMatchObject({ trust: null });
  });

  it('that nothing is known again by is new after a restart', async () => {
    const { networks, open } = await opened();
    networks.look(HOME, []);
    await networks.choose(homeOf(networks)?.id ?? '', { trust: 'trusted' });
    expect(networks.isTrusted('wlan0')).toBe(true);
    const again = await open();
    again.look(HOME, []);
    expect(again.isTrusted('wlan0')).toBe(false);
  });

  it('that this computer isn’t on can’t be chosen', async () => {
    const { networks } = await opened();
    networks.look(HOME, HOME_ROUTER);
    expect(await networks.choose('0'.repeat(16), { isOn: false })).toBe(false);
  });

  it('is used as its person says, and as it would be before it was looked at; this computer itself always', async () => {
    const { networks } = await opened();
    expect(Object.keys(usedOf(HOME, networks.shown()))).toEqual(['lo', 'wlan0']);
    networks.look(HOME, HOME_ROUTER);
    for (const { via, id } of networks.shown()) await networks.choose(id, { isOn: via === 'wg0' });
    expect(Object.keys(usedOf(HOME, networks.shown()))).toEqual(['lo', 'wg0']);
  });
});
