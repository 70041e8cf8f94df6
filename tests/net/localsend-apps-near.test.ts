// Ferry and the apps that stand in for LocalSend, on computers of their own.
import { expect, it } from 'vitest';
import { AppOn } from '../support/localsend/app-on.ts';
import { NearDevice } from '../support/localsend-near-device.ts';
import { canMakeSpaces, type Host, NetSpace } from '../support/net-space.ts';
import { tempFolder } from '../support/temp-folder.ts';

const PORT = 53_317;
const PATIENCE = { timeout: 15_000, interval: 50 };

it.skipIf(!canMakeSpaces())(
  'official apps are found, and find, whoever speaks first (needs network namespaces)',
  async () => {
    const space = NetSpace.open();
    const hosts = [space.addHost('ferry'), space.addHost('new'), space.addHost('newer'), space.addHost('old')] as const;
    const start = async (host: Host, alias: string, family: 'ipv4' | 'ipv6', announces: readonly number[]) => {
      const version = alias.startsWith('1.18') ? '1.18' : '1.17';
      const key = alias === '1.18 by IPv6' ? 'two' : 'one';
      const multicastInterfaces = [family === 'ipv4' ? host.addressOf() : '::%eth0'];
      const reach = { interfaceAddress: '::', port: PORT, multicastPort: PORT, multicastInterfaces, announces };
      const own = { version, alias, folder: await tempFolder(), key, discoveryTimeoutMs: 10_000 } as const;
      return AppOn.start(host, { ...own, ...reach, decide: 'decline' });
    };
    const [ferryHost, newHost, newerHost, oldHost] = hosts;
    const first = await Promise.all([start(newHost, '1.18', 'ipv4', []), start(newerHost, '1.18 by IPv6', 'ipv6', [])]);
    const ferry = new NearDevice(ferryHost, 'Ferry');
    await ferry.finds('1.18', '1.18 by IPv6');
    const old = await start(oldHost, '1.17', 'ipv4', [0]);
    await ferry.finds('1.18', '1.18 by IPv6', '1.17');
    for (const app of [...first, old]) {
      const isFound = async () => (await app.ask('devices')).some(({ alias }) => alias === 'Ferry');
      await expect.poll(isFound, PATIENCE).toBe(true);
    }
    expect(ferry.rows.map(({ isEncrypted }) => isEncrypted)).toEqual([true, true, true]);
    expect(ferry.placesOf('1.17')).toEqual([oldHost.addressOf()]);
    expect(ferry.placesOf('1.18 by IPv6')[0]).toMatch(/^fe80::.*%eth0$/);
  },
);
