// What a person takes of an offer, and where to: a part of it, elsewhere, and what both sides see of that.
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Entry } from '../../src/engine/wire/manifest.ts';
import { inTime } from '../support/busy.ts';
import { ChildEngine, pairedFolders } from '../support/child-engine.ts';
import { FerryEngine, pairedEngines } from '../support/ferry-engine.ts';
import { ferryPairedWith, file, folder, HostileDevice, hex, listOf, VIOLATION } from '../support/hostile-sender.ts';
import { openDevice } from '../support/pair-devices.ts';

const MIB = 1024 * 1024;

const listing = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder, { recursive: true })).sort();

/** `holiday` with two folders and two files, offered and asked about. */
async function offered() {
  const [sender, receiver] = await pairedEngines();
  const source = join(sender.folder, 'holiday');
  await mkdir(join(source, 'a/deep'), { recursive: true });
  await mkdir(join(source, 'b'));
  await writeFile(join(source, 'a/deep/one.jpg'), 'one');
  await writeFile(join(source, 'a/two.jpg'), 'two!');
  await writeFile(join(source, 'b/three.jpg'), 'three');
  await writeFile(join(source, 'run.sh'), 'sh');
  await writeFile(join(source, 'x\u202eb.jpg'), '!');
  const id = await sender.send([source], receiver);
  await receiver.untilStage(id, 'asking');
  return { sender, receiver, source, id };
}

describe('a part of an offer', () => {
  it('is remembered by what was taken, and not by what was offered', async () => {
    const [sender, receiver] = await pairedEngines();
    const names = ['a.sh', 'b.jpg', 'c.jpg', 'd.txt'];
    for (const name of names) await writeFile(join(sender.folder, name), name);
    const id = await sender.send(
      names.map((name) => join(sender.folder, name)),
      receiver,
    );
    const offer = await receiver.untilStage(id, 'asking');
    expect(offer).toMatchObject({ names, kind: 'file', hasActiveTypes: true });
    await receiver.ask('transfer.answer', { id, accept: true, only: [{ first: 1, count: 2 }] });
    const taken = { names: ['b.jpg', 'c.jpg'], kind: 'picture', hasActiveTypes: false };
    expect(await receiver.untilStage(id, 'done')).toMatchObject(taken);
    await receiver.stop();
    const again = await FerryEngine.start(receiver.name, receiver.folder);
    expect(again.state.transfers[id]).toMatchObject(taken);
    expect(await again.ask('transfer.place', { id })).toEqual({ path: join(receiver.inbox, 'b.jpg') });
  });

  it('is chosen from what lies in its one folder, and arrives alone', async () => {
    const { sender, receiver, id } = await offered();
    const { items, isWhole, disk } = await receiver.ask('transfer.offered', { id });
    expect(items).toEqual([
      { name: 'a', isFolder: true, first: 1, count: 4, files: 2, bytes: 7, isActiveType: false },
      { name: 'b', isFolder: true, first: 5, count: 2, files: 1, bytes: 5, isActiveType: false },
      { name: 'run.sh', isFolder: false, first: 7, count: 1, files: 1, bytes: 2, isActiveType: true },
      { name: 'x<U+202E>b.jpg', isFolder: false, first: 8, count: 1, files: 1, bytes: 1, isActiveType: false },
    ]);
    expect(isWhole).toBe(true);
    expect(disk?.totalBytes).toBeGreaterThan(disk?.freeBytes ?? 0);
    const only = [
      { first: 8, count: 1 },
      { first: 2, count: 2 },
    ];
    await receiver.ask('transfer.answer', { id, accept: true, only });
    const here = await receiver.untilStage(id, 'done');
    const there = await sender.untilStage(id, 'done');
    const total = { files: 2, bytes: 4 };
    expect(here).toMatchObject({ total: { ...total, folders: 3 }, done: { files: 2, notWanted: 3, skipped: 0 } });
    expect(there).toMatchObject({ total, done: { files: 2, notWanted: 3, skipped: 0 }, trouble: null });
    expect(there.notes).toMatchObject([{ kind: 'renamed' }]);
    expect(await listing(receiver.inbox)).toEqual([
      'holiday',
      'holiday/a',
      'holiday/a/deep',
      'holiday/a/deep/one.jpg',
      'holiday/x_b.jpg',
    ]);
  });

  it('must lie in its list', async () => {
    const { receiver, id } = await offered();
    const beyond = receiver.ask('transfer.answer', { id, accept: true, only: [{ first: 8, count: 2 }] });
    await expect(beyond).rejects.toThrow('transfer.not_now');
    await receiver.untilStage(id, 'asking');
    await receiver.ask('transfer.answer', { id, accept: true });
    expect(await receiver.untilStage(id, 'done')).toMatchObject({ done: { files: 5, notWanted: 0 } });
  });

  it('stays what was chosen when its receiver is killed', async () => {
    const folders = await pairedFolders('Calm Pier', 'Studio PC');
    const sender = await ChildEngine.start('Calm Pier', folders[0], [], 'steady');
    const receiver = await ChildEngine.start('Studio PC', folders[1], [], 'steady');
    await receiver.receive();
    const { inbox, port } = receiver;
    const paths = ['film.bin', 'other.bin', 'third.bin'].map((name) => join(sender.folder, name));
    for (const path of paths) await writeFile(path, randomBytes(24 * MIB));
    // However fast this machine is: it is killed in the middle.
    await sender.ask('settings.set', { sendLimit: 16 * MIB });
    const { id } = await sender.ask('transfer.send', { paths, to: receiver.target });
    await receiver.untilStage(id, 'asking');
    const only = [
      { first: 0, count: 1 },
      { first: 2, count: 1 },
    ];
    await receiver.ask('transfer.answer', { id, accept: true, only });
    await receiver.until('some of it', ({ transfers }) => (transfers[id]?.done.bytes ?? 0) > 4 * MIB);
    await receiver.kill();
    await sender.ask('settings.set', { sendLimit: null });
    const again = await ChildEngine.start('Studio PC', folders[1], [], 'steady');
    await again.receive(port);
    const done = { files: 2, notWanted: 1, bytes: 48 * MIB };
    expect(await again.untilStage(id, 'done')).toMatchObject({ total: { files: 2, bytes: 48 * MIB }, done });
    expect(await sender.untilStage(id, 'done')).toMatchObject({ done });
    expect(await listing(inbox)).toEqual(['film.bin', 'third.bin']);
  });
});

