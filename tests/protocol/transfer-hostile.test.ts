// A paired device that turned hostile sends to an engine on a real connection. Whatever it does, the engine lives, other
// transfers aren't touched, and nothing but resumable staging is left.
import { randomBytes } from 'node:crypto';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Target } from '../../src/contract/transfers.ts';
import {
  beside,
  deliver,
  ferryPairedWith,
  file,
  folder,
  forgedList,
  HostileDevice,
  hex,
  type List,
  listOf,
  type RawEntry,
} from '../support/hostile-sender.ts';
import { openDevice } from '../support/pair-devices.ts';

describe('names from a hostile sender', () => {
  const BAD: readonly (readonly [number, string, string])[] = [
    [1, '../../.bashrc', 'nameUnsafe'],
    [1, '..', 'nameUnsafe'],
    [2, '/etc/cron.d/x', 'nameUnsafe'],
    [2, '\\\\server\\share\\x', 'nameUnsafe'],
    [3, 'C:\\Windows\\x', 'nameUnsafe'],
    [3, 'C:x', 'renamed'],
    [4, 'a\\..\\..\\x', 'nameUnsafe'],
    [5, '..%2f..%2fx', 'as sent'],
    [5, '%2e%2e', 'as sent'],
    [7, '.', 'nameUnsafe'],
    [7, 'a//b', 'nameUnsafe'],
    [7, 'x/', 'nameUnsafe'],
    [8, 'photo\0.sh', 'nameUnsafe'],
    [9, 'a\n\r\t\u001b[2J\u0085', 'renamed'],
    [10, 'invoice\u202efdp.exe', 'renamed'],
    [30, '.ferry-incoming', 'nameReserved'],
    [30, '.FERRY-Incoming. ', 'nameReserved'],
    [30, 'FERRY-~1', 'nameReserved'],
  ];

  it('[1] [2] [3] [4] [5] [7] [8] [9] [10] [30] stay in the receive folder, and each that is refused is named on both sides', () =>
    beside(async ({ engine, hostile, listing }) => {
      const bytesOf = (name: string) => Buffer.from(name);
      const sorted = [...BAD.map(([, name]) => name), 'well'].sort((a, b) => bytesOf(a).compare(bytesOf(b)));
      const entries = sorted.map((name) => file(name));
      const id = await hostile.begin(engine, listOf(entries));
      const { result, outcomes } = await deliver(hostile, id, entries);
      const refused = BAD.filter(([, , verdict]) => verdict.startsWith('name'));
      expect(result).toMatchObject({ kind: 'result', skipped: refused.length, files: sorted.length - refused.length });
      for (const [, name, verdict] of BAD)
        expect([name, outcomes.get(sorted.indexOf(name)) ?? 'as sent']).toEqual([name, verdict]);
      const shown = await engine.untilStage(hex(id), 'done');
      expect(
        shown.notes
          .filter(({ kind }) => kind === 'skipped')
          .map(({ reason }) => reason)
          .sort(),
      ).toEqual(refused.map(([, , reason]) => reason).sort());
      expect(JSON.stringify(shown)).not.toMatch(/\\u001b|\\u202e|\\u0085/);
      expect(await listing()).toEqual(
        ['%2e%2e', '..%2f..%2fx', 'C_x', 'a___', 'a____[2J_', 'invoice_fdp.exe', 'well']
          .filter((n) => n !== 'a___')
          .sort(),
      );
      expect(await readdir(join(engine.inbox, '../..')).then((names) => names.filter((n) => n === '.bashrc'))).toEqual(
        [],
      );
    }));

  it('[1] [30] of folders refuse what is in them, and nothing else', () =>
    beside(async ({ engine, hostile, listing }) => {
      const entries = [folder('..'), file('authorized_keys', 1, 1), folder('.ferry-incoming'), file('1.part', 1, 1)];
      entries.push(folder('well'), folder('..', 1), file('x', 1, 2), file('there', 1, 1));
      const id = await hostile.begin(engine, listOf(entries));
      const { result, outcomes } = await deliver(hostile, id, entries);
      expect(result).toMatchObject({ files: 1, skipped: 3 });
      expect([...outcomes.values()]).toEqual(['folderRefused', 'folderRefused', 'folderRefused']);
      expect(await listing()).toEqual(['well', 'well/there']);
    }));

  const FORGED: readonly (readonly [string, readonly RawEntry[]])[] = [
    ['[7] an empty name', [{ name: '' }]],
    ['[12] [13] a name that isn’t Unicode', [{ name: Buffer.of(0x61, 0xff, 0x62) }]],
    ['[12] [13] half a character of UTF-16', [{ name: Buffer.of(0xed, 0xa0, 0x80) }]],
    ['[22] something below a file', [{ name: 'a' }, { name: 'b', depth: 1 }]],
    ['[23] the same path twice', [{ name: 'a' }, { name: 'a' }]],
    [
      '[23] the same folder twice',
      [
        { name: 'a', kind: 1 },
        { name: 'b', depth: 1 },
        { name: 'a', kind: 1 },
      ],
    ],
    [
      '[25] a link',
      [
        { name: 'a', kind: 3 },
        { name: 'passwd', depth: 1 },
      ],
    ],
    ['[17] a name of 1,021 bytes', [{ name: 'n'.repeat(1021) }]],
    [
      '[45] more bytes than can be counted',
      Array.from({ length: 40 }, (_, at) => ({ name: String.fromCharCode(65 + at), size: 2 ** 48 - 1 })),
    ],
  ];

  it.each(FORGED)('%s: the whole offer is refused, before anybody is asked', (_what, entries) =>
    beside(async ({ engine, hostile, listing }) => {
      const list = forgedList(entries);
      const id = await hostile.offer(list);
      await hostile.giveList(id, list);
      expect(await hostile.hear('answer', id)).toMatchObject({ verdict: 'notUnderstood' });
      expect(await engine.untilStage(hex(id), 'failed')).toMatchObject({
        trouble: { code: 'transfer.not_understood' },
      });
      expect(await listing()).toEqual([]);
    }),
  );

  it('[32] [33] come without rights to be run, and with times that a disk can have', () =>
    beside(async ({ engine, hostile }) => {
      const times = [-(2 ** 47), -1, 0, 253_402_300_799_000, 2 ** 47 - 1];
      const entries = times.map((time, at) => file(`run-${at}.sh`, 1, 0, time));
      const id = await hostile.begin(engine, listOf(entries));
      expect((await deliver(hostile, id, entries)).result).toMatchObject({ files: 5, skipped: 0 });
      for (const [at, time] of times.entries()) {
        const { mode, mtimeMs } = await stat(join(engine.inbox, `run-${at}.sh`));
        expect(mode & 0o7111).toBe(0);
        if (Math.abs(time) <= 1) expect(Math.abs(mtimeMs - time)).toBeLessThan(2000);
      }
    }));
});

