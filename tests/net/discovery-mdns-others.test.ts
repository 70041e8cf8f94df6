import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { Avahi, hasAvahi } from '../support/avahi.ts';
import { all, Listener } from '../support/mdns-listener.ts';
import { canMakeSpaces, type Host, NetSpace } from '../support/net-space.ts';

const AGAIN_MS = 20_000;
const idOf = (name: string): string => createHash('sha256').update(name).digest('hex').slice(0, 32);

/** A program that lets nobody else have the port. */
async function holdPort(host: Host) {
  const script = `
    const { createSocket } = require('node:dgram');
    const four = createSocket('udp4').bind(5353, () =>
      createSocket({ type: 'udp6', ipv6Only: true }).bind(5353, () => console.log('held')));`;
  const child = host.spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (child.stdout !== null) await once(child.stdout, 'data');
  return child;
}

describe.skipIf(!canMakeSpaces() || !hasAvahi)('beside avahi (needs network namespaces and avahi)', () => {
  it('it resolves ours, with our port, the address of that network and the text of the announcement', async () => {
    const space = NetSpace.open();
    const avahi = await Avahi.start(space.addHost('a'));
    const host = space.addHost('b');
    host.addInterface('eth1', space.addBridge());
    const bert = new Listener(host, 'bert', 26999);
    const line = await avahi.resolves(/eth0;IPv4;.*"n=bert"/);
    const [, , , instance = '', type, , hostName = '', address, port, text = ''] = line.split(';');
    expect({ type, address, port }).toEqual({ type: '_ferry._tcp', address: host.addressOf(), port: '26999' });
    expect(instance).toMatch(/^[0-9a-f]{16}$/);
    expect(hostName).toMatch(/^ferry-[0-9a-f]{16}\.local$/);
    for (const each of ['v=1', `k=${idOf('bert')}`, 't=laptop']) expect(text).toContain(`"${each}"`);
    // By either family it may give an address of the other, but none of another network.
    expect(await avahi.resolves(/eth0;IPv6;.*"n=bert"/)).toMatch(/;(fd77:1::2|fe80:[^;]*|10\.77\.1\.2);26999;/);
    await bert.end('quits');
  });

  it('ours resolves what it publishes, and hears it go', async () => {
    const space = NetSpace.open();
    const avahi = await Avahi.start(space.addHost('a'));
    const bert = new Listener(space.addHost('b'), 'bert');
    await bert.is(all(true));
    const text = ['v=1', `k=${idOf('dora')}`, 'n=Dora', 't=desktop', 'later=unknown'];
    const published = avahi.publish('Some name of a service', 27000, text);
    const { places, instance } = await bert.hears('Dora', AGAIN_MS, { from: 0 });
    expect(instance).toBe('Some name of a service');
    expect(places[0]?.port).toBe(27000);
    const gone = bert.until('goodbye', (line) => line.kind === 'gone' && line.instance === instance, AGAIN_MS);
    published.end();
    await gone;
  });

  it('on the same host both are heard, and hear', async () => {
    const space = NetSpace.open();
    const [hostA, hostB] = [space.addHost('a'), space.addHost('b')];
    const avahi = await Avahi.start(hostA);
    const [anna, bert] = [new Listener(hostA, 'anna'), new Listener(hostB, 'bert')];
    await Promise.all([anna.hears('bert', AGAIN_MS, { from: 0 }), bert.hears('anna', AGAIN_MS, { from: 0 })]);
    await avahi.resolves(/"n=anna"/);
    await avahi.resolves(/"n=bert"/);
  });
});

describe.skipIf(!canMakeSpaces())('where multicast doesn’t work (needs network namespaces)', () => {
  it('[77] a program that holds the port ends nothing: it is said, and all is well when the port is free', async () => {
    const space = NetSpace.open();
    const [hostA, hostB] = [space.addHost('a'), space.addHost('b')];
    const holder = await holdPort(hostA);
    const [anna, bert] = [new Listener(hostA, 'anna'), new Listener(hostB, 'bert')];
    await anna.is(all('port taken'));
    await bert.is(all(true));
    expect(anna.isRunning).toBe(true);
    holder.kill();
    await Promise.all([anna.hears('bert', AGAIN_MS), bert.hears('anna', AGAIN_MS)]);
    await anna.is(all(true));
  });

  it('[76] a system that lets nobody join says so, and all is well when it does', async () => {
    const space = NetSpace.open();
    const [hostA, hostB] = [space.addHost('a', { ipv6: false }), space.addHost('b', { ipv6: false })];
    const allow = (count: number) => hostA.run('sh', ['-c', `echo ${count} > /proc/sys/net/ipv4/igmp_max_memberships`]);
    await allow(0);
    const [anna, bert] = [new Listener(hostA, 'anna'), new Listener(hostB, 'bert')];
    await bert.is(all(true));
    await anna.is(all('no multicast'));
    await allow(20);
    await Promise.all([anna.hears('bert', AGAIN_MS), bert.hears('anna', AGAIN_MS)]);
    await anna.is(all(true));
  });

  it('no route is needed for it, and one that leads nowhere does no harm', async () => {
    const space = NetSpace.open();
    const [hostA, hostB] = [space.addHost('a', { ipv6: false }), space.addHost('b', { ipv6: false })];
    expect(hostB.ip('route').trim().split('\n')).toHaveLength(1);
    hostA.ip('route', 'add', 'blackhole', '224.0.0.0/4');
    const [anna, bert] = [new Listener(hostA, 'anna'), new Listener(hostB, 'bert')];
    await Promise.all([anna.hears('bert', AGAIN_MS, { from: 0 }), bert.hears('anna', AGAIN_MS, { from: 0 })]);
  });

  it('[76] an access point that swallows it leaves this computer’s own working: nobody is heard', async () => {
    const space = NetSpace.open();
    const [hostA, hostB] = [space.addHost('a'), space.addHost('b')];
    for (const host of [hostA, hostB]) host.dropMulticast();
    const [anna, bert] = [new Listener(hostA, 'anna'), new Listener(hostB, 'bert')];
    // Somebody who is spared, and whom everything that was said has reached.
    const cleo = new Listener(space.addHost('c'), 'cleo');
    await Promise.all([anna.is(all(true)), bert.is(all(true)), cleo.is(all(true))]);
    await Promise.all([cleo.hears('anna', AGAIN_MS, { from: 0 }), cleo.hears('bert', AGAIN_MS, { from: 0 })]);
    expect([...anna.lines, ...bert.lines].filter(({ kind }) => kind === 'heard')).toEqual([]);
    for (const host of [hostA, hostB]) host.dropMulticast(false);
    await Promise.all([anna.hears('bert', AGAIN_MS), bert.hears('anna', AGAIN_MS)]);
  });
});
