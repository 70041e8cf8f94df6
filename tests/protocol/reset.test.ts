// A device that makes itself another in the middle of something: nothing of it is left that could never go on.
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { FerryEngine, pair, typeCode } from '../support/ferry-engine.ts';

const MIB = 1024 * 1024;

it('ends what is under way with paired devices, and with those that a code let in', async () => {
  const [sender, stranger, paired] = [
    await FerryEngine.start('Calm Pier'),
    await FerryEngine.start('Studio PC'),
    await FerryEngine.start('Attic'),
  ];
  await paired.receive();
  await pair(paired, sender);
  await sender.listen();
  await sender.ask('settings.set', { sendLimit: MIB });
  const path = join(sender.folder, 'film.bin');
  await writeFile(path, randomBytes(24 * MIB));
  const toPaired = await sender.send([path], paired);
  await paired.untilStage(toPaired, 'asking');
  await paired.ask('transfer.answer', { id: toPaired, accept: true });
  const byCode = await sender.send([path], null);
  // Nobody answers a stranger before.
  await sender.untilPairing(({ transferId, code }) => transferId === byCode && code !== null);
  await stranger.ask('transfer.fetch', { from: sender.target, into: null });
  await typeCode(sender, stranger);
  await stranger.untilStage(byCode, 'asking');
  await stranger.ask('transfer.answer', { id: byCode, accept: true });
  await Promise.all([toPaired, byCode].map((id) => sender.untilStage(id, 'moving')));
  await sender.ask('identity.reset', undefined);
  await Promise.all([toPaired, byCode].map((id) => sender.untilStage(id, 'canceled')));
  expect(Object.values(sender.state.devices)).toEqual([]);
  await stranger.untilStage(byCode, 'canceled');
  // What nobody has come for yet is for whoever comes.
  const waiting = await sender.send([path], null);
  await sender.untilStage(waiting, 'waitingForDevice');
  await sender.ask('identity.reset', undefined);
  expect(sender.state.transfers[waiting]?.stage).toBe('waitingForDevice');
});
