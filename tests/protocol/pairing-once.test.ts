// One person pairs, and the other wants only what is sent.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { FerryEngine, typeCode } from '../support/ferry-engine.ts';

it('what is sent arrives when one person chose to pair and the other only this once', async () => {
  const [sender, receiver] = [await FerryEngine.start('Sender'), await FerryEngine.start('Receiver')];
  await receiver.receive();
  const path = join(sender.folder, 'note.txt');
  await writeFile(path, 'note');
  const id = await sender.send([path], receiver);
  await typeCode(receiver, sender);
  const kept = await sender.untilPairing(({ stage }) => stage === 'proven');
  const shown = await receiver.untilPairing(({ stage }) => stage === 'proven');
  await sender.ask('pairing.keep', { id: kept.id });
  await receiver.untilPairing((row) => row.id === shown.id && row.purpose === 'pair');
  await receiver.ask('pairing.end', { id: shown.id });
  await receiver.untilStage(id, 'asking');
  await receiver.ask('transfer.answer', { id, accept: true });
  await receiver.untilStage(id, 'done');
  await sender.untilStage(id, 'done');
  expect(Object.values(receiver.state.devices)).toEqual([]);
});
