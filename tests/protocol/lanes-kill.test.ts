// Either side is killed for real while lanes are open: what had come lies there, and the rest comes after.
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { LaneWire } from '../support/lane-wire.ts';
import { oneFile } from '../support/one-file.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { pair, Side } from '../support/transfer-side.ts';
import { makeInbox, makeTree, wrongIn } from '../support/transfer-tree.ts';

const MIB = 1024 * 1024;

let program = '';
beforeAll(async () => {
  process.env.FERRY_TEST_LANES = '4';
  program = await oneFile(join(import.meta.dirname, '../support/transfer-child.ts'));
});

afterAll(() => {
  delete process.env.FERRY_TEST_LANES;
});

it.each(['sender', 'receiver'] as const)(
  'a %s that is killed with lanes open goes on, and all of it is whole',
  async (victim) => {
    const folder = await tempFolder();
    const tree = await makeTree(folder, { largeBytes: 24 * MIB, smallFiles: 20 });
    const inbox = join(folder, 'inbox');
    await makeInbox(inbox, tree);
    const [sender, receiver] = [await Side.open('Calm Pier', program), await Side.open('Studio PC', program)];
    const wire = await LaneWire.open(receiver.port, 3 * MIB);
    receiver.reachedAt = wire.port;
    await pair(receiver, sender);
    const to = receiver.target;
    await receiver.ask('receive.offers', { into: inbox });
    const { id } = await sender.ask('transfer.send', { paths: [tree.path], to });
    await expect.poll(() => wire.lanes).toBe(3);
    await expect.poll(() => Math.min(...wire.laneBytes)).toBeGreaterThan(MIB / 2);
    const side = { sender, receiver }[victim];
    await side.kill();
    await expect.poll(() => wire.lanes).toBe(0);
    wire.bytesPerSecond *= 8;
    await side.start(victim === 'receiver' ? inbox : null);
    if (victim === 'sender') await sender.ask('transfer.send', { paths: [tree.path], to });
    for (const one of [sender, receiver]) await one.untilStage(id, 'done');
    expect(await wrongIn(inbox, tree)).toEqual([]);
  },
);
