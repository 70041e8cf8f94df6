// Several transfers at once share what there is: none waits for another that is as large.
import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TransferId } from '../../src/contract/transfers.ts';
import { FerryEngine, pair } from '../support/ferry-engine.ts';

const MIB = 1024 * 1024;
const BYTES = 48 * MIB;

/** As large as the others, and nearly nothing on the disk. */
async function made(engine: FerryEngine, name: string): Promise<string> {
  const path = join(engine.folder, name);
  await writeFile(path, '');
  await truncate(path, BYTES);
  return path;
}

/** Begins all at once, and says how much of each was there when the first of them was done. */
async function raced(receiver: FerryEngine, begun: readonly TransferId[]): Promise<readonly number[]> {
  for (const id of begun) await receiver.untilStage(id, 'asking');
  let shares: readonly number[] | null = null;
  const ended = receiver.engine.subscribe(() => {
    const rows = begun.map((id) => receiver.state.transfers[id]);
    if (shares === null && rows.some((row) => row?.stage === 'done'))
      shares = rows.map((row) => (row?.done.bytes ?? 0) / BYTES);
  });
  await Promise.all(begun.map((id) => receiver.ask('transfer.answer', { id, accept: true })));
  for (const id of begun) await receiver.untilStage(id, 'done');
  ended();
  return shares ?? [];
}

describe('transfers of the same size', () => {
  it('two on one connection go side by side', async () => {
    const [sender, receiver] = [await FerryEngine.start('Calm Pier'), await FerryEngine.start('Studio PC')];
    await receiver.receive();
    await pair(receiver, sender);
    const ids = [
      await sender.send([await made(sender, 'one')], receiver),
      await sender.send([await made(sender, 'two')], receiver),
    ];
    for (const share of await raced(receiver, ids)) expect(share).toBeGreaterThan(1 / 3);
  });

  it.each([
    ['as fast as it goes', null],
    ['within a limit', 40 * MIB],
  ])('from two devices go side by side %s', async (_how, receiveLimit) => {
    const receiver = await FerryEngine.start('Studio PC');
    await receiver.receive();
    await receiver.ask('settings.set', { receiveLimit });
    const ids: TransferId[] = [];
    for (const name of ['Calm Pier', 'Bright Oak']) {
      const sender = await FerryEngine.start(name);
      await pair(receiver, sender);
      ids.push(await sender.send([await made(sender, name)], receiver));
    }
    for (const share of await raced(receiver, ids)) expect(share).toBeGreaterThan(1 / 3);
  });
});
