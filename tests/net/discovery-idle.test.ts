// What engines that nobody looks at cost the network they are on, and that they miss nobody for it.
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { metFolders } from '../support/child-engine.ts';
import { engineOn, here, untilHere } from '../support/engine-on.ts';
import { MdnsCount } from '../support/mdns-count.ts';
import { canMakeSpaces, NetSpace } from '../support/net-space.ts';

const SECOND = 1000;
/** By the clock of engines for which time goes ten times as fast. */
const MINUTE = (60 * SECOND) / 10;
const MOST_BYTES_A_MINUTE = 1024;
const MINUTES = 3;
/** Whoever stands still for a second on a busy machine loses its connection at this pace, and asks for a while. */
const TRIES = 3;

describe.runIf(canMakeSpaces())('devices that nobody looks at', () => {
  it('say at most 1 KiB a minute, and know within a second who is here when somebody does', async () => {
    const space = NetSpace.open();
    const [pier, studio, buoy] = [space.addHost('pier'), space.addHost('studio'), space.addHost('buoy')];
    const folders = await metFolders('Calm Pier', 'Studio PC');
    const hidden = { isVisible: false, pace: 'tenfold' } as const;
    const one = await engineOn(pier, 'Calm Pier', { ...hidden, folder: folders[0] });
    const other = await engineOn(studio, 'Studio PC', { ...hidden, folder: folders[1] });
    const count = await MdnsCount.on(space.addHost('count'));
    await Promise.all([untilHere(one, ['Studio PC'], 5 * SECOND), untilHere(other, ['Calm Pier'], 5 * SECOND)]);

    // Nobody has asked anything for a minute by then, and the questions from before are out.
    await wait(1.2 * MINUTE);
    const said: number[] = [];
    while (said.length < TRIES && !said.some((bytes) => bytes < MOST_BYTES_A_MINUTE)) {
      count.clear();
      await wait(MINUTES * MINUTE);
      said.push(Math.max(...[pier, studio].map((host) => count.saidBy(host).bytes)) / MINUTES);
    }
    expect(Math.min(...said), said.join()).toBeLessThan(MOST_BYTES_A_MINUTE);
    expect([here(one), here(other)]).toEqual([['Studio PC'], ['Calm Pier']]);

    const stranger = await engineOn(buoy, 'Quiet Buoy');
    await untilHere(stranger, [], 5 * SECOND);
    count.clear();
    const asked = count.untilAsked(pier, 5 * SECOND);
    await one.ask('network.look', { address: null });
    await Promise.all([asked, untilHere(one, ['Quiet Buoy', 'Studio PC'], SECOND)]);
  }, 120_000);

  it('are connected again when one was out of reach', async () => {
    const space = NetSpace.open();
    const [pier, studio] = [space.addHost('pier'), space.addHost('studio')];
    const folders = await metFolders('Calm Pier', 'Studio PC');
    const hidden = { isVisible: false, pace: 'tenfold' } as const;
    const one = await engineOn(pier, 'Calm Pier', { ...hidden, folder: folders[0] });
    const other = await engineOn(studio, 'Studio PC', { ...hidden, folder: folders[1] });
    const isSo = (seen: boolean) =>
      Promise.all([
        untilHere(one, seen ? ['Studio PC'] : [], MINUTE),
        untilHere(other, seen ? ['Calm Pier'] : [], MINUTE),
      ]);
    await isSo(true);
    await wait(2 * MINUTE);
    // Nothing but the silence tells: their interfaces stay as they are.
    for (const host of [pier, studio]) host.isolate();
    await isSo(false);
    await wait(MINUTE / 2);
    for (const host of [pier, studio]) host.isolate(false);
    await isSo(true);
  }, 120_000);
});
