// The connection falls silent or stands still, or a device sleeps: found out in time, and the transfer goes on by itself.
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { pairedThrough, SMALL, wrongAfter } from '../support/cut-transfer.ts';
import { FakeClock } from '../support/fake-clock.ts';
import type { FerryEngine } from '../support/ferry-engine.ts';
import { makeInbox, makeTree } from '../support/transfer-tree.ts';

// Its clock doesn't wait for the disk: what is slow here is hours there.
const MINUTE_MS = 60_000;
const MOST_MS = 10 * MINUTE_MS;

/** The engines' time passes, a second after the other, until something is so; says how long that took. */
async function passUntil(clock: FakeClock, isSo: () => boolean): Promise<number> {
  const began = clock.now();
  while (!isSo()) {
    if (clock.now() - began > MOST_MS) throw new Error('in vain');
    clock.pass(1000);
    await arrived();
  }
  return clock.now() - began;
}

/** What is on its way now. */
async function arrived(): Promise<void> {
  for (let turns = 0; turns < 50; turns++) await turn();
}

const stageOf = (engine: FerryEngine, id: string) => engine.state.transfers[id]?.stage;

describe('a connection on which nothing comes any more', () => {
  it('and that nobody ends is found dead within 20 seconds, and the transfer goes on', async () => {
    const clock = new FakeClock();
    const { sender, receiver, cutter } = await pairedThrough({ clock });
    const tree = await makeTree(sender.folder, SMALL);
    const inbox = join(receiver.folder, 'silence');
    await makeInbox(inbox, tree);
    await receiver.ask('receive.offers', { into: inbox });
    await cutter.drop();
    cutter.cutAt({ way: 'up', record: 8, where: 'inside', how: 'silence' });
    const { id } = await sender.ask('transfer.send', { paths: [tree.path], to: receiver.target });
    await receiver.untilStage(id, 'moving');
    await expect.poll(() => cutter.cuts).toBe(1);
    const isAway = (engine: FerryEngine) => stageOf(engine, id) === 'away';
    expect(await passUntil(clock, () => isAway(sender) && isAway(receiver))).toBeLessThanOrEqual(20_000);
    await passUntil(clock, () => stageOf(sender, id) === 'done');
    const rows = [await sender.untilStage(id, 'done'), await receiver.untilStage(id, 'done')];
    expect(await wrongAfter(inbox, tree, ...rows)).toEqual([]);
  });

  it.each([10, 60])('[103] for %d seconds costs no more than that', async (seconds) => {
    const clock = new FakeClock();
    const { sender, receiver, cutter } = await pairedThrough({ clock });
    const tree = await makeTree(sender.folder, SMALL);
    const inbox = join(receiver.folder, 'stall');
    await makeInbox(inbox, tree);
    await receiver.ask('receive.offers', { into: inbox });
    await cutter.drop();
    cutter.cutAt({ way: 'up', record: 7, where: 'after', how: 'hold' });
    const { id } = await sender.ask('transfer.send', { paths: [tree.path], to: receiver.target });
    await expect.poll(() => cutter.cuts).toBe(1);
    const { connections } = cutter;
    const end = clock.now() + seconds * 1000;
    await passUntil(clock, () => clock.now() >= end);
    expect(stageOf(sender, id)).toBe(seconds > 20 ? 'away' : 'moving');
    cutter.release();
    await passUntil(clock, () => stageOf(sender, id) === 'done');
    // One that was only slow is kept.
    if (seconds < 15) expect(cutter.connections).toBe(connections);
    const rows = [await sender.untilStage(id, 'done'), await receiver.untilStage(id, 'done')];
    expect(await wrongAfter(inbox, tree, ...rows)).toEqual([]);
  });
});

describe('[104] a device that slept for two hours', () => {
  // Whoever has called in vain for two hours calls every thirty seconds.
  it.each([
    { asleep: 'sender', awake: 'receiver', withinMs: 5000 },
    { asleep: 'receiver', awake: 'sender', withinMs: 40_000 },
  ] as const)('as the $asleep goes on within $withinMs ms', async ({ asleep, awake, withinMs }) => {
    const clocks = { sender: new FakeClock(), receiver: new FakeClock() };
    const { cutter, ...ends } = await pairedThrough({ clock: clocks.sender }, { clock: clocks.receiver });
    const tree = await makeTree(ends.sender.folder, SMALL);
    const inbox = join(ends.receiver.folder, 'sleep');
    await makeInbox(inbox, tree);
    await ends.receiver.ask('receive.offers', { into: inbox });
    await cutter.drop();
    cutter.cutAt({ way: 'up', record: 7, where: 'after', how: 'hold' });
    const { id } = await ends.sender.ask('transfer.send', { paths: [tree.path], to: ends.receiver.target });
    await expect.poll(() => cutter.cuts).toBe(1);
    await passUntil(clocks[awake], () => stageOf(ends[awake], id) === 'away');
    clocks[awake].pass(2 * 60 * MINUTE_MS);
    clocks[asleep].sleep(2 * 60 * MINUTE_MS);
    cutter.release();
    const isDone = (): boolean => stageOf(ends.sender, id) === 'done';
    const woken = clocks[asleep].now();
    while (!isDone() && clocks[asleep].now() - woken < MINUTE_MS) {
      clocks[awake].pass(50);
      clocks[asleep].pass(50);
      // The disk and the wire have no other clock than the real one.
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    expect(clocks[asleep].now() - woken).toBeLessThan(withinMs);
    const rows = [await ends.sender.untilStage(id, 'done'), await ends.receiver.untilStage(id, 'done')];
    expect(await wrongAfter(inbox, tree, ...rows)).toEqual([]);
  });
});
