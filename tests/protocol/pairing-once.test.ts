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
  // Nobody waits for what doesn't come.
  const told = await sender.untilPairing((row) => row.id === kept.id && row.stage === 'ended');
  expect(told.trouble).toEqual({ code: 'pairing.once_there', details: { name: 'Receiver' } });
  await receiver.untilStage(id, 'asking');
  await receiver.ask('transfer.answer', { id, accept: true });
  await receiver.untilStage(id, 'done');
  await sender.untilStage(id, 'done');
  expect(Object.values(receiver.state.devices)).toEqual([]);
});

it('who pairs after the other person chose only this once hears so at once, and keeps nobody', async () => {
  const [first, second] = [await FerryEngine.start('Calm Pier'), await FerryEngine.start('Studio PC')];
  await first.listen();
  await writeFile(join(second.folder, 'note.txt'), 'note');
  await first.receive();
  const id = await second.send([join(second.folder, 'note.txt')], first);
  await typeCode(first, second);
  const rows = await Promise.all(
    [first, second].map((engine) => engine.untilPairing(({ stage }) => stage === 'proven')),
  );
  await first.ask('pairing.end', { id: rows[0]?.id ?? '' });
  // On one connection in order: the offer comes after that.
  await first.untilStage(id, 'asking');
  await first.ask('transfer.answer', { id, accept: true });
  await second.untilStage(id, 'done');
  expect(second.state.pairings[rows[1]?.id ?? '']).toMatchObject({ stage: 'proven' });
  await second.ask('pairing.keep', { id: rows[1]?.id ?? '' });
  expect(second.state.pairings[rows[1]?.id ?? '']?.trouble?.code).toBe('pairing.once_there');
  expect(Object.values(second.state.devices)).toEqual([]);
});

it('whoever waits for the other person to pair is told when they don’t', async () => {
  const [first, second] = [await FerryEngine.start('Calm Pier'), await FerryEngine.start('Studio PC')];
  await first.listen();
  const { id: shown } = await first.ask('pairing.show', undefined);
  const { id: typed } = await second.ask('pairing.dial', { to: first.target });
  await typeCode(first, second);
  for (const [engine, id] of [
    [first, shown],
    [second, typed],
  ] as const)
    await engine.untilPairing((row) => row.id === id && row.stage === 'proven');
  await second.ask('pairing.keep', { id: typed });
  await first.ask('pairing.end', { id: shown });
  const told = await second.untilPairing((row) => row.id === typed && row.stage === 'ended');
  expect(told.trouble?.code).toBe('pairing.once_there');
});
