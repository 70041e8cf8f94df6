// What a guest sends, on a real disk: its files in whatever order, each whole or not there, and what a person is told.
import { createHash, randomBytes } from 'node:crypto';
import fs, { readlinkSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { openReceiveRoot } from '../../src/engine/disk/receive-root.ts';
import { offeredList } from '../../src/engine/interop/offered-list.ts';
import { GuestReceiving } from '../../src/engine/session/guest-receiving.ts';
import type { ReceiveEnd } from '../../src/engine/session/receive-machine.ts';
import { Incoming } from '../../src/engine/transfer/incoming.ts';
import { ListRoom } from '../../src/engine/transfer/offer-list.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { allVolumesAre } from '../support/volume-type.ts';

const ID = 'cd'.repeat(16);

interface Sent {
  readonly name: string;
  readonly content: Buffer;
}

/** An offer that was made, and the disk it goes to. */
async function scene(files: readonly Sent[], atItsEnd: () => Promise<void> = async () => undefined) {
  const inbox = await tempFolder();
  const offered = files.map(({ name, content }, at) => ({
    id: String(at),
    fileName: name,
    size: content.length,
    fileType: '',
    sha256: null,
    preview: null,
    modifiedMs: 1_700_000_000_000,
  }));
  const list = await offeredList(offered, 0);
  if (list === null) throw new Error('no such list');
  const { pages, indexOf, refused: _refused, ...summary } = list;
  const clock = new FakeClock();
  const ended = Promise.withResolvers<ReceiveEnd>();
  const receiving: GuestReceiving = new GuestReceiving({
    onCutOff: () => undefined,
    offer: { kind: 'offer', id: Buffer.from(ID, 'hex'), run: new Uint8Array(8), ...summary, skipped: 0 },
    pages,
    listRoom: new ListRoom(),
    limit: { pieceBytes: (most) => most, take: async () => undefined },
    objectionTo: async () => null,
    begin: async ({ pages: its }) =>
      Incoming.begin(await openReceiveRoot(inbox), ID, its, { entries: summary.entries, choice: null }),
    finish: async (incoming) => {
      await atItsEnd();
      await incoming.setFolderTimes();
      incoming.remove();
    },
    clock,
    log: () => undefined,
    onChange: () => undefined,
    onAsked: () => receiving.accept(),
    onOutcomes: () => undefined,
    onTrouble: () => undefined,
    onEnded: (end) => {
      if (end.kind !== 'done') receiving.incoming?.remove();
      ended.resolve(end);
    },
  });
  await receiving.ask();
  const accepted = await receiving.answered;
  const send = (
    at: number,
    pieces = piecesOf(files[at]?.content ?? Buffer.alloc(0)),
    sha256: Uint8Array | null = null,
  ) => receiving.write(indexOf.get(String(at)) ?? -1, pieces, sha256);
  return { inbox, receiving, accepted, indexOf, clock, ended: ended.promise, send };
}

async function* piecesOf(content: Buffer, most = 16 * 1024): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += most) yield content.subarray(at, at + most);
}

async function* brokenAfter(content: Buffer): AsyncGenerator<Uint8Array> {
  yield content;
  throw new Error('gone');
}

const some = (bytes: number): Buffer => randomBytes(bytes);
const inIt = async (folder: string) => (await readdir(folder)).toSorted();

