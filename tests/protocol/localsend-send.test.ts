// What Ferry sends to LocalSend apps, by the real requests: what they get, and what its person is told.
import { createHash, randomBytes } from 'node:crypto';
import { appendFile, mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { SYSTEM_PORTS } from '../../src/engine/index.ts';
import { fingerprintIn } from '../../src/engine/interop/localsend/certificate.ts';
import { makeCertificate } from '../support/localsend/certificate.ts';
import { sendScene } from '../support/localsend-send-scene.ts';

const MIB = 1024 * 1024;
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Each with its name for its content, or so many bytes. */
async function made(folder: string, files: Readonly<Record<string, number | string>>): Promise<string[]> {
  const tops = new Set<string>();
  for (const [name, what] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, typeof what === 'number' ? randomBytes(what) : what);
    tops.add(join(folder, name.split('/')[0] ?? ''));
  }
  return [...tops];
}

/** A minute of its own takes less than a second of ours. */
function hurry() {
  const start = SYSTEM_PORTS.clock.now();
  return {
    now: () => start + 100 * (SYSTEM_PORTS.clock.now() - start),
    after: (ms: number, call: () => void) => SYSTEM_PORTS.clock.after(ms / 100, call),
  };
}

describe.each(['1.18', '1.17'] as const)('to LocalSend %s', (version) => {
  it('sends files and folders, each as it is here and where it lay', async () => {
    const { source, inbox, send, asked, data } = await sendScene({ version });
    const paths = await made(source, {
      'film.mp4': 3 * MIB,
      empty: '',
      'Photos/2024/ä b.jpg': 70_000,
      'Photos/c': 'c',
    });
    const row = await send(paths);
    expect(row).toMatchObject({ stage: 'done', via: 'localSend', trouble: null, device: { name: 'Desk' } });
    expect(row.done).toMatchObject({ files: 4, bytes: row.total.bytes, skipped: 0, notWanted: 0 });
    for (const name of ['film.mp4', 'empty', 'Photos/2024/ä b.jpg', 'Photos/c']) {
      const [here, there] = [await readFile(join(source, name)), await readFile(join(inbox, name))];
      expect(hashOf(there)).toBe(hashOf(here));
    }
    expect(asked('/upload').every(({ headers }) => headers['transfer-encoding'] === undefined)).toBe(true);
    expect(await readdir(join(data, 'outgoing'))).toEqual([]);
  });

  it('sends a text as a message, which is no file there', async () => {
    const { app, inbox, send, asked } = await sendScene({ version });
    expect(await send({ text: 'Hello, שלום' })).toMatchObject({ stage: 'done', content: 'text', done: { files: 1 } });
    expect(app.messages).toEqual(['Hello, שלום']);
    expect(asked('/upload')).toEqual([]);
    expect(await readdir(inbox)).toEqual([]);
  });

  it('sends nothing of what the other person leaves out, and says so', async () => {
    const { source, inbox, send } = await sendScene({ version, decide: { only: ['two'] } });
    const row = await send(await made(source, { one: 'one', two: 'two', three: 'three' }));
    expect(row).toMatchObject({ stage: 'done', done: { files: 1, notWanted: 2, skipped: 0 }, total: { files: 1 } });
    expect(await readdir(inbox)).toEqual(['two']);
  });

  it('is done with nothing where all of it is left out', async () => {
    const { source, send } = await sendScene({ version, decide: 'take nothing' });
    const row = await send(await made(source, { one: 'one', two: 'two' }));
    expect(row).toMatchObject({ stage: 'done', done: { files: 0, bytes: 0, notWanted: 2 }, total: { files: 0 } });
  });

  it('says that it was declined', async () => {
    const { source, send } = await sendScene({ version, decide: 'decline' });
    const trouble = { code: 'transfer.declined', details: { name: 'Desk' } };
    expect(await send(await made(source, { one: 'one' }))).toMatchObject({ stage: 'declined', trouble });
  });

  it('asks its person for the PIN that is set there, again where that was wrong, and then sends', async () => {
    const { app, source, inbox, begin, rows, asked, data } = await sendScene({ version, pin: '12 34&5' });
    const { transfer, ended, row } = await begin(await made(source, { one: 'one' }));
    await expect.poll(() => row().stage).toBe('waitingForPin');
    expect(row().trouble).toBeNull();
    expect(transfer.typePin('wrong')).toBe(true);
    // It is on its way, and another would cross with it.
    expect([row().stage, transfer.typePin('12 34&5')]).toEqual(['waitingForAnswer', false]);
    await expect.poll(() => row().stage).toBe('waitingForPin');
    expect(row().trouble).toEqual({ code: 'transfer.pin_wrong', details: { name: 'Desk', count: 1 } });
    transfer.typePin('12 34&5');
    expect(await ended).toMatchObject({ stage: 'done', trouble: null });
    expect(await readdir(inbox)).toEqual(['one']);
    expect(asked('/prepare-upload').map(({ status }) => status)).toEqual([401, 401, 200]);
    // Nothing that is kept or shown has it, and no other request.
    const said = app.requests.flatMap(({ path, query, headers }) =>
      path.endsWith('/prepare-upload') ? [headers] : [query, headers],
    );
    for (const place of [rows, transfer, said, await readFile(join(data, 'outgoing.json'), 'utf8').catch(() => '')])
      expect(inspect(place, { depth: null, showHidden: true })).not.toMatch(/12 34|12%2034|12\+34/);
  });

  it('says that there were too many wrong ones, when that device says so', async () => {
    const { source, inbox, send, asked } = await sendScene({ version, pin: '123456' });
    const paths = await made(source, { one: 'one' });
    const trouble = { code: 'transfer.pin_blocked', details: { name: 'Desk' } };
    expect(await send(paths, '1', '2', '3', '123456')).toMatchObject({ stage: 'failed', trouble });
    // 1.17 says so of the third, 1.18 of whatever comes after it.
    const wrong = version === '1.17' ? [401, 401] : [401, 401, 401];
    expect(asked('/prepare-upload').map(({ status }) => status)).toEqual([401, ...wrong, 429]);
    expect(await send(paths)).toMatchObject({ stage: 'failed', trouble });
    expect(await readdir(inbox)).toEqual([]);
  });

  it('is given up where the PIN is asked for, and asks that device no more', async () => {
    const { source, begin, outgoing, asked } = await sendScene({ version, pin: '123456' });
    const { transfer, ended, row } = await begin(await made(source, { one: 'one' }));
    await expect.poll(() => row().stage).toBe('waitingForPin');
    await outgoing.discard(transfer);
    expect(await ended).toMatchObject({ stage: 'canceled', trouble: null });
    expect(transfer.typePin('123456')).toBe(false);
    expect(asked('/prepare-upload').length + asked('/cancel').length).toBe(1);
  });

  it('waits while the other device is busy, and goes on when it isn’t any more', async () => {
    const prepareAnswer = (attempt: number) => (attempt <= 3 ? 409 : null);
    const { source, send, rows } = await sendScene({ version, prepareAnswer, clock: hurry() });
    expect(await send(await made(source, { one: 'one' }))).toMatchObject({ stage: 'done' });
    expect(rows.map(({ stage }) => stage)).toContain('waitingForAnswer');
  });

  it('says that the other device stays busy', async () => {
    const { source, send } = await sendScene({ version, prepareAnswer: () => 409, clock: hurry() });
    const trouble = { code: 'transfer.busy_there', details: { name: 'Desk' } };
    expect(await send(await made(source, { one: 'one' }))).toMatchObject({ stage: 'failed', trouble });
  });

  it('sends a file again that came otherwise, and gives it up at the third time; the others come', async () => {
    const uploadAnswer = (name: string, attempt: number) =>
      name === 'never' || (name === 'once' && attempt === 1) ? 422 : null;
    const { source, inbox, send, asked } = await sendScene({ version, uploadAnswer });
    const row = await send(await made(source, { never: 400_000, once: 'once', always: 'always' }));
    expect(row).toMatchObject({ stage: 'done', done: { files: 2, skipped: 1 } });
    expect(row.notes).toEqual([{ path: 'never', kind: 'skipped', reason: 'damaged', newName: null }]);
    expect(await readFile(join(inbox, 'once'), 'utf8')).toBe('once');
    const tokens = asked('/upload').map(({ query: { token } }) => token);
    expect([tokens.length, new Set(tokens).size]).toEqual([6, 3]);
  });

  it('leaves out a file that can’t be kept there, and goes on with the others', async () => {
    const { source, send } = await sendScene({ version, uploadAnswer: (name) => (name === 'two' ? 500 : null) });
    const row = await send(await made(source, { one: 'one', two: 'two', three: 'three' }));
    expect(row).toMatchObject({ stage: 'done', done: { files: 2, skipped: 1 } });
    expect(row.notes).toMatchObject([{ path: 'two', reason: 'notWritable' }]);
  });

  it('ends when the other person stops it in the middle', async () => {
    const gate = gated();
    const { app, source, begin } = await sendScene({ version, limit: gate.limit });
    const { ended, row } = await begin(await made(source, { film: 4 * MIB }));
    await expect.poll(() => row().done.bytes).toBeGreaterThan(MIB - 1);
    await app.cancelReceiving();
    const trouble = { code: 'transfer.canceled', details: { name: 'Desk' } };
    expect(await ended).toMatchObject({ stage: 'canceled', trouble });
    expect(app.receiving).toBeNull();
  });

  it('takes its question back when its person gives it up', async () => {
    const { app, source, begin, outgoing } = await sendScene({ version, decide: () => new Promise(() => undefined) });
    const { transfer, ended, row } = await begin(await made(source, { one: 'one' }));
    const { session } = await app.nextAsked();
    expect(row().stage).toBe('waitingForAnswer');
    await outgoing.discard(transfer);
    expect(await ended).toMatchObject({ stage: 'canceled', trouble: null });
    expect(await session.ended).toBe('canceledBySender');
  });

  it('tells the other device when its person gives it up in the middle', async () => {
    const gate = gated();
    const { app, source, begin, outgoing, asked } = await sendScene({ version, limit: gate.limit });
    const { transfer, ended, row } = await begin(await made(source, { film: 4 * MIB, more: 4 * MIB }));
    await expect.poll(() => row().done.bytes).toBeGreaterThan(MIB - 1);
    const session = app.receiving;
    await outgoing.discard(transfer);
    expect(await ended).toMatchObject({ stage: 'canceled', trouble: null });
    expect(await session?.ended).toBe('canceledBySender');
    await transfer.sending?.stop();
    await expect.poll(() => asked('/upload').every(({ status }) => status !== null)).toBe(true);
    expect(session?.received).toEqual([]);
  });

  it('says that the device is gone when it goes in the middle', async () => {
    const gate = gated();
    const { source, begin, wire } = await sendScene({ version, limit: gate.limit });
    const { ended, row } = await begin(await made(source, { film: 4 * MIB }));
    await expect.poll(() => row().done.bytes).toBeGreaterThan(MIB - 1);
    await wire.close();
    const trouble = { code: 'device.unreachable', details: { name: 'Desk', where: '', via: 'localSend' } };
    expect(await ended).toMatchObject({ stage: 'failed', trouble });
  });

  it.each([
    ['changed', 'first', (path: string) => appendFile(path, 'more')],
    ['vanished', 'third', (path: string) => rm(path)],
  ] as const)('breaks off a file that has %s meanwhile, and sends the others', async (reason, name, change) => {
    const gate = gated();
    const { source, begin, app } = await sendScene({ version, limit: gate.limit });
    const { ended, row } = await begin(await made(source, { first: 4 * MIB, second: 4 * MIB, third: 300_000 }));
    await expect.poll(() => row().done.bytes).toBeGreaterThan(MIB - 1);
    await change(join(source, name));
    gate.open();
    const notes = [{ path: name, kind: 'skipped', reason, newName: null }];
    expect(await ended).toMatchObject({ stage: 'done', done: { files: 2, skipped: 1 }, notes });
    const others = ['first', 'second', 'third'].filter((each) => each !== name);
    expect(app.receiving?.received.map(({ fileName }) => fileName).toSorted()).toEqual(others);
  });

  it('tells nothing to whoever shows another certificate than was heard', async () => {
    const fingerprint = makeCertificate('1.18', { key: 'three' }).fingerprint;
    const { source, send, app } = await sendScene({ version, fingerprint });
    const trouble = { code: 'device.another_there', details: { name: 'Desk' } };
    expect(await send(await made(source, { one: 'one' }))).toMatchObject({ stage: 'failed', trouble });
    expect(app.requests).toEqual([]);
  });

  it('keeps to its limit', async () => {
    const taken: number[] = [];
    const limit = {
      pieceBytes: () => 20_000,
      take: async (bytes: number) => {
        taken.push(bytes);
      },
    };
    const { source, send } = await sendScene({ version, limit });
    await send(await made(source, { film: 500_000, small: 100_000 }));
    expect(Math.max(...taken)).toBe(20_000);
    expect(taken.reduce((sum, bytes) => sum + bytes, 0)).toBe(600_000);
  });
});