describe('an offer saved elsewhere', () => {
  it('goes there this time, staging and all, and only then', async () => {
    const { sender, receiver, source, id } = await offered();
    const into = join(receiver.folder, 'elsewhere');
    await expect(receiver.ask('transfer.answer', { id, accept: true, into })).rejects.toThrow('transfer.folder_gone');
    await mkdir(into);
    await receiver.ask('transfer.answer', { id, accept: true, into });
    expect(await receiver.untilStage(id, 'done')).toMatchObject({ into: 'elsewhere' });
    expect(await readdir(into)).toEqual(['holiday']);
    expect(await readdir(receiver.inbox)).toEqual([]);
    const next = await sender.send([source], receiver);
    expect(await receiver.untilStage(next, 'asking')).toMatchObject({ into: 'inbox' });
  });
});

describe('a limit of what is received', () => {
  it('holds back while it is there, and no longer', async () => {
    const [sender, receiver] = await pairedEngines();
    const source = join(sender.folder, 'film.bin');
    await writeFile(source, randomBytes(24 * MIB));
    await receiver.ask('settings.set', { receiveLimit: 4 * MIB });
    const id = await sender.send([source], receiver);
    await receiver.untilStage(id, 'asking');
    const began = performance.now();
    await receiver.ask('transfer.answer', { id, accept: true });
    await receiver.until('some of it', ({ transfers }) => (transfers[id]?.done.bytes ?? 0) >= 5 * MIB);
    // The first window is there at once.
    expect(performance.now() - began).toBeGreaterThan(450);
    expect(receiver.state.transfers[id]?.done.bytes).toBeLessThan(10 * MIB);
    await inTime('the rest', 5000, async () => {
      await receiver.ask('settings.set', { receiveLimit: null });
      await receiver.untilStage(id, 'done');
    });
  });
});

