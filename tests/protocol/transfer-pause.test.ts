// A pause of everything: what it holds, what is begun meanwhile, and what goes on with its end, also in another run.
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import type { Target, TransferId } from '../../src/contract/transfers.ts';
import { Kept } from '../../src/engine/transfer/kept-transfers.ts';
import { FerryEngine, pairedEngines, typeCode } from '../support/ferry-engine.ts';
import { hurriedClock } from '../support/hurried-clock.ts';

const MIB = 1024 * 1024;
afterEach(() => vi.restoreAllMocks());

const byId = ({ state }: FerryEngine): Target => ({ kind: 'device', id: state.self.id });

async function fileIn(folder: string, name: string, bytes: number): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, randomBytes(bytes));
  return path;
}

const pause = (engine: FerryEngine, minutes: number | null) => engine.ask('visibility.pause', { minutes });

async function accept(receiver: FerryEngine, id: TransferId): Promise<void> {
  await receiver.untilStage(id, 'asking');
  await receiver.ask('transfer.answer', { id, accept: true });
}

it('what is sent while everything is paused says so, and goes out when that ends', async () => {
  const [sender, receiver] = await pairedEngines();
  await pause(sender, 60);
  const to = byId(receiver);
  const path = await fileIn(sender.folder, 'film.bin', 1000);
  const { id: file } = await sender.ask('transfer.send', { paths: [path], to });
  const { id: text } = await sender.ask('text.send', { text: 'later', to, isPrivate: false });
  for (const id of [file, text])
    await sender.until('its list', ({ transfers }) => {
      const { stage, trouble, total } = transfers[id] ?? {};
      return stage === 'stopped' && trouble?.code === 'transfer.all_paused' && total?.files === 1;
    });
  expect(receiver.state.transfers).toEqual({});
  // What the computer does when it wakes.
  await sender.ask('transfers.goOn', undefined);
  expect(sender.state.transfers[file]?.stage).toBe('stopped');
  await pause(sender, null);
  for (const id of [file, text]) await accept(receiver, id);
  for (const id of [file, text]) expect((await sender.untilStage(id, 'done')).trouble).toBeNull();
});

it('what its person stops in a pause stands still because of that, also once the pause is over', async () => {
  const [sender, receiver] = await pairedEngines();
  await pause(sender, 60);
  const path = await fileIn(sender.folder, 'film.bin', 1000);
  const { id } = await sender.ask('transfer.send', { paths: [path], to: byId(receiver) });
  expect(sender.state.transfers[id]?.trouble?.code).toBe('transfer.all_paused');
  await sender.ask('transfer.stop', { id });
  await pause(sender, null);
  expect(sender.state.transfers[id]).toMatchObject({ stage: 'stopped', trouble: null });
});

it('a code that is shown goes with a pause, and what waited for it waits for another', async () => {
  const [sender, receiver] = [await FerryEngine.start('Calm Pier'), await FerryEngine.start('Studio PC')];
  await sender.listen();
  await receiver.receive();
  const id = await sender.send([await fileIn(sender.folder, 'film.bin', 1000)], null);
  await sender.untilPairing(({ code }) => code !== null);
  await pause(sender, 60);
  expect(Object.values(sender.state.pairings).filter(({ code }) => code !== null)).toEqual([]);
  expect(sender.state.transfers[id]?.stage).toBe('stopped');
  await expect(receiver.ask('transfer.fetch', { from: sender.target, into: null })).rejects.toThrow(/unreachable/);
  await pause(sender, null);
  await sender.untilStage(id, 'waitingForDevice');
  await sender.ask('transfer.showCode', { id });
  await receiver.ask('transfer.fetch', { from: sender.target, into: null });
  await typeCode(sender, receiver);
  await accept(receiver, id);
  await sender.untilStage(id, 'done');
});

it('what is missing is said at once, also while everything is paused', async () => {
  const [sender, receiver] = await pairedEngines();
  await pause(sender, 60);
  const paths = [join(sender.folder, 'nowhere')];
  const { id } = await sender.ask('transfer.send', { paths, to: byId(receiver) });
  expect((await sender.untilStage(id, 'failed')).trouble?.code).toBe('transfer.source_missing');
});