it('sends without encryption to a device that has none, and says so', async () => {
  const { source, inbox, send } = await sendScene({ version: '1.18', isPlain: true });
  expect(await send(await made(source, { one: 'one' }))).toMatchObject({ stage: 'done', isPlain: true });
  expect(await readdir(inbox)).toEqual(['one']);
});

it('asks for what comes second when the first is over, however long that takes', async () => {
  const { app, source, inbox, begin, asked } = await sendScene({ version: '1.18', decide: () => answer.promise });
  const answer = Promise.withResolvers<'accept'>();
  const paths = await made(source, { one: 'one', two: 'two' });
  const [first, second] = [await begin(paths.slice(0, 1)), await begin(paths.slice(1))];
  await app.nextAsked();
  expect(asked('/prepare-upload').length).toBe(1);
  answer.resolve('accept');
  expect([(await first.ended).stage, (await second.ended).stage]).toEqual(['done', 'done']);
  expect(asked('/prepare-upload').map(({ status }) => status)).toEqual([200, 200]);
  expect((await readdir(inbox)).toSorted()).toEqual(['one', 'two']);
});

it('tells the other device when nothing more goes this way', async () => {
  const gate = gated();
  const { app, source, begin, sendOut } = await sendScene({ version: '1.18', limit: gate.limit });
  const { ended, row } = await begin(await made(source, { film: 4 * MIB }));
  const other = await begin(await made(source, { other: 'other' }));
  await expect.poll(() => row().done.bytes).toBeGreaterThan(MIB - 1);
  const session = app.receiving;
  await sendOut.close();
  expect([(await ended).stage, (await other.ended).stage]).toEqual(['canceled', 'canceled']);
  expect(await session?.ended).toBe('canceledBySender');
});

