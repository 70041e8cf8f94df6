// Two devices move files: what a person sees on both, and what lies on the disk afterwards.

import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FerryEngine, pairedEngines, typeCode } from '../support/ferry-engine.ts';

/** Quickly: the runner's own comparison of large buffers takes minutes. */
const expectSame = async (a: string, b: string): Promise<void> =>
  expect((await readFile(a)).equals(await readFile(b))).toBe(true);

describe('a transfer', () => {
  it('brings files and folders of any depth, empty ones too, with their times', async () => {
    const [sender, receiver] = await pairedEngines();
    const source = join(sender.folder, 'Photos');
    await mkdir(join(source, 'deep/deeper/empty'), { recursive: true });
    await writeFile(join(source, 'deep/zero'), '');
    await writeFile(join(source, '.hidden'), 'hidden');
    await writeFile(join(source, 'большой файл 🏔'), randomBytes(3 * 1024 * 1024 + 17));
    await utimes(join(source, '.hidden'), 1_600_000_000, 1_600_000_000);
    await utimes(join(source, 'deep/deeper'), 1_500_000_000, 1_500_000_000);
    const id = await sender.send([source], receiver);
    await receiver.untilStage(id, 'asking');
    await receiver.ask('transfer.answer', { id, accept: true });
    expect(await sender.untilStage(id, 'done')).toMatchObject({ done: { files: 3, skipped: 0 }, trouble: null });
    await receiver.untilStage(id, 'done');
    const got = join(receiver.inbox, 'Photos');
    await expectSame(join(got, 'большой файл 🏔'), join(source, 'большой файл 🏔'));
    expect((await stat(join(got, '.hidden'))).mtimeMs).toBe(1_600_000_000_000);
    expect((await stat(join(got, 'deep/deeper'))).mtimeMs).toBe(1_500_000_000_000);
    expect(await readdir(join(got, 'deep/deeper/empty'))).toEqual([]);
    expect(await readdir(receiver.inbox)).toEqual(['Photos']);
  });

  it('goes to whoever types the code, and to nobody else', async () => {
    const [sender, receiver] = [await FerryEngine.start('Calm Pier'), await FerryEngine.start('Studio PC')];
    await sender.listen();
    await writeFile(join(sender.folder, 'letter.txt'), 'hello');
    const id = await sender.send([join(sender.folder, 'letter.txt')], null);
    await sender.untilPairing(({ code }) => code !== null);
    await receiver.ask('transfer.fetch', { from: sender.target, into: null });
    await typeCode(sender, receiver);
    await receiver.untilStage(id, 'asking');
    await receiver.ask('transfer.answer', { id, accept: true });
    await sender.untilStage(id, 'done');
    expect(await readFile(join(receiver.inbox, 'letter.txt'), 'utf8')).toBe('hello');
  });

  it('finds out what is there already, and keeps what only has the same name', async () => {
    const [sender, receiver] = await pairedEngines();
    const source = join(sender.folder, 'Notes');
    await mkdir(source);
    await writeFile(join(source, 'same'), 'same content');
    await writeFile(join(source, 'other'), 'sent content');
    await mkdir(join(receiver.inbox, 'Notes'));
    await writeFile(join(receiver.inbox, 'Notes/same'), 'same content');
    await writeFile(join(receiver.inbox, 'Notes/other'), 'kept content');
    const id = await sender.send([source], receiver);
    await receiver.untilStage(id, 'asking');
    await receiver.ask('transfer.answer', { id, accept: true });
    expect(await sender.untilStage(id, 'done')).toMatchObject({ done: { alreadyThere: 1, files: 1 } });
    expect((await readdir(join(receiver.inbox, 'Notes'))).sort()).toEqual(['other', 'other (1)', 'same']);
    expect(await readFile(join(receiver.inbox, 'Notes/other'), 'utf8')).toBe('kept content');
    expect(await readFile(join(receiver.inbox, 'Notes/other (1)'), 'utf8')).toBe('sent content');
  });

  it('goes on after the receiver was stopped and started again, without a second question', async () => {
    const [sender, receiver] = await pairedEngines();
    const source = join(sender.folder, 'film.bin');
    await writeFile(source, randomBytes(64 * 1024 * 1024));
    const id = await sender.send([source], receiver);
    await receiver.untilStage(id, 'asking');
    await receiver.ask('transfer.answer', { id, accept: true });
    await receiver.until('some of it', ({ transfers }) => (transfers[id]?.done.bytes ?? 0) > 8 * 1024 * 1024);
    const { port, folder } = receiver;
    await receiver.stop();
    const again = await FerryEngine.start('Studio PC', folder);
    await again.listen(port);
    await again.receive();
    await again.untilStage(id, 'done');
    await sender.untilStage(id, 'done');
    await expectSame(join(again.inbox, 'film.bin'), source);
    expect(await readdir(again.inbox)).toEqual(['film.bin']);
  });

  it('goes on where its device is found under another address', async () => {
    const [sender, receiver] = await pairedEngines();
    const source = join(sender.folder, 'film.bin');
    await writeFile(source, randomBytes(48 * 1024 * 1024));
    const id = await sender.send([source], receiver);
    await receiver.untilStage(id, 'asking');
    await receiver.ask('transfer.answer', { id, accept: true });
    await receiver.until('some of it', ({ transfers }) => (transfers[id]?.done.bytes ?? 0) > 8 * 1024 * 1024);
    await sender.ask('transfer.stop', { id });
    const { folder } = receiver;
    await receiver.stop();
    const moved = await FerryEngine.start('Studio PC', folder);
    await moved.receive();
    expect(await sender.send([source], moved)).toBe(id);
    await sender.untilStage(id, 'done');
    await expectSame(join(moved.inbox, 'film.bin'), source);
    expect(await readdir(moved.inbox)).toEqual(['film.bin']);
  });

  it('of a code goes on without one when its sender is started again, also once nobody else may see it', async () => {
    const [sender, receiver] = [await FerryEngine.start('Calm Pier'), await FerryEngine.start('Studio PC')];
    await sender.listen();
    const source = join(sender.folder, 'film.bin');
    await writeFile(source, randomBytes(192 * 1024 * 1024));
    const id = await sender.send([source], null);
    await sender.untilPairing(({ code }) => code !== null);
    await receiver.ask('transfer.fetch', { from: sender.target, into: null });
    await typeCode(sender, receiver);
    await receiver.untilStage(id, 'asking');
    await receiver.ask('transfer.answer', { id, accept: true });
    await receiver.until('some of it', ({ transfers }) => (transfers[id]?.done.bytes ?? 0) > 8 * 1024 * 1024);
    const { port, folder } = sender;
    await sender.stop();
    const again = await FerryEngine.start('Calm Pier', folder);
    await again.listen(port);
    expect(again.state.self.visibility.mode).toBe('paired');
    await again.ask('transfer.resume', { id });
    await again.untilStage(id, 'done');
    await expectSame(join(receiver.inbox, 'film.bin'), source);
    expect(await readdir(receiver.inbox)).toEqual(['film.bin']);
  });

  it('keeps the paths of this computer out of what every surface shows', async () => {
    const sender = await FerryEngine.start('Calm Pier');
    await writeFile(join(sender.folder, 'letter.txt'), 'hello');
    await sender.listen();
    const id = await sender.send([join(sender.folder, 'gone.txt')], null);
    expect(await sender.untilStage(id, 'failed')).toMatchObject({
      trouble: { code: 'transfer.source_missing', details: { path: 'gone.txt' } },
    });
    expect(JSON.stringify(sender.state)).not.toContain(sender.folder);
  });

  it('whose list was lost with the program that had just accepted it is offered anew', async () => {
    const [sender, receiver] = await pairedEngines();
    const source = join(sender.folder, 'film.bin');
    await writeFile(source, randomBytes(48 * 1024 * 1024));
    const id = await sender.send([source], receiver);
    await receiver.untilStage(id, 'asking');
    await receiver.ask('transfer.answer', { id, accept: true });
    await receiver.until('some of it', ({ transfers }) => (transfers[id]?.done.bytes ?? 0) > 8 * 1024 * 1024);
    const { port, folder } = receiver;
    await receiver.stop();
    await truncate(join(receiver.inbox, '.ferry-incoming', id, 'manifest'), 3);
    const again = await FerryEngine.start('Studio PC', folder);
    await again.listen(port);
    await again.receive();
    await again.untilStage(id, 'asking');
    await again.ask('transfer.answer', { id, accept: true });
    await sender.untilStage(id, 'done');
    await expectSame(join(again.inbox, 'film.bin'), source);
    expect(await readdir(again.inbox)).toEqual(['film.bin']);
  });
});
