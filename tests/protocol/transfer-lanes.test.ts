// Lanes: further connections of a transfer. Whatever becomes of them, what is sent arrives whole, and in the one round.
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Channel } from '../../src/engine/noise/channel.ts';
import { LanePlan } from '../../src/engine/session/lane-plan.ts';
import { AGAIN } from '../../src/engine/wire/data.ts';
import { TRANSFER_TYPES } from '../../src/engine/wire/transfer-messages.ts';
import { FerryEngine, pair } from '../support/ferry-engine.ts';
import { LaneWire } from '../support/lane-wire.ts';

const MIB = 1024 * 1024;
/** Of each connection. */
const SPEED = 6 * MIB;

afterEach(() => {
  vi.restoreAllMocks();
});

/** What all sides say, by type: how often, and how many bytes. */
function countRecords(): ReadonlyMap<number, { count: number; bytes: number }> {
  const said = new Map<number, { count: number; bytes: number }>();
  const { sendTagged } = Channel.prototype;
  vi.spyOn(Channel.prototype, 'sendTagged').mockImplementation(function counted(this: Channel, type, ...body) {
    const before = said.get(type) ?? { count: 0, bytes: 0 };
    const bytes = body.reduce((sum, { length }) => sum + length, 0);
    said.set(type, { count: before.count + 1, bytes: before.bytes + bytes });
    return sendTagged.call(this, type, ...body);
  });
  return said;
}

/** So many connections from the first look on, instead of what measuring says. */
const want = (connections: number): void => {
  vi.spyOn(LanePlan.prototype, 'wanted', 'get').mockReturnValue(connections);
};

interface Scene {
  readonly sender: FerryEngine;
  readonly receiver: FerryEngine;
  readonly wire: LaneWire;
  readonly files: ReadonlyMap<string, Buffer>;
  readonly paths: readonly string[];
}

/** Two paired devices, the sender calling unless said otherwise, each connection of which is slow. */
async function scene({ mib = 16, caller = 'sender' as 'sender' | 'receiver' } = {}): Promise<Scene> {
  const [sender, receiver] = [await FerryEngine.start('Calm Pier'), await FerryEngine.start('Studio PC')];
  const [calls, called] = caller === 'sender' ? [sender, receiver] : [receiver, sender];
  await receiver.receive();
  if (called.port === 0) await called.listen();
  const wire = await LaneWire.open(called.port, SPEED);
  called.port = wire.port;
  await pair(called, calls);
  const files = new Map([
    ['film.bin', randomBytes(mib * MIB + 5)],
    ...Array.from({ length: 40 }, (_, at) => [`small-${at}`, randomBytes(40_000 + at)] as const),
    ['z-last.bin', randomBytes(3 * MIB)],
  ]);
  const paths = [...files.keys()].map((name) => join(sender.folder, name));
  for (const [name, bytes] of files) await writeFile(join(sender.folder, name), bytes);
  return { sender, receiver, wire, files, paths };
}

async function accepted({ sender, receiver, paths }: Scene): Promise<string> {
  const id = await sender.send(paths, receiver);
  await receiver.untilStage(id, 'asking');
  await receiver.ask('transfer.answer', { id, accept: true });
  return id;
}

async function isWhole({ sender, receiver, files }: Scene, id: string): Promise<void> {
  const [there, here] = [await receiver.untilStage(id, 'done'), await sender.untilStage(id, 'done')];
  for (const { done } of [there, here]) expect(done).toMatchObject({ files: files.size, skipped: 0 });
  for (const [name, bytes] of files) expect(bytes.equals(await readFile(join(receiver.inbox, name))), name).toBe(true);
}

const untilMoved = ({ receiver }: Scene, id: string, mib: number) =>
  receiver.until(`${mib} MiB`, ({ transfers }) => (transfers[id]?.done.bytes ?? 0) >= mib * MIB);

describe('a transfer over lanes', () => {
  it.each([1, 2, 8])('over %i connections in all is whole, and each of them carries a part', async (connections) => {
    want(connections);
    const said = countRecords();
    const here = await scene();
    const id = await accepted(here);
    if (connections > 1) {
      await expect.poll(() => here.wire.lanes).toBe(connections - 1);
      await expect.poll(() => Math.min(...here.wire.laneBytes)).toBeGreaterThan(300 * 1024);
    }
    await isWhole(here, id);
    expect(here.wire.lanesMade).toBe(connections - 1);
    expect(said.get(TRANSFER_TYPES.begin)?.count).toBe(1);
    expect(said.has(AGAIN)).toBe(false);
  });

  it('asks for them where the receiver made the connection, who makes them too', async () => {
    want(4);
    const here = await scene({ caller: 'receiver' });
    const { sender, receiver, wire } = here;
    const to = { kind: 'device', id: receiver.state.self.id } as const;
    const { id } = await sender.ask('transfer.send', { paths: [...here.paths], to });
    await receiver.untilStage(id, 'asking');
    await receiver.ask('transfer.answer', { id, accept: true });
    await expect.poll(() => wire.lanes).toBe(3);
    await isWhole(here, id);
    expect(wire.lanesMade).toBe(3);
  });

  it('loses nothing with a lane, and little time: what was on its way goes once more, in the same round', async () => {
    want(4);
    const said = countRecords();
    const here = await scene({ mib: 32 });
    const id = await accepted(here);
    await expect.poll(() => here.wire.lanes).toBe(3);
    await untilMoved(here, id, 4);
    here.wire.cutLane();
    await isWhole(here, id);
    expect(said.get(TRANSFER_TYPES.begin)?.count).toBe(1);
    expect(said.get(AGAIN)?.bytes).toBeLessThan(4 * MIB);
    expect(said.get(AGAIN)?.count).toBeGreaterThan(0);
    expect(here.wire.connectionsMade - here.wire.lanesMade).toBeLessThan(3);
  });

  it('goes on by the connection itself where all lanes are lost, and none comes about any more', async () => {
    want(8);
    const said = countRecords();
    const here = await scene();
    const id = await accepted(here);
    await expect.poll(() => here.wire.lanes).toBe(7);
    await untilMoved(here, id, 4);
    here.wire.letsLanesIn = false;
    while (here.wire.lanes > 0) here.wire.cutLane();
    await isWhole(here, id);
    expect(said.get(TRANSFER_TYPES.begin)?.count).toBe(1);
  });

  it('resumes on another connection, and ends the lanes, where the connection itself is lost', async () => {
    want(4);
    const here = await scene();
    const id = await accepted(here);
    await expect.poll(() => here.wire.lanes).toBe(3);
    await untilMoved(here, id, 4);
    const made = here.wire.connectionsMade;
    here.wire.cutFirst();
    await expect.poll(() => here.wire.lanes).toBe(0);
    await isWhole(here, id);
    expect(here.wire.connectionsMade).toBeGreaterThan(made);
  });

  it('gives up a file that is another by the time it would go once more, names it on both sides, and brings the rest', async () => {
    want(4);
    const here = await scene({ mib: 24 });
    const { sender, receiver, wire, files, paths } = here;
    const id = await accepted(here);
    await expect.poll(() => wire.lanes).toBe(3);
    await untilMoved(here, id, 4);
    await writeFile(paths[0] ?? '', randomBytes(24 * MIB + 5));
    wire.cutLane();
    const [there, own] = [await receiver.untilStage(id, 'done'), await sender.untilStage(id, 'done')];
    for (const { done, notes } of [there, own]) {
      expect(done).toMatchObject({ files: files.size - 1, skipped: 1 });
      expect(notes).toMatchObject([{ path: 'film.bin', reason: 'changed' }]);
    }
  });
});