it('hears only the device itself that it was stopped', async () => {
  const gate = gated();
  const { app, source, begin, sendOut } = await sendScene({ version: '1.18', limit: gate.limit });
  const { ended, row } = await begin(await made(source, { film: 4 * MIB }));
  await expect.poll(() => row().done.bytes).toBeGreaterThan(MIB - 1);
  const id = app.receiving?.id ?? '';
  const [own, others] = [app.certificate.fingerprint, makeCertificate('1.18', { key: 'three' }).fingerprint];
  expect(sendOut.canceledBy('127.0.0.1', fingerprintIn(others), id)).toBe(false);
  expect(sendOut.canceledBy('127.0.0.1', null, id)).toBe(false);
  expect(sendOut.canceledBy('127.0.0.1', fingerprintIn(own), 'another')).toBe(false);
  expect(sendOut.canceledBy('127.0.0.1', fingerprintIn(own), null)).toBe(false);
  expect(row().stage).toBe('moving');
  expect(sendOut.canceledBy('127.0.0.2', fingerprintIn(own), id)).toBe(true);
  expect(await ended).toMatchObject({ stage: 'canceled', trouble: { code: 'transfer.canceled' } });
});

it('finds it where it answers', async () => {
  const { source, send } = await sendScene({ version: '1.18', places: (port) => [1, port] });
  expect(await send(await made(source, { one: 'one' }))).toMatchObject({ stage: 'done' });
});

