// Lanes: further connections of a transfer. Whatever becomes of them, what is sent arrives whole, and in the one round.
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { AGAIN } from '../../src/engine/wire/data.ts';
import { TRANSFER_TYPES } from '../../src/engine/wire/transfer-messages.ts';
import { accepted, countRecords, isWhole, laneScene, untilMoved, want } from '../support/lane-scene.ts';

const MIB = 1024 * 1024;

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a transfer over lanes', () => {
  it.each([1, 2, 8])('over %i connections in all is whole, and each of them carries a part', async (connections) => {
    want(connections);
    const said = countRecords();
    const here = await laneScene();
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
    const here = await laneScene({ caller: 'receiver' });
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
    const here = await laneScene({ mib: 32 });
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
    const here = await laneScene();
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
    const here = await laneScene();
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
    const here = await laneScene({ mib: 24 });
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
