// What waits for whoever types its code, after the sheet with the code was left.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { FerryEngine, typeCode } from '../support/ferry-engine.ts';

it('a code is shown again for what still waits for one, and leads to it', async () => {
  const [sender, receiver] = [await FerryEngine.start('Calm Pier'), await FerryEngine.start('Studio PC')];
  for (const engine of [sender, receiver]) await engine.receive();
  await writeFile(join(sender.folder, 'note.txt'), 'note');
  const id = await sender.send([join(sender.folder, 'note.txt')], null);
  const left = await sender.untilPairing(({ code }) => code !== null);
  await sender.ask('pairing.end', { id: left.id });
  expect(sender.state.transfers[id]?.stage).toBe('waitingForDevice');

  await sender.ask('transfer.showCode', { id });
  await sender.untilPairing(({ code, transferId }) => code !== null && transferId === id);
  await receiver.ask('transfer.fetch', { from: sender.target, into: null });
  await typeCode(sender, receiver);
  await receiver.untilStage(id, 'asking');
  await expect(sender.ask('transfer.showCode', { id })).rejects.toThrow('transfer.not_now');
  await receiver.ask('transfer.answer', { id, accept: true });
  await sender.untilStage(id, 'done');
});