it.each(['1.18', '1.17'] as const)(
  'says the hashes of a few files, and of a text, to whoever looks: %s',
  async (version) => {
    const { app, source, send } = await sendScene({ version, autoFinish: true });
    await send(await made(source, { film: 3 * MIB, 'Photos/a.jpg': 70_000, empty: '' }));
    await send({ text: 'Hello, שלום' });
    const asked = [await app.nextAsked(), await app.nextAsked()].map(({ files }) => [...files.values()]);
    const contents = ['empty', 'film', 'Photos/a.jpg'].map((name) => readFile(join(source, name)));
    const hashes = [...(await Promise.all(contents)), Buffer.from('Hello, שלום')].map(hashOf);
    const said = asked.flat().map(({ fileName, sha256 }) => [fileName, sha256]);
    const names = ['empty', 'film', 'Photos/a.jpg', 'text.txt'];
    expect(said.toSorted()).toEqual(names.map((name, at) => [name, version === '1.18' ? hashes[at] : null]).toSorted());
  },
);

it('isn’t taken for sent where the content is another by then, though the file looks the same', async () => {
  const folder = { source: '' };
  const { source, inbox, send, asked } = await sendScene({
    version: '1.18',
    decide: async () => {
      const path = join(folder.source, 'changed');
      const { atime, mtime } = await stat(path);
      await writeFile(path, 'after!');
      await utimes(path, atime, mtime);
      return 'accept' as const;
    },
  });
  folder.source = source;
  const paths = await made(source, { changed: 'before', same: 'same' });
  // So that a time of whole seconds is the same however it is set.
  await utimes(join(source, 'changed'), 1_700_000_000, 1_700_000_000);
  const row = await send(paths);
  expect(row).toMatchObject({ stage: 'done', done: { files: 1, skipped: 1 } });
  expect(row.notes).toEqual([{ path: 'changed', kind: 'skipped', reason: 'damaged', newName: null }]);
  expect(
    asked('/upload')
      .map(({ status }) => status)
      .toSorted(),
  ).toEqual([200, 422, 422, 422]);
  expect(await readFile(join(inbox, 'same'), 'utf8')).toBe('same');
});