describe('an offer of a hostile sender', () => {
  const one = listOf([file('x', 1)]);

  const WRONG: readonly (readonly [string, (list: List) => List])[] = [
    ['another digest', (list) => ({ ...list, summary: { ...list.summary, digest: randomBytes(32) } })],
    ['[45] other sums', (list) => ({ ...list, summary: { ...list.summary, bytes: Number.MAX_SAFE_INTEGER } })],
    ['fewer entries than its list', (list) => ({ ...list, pages: listOf([file('x'), file('y')]).pages })],
    [
      'a list that begins elsewhere',
      (list) => ({ ...list, pages: list.pages.map(({ page }) => ({ first: 1, page })) }),
    ],
    ['another list', (list) => ({ ...list, pages: listOf([file('y', 1)]).pages })],
  ];

  it.each(WRONG)('that promises %s is refused, and nobody is asked', (_what, change) =>
    beside(async ({ engine, hostile, listing }) => {
      const list = change(one);
      const id = await hostile.offer(list);
      await hostile.giveList(id, list);
      expect(await hostile.hear('answer', id)).toMatchObject({ verdict: 'notUnderstood' });
      await engine.untilStage(hex(id), 'failed');
      expect(await listing()).toEqual([]);
    }),
  );

  it('shows the names of its list, whatever other names it says', () =>
    beside(async ({ engine, hostile }) => {
      const list = listOf([folder('malware'), file('run.exe', 1, 1), file('virus.exe')]);
      const id = await hostile.offer({ ...list, names: ['holiday.jpg'] });
      await hostile.giveList(id, list);
      const { names, hasActiveTypes } = await engine.untilStage(hex(id), 'asking');
      expect([names, hasActiveTypes]).toEqual([['malware', 'virus.exe'], true]);
    }));

  it('[42] is refused under an id that is in use: by itself, by another device, by what this device sends', () =>
    beside(async ({ engine, hostile }) => {
      const open = await hostile.offer(one);
      await hostile.giveList(open, one);
      await engine.untilStage(hex(open), 'asking');
      await hostile.offer(listOf([file('other', 1)]), open);
      expect(await hostile.hear('answer', open)).toMatchObject({ verdict: 'notReceiving' });
      expect(engine.state.transfers[hex(open)]).toMatchObject({ stage: 'asking', names: ['x'] });

      await writeFile(join(engine.folder, 'own.txt'), 'own');
      const to = {
        kind: 'device',
        id: Object.keys(engine.state.devices).find((id) => engine.state.devices[id]?.name === 'Calm Pier'),
      } as Target;
      const { id: own } = await engine.ask('transfer.send', { paths: [join(engine.folder, 'own.txt')], to });
      await hostile.hear('offer', Buffer.from(own, 'hex'));
      await hostile.offer(one, Buffer.from(own, 'hex'));
      expect(await hostile.hear('answer', Buffer.from(own, 'hex'))).toMatchObject({ verdict: 'notReceiving' });
      expect(engine.state.transfers[own]).toMatchObject({ direction: 'send' });
    }));

  it('[42] is refused under the id of a transfer that has ended, with another list', () =>
    beside(async ({ engine, hostile, listing }) => {
      const entries = [file('x')];
      const id = await hostile.begin(engine, listOf(entries));
      await deliver(hostile, id, entries);
      await hostile.offer(listOf([file('y')]), id);
      expect(await hostile.hear('answer', id)).toMatchObject({ verdict: 'notReceiving' });
      await hostile.offer(listOf(entries), id);
      // As a sender that didn't hear so.
      expect(await hostile.hear('result', id)).toMatchObject({ files: 1 });
      expect(await listing()).toEqual(['x']);
    }));

  it('isn’t made again for what its person has declined or given up', () =>
    beside(async ({ engine, hostile }) => {
      const id = await hostile.offer(one);
      await hostile.giveList(id, one);
      await engine.untilStage(hex(id), 'asking');
      await engine.ask('transfer.answer', { id: hex(id), accept: false });
      await hostile.hear('answer', id);
      await hostile.offer(one, id);
      expect(await hostile.hear('cancel', id)).toMatchObject({ reason: 'byPerson' });
      expect(engine.state.transfers[hex(id)]).toMatchObject({ stage: 'declined' });
    }));

  it('is one of 32 at most that wait for an answer', () =>
    beside(async ({ engine, hostile }) => {
      const ids = await Promise.all(Array.from({ length: 1000 }, () => hostile.offer(one)));
      const refused = await Promise.all(ids.slice(32).map((id) => hostile.hear('answer', id)));
      expect(new Set(refused.map(({ verdict }) => verdict))).toEqual(new Set(['notReceiving']));
      expect(Object.keys(engine.state.transfers)).toHaveLength(33);
      for (const id of ids.slice(0, 32)) await hostile.say({ kind: 'cancel', id, reason: 'byPerson' });
      await engine.until('their end', ({ transfers }) => Object.keys(transfers).length === 1);
    }));

  it('is refused to a device that offers without end, for as long as that goes on, and to no other', async () => {
    const [device, other] = [await openDevice('Calm Pier'), await openDevice('Bright Oak')];
    const engine = await ferryPairedWith(device, other);
    const [pest, friend] = [await HostileDevice.dial(device, engine), await HostileDevice.dial(other, engine)];
    let refusedAt = 0;
    for (let turn = 1; refusedAt === 0 && turn <= 4000; turn++) {
      const id = await pest.offer(one);
      // Taken back at once, it waits for nobody.
      await pest.say({ kind: 'cancel', id, reason: 'byPerson' });
      if (turn % 100 !== 0) continue;
      await expect.poll(() => pest.heard.some((message) => hex(message.id) === hex(id))).toBe(true);
      if (pest.heard.splice(0).some(({ kind }) => kind === 'answer')) refusedAt = turn;
    }
    expect(refusedAt).toBeGreaterThanOrEqual(2000);
    await friend.hear('list', await friend.offer(one));
  });

  it('[42] is refused under the id of one that was taken back, with another list', () =>
    beside(async ({ engine, hostile }) => {
      const id = await hostile.offer(one);
      await hostile.giveList(id, one);
      await engine.untilStage(hex(id), 'asking');
      await hostile.say({ kind: 'hold', id, reason: 'stoppedByPerson', neededBytes: 0, freeBytes: 0 });
      // Whoever has judged the first, or is about to press Accept, hasn't seen this one.
      await hostile.offer(listOf([file('run.exe')]), id);
      expect(await hostile.hear('answer', id)).toMatchObject({ verdict: 'notReceiving' });
      await hostile.offer(one, id);
      await hostile.giveList(id, one);
      expect(await engine.untilStage(hex(id), 'asking')).toMatchObject({ names: ['x'] });
    }));

  it('that is made and taken back a thousand times before anybody was asked pushes nothing out of the history', () =>
    beside(async ({ engine, hostile }) => {
      const ids = Array.from({ length: 1000 }, () => randomBytes(16));
      for (const id of ids) {
        await hostile.offer(one, id);
        await hostile.say({ kind: 'cancel', id, reason: 'byPerson' });
      }
      const last = await hostile.offer(one);
      await hostile.giveList(last, one);
      await engine.untilStage(hex(last), 'asking');
      // And the one that goes on beside.
      expect(Object.keys(engine.state.transfers)).toHaveLength(2);
    }));
});
