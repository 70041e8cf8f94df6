// Whole engines on computers of their own find each other, and notice who is gone.
import { describe, expect, it } from 'vitest';
import type { NearbyDevice } from '../../src/contract/nearby.ts';
import { inTime } from '../support/busy.ts';
import { type ChildEngine, metFolders } from '../support/child-engine.ts';
import { engineOn, here, untilHere } from '../support/engine-on.ts';
import { canMakeSpaces, NetSpace } from '../support/net-space.ts';

const SECOND = 1000;
const FOUND_MS = 3 * SECOND;
const GONE_MS = 20 * SECOND;
const MENDED_MS = 10 * SECOND;

const rowOf = (engine: ChildEngine, name: string): NearbyDevice | undefined =>
  engine.nearby.find((row) => row.name === name);

describe.runIf(canMakeSpaces())('devices on one network', () => {
  it('see each other within three seconds, and notice a killed one within twenty', async () => {
    const space = NetSpace.open();
    const names = ['Calm Pier', 'Studio PC', 'Quiet Buoy'] as const;
    const engines = await Promise.all(names.map((name) => engineOn(space.addHost(name.split(' ')[1] ?? ''), name)));
    const others = (name: string) => names.filter((each) => each !== name);
    await Promise.all(engines.map((engine) => untilHere(engine, others(engine.name), FOUND_MS)));
    const [first, second, third] = engines;
    if (first === undefined || second === undefined || third === undefined) throw new Error('three were started');
    expect(rowOf(first, 'Studio PC')).toMatchObject({ isPaired: false, mark: 'none', needsUpdate: false });

    const isSo = (waits: boolean) => rowOf(first, 'Studio PC')?.waitsWithCode === waits;
    const untilWaits = (waits: boolean) =>
      inTime('the code', SECOND, (ms) => first.until('the code', () => isSo(waits), ms));
    const { id } = await second.ask('pairing.show', undefined);
    await untilWaits(true);
    await second.ask('pairing.end', { id });
    await untilWaits(false);

    await third.kill();
    await Promise.all([untilHere(first, ['Studio PC'], GONE_MS), untilHere(second, ['Calm Pier'], GONE_MS)]);
    // One that ends says so.
    await second.stop();
    await untilHere(first, [], 2 * SECOND);
  });

  it('are listed rightly again after a link, an address, an interface has changed', async () => {
    const space = NetSpace.open();
    const [pier, studio] = [space.addHost('pier'), space.addHost('studio')];
    const [one, other] = [await engineOn(pier, 'Calm Pier'), await engineOn(studio, 'Studio PC')];
    const mended = () =>
      Promise.all([untilHere(one, ['Studio PC'], MENDED_MS), untilHere(other, ['Calm Pier'], MENDED_MS)]);
    const isOnce = () => expect([one.nearby.length, other.nearby.length]).toEqual([1, 1]);
    await mended();

    studio.linkDown();
    await untilHere(one, [], GONE_MS);
    studio.linkUp();
    await mended();
    isOnce();

    studio.setAddresses('eth0', { ipv4: '10.77.1.77/24', ipv6: 'fd77:1::77/64' });
    await new Promise((resolve) => setTimeout(resolve, 2 * SECOND));
    await mended();
    isOnce();

    studio.removeInterface();
    studio.addInterface('eth0', space.lan);
    await mended();
    isOnce();

    const second = space.addBridge();
    pier.addInterface('eth1', second);
    studio.addInterface('eth1', second);
    await new Promise((resolve) => setTimeout(resolve, 2 * SECOND));
    studio.unplug('eth0');
    await new Promise((resolve) => setTimeout(resolve, 2 * SECOND));
    await mended();
    isOnce();
  }, 120_000);

  it('that are paired recognise each other though neither shows its name, and nobody else does', async () => {
    const space = NetSpace.open();
    const folders = await metFolders('Calm Pier', 'Studio PC');
    const one = await engineOn(space.addHost('pier'), 'Calm Pier', { folder: folders[0], isVisible: false });
    const other = await engineOn(space.addHost('studio'), 'Studio PC', { folder: folders[1], isVisible: false });
    const stranger = await engineOn(space.addHost('buoy'), 'Quiet Buoy');
    await Promise.all([
      untilHere(one, ['Quiet Buoy', 'Studio PC'], FOUND_MS),
      untilHere(other, ['Calm Pier', 'Quiet Buoy'], FOUND_MS),
    ]);
    expect(rowOf(one, 'Studio PC')).toMatchObject({ isPaired: true });
    expect(here(stranger)).toEqual([]);
  });
});
