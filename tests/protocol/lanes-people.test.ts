// With lanes open: people stop, go on, give up and set limits, and several transfers go at once, each way.
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { TransferId } from '../../src/contract/transfers.ts';
import { slowness } from '../support/busy.ts';
import type { FerryEngine } from '../support/ferry-engine.ts';
import { accepted, isWhole, type LaneScene, laneScene, untilMoved, want } from '../support/lane-scene.ts';

const MIB = 1024 * 1024;

afterEach(() => {
  vi.restoreAllMocks();
});

/** Under way by four connections. */
async function moving(mib = 12): Promise<readonly [LaneScene, TransferId]> {
  want(4);
  const here = await laneScene({ mib, speed: 3 * MIB });
  const id = await accepted(here);
  await expect.poll(() => here.wire.lanes).toBe(3);
  await untilMoved(here, id, 1);
  return [here, id];
}

async function made(engine: FerryEngine, name: string, mib: number): Promise<string> {
  const path = join(engine.folder, name);
  await writeFile(path, randomBytes(mib * MIB));
  return path;
}

const yes = async (engine: FerryEngine, id: TransferId): Promise<void> => {
  await engine.untilStage(id, 'asking');
  await engine.ask('transfer.answer', { id, accept: true });
};

const bytesOf = (engine: FerryEngine, id: TransferId): number => engine.state.transfers[id]?.done.bytes ?? 0;

describe('a transfer with lanes open', () => {
  it.each(['sender', 'receiver'] as const)('that its %s stops goes on when told to, and is whole', async (side) => {
    const [here, id] = await moving();
    const { [side]: engine, [side === 'sender' ? 'receiver' : 'sender']: other } = here;
    await engine.ask('transfer.stop', { id });
    await engine.untilStage(id, 'stopped');
    await other.untilStage(id, 'paused', 'away');
    await engine.ask('transfer.resume', { id });
    here.wire.bytesPerSecond *= 16;
    await isWhole(here, id);
  });

  it.each(['sender', 'receiver'] as const)(
    'that its %s gives up ends on both sides, and leaves nothing',
    async (side) => {
      const [here, id] = await moving(48);
      const { sender, receiver, wire } = here;
      await here[side].ask('transfer.discard', { id });
      for (const engine of [sender, receiver]) await engine.untilStage(id, 'canceled');
      await expect.poll(() => readFile(join(receiver.inbox, 'film.bin')).catch(() => null)).toBeNull();
      // What comes next finds the connection as it was.
      wire.bytesPerSecond *= 16;
      const next = await sender.send([await made(sender, 'next', 1)], receiver);
      await yes(receiver, next);
      await sender.untilStage(next, 'done');
    },
  );

  it.each(['sendLimit', 'receiveLimit'] as const)('keeps to a limit over all of them together (%s)', async (limit) => {
    const [here, id] = await moving(28);
    const { sender, receiver } = here;
    const engine = limit === 'sendLimit' ? sender : receiver;
    await engine.ask('settings.set', { [limit]: 3 * MIB });
    // What was on its way, or let in, by then.
    const began = bytesOf(receiver, id) / MIB + (limit === 'sendLimit' ? 14 : 2);
    const at = (mib: number): Promise<number> => untilMoved(here, id, mib).then(() => performance.now());
    const from = await at(began);
    // Maybe heard late: it counts what comes from now on.
    const seconds = ((await at(bytesOf(receiver, id) / MIB + 3)) - from) / 1000;
    expect(seconds).toBeGreaterThan(0.6);
    expect(seconds).toBeLessThan(2.5 * (seconds < 2.5 ? 1 : await slowness()));
    await engine.ask('settings.set', { [limit]: null });
    here.wire.bytesPerSecond *= 16;
    await isWhole(here, id);
  });

  it('shares them with another that begins, which doesn’t wait for it', async () => {
    const [here, large] = await moving(40);
    const { sender, receiver } = here;
    const path = await made(sender, 'second.bin', 4);
    const second = await sender.send([path], receiver);
    await yes(receiver, second);
    const at = (mib: number) =>
      receiver
        .until(`${mib} MiB`, ({ transfers }) => (transfers[second]?.done.bytes ?? 0) >= mib * MIB)
        .then(() => bytesOf(receiver, large) / MIB);
    const [before, after] = [await at(1), await at(3)];
    // Two of its own by then, and what counts only at the next word; a second that waits would let all 40 pass.
    expect(after - before).toBeLessThan(2 * 2 + 8);
    here.wire.bytesPerSecond *= 16;
    await sender.untilStage(second, 'done');
    expect((await readFile(path)).equals(await readFile(join(receiver.inbox, 'second.bin')))).toBe(true);
    await isWhole(here, large);
  });

  it('goes each way at once, and both are whole', async () => {
    const [here, id] = await moving(24);
    const { sender, receiver, wire } = here;
    await sender.receive();
    const path = await made(receiver, 'back.bin', 8);
    const to = { kind: 'device', id: sender.state.self.id } as const;
    const back = (await receiver.ask('transfer.send', { paths: [path], to })).id;
    await yes(sender, back);
    await sender.until('some of it', ({ transfers }) => (transfers[back]?.done.bytes ?? 0) >= MIB);
    expect(wire.mostLanes).toBeLessThanOrEqual(7);
    wire.bytesPerSecond *= 16;
    await receiver.untilStage(back, 'done');
    expect((await readFile(path)).equals(await readFile(join(sender.inbox, 'back.bin')))).toBe(true);
    await isWhole(here, id);
  });
});
