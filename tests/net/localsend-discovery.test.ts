import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NearDevice } from '../support/localsend-near-device.ts';
import { canMakeSpaces, NetSpace } from '../support/net-space.ts';

const FLOOD = join(import.meta.dirname, '../support/localsend-hostile-datagrams.ts');
const FLOOD_SECONDS = 1;
const ELSEWHERE = '198.51.100.9';
const MIB = 1024 * 1024;
const PATIENCE = { timeout: 15_000, interval: 20 };

describe.skipIf(!canMakeSpaces())('devices that find each other by LocalSend (needs network namespaces)', () => {
  it('do so by both families and on two networks, and again when an interface went and came, or its group', async () => {
    const space = NetSpace.open();
    const other = space.addBridge();
    const hosts = {
      anna: space.addHost('anna'),
      bert: space.addHost('bert'),
      cleo: space.addHost('cleo', { bridge: other, ipv4: false }),
      dora: space.addHost('dora'),
      emil: space.addHost('emil'),
    };
    hosts.anna.addInterface('eth1', other);
    const [dora, emil] = [new NearDevice(hosts.dora, 'dora', 'paired'), new NearDevice(hosts.emil, 'emil', 'nobody')];
    const [bert, cleo] = [new NearDevice(hosts.bert, 'bert'), new NearDevice(hosts.cleo, 'cleo')];
    await Promise.all([dora, emil, bert, cleo].map((device) => device.isReady()));
    const anna = new NearDevice(hosts.anna, 'anna');
    await Promise.all([anna.finds('bert', 'cleo'), bert.finds('anna'), cleo.finds('anna')]);
    const linkLocal = (last: string, via: string): string => `fe80::77:ff:fe00:${last}%${via}`;
    await expect.poll(() => anna.placesOf('bert'), PATIENCE).toEqual(['10.77.1.2', linkLocal('102', 'eth0')]);
    expect(anna.placesOf('cleo')).toEqual([linkLocal('203', 'eth1')]);
    expect(cleo.placesOf('anna')).toEqual([linkLocal('201', 'eth0')]);

    hosts.bert.removeInterface();
    await bert.finds();
    hosts.bert.addInterface('eth0', space.lan);
    await bert.finds('anna');

    // No socket is told that its group was left: only what it says itself, and doesn't hear, tells that it is deaf.
    cleo.say({ isAwake: false });
    hosts.cleo.ip('link', 'set', 'eth0', 'mtu', '1000');
    hosts.cleo.ip('link', 'set', 'eth0', 'mtu', '1500');
    hosts.cleo.ip('addr', 'add', 'fd77:2::3/64', 'dev', 'eth0', 'nodad');
    cleo.say({ isAwake: true, alias: 'Cleo herself' });
    await anna.finds('bert', 'Cleo herself');
    anna.say({ alias: 'Anna herself' });
    await cleo.finds('Anna herself');

    const from = new Set([...anna.heard, ...bert.heard].map(({ address }) => address));
    for (const host of [hosts.dora, hosts.emil]) expect(from).not.toContain(host.addressOf());
    expect(from).not.toContain(linkLocal('104', 'eth0'));
    expect([dora.called, emil.called, emil.heard, dora.rows, emil.rows]).toEqual([[], [], [], [], []]);
    expect(dora.heard.length).toBeGreaterThan(0);
  });

  it('call nobody but who said something, and few of them, under a flood of lies, and find who is there', async () => {
    const space = NetSpace.open();
    const [victim, hostile, real] = [space.addHost('victim'), space.addHost('hostile'), space.addHost('real')];
    hostile.ip('addr', 'add', `${ELSEWHERE}/32`, 'dev', 'eth0');
    // So that its system lets in what comes from there.
    victim.ip('route', 'add', `${ELSEWHERE}/32`, 'dev', 'eth0');
    const anna = new NearDevice(victim, 'anna');
    const bert = new NearDevice(real, 'bert');
    await Promise.all([anna.finds('bert'), bert.finds('anna')]);
    const before = { ...(await anna.usage()), at: performance.now(), called: anna.called.length };
    const heardBefore = anna.heard.length;
    const args = [FLOOD, `${FLOOD_SECONDS}`, ELSEWHERE, victim.addressOf()];
    const flood = hostile.run(process.execPath, args);
    await expect.poll(() => anna.called, PATIENCE).toContain(hostile.addressOf());
    bert.say({ alias: 'Bert himself' });
    await anna.finds('Bert himself');
    const sent = Number((await flood).stdout);
    const after = await anna.usage();

    expect(sent).toBeGreaterThan(1000);
    const called = anna.called.slice(before.called);
    const calledHostile = called.filter((host) => host === hostile.addressOf());
    const honest = (host: string): boolean => host === real.addressOf() || host.startsWith('fe80::77:ff:fe00:103');
    expect(called.filter((host) => !honest(host))).toEqual(calledHostile);
    const seconds = (performance.now() - before.at) / 1000;
    expect(calledHostile.length).toBeLessThanOrEqual(8 + seconds);
    const heard = anna.heard.slice(heardBefore);
    expect(heard.filter(({ address }) => address === hostile.addressOf()).length).toBeLessThanOrEqual(20 + 4 * seconds);
    expect(heard.map(({ address }) => address)).not.toContain(ELSEWHERE);
    expect(Math.max(...heard.map(({ bytes }) => bytes))).toBeLessThanOrEqual(8192);
    expect(anna.rows).toHaveLength(1);
    console.log(`${sent} datagrams: ${(after.cpuMs - before.cpuMs).toFixed(0)} ms, ${calledHostile.length} calls`);
    expect(after.cpuMs - before.cpuMs).toBeLessThan(500 * seconds);
    expect(after.bytes - before.bytes).toBeLessThan(40 * MIB);
  });
});
