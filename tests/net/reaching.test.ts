// Who is found is reached: the one that is meant and nobody else, whatever is announced, also where nothing can be heard.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { slowness } from '../support/busy.ts';
import { type ChildEngine, metFolders } from '../support/child-engine.ts';
import { engineOn, here } from '../support/engine-on.ts';
import { canMakeSpaces, NetSpace } from '../support/net-space.ts';

const idOf = (engine: ChildEngine, name: string) =>
  engine.until(`${name} to be here`, ({ nearby }) => Object.values(nearby).find((row) => row.name === name)?.id);

const LIE = join(import.meta.dirname, '../support/mdns-lie.ts');

/** Those that somebody has asked for a code. */
const asked = (engine: ChildEngine): number => Object.keys(engine.pairings).length;

describe.runIf(canMakeSpaces())('devices that are near', { timeout: 120_000 }, () => {
  it('are two accounts of one computer, and each row leads to its own', async () => {
    const space = NetSpace.open();
    const shared = space.addHost('shared');
    const mia = await engineOn(shared, 'Mia');
    const leo = await engineOn(shared, 'Leo');
    expect([mia.opened.isAgreedPort, leo.opened.isAgreedPort]).toEqual([true, false]);
    const visitor = await engineOn(space.addHost('visitor'), 'Visitor');
    for (const engine of [mia, leo]) await engine.ask('receive.offers', { into: null });
    await visitor.ask('pairing.dial', { to: { kind: 'device', id: await idOf(visitor, 'Leo') } });
    await expect.poll(() => asked(leo)).toBe(1);
    expect(asked(mia)).toBe(0);
    await visitor.ask('pairing.dial', { to: { kind: 'device', id: await idOf(visitor, 'Mia') } });
    await expect.poll(() => asked(mia)).toBe(1);
    expect(asked(leo)).toBe(1);
    // The two see each other as well.
    expect(here(mia)).toEqual(['Leo', 'Visitor']);
  });

  it.each(['dead', 'somebody else’s'])('are reached though a port was announced that is %s by now', async (whose) => {
    const space = NetSpace.open();
    const [studio, pier, liar] = [space.addHost('studio'), space.addHost('pier'), space.addHost('liar')];
    // So that the caller hears nothing that is true.
    pier.dropMulticast();
    const meant = await engineOn(studio, 'Studio PC');
    const other = await engineOn(studio, 'Other');
    const caller = await engineOn(pier, 'Calm Pier');
    for (const engine of [meant, other]) await engine.ask('receive.offers', { into: null });
    const port = whose === 'dead' ? 9 : other.opened.port;
    const said = [meant.self?.id ?? '', 'Studio PC', studio.addressOf(), String(port)];
    liar.spawn(process.execPath, [LIE, pier.addressOf(), ...said], { stdio: 'ignore' });
    const id = await idOf(caller, 'Studio PC');
    await caller.ask('pairing.dial', { to: { kind: 'device', id } });
    await expect.poll(() => asked(meant)).toBe(1);
    expect(asked(other)).toBe(0);
  });

  it('that are paired reach each other where they were, on a network that drops what is announced', async () => {
    const space = NetSpace.open();
    const hosts = [space.addHost('pier'), space.addHost('studio')] as const;
    const [pierFolder, studioFolder] = await metFolders('Calm Pier', 'Studio PC');
    const first = await engineOn(hosts[0], 'Calm Pier', { folder: pierFolder });
    const second = await engineOn(hosts[1], 'Studio PC', { folder: studioFolder });
    await Promise.all([idOf(first, 'Studio PC'), idOf(second, 'Calm Pier')]);
    const isConnected = (engine: ChildEngine) => engine.nearby.some(({ isPaired, isHere }) => isPaired && isHere);
    await expect.poll(() => isConnected(first) && isConnected(second)).toBe(true);
    const slow = await slowness();
    // Long enough for what worked to be written down.
    await new Promise((resolve) => setTimeout(resolve, 500 * slow));
    await first.stop();
    await second.stop();

    for (const host of hosts) host.dropMulticast();
    const receiver = await engineOn(hosts[1], 'Studio PC', { folder: studioFolder });
    await receiver.ask('receive.offers', { into: null });
    const sender = await engineOn(hosts[0], 'Calm Pier', { folder: pierFolder });
    // Without being asked to.
    await expect.poll(() => isConnected(sender) && isConnected(receiver)).toBe(true);
    const path = join(pierFolder, 'notes.txt');
    await writeFile(path, 'hello');
    const to = { kind: 'device', id: await idOf(sender, 'Studio PC') } as const;
    const { id } = await sender.ask('transfer.send', { paths: [path], to });
    await receiver.accept(id);
    await sender.untilDone(id, 20_000);
  });

  it('are reached by their address, also one that shows itself to paired devices alone', async () => {
    const space = NetSpace.open();
    const hosts = [space.addHost('pier'), space.addHost('studio')] as const;
    const [pierFolder, studioFolder] = await metFolders('Calm Pier', 'Studio PC');
    for (const host of hosts) host.dropMulticast();
    const hidden = await engineOn(hosts[1], 'Studio PC', { folder: studioFolder, isVisible: false });
    const caller = await engineOn(hosts[0], 'Calm Pier', { folder: pierFolder, isVisible: false });
    const { id } = await caller.ask('nearby.add', { text: hosts[1].addressOf() });
    expect(id).toBe(hidden.self?.id);
    await expect.poll(() => here(caller)).toEqual(['Studio PC']);
  });

  it('are gone for each other as soon as one is to be seen by nobody', async () => {
    const space = NetSpace.open();
    const [pierFolder, studioFolder] = await metFolders('Calm Pier', 'Studio PC');
    const one = await engineOn(space.addHost('pier'), 'Calm Pier', { folder: pierFolder });
    const other = await engineOn(space.addHost('studio'), 'Studio PC', { folder: studioFolder });
    await expect.poll(() => [...here(one), ...here(other)]).toEqual(['Studio PC', 'Calm Pier']);
    await one.ask('settings.set', { visibility: 'nobody' });
    // At once where its goodbye is heard, and else 18 s after the last that was.
    await expect.poll(() => here(other), { timeout: 25_000 }).toEqual([]);
    await expect(other.ask('nearby.add', { text: '10.77.1.1' })).rejects.toThrow('device.unreachable');
  });

  it('are others, and reached as such, once they were reset', async () => {
    const space = NetSpace.open();
    const reset = await engineOn(space.addHost('pier'), 'Calm Pier');
    const caller = await engineOn(space.addHost('studio'), 'Studio PC');
    const before = await idOf(caller, 'Calm Pier');
    await reset.ask('identity.reset', undefined);
    const { id } = await caller.ask('nearby.add', { text: '10.77.1.1' });
    expect(id).not.toBe(before);
    expect(id).toBe(reset.self?.id);
  });
});