it('takes files in whatever order they come, several at once, and each is what was sent', async () => {
  const shape = fc.array(fc.record({ folder: fc.constantFrom('', 'a/', 'a/b/'), bytes: fc.nat(200_000) }), {
    minLength: 1,
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(shape, fc.infiniteStream(fc.nat()), async (shapes, order) => {
      const files = shapes.map(({ folder, bytes }, at) => ({ name: `${folder}${at}`, content: some(bytes) }));
      const { inbox, ended, send } = await scene(files);
      const turns = files.map((_file, at) => ({ at, turn: order.next().value ?? 0 })).sort((a, b) => a.turn - b.turn);
      const ends = await Promise.all(turns.map(({ at }) => send(at)));
      expect(new Set(ends)).toEqual(new Set(['saved']));
      expect(await ended).toEqual({ kind: 'done' });
      for (const { name, content } of files) expect((await readFile(join(inbox, name))).equals(content)).toBe(true);
      expect((await readdir(inbox)).includes('.ferry-incoming')).toBe(false);
    }),
    { numRuns: 20 },
  );
});

it('keeps nothing of a file with another size or another hash, and takes it once more', async () => {
  const content = some(100_000);
  const { inbox, ended, send } = await scene([{ name: 'film', content }]);
  const right = createHash('sha256').update(content).digest();
  expect(await send(0, piecesOf(content.subarray(1)))).toBe('wrongSize');
  expect(await send(0, piecesOf(Buffer.concat([content, Buffer.of(0)])))).toBe('wrongSize');
  expect(await send(0, piecesOf(some(100_000)), right)).toBe('wrongHash');
  expect(await send(0, brokenAfter(content.subarray(0, 5000)))).toBe('broken');
  expect(await inIt(inbox)).toEqual(['.ferry-incoming']);
  expect(await send(0, piecesOf(content), right)).toBe('saved');
  expect(await ended).toEqual({ kind: 'done' });
  expect(await inIt(inbox)).toEqual(['film']);
});

it('takes no file twice, neither at once nor afterwards, and none that was not accepted', async () => {
  const { accepted, indexOf, send } = await scene([
    { name: 'one', content: some(10) },
    { name: '..', content: some(10) },
    { name: 'two', content: some(10) },
  ]);
  expect(accepted).toEqual(new Set([indexOf.get('0'), indexOf.get('2')]));
  expect(await Promise.all([send(0), send(0)])).toEqual(['saved', 'notDue']);
  expect(await send(0)).toBe('notDue');
  expect(await send(1)).toBe('notDue');
});

it('has all of them safe under their names before the last is answered', async () => {
  const { inbox, send } = await scene([
    { name: 'one', content: some(10) },
    { name: 'two', content: some(10) },
  ]);
  await send(1);
  await send(0);
  expect(await inIt(inbox)).toEqual(['one', 'two']);
});

it.skipIf(process.platform !== 'linux')(
  'has asked the system to keep them all, and their names, before the last is answered (needs /proc)',
  async () => {
    const synced: string[] = [];
    onTestFinished(allVolumesAre('disk'));
    const { fsync } = fs;
    const note = (file: number): unknown => synced.push(readlinkSync(`/proc/self/fd/${file}`));
    Object.assign(fs, {
      fsync: (file: number, done: fs.NoParamCallback) => fsync(file, (error) => [note(file), done(error)]),
    });
    syncBuiltinESMExports();
    onTestFinished(() => {
      Object.assign(fs, { fsync });
      syncBuiltinESMExports();
    });
    const { inbox, receiving, send } = await scene([
      { name: 'one', content: some(10) },
      { name: 'd/two', content: some(300_000) },
    ]);
    const staged = receiving.incoming?.staging.folder ?? '';
    await send(0);
    await send(1);
    const [parts, names] = [
      synced.filter((path) => path.startsWith(staged)),
      synced.filter((path) => path.startsWith(inbox)),
    ];
    // Two files and what is known of them.
    expect(new Set(parts).size).toBeGreaterThanOrEqual(3);
    expect(names).toEqual(expect.arrayContaining([inbox, join(inbox, 'd')]));
    expect(synced.at(-1)).toMatch(/journal$/);
  },
);

it('keeps the count of what comes beside a file that breaks off', async () => {
  const content = some(300_000);
  const { receiving, send } = await scene([
    { name: 'one', content },
    { name: 'two', content },
  ]);
  const held = Promise.withResolvers<void>();
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield content.subarray(0, 100_000);
    await held.promise;
    throw new Error('gone');
  }
  const breaking = send(0, broken());
  await expect.poll(() => receiving.bytes).toBe(100_000);
  await send(1);
  held.resolve();
  expect(await breaking).toBe('broken');
  expect(receiving.bytes).toBe(300_000);
  await send(0);
  expect(receiving.bytes).toBe(600_000);
});

it('ends with what has come where that is nothing but empty files', async () => {
  const { inbox, clock, ended, send } = await scene([
    { name: 'empty', content: some(0) },
    { name: 'other', content: some(1) },
  ]);
  await send(0);
  clock.pass(60_000);
  expect(await ended).toEqual({ kind: 'done' });
  expect(await inIt(inbox)).toEqual(['empty']);
});

it('overwrites nothing that is there', async () => {
  const { inbox, ended, send } = await scene([{ name: 'one', content: Buffer.from('new') }]);
  await writeFile(join(inbox, 'one'), 'old');
  await send(0);
  await ended;
  expect(await readFile(join(inbox, 'one'), 'utf8')).toBe('old');
  const [other = ''] = (await inIt(inbox)).filter((name) => name !== 'one');
  expect(await readFile(join(inbox, other), 'utf8')).toBe('new');
});

it('ends with what has come when nothing more does, and says what is missing', async () => {
  const { inbox, clock, ended, send, receiving } = await scene([
    { name: 'one', content: some(10) },
    { name: 'two', content: some(10) },
  ]);
  await send(0);
  clock.pass(60_000);
  expect(await ended).toEqual({ kind: 'done' });
  expect(await inIt(inbox)).toEqual(['one']);
  expect(receiving.incoming?.journal.notes).toMatchObject([{ path: 'two', kind: 'skipped', reason: 'notSent' }]);
});

it('is withdrawn when nothing ever comes', async () => {
  const { inbox, clock, ended } = await scene([{ name: 'one', content: some(10) }]);
  clock.pass(60_000);
  expect(await ended).toEqual({ kind: 'withdrawn' });
  expect(await inIt(inbox)).toEqual([]);
});

it('keeps what is whole, and nothing else, when it is canceled in the middle', async () => {
  const content = some(300_000);
  const { inbox, receiving, ended, send } = await scene([
    { name: 'one', content: some(10) },
    { name: 'two', content },
  ]);
  await send(0);
  const held = Promise.withResolvers<void>();
  async function* slowly(): AsyncGenerator<Uint8Array> {
    yield content.subarray(0, 100_000);
    await held.promise;
    yield content.subarray(100_000);
  }
  const sending = send(1, slowly());
  await expect.poll(() => receiving.bytes).toBeGreaterThan(100_000);
  receiving.canceledThere();
  expect(receiving.over.aborted).toBe(true);
  held.resolve();
  expect(await sending).toBe('notDue');
  expect(await ended).toEqual({ kind: 'canceledThere' });
  expect(await inIt(inbox)).toEqual(['one']);
});

it('says of the last of them that it isn’t kept, where all of it can’t be made safe', async () => {
  const { ended, send } = await scene([{ name: 'one', content: some(10) }], () => Promise.reject(new Error('EIO')));
  expect(await send(0)).toBe('failed');
  expect(await ended).toMatchObject({ kind: 'refused' });
});
