import { describe, expect, it } from 'vitest';
import { all, type Line, Listener } from '../support/mdns-listener.ts';
import { canMakeSpaces, type Host, NetSpace } from '../support/net-space.ts';

const SOON_MS = 15_000;
const AGAIN_MS = 20_000;
/** Less than passes between two questions. */
const AT_ONCE_MS = 6000;

/** Time for a Node program to start, which isn't what is measured. */
const started = (...listeners: readonly Listener[]) => Promise.all(listeners.map((listener) => listener.is(all(true))));

const instancesOf = (listener: Listener, name: string): ReadonlySet<string> =>
  new Set(listener.lines.flatMap((line) => (line.kind === 'heard' && line.name === name ? [line.instance] : [])));

/** Both ways, from now on. */
async function hearEachOther(a: Listener, b: Listener, limitMs: number): Promise<void> {
  await Promise.all([a.hears(b.name, limitMs), b.hears(a.name, limitMs)]);
}

const namedGone = (listener: Listener, name: string) => (line: Line) =>
  line.kind === 'gone' && instancesOf(listener, name).has(line.instance);

describe.skipIf(!canMakeSpaces())('hosts on one network (needs network namespaces)', () => {
  it('three of them hear each other, each under one name drawn by lot', async () => {
    const space = NetSpace.open();
    const listeners = ['anna', 'bert', 'cleo'].map((name) => new Listener(space.addHost(name), name));
    await started(...listeners);
    const heard = listeners.flatMap((one) =>
      listeners.filter((other) => other !== one).map((other) => one.hears(other.name, SOON_MS, { from: 0 })),
    );
    for (const { places, instance } of await Promise.all(heard)) {
      expect(places[0]?.address).toMatch(/^(10\.77\.1\.\d|fe80::.*%eth0|fd77:1::\d)$/);
      expect(places[0]?.port).toBe(26810);
      expect(instance).toMatch(/^[0-9a-f]{16}$/);
    }
    for (const one of listeners) expect(instancesOf(one, one.name).size).toBe(0);
  });

  it.each([
    ['IPv4', { ipv6: false }, /^10\.77\.1\.2$/],
    ['IPv6', { ipv4: false }, /^fe80::.*%eth0$/],
  ] as const)('hear each other by %s alone', async (_family, options, first) => {
    const space = NetSpace.open();
    const [a, b] = ['anna', 'bert'].map((name) => new Listener(space.addHost(name, options), name)) as [
      Listener,
      Listener,
    ];
    await started(a, b);
    await b.hears('anna', SOON_MS, { from: 0 });
    const { places } = await a.hears('bert', SOON_MS, { from: 0 });
    expect(places[0]?.address).toMatch(first);
  });

  it('the one that comes later is heard at once, and hears at once', async () => {
    const space = NetSpace.open();
    const a = new Listener(space.addHost('a'), 'anna');
    await started(a);
    const b = new Listener(space.addHost('b'), 'bert');
    await started(b);
    await Promise.all([a.hears('bert', AT_ONCE_MS, { from: 0 }), b.hears('anna', AT_ONCE_MS, { from: 0 })]);
  });

  it('the one that quits says goodbye; the one that is killed says nothing', async () => {
    const space = NetSpace.open();
    const [a, b, c] = ['anna', 'bert', 'cleo'].map((name) => new Listener(space.addHost(name), name)) as [
      Listener,
      Listener,
      Listener,
    ];
    await started(a, b, c);
    await Promise.all([a.hears('bert', SOON_MS, { from: 0 }), a.hears('cleo', SOON_MS, { from: 0 })]);
    await c.end('is killed');
    const gone = a.until('goodbye', namedGone(a, 'bert'), SOON_MS);
    await b.end('quits');
    await gone;
    expect(a.lines.some(namedGone(a, 'cleo'))).toBe(false);
  });

  it('[78] another announcement is another name; the one before is said goodbye for', async () => {
    const space = NetSpace.open();
    const [a, b] = ['anna', 'bert'].map((name) => new Listener(space.addHost(name), name)) as [Listener, Listener];
    await started(a, b);
    const before = await a.hears('bert', SOON_MS, { from: 0 });
    const gone = a.until('goodbye', namedGone(a, 'bert'), SOON_MS);
    b.say('announce robert');
    const after = await a.hears('robert', SOON_MS);
    await gone;
    expect(after.instance).not.toBe(before.instance);
    const hushed = a.until('goodbye', namedGone(a, 'robert'), SOON_MS);
    b.say('hush');
    await hushed;
  });

  it.each([
    ['its link was down', { off: (host: Host) => host.linkDown(), on: (host: Host) => host.linkUp() }],
    ['its cable was out', { off: (host: Host) => host.unplug(), on: (host: Host) => host.plug() }],
  ])('are heard again when %s, without a restart', async (_what, { off, on }) => {
    const space = NetSpace.open();
    const [hostA, hostB] = [space.addHost('a'), space.addHost('b')];
    const [a, b] = [new Listener(hostA, 'anna'), new Listener(hostB, 'bert')];
    await started(a, b);
    await hearEachOther(a, b, AGAIN_MS);
    off(hostB);
    await b.is((states) => states.length === 0);
    on(hostB);
    await hearEachOther(a, b, AGAIN_MS);
  });

  it('[77] are heard where they are after their addresses changed', async () => {
    const space = NetSpace.open();
    const [hostA, hostB] = [space.addHost('a'), space.addHost('b')];
    const [a, b] = [new Listener(hostA, 'anna'), new Listener(hostB, 'bert')];
    await started(a, b);
    await hearEachOther(a, b, AGAIN_MS);
    const from = a.lines.length;
    hostB.setAddresses('eth0', { ipv4: '10.77.1.99/24', ipv6: 'fd77:1::99/64' });
    await Promise.all([
      a.hears('bert', AGAIN_MS, { at: '10.77.1.99', from }),
      a.hears('bert', AGAIN_MS, { at: 'fd77:1::99', from }),
      b.hears('anna', AGAIN_MS),
    ]);
  });

  it.each([
    ['both families', {}],
    ['IPv4 alone, where nothing tells the new one from the old', { ipv6: false }],
  ])('[77] are heard again when an interface was taken away and is back: %s', async (_what, options) => {
    const space = NetSpace.open();
    const [hostA, hostB] = [space.addHost('a', options), space.addHost('b', options)];
    const [a, b] = [new Listener(hostA, 'anna'), new Listener(hostB, 'bert')];
    await started(a, b);
    await hearEachOther(a, b, AGAIN_MS);
    // At once: nobody who looks now and then sees it missing.
    hostB.removeInterface();
    hostB.addInterface('eth0', space.lan, options);
    const from = [a.lines.length, b.lines.length] as const;
    await Promise.all([a.hears('bert', AGAIN_MS, { from: from[0] }), b.hears('anna', AGAIN_MS, { from: from[1] })]);
    expect(b.isRunning).toBe(true);
  });

  it('[74] are heard on a second interface too, each with the addresses of its own network alone', async () => {
    const space = NetSpace.open();
    const other = space.addBridge();
    const [hostA, hostB] = [space.addHost('a'), space.addHost('b')];
    const [a, b] = [new Listener(hostA, 'anna'), new Listener(hostB, 'bert')];
    await started(a, b);
    for (const host of [hostA, hostB]) host.addInterface('wlan0', other);
    await Promise.all([a.hears('bert', AGAIN_MS, { via: 'wlan0' }), b.hears('anna', AGAIN_MS, { via: 'wlan0' })]);
    await Promise.all([a.hears('bert', AGAIN_MS, { via: 'eth0' }), b.hears('anna', AGAIN_MS, { via: 'eth0' })]);
    for (const line of [...a.lines, ...b.lines]) {
      if (line.kind !== 'heard') continue;
      const foreign = line.via === 'eth0' ? /^(10\.77\.2|fd77:2)/ : /^(10\.77\.1|fd77:1)/;
      expect(line.places.filter(({ address }) => foreign.test(address))).toEqual([]);
    }
  });

  it('two programs of one host hear each other and are both heard, each with its port', async () => {
    const space = NetSpace.open();
    const [hostA, hostB] = [space.addHost('a'), space.addHost('b')];
    const [a, twin, b] = [new Listener(hostA, 'anna'), new Listener(hostA, 'twin', 26999), new Listener(hostB, 'bert')];
    await started(a, twin, b);
    await Promise.all([a.hears('twin', SOON_MS, { from: 0 }), twin.hears('anna', SOON_MS, { from: 0 })]);
    expect((await b.hears('anna', SOON_MS, { from: 0 })).places[0]?.port).toBe(26810);
    expect((await b.hears('twin', SOON_MS, { from: 0 })).places[0]?.port).toBe(26999);
  });
});