it('says which folders can’t go, being empty', async () => {
  const { source, send } = await sendScene({ version: '1.18' });
  const paths = await made(source, { 'Work/a/b': 'b' });
  await mkdir(join(source, 'Work/c/d'), { recursive: true });
  const row = await send(paths);
  expect(row).toMatchObject({ stage: 'done', done: { files: 1, skipped: 1 } });
  expect(row.notes).toMatchObject([{ path: 'Work/c', kind: 'skipped', reason: 'emptyFolder' }]);
});

it('sends two thousand small files over a few connections', async () => {
  const { source, inbox, send, wire, asked } = await sendScene({ version: '1.18' });
  const files = Object.fromEntries(Array.from({ length: 2000 }, (_, at) => [`many/${at}.txt`, `${at}`]));
  const row = await send(await made(source, files));
  expect(row).toMatchObject({ stage: 'done', done: { files: 2000 } });
  expect((await readdir(join(inbox, 'many'))).length).toBe(2000);
  expect(asked('/upload').length).toBe(2000);
  expect(wire.counts.connections).toBeLessThanOrEqual(4);
});

/** Lets a MiB go at first. */
function gated() {
  const { promise, resolve } = Promise.withResolvers<void>();
  let left = MIB;
  return {
    open: resolve,
    limit: {
      pieceBytes: (most: number) => most,
      take: async (bytes: number, isOver: () => boolean) => {
        left -= bytes;
        if (left >= 0) return;
        const canceled = new Promise<void>((done) => {
          const look = setInterval(() => {
            if (!isOver()) return;
            clearInterval(look);
            done();
          }, 5);
          void promise.then(() => clearInterval(look));
        });
        await Promise.race([promise, canceled]);
      },
    },
  };
}
