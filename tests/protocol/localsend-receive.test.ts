// What LocalSend apps send to a whole engine, with their stand-in under tests/support/localsend: its person is asked as for
// anything else, and each side hears how it ended.
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GuestEngine, phone, sent } from '../support/guest-engine.ts';
import { held, made } from '../support/localsend/acting.ts';
import { makeCertificate } from '../support/localsend/certificate.ts';
import type { Item } from '../support/localsend/items.ts';
import { tempFolder } from '../support/temp-folder.ts';

const VERSIONS = ['1.18', '1.17'] as const;

/** All that lies in the receive folder, by its path. */
async function contents(folder: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const read = files.map(async (path) => [path.slice(folder.length + 1), await readFile(path, 'utf8')] as const);
  return Object.fromEntries((await Promise.all(read)).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/** Other content than was announced, for the first so many times. */
function wrongFirst(name: string, times: number): Item {
  const right = Buffer.from('as it is');
  let sentSoOften = 0;
  return {
    ...{ name, size: right.length, sha256: createHash('sha256').update(right).digest('hex') },
    async *content() {
      yield sentSoOften++ < times ? Buffer.from('AS IT IS') : right;
    },
  };
}

/** Ends in the middle, the first time. */
function brokenFirst(name: string): Item {
  let isFirst = true;
  return {
    ...{ name, size: 300_000 },
    async *content() {
      yield Buffer.alloc(100_000, 1);
      if (isFirst) {
        isFirst = false;
        throw new Error('the phone has no more of it');
      }
      yield Buffer.alloc(200_000, 1);
    },
  };
}

describe.each(VERSIONS)('an app %s', (version) => {
  it('sends files, folders and empty files, whatever they are called', async () => {
    const engine = await GuestEngine.start();
    const app = await phone({ version });
    const source = await tempFolder();
    await mkdir(join(source, 'Photos/2024/июнь'), { recursive: true });
    await writeFile(join(source, 'Photos/a.jpg'), 'a');
    await writeFile(join(source, 'Photos/2024/июнь/b 🌊.jpg'), 'b');
    await writeFile(join(source, 'Photos/2024/empty'), '');
    const items = [{ path: join(source, 'Photos') }, made('c.txt'), made('none', Buffer.alloc(0)), made('שלום.txt')];
    const { sending, row, state } = await sent(engine, app, items);
    expect(state).toBe('finished');
    expect(row).toMatchObject({ stage: 'done', via: 'localSend', trouble: null, notes: [] });
    expect(row.total).toMatchObject({ files: 6, folders: 3 });
    expect(row.done).toMatchObject({ files: 6, skipped: 0 });
    expect(new Set(Object.values(sending.outcome))).toEqual(new Set(['finished']));
    expect(await contents(engine.inbox)).toEqual({
      'Photos/2024/empty': '',
      'Photos/2024/июнь/b 🌊.jpg': 'b',
      'Photos/a.jpg': 'a',
      'c.txt': 'c.txt',
      none: '',
      'שלום.txt': 'שלום.txt',
    });
  });

  it('sends nothing but an empty file', async () => {
    const engine = await GuestEngine.start();
    const { row, state } = await sent(engine, await phone({ version }), [made('none', Buffer.alloc(0))]);
    expect(state).toBe('finished');
    expect(row).toMatchObject({ stage: 'done', done: { files: 1 } });
    expect(await contents(engine.inbox)).toEqual({ none: '' });
  });

  it('sends two files of one name, a file that is a folder as well, and what is here already', async () => {
    const engine = await GuestEngine.start();
    await writeFile(join(engine.inbox, 'x.txt'), 'was here');
    const items = [made('x.txt'), made('x.txt', Buffer.from('second')), made('d'), made('d/e')];
    const { row, state } = await sent(engine, await phone({ version }), items);
    expect(state).toBe('finished');
    expect(row).toMatchObject({ stage: 'done', done: { files: 4, skipped: 0 } });
    const found = await contents(engine.inbox);
    expect(found['x.txt']).toBe('was here');
    expect(found['d/e']).toBe('d/e');
    expect(Object.values(found).toSorted()).toEqual(['d', 'd/e', 'second', 'was here', 'x.txt']);
  });

  it('sends a text, which is read and lies in no folder', async () => {
    const engine = await GuestEngine.start();
    const app = await phone({ version });
    const sending = await app.send(engine.device, [{ text: 'Ahoj\nsvěte' }]);
    const { id, content } = await engine.accept();
    expect(content).toBe('text');
    expect(await sending.ended).toBe('finished');
    expect(sending.files.map(({ statuses }) => statuses)).toEqual([[]]);
    expect(await engine.ferry.untilStage(id, 'done')).toMatchObject({ done: { files: 1 } });
    expect(await engine.ferry.ask('text.read', { id })).toEqual({ text: 'Ahoj\nsvěte' });
    expect(await readdir(engine.inbox)).toEqual([]);
  });

  it('sends several texts as files, and hears that a text was declined', async () => {
    const engine = await GuestEngine.start();
    const app = await phone({ version });
    const { row } = await sent(engine, app, [{ text: 'one' }, { text: 'two' }]);
    expect(row).toMatchObject({ content: 'files', done: { files: 2 } });
    expect(Object.values(await contents(engine.inbox)).toSorted()).toEqual(['one', 'two']);
    const sending = await app.send(engine.device, [{ text: 'three' }]);
    await engine.decline();
    expect(await sending.ended).toBe('declined');
  });

  it('hears which of its files are taken, and sends those', async () => {
    const engine = await GuestEngine.start();
    const sending = await (await phone({ version })).send(engine.device, [made('a'), made('b'), made('c')]);
    const { id } = await engine.accept(['a', 'c']);
    expect(await sending.ended).toBe('finished');
    expect(sending.outcome).toEqual({ a: 'finished', b: 'skipped', c: 'finished' });
    expect(await engine.ferry.untilStage(id, 'done')).toMatchObject({ done: { files: 2, notWanted: 1 } });
    expect(await contents(engine.inbox)).toEqual({ a: 'a', c: 'c' });
  });

  it('hears a no', async () => {
    const engine = await GuestEngine.start();
    const sending = await (await phone({ version })).send(engine.device, [made('a')]);
    const { id } = await engine.decline();
    expect(await sending.ended).toBe('declined');
    expect((await engine.ferry.untilStage(id, 'declined')).trouble).toBeNull();
    expect(await readdir(engine.inbox)).toEqual([]);
  });

  it('hears that our person stops it in the middle', async () => {
    const engine = await GuestEngine.start();
    const { item, release } = held('b');
    const sending = await (await phone({ version })).send(engine.device, [made('a'), item]);
    const { id } = await engine.accept();
    await engine.ferry.until('some of it', ({ transfers }) => (transfers[id]?.done.bytes ?? 0) > 1);
    await engine.ferry.ask('transfer.discard', { id });
    expect(await sending.ended).toBe('canceledByReceiver');
    release();
    await engine.ferry.untilStage(id, 'canceled');
    await expect.poll(() => contents(engine.inbox)).toEqual({ a: 'a' });
  });

  it('takes its question back before it is answered', async () => {
    const engine = await GuestEngine.start();
    const app = await phone({ version });
    const sending = await app.send(engine.device, [made('a')]);
    const { id } = await engine.asked();
    await sending.cancel();
    await engine.ferry.untilStage(id, 'canceled');
    // Nothing of it is in the way of the next.
    expect(await sent(engine, app, [made('b')])).toMatchObject({ state: 'finished' });
  });

  it('stops in the middle, and what has come whole stays', async () => {
    const engine = await GuestEngine.start();
    const { item, release } = held('b');
    const sending = await (await phone({ version })).send(engine.device, [made('a'), item]);
    const { id } = await engine.accept();
    await engine.ferry.until('some of it', ({ transfers }) => (transfers[id]?.done.bytes ?? 0) > 1);
    await sending.cancel();
    release();
    await engine.ferry.untilStage(id, 'canceled');
    await expect.poll(() => contents(engine.inbox)).toEqual({ a: 'a' });
    expect(await readdir(engine.inbox)).toEqual(['a']);
  });

  it('and others send at the same time, each what its own person was asked about', async () => {
    const engine = await GuestEngine.start();
    const other = await phone({
      ...{ version, alias: 'Tablet', certificate: makeCertificate(version, { key: 'two' }) },
      interfaceAddress: '127.0.0.2',
    });
    const [one, two] = [held('a'), held('b')];
    const first = await (await phone({ version })).send(engine.device, [one.item]);
    const { id } = await engine.accept();
    const second = await other.send(engine.device, [two.item]);
    const { id: otherId, device } = await engine.accept();
    expect(device?.name).toBe('Tablet');
    two.release();
    expect(await second.ended).toBe('finished');
    await engine.ferry.untilStage(otherId, 'done');
    one.release();
    expect(await first.ended).toBe('finished');
    await engine.ferry.untilStage(id, 'done');
    expect(Object.keys(await contents(engine.inbox))).toEqual(['a', 'b']);
  });

  it('is told when the receive folder is gone', async () => {
    const engine = await GuestEngine.start();
    const app = await phone({ version });
    await rm(engine.inbox, { recursive: true });
    await writeFile(engine.inbox, 'no folder');
    const sending = await app.send(engine.device, [made('a')]);
    expect(await sending.ended).toBe('failed');
    const [row] = engine.transfers;
    expect(row).toMatchObject({ stage: 'failed' });
    expect(row?.trouble?.code).toMatch(/^transfer\.folder_/);
  });
});

it('takes a file of 1.17 once more that broke off, by its button', async () => {
  const engine = await GuestEngine.start();
  const sending = await (await phone({ version: '1.17' })).send(engine.device, [brokenFirst('a'), made('b')]);
  const { id } = await engine.accept();
  expect(await sending.ended).toBe('finishedWithErrors');
  expect(sending.outcome).toEqual({ a: 'failed', b: 'finished' });
  await sending.retry('a');
  expect(sending.outcome).toEqual({ a: 'finished', b: 'finished' });
  expect(await engine.ferry.untilStage(id, 'done')).toMatchObject({ done: { files: 2, bytes: 300_001 } });
});

it('takes a file of 1.18 once more that came otherwise than it was announced', async () => {
  const engine = await GuestEngine.start();
  const { sending, row, state } = await sent(engine, await phone({ version: '1.18' }), [wrongFirst('a', 2)]);
  expect([state, row.stage]).toEqual(['finished', 'done']);
  expect(sending.files[0]?.statuses).toEqual([422, 422, 200]);
  expect(await contents(engine.inbox)).toEqual({ a: 'as it is' });
});

it('gives up a file of 1.18 that comes wrong three times, and takes the others', async () => {
  const engine = await GuestEngine.start();
  const { sending, row, state } = await sent(engine, await phone({ version: '1.18' }), [wrongFirst('a', 9), made('b')]);
  expect([state, row.stage]).toEqual(['finishedWithErrors', 'done']);
  expect(sending.files[0]?.statuses).toEqual([422, 422, 422]);
  expect(row).toMatchObject({
    done: { files: 1, skipped: 1 },
    notes: [{ path: 'a', kind: 'skipped', reason: 'damaged' }],
  });
  expect(await contents(engine.inbox)).toEqual({ b: 'b' });
});

it('takes a thousand small files, and the last doesn’t cost more than the first', async () => {
  const engine = await GuestEngine.start();
  const app = await phone({ version: '1.18' });
  const seconds: number[] = [];
  for (const files of [250, 1000]) {
    const items = Array.from({ length: files }, (_, at) => made(`${files}/${at % 20}/${at}.jpg`));
    const began = performance.now();
    const { row, state } = await sent(engine, app, items);
    seconds.push((performance.now() - began) / files);
    expect([state, row.stage, row.done.files]).toEqual(['finished', 'done', files]);
    expect(await readdir(join(engine.inbox, `${files}`))).toHaveLength(20);
  }
  const [few = 0, many = 0] = seconds;
  expect(many).toBeLessThan(3 * few);
});

it('lets an app go no faster than its person wants', async () => {
  const engine = await GuestEngine.start();
  await engine.ferry.ask('settings.set', { receiveLimit: 2_000_000 });
  const began = performance.now();
  const { row } = await sent(engine, await phone({ version: '1.18' }), [made('a', randomBytes(1_600_000))]);
  expect(row.stage).toBe('done');
  expect(performance.now() - began).toBeGreaterThan(400);
});