it('a pause holds when the program is started anew, and what it held goes on with its end', async () => {
  const [before, receiver] = await pairedEngines();
  await before.ask('settings.set', { sendLimit: 6 * MIB });
  const id = await before.send([await fileIn(before.folder, 'film.bin', 12 * MIB)], receiver);
  await accept(receiver, id);
  await before.until('some of it', ({ transfers }) => (transfers[id]?.done.bytes ?? 0) > MIB);
  await pause(before, 60);
  const { visibility } = before.state.self;
  await before.stop();

  const sender = await FerryEngine.start(before.name, before.folder, { clock: hurriedClock });
  expect(sender.state.self.visibility).toEqual(visibility);
  await sender.ask('transfers.goOn', undefined);
  expect(sender.state.transfers[id]?.stage).toBe('stopped');
  await pause(sender, null);
  await sender.untilStage(id, 'done');
  expect(await readFile(join(receiver.inbox, 'film.bin'))).toHaveLength(12 * MIB);
});

it('what is sent while everything is paused is written down before anybody is told that it goes out later', async () => {
  const [before, receiver] = await pairedEngines();
  await pause(before, 60);
  const path = await fileIn(before.folder, 'film.bin', 1000);
  const to = byId(receiver);
  const { id: file } = await before.ask('transfer.send', { paths: [path], to });
  const { id: text } = await before.ask('text.send', { text: 'later', to, isPrivate: false });
  // A command ends with this, and its program with it.
  const kept = await readFile(join(before.folder, 'data', 'outgoing.json'), 'utf8');
  for (const id of [file, text]) {
    expect(before.state.transfers[id]?.stage).toBe('stopped');
    expect(kept).toContain(id);
  }
  await before.stop();

  const sender = await FerryEngine.start(before.name, before.folder, { clock: hurriedClock });
  await sender.ask('transfers.goOn', undefined);
  await pause(sender, null);
  for (const id of [file, text]) await accept(receiver, id);
  for (const id of [file, text]) await sender.untilStage(id, 'done');
});

it('what has waited goes out also where another connection takes the place of the one that was made for it', async () => {
  const [sender, receiver] = await pairedEngines();
  await sender.receive();
  await pause(sender, 60);
  const to = byId(receiver);
  const ids: TransferId[] = [];
  for (const text of ['one', 'two']) ids.push((await sender.ask('text.send', { text, to, isPrivate: false })).id);
  const path = await fileIn(receiver.folder, 'back', 1000);
  // It has been called, and the first is being written down when its person sends something here.
  const { change } = Kept.prototype;
  let leaving = 0;
  vi.spyOn(Kept.prototype, 'change').mockImplementation(async function late(this: Kept<{ id: string }>, id, what) {
    await change.call(this, id, what);
    if (!('isQueued' in what) || ++leaving !== 1) return;
    await accept(sender, await receiver.send([path], sender));
  });
  await pause(sender, null);
  for (const id of ids) await accept(receiver, id);
  for (const id of ids) await sender.untilStage(id, 'done');
});

it('the end of a pause goes on with nothing but what that has held', async () => {
  const [before, receiver] = await pairedEngines();
  // Slow enough for all three to be there when they are stopped, also on a busy machine.
  await before.ask('settings.set', { sendLimit: MIB });
  const ids: TransferId[] = [];
  for (const name of ['left', 'paused', 'held']) {
    const id = await before.send([await fileIn(before.folder, name, 3 * MIB)], receiver);
    await accept(receiver, id);
    ids.push(id);
  }
  const [left, paused, held] = ids as [TransferId, TransferId, TransferId];
  for (const id of ids) await before.until('some of it', ({ transfers }) => (transfers[id]?.done.bytes ?? 0) > 0);
  // As a command does that is interrupted.
  for (const id of ids) await before.ask('transfer.stop', { id, forNow: true });
  await before.stop();

  const sender = await FerryEngine.start(before.name, before.folder, { clock: hurriedClock });
  await sender.ask('settings.set', { sendLimit: 64 * 1024 });
  for (const id of [held, paused]) {
    await sender.ask('transfer.resume', { id });
    await sender.untilStage(id, 'moving');
  }
  await pause(sender, 60);
  await sender.untilStage(held, 'stopped');
  // Its person means this one.
  await sender.ask('transfer.stop', { id: paused });
  await sender.ask('settings.set', { sendLimit: null });
  await pause(sender, null);
  await sender.untilStage(held, 'done');
  expect([left, paused].map((id) => sender.state.transfers[id]?.stage)).toEqual(['stopped', 'stopped']);
});