describe('the files of a transfer', () => {
  it('are listed with how each stands, on both sides, while it goes on', async () => {
    const [sender, receiver] = await pairedEngines();
    const source = join(sender.folder, 'all');
    await mkdir(join(source, 'sub'), { recursive: true });
    await mkdir(join(receiver.inbox, 'all'));
    await writeFile(join(source, 'a'), 'a');
    await writeFile(join(source, 'b'), 'b');
    await writeFile(join(receiver.inbox, 'all/b'), 'b');
    await writeFile(join(source, 'c\u202e'), 'c');
    await writeFile(join(source, 'd.bin'), randomBytes(12 * MIB));
    await writeFile(join(source, 'sub/e'), 'e');
    await writeFile(join(source, 'sub/f'), 'f');
    await sender.ask('settings.set', { sendLimit: 4 * MIB });
    const id = await sender.send([source], receiver);
    await receiver.untilStage(id, 'asking');
    const waiting = await receiver.ask('transfer.files', { id, first: 4, count: 200 });
    expect(waiting).toEqual({
      total: 6,
      files: [
        { path: 'all/sub/e', bytes: 1, state: 'waiting', reason: null },
        { path: 'all/sub/f', bytes: 1, state: 'waiting', reason: null },
      ],
    });
    const only = [
      { first: 1, count: 4 },
      { first: 7, count: 1 },
    ];
    await receiver.ask('transfer.answer', { id, accept: true, only });
    for (const engine of [receiver, sender])
      await engine.until('some of it', ({ transfers }) => (transfers[id]?.done.bytes ?? 0) > 2 * MIB);
    // So that the first are settled, and nothing moves while it is looked at.
    await sender.ask('transfer.stop', { id });
    await receiver.untilStage(id, 'away');
    await receiver.until('what is whole to have its name', ({ transfers }) => transfers[id]?.done.files === 2);
    const here = await receiver.ask('transfer.files', { id, first: 0, count: 200 });
    expect(here.files.map(({ path, state }) => `${path} ${state}`)).toEqual([
      'all/a done',
      'all/b alreadyThere',
      'all/c<U+202E> renamed',
      'all/d.bin waiting',
      'all/sub/e notWanted',
      'all/sub/f waiting',
    ]);
    await sender.ask('transfer.resume', { id });
    await sender.until('it to go on', ({ transfers }) => transfers[id]?.currentFile === 'all/d.bin');
    const there = await sender.ask('transfer.files', { id, first: 0, count: 5 });
    expect(there.files.map(({ path, state }) => `${path} ${state}`)).toEqual([
      'all/a done',
      'all/b alreadyThere',
      'all/c<U+202E> renamed',
      'all/d.bin moving',
      'all/sub/e notWanted',
    ]);
    await sender.ask('settings.set', { sendLimit: null });
    await receiver.untilStage(id, 'done');
    expect(await receiver.ask('transfer.files', { id, first: 0, count: 5 })).toEqual({ files: [], total: 6 });
    await expect(sender.ask('transfer.files', { id: hex(randomBytes(16)), first: 0, count: 1 })).rejects.toThrow(
      'transfer.unknown',
    );
  });
});

describe('an offer that is larger than the disk', () => {
  const HUGE = 2 ** 47;

  async function from(entries: readonly Entry[]) {
    const device = await openDevice('Calm Pier');
    const receiver = await ferryPairedWith(device);
    const hostile = await HostileDevice.dial(device, receiver);
    const list = listOf(entries);
    const id = await hostile.offer(list);
    await hostile.giveList(id, list);
    return { receiver, hostile, id };
  }

  it('is asked about where a part of it has room, and only that part is taken', async () => {
    const { receiver, hostile, id } = await from([file('huge', HUGE), file('small', 5)]);
    await receiver.untilStage(hex(id), 'asking');
    const whole = receiver.ask('transfer.answer', { id: hex(id), accept: true });
    await expect(whole).rejects.toThrow(`transfer.disk_full {"neededBytes":${HUGE + 5}`);
    expect(receiver.state.transfers[hex(id)]).toMatchObject({ stage: 'asking' });
    await receiver.ask('transfer.answer', { id: hex(id), accept: true, only: [{ first: 1, count: 1 }] });
    await hostile.enterRound(id);
    expect(await hostile.haves(id, 2)).toMatchObject([{ index: 0, what: 'unwanted', length: 1 }]);
    hostile.sendWhole(id, 1, Buffer.from('small'));
    await hostile.say({ kind: 'end', id, round: 1 });
    expect(await hostile.hear('result', id)).toMatchObject({ files: 1, skipped: 0, notWanted: 1 });
  });

  it('is refused where nothing of it has room', async () => {
    const { receiver, hostile, id } = await from([folder('a'), file('huge', HUGE, 1)]);
    expect(await hostile.hear('answer', id)).toMatchObject({ verdict: 'diskFull' });
    await receiver.untilStage(hex(id), 'failed');
  });

  it('has nothing taken of it that its person left out', async () => {
    const { receiver, hostile, id } = await from([file('a', 1), file('b', 1), file('c', 1)]);
    await receiver.untilStage(hex(id), 'asking');
    await receiver.ask('transfer.answer', { id: hex(id), accept: true, only: [{ first: 1, count: 1 }] });
    await hostile.enterRound(id);
    await hostile.haves(id, 3);
    hostile.sendWhole(id, 0, Buffer.from('a'));
    expect(await hostile.ended).toBe(VIOLATION);
    expect(await readdir(receiver.inbox)).toEqual(['.ferry-incoming']);
  });
});
