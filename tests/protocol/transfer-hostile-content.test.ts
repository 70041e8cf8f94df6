// Content and words from a paired device that keeps to no order: what isn't due ends its connection, and nobody else's.
import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TransferMessage } from '../../src/engine/wire/transfer-messages.ts';
import { beside, deliver, file, folder, HostileDevice, hex, listOf, VIOLATION } from '../support/hostile-sender.ts';

const MIB = 1024 * 1024;
const LARGE = 300 * 1024;
const x = Buffer.from('x');
const filled = (length: number, value = 1) => Buffer.alloc(length, value);

const isStagingOnly = (names: readonly string[]): boolean => names.every((name) => name.startsWith('.ferry-incoming/'));

describe('[41] content that isn’t due', () => {
  it('ends the connection before the answer, and nothing is written', () =>
    beside(async ({ engine, hostile, listing }) => {
      const list = listOf([file('x', 5)]);
      const id = await hostile.offer(list);
      await hostile.giveList(id, list);
      await engine.untilStage(hex(id), 'asking');
      hostile.sendWhole(id, 0, Buffer.from('never'));
      expect(await hostile.ended).toBe(VIOLATION);
      await engine.untilStage(hex(id), 'canceled');
      expect(await listing()).toEqual([]);
    }));

  it('ends the connection while the list is on its way', () =>
    beside(async ({ hostile, listing }) => {
      const id = await hostile.offer(listOf([file('x', 5)]));
      await hostile.hear('list', id);
      hostile.sendWhole(id, 0, Buffer.from('never'));
      expect(await hostile.ended).toBe(VIOLATION);
      expect(await listing()).toEqual([]);
    }));

  it('ends the connection for a transfer that nobody knows, or that is another device’s', () =>
    beside(async ({ engine, hostile, listing }) => {
      hostile.sendWhole(randomBytes(16), 0, x);
      expect(await hostile.ended).toBe(VIOLATION);
      const again = await HostileDevice.dial(hostile.device, engine);
      const honest = Object.keys(engine.state.transfers)[0] ?? '';
      again.sendWhole(Buffer.from(honest, 'hex'), 1, x);
      expect(await again.ended).toBe(VIOLATION);
      expect(engine.state.transfers[honest]).toMatchObject({ stage: 'moving' });
      expect(await listing()).toEqual([]);
    }));

  it('is dropped after the transfer was declined, or was done', () =>
    beside(async ({ engine, hostile, listing }) => {
      const list = listOf([file('x')]);
      const id = await hostile.offer(list);
      await hostile.giveList(id, list);
      await engine.untilStage(hex(id), 'asking');
      await engine.ask('transfer.answer', { id: hex(id), accept: false });
      await hostile.hear('answer', id);
      hostile.sendWhole(id, 0, x);
      const other = await hostile.begin(engine, list);
      await deliver(hostile, other, [file('x')]);
      hostile.sendWhole(other, 0, Buffer.from('y'));
      await deliver(hostile, await hostile.begin(engine, listOf([file('z')])), [file('z')]);
      expect(await listing()).toEqual(['x', 'z']);
      expect(await readFile(join(engine.inbox, 'x'), 'utf8')).toBe('x');
    }));

  const accepted = listOf([folder('..'), file('inside', 1, 1), folder('f'), file('well')]);
  it.each([
    ['a folder', 2],
    ['a file that was refused', 1],
    ['a folder that was refused', 0],
    ['nothing that was listed', 4],
  ])('ends the connection for %s', (_what, index) =>
    beside(async ({ engine, hostile, listing }) => {
      const id = await hostile.begin(engine, accepted);
      await hostile.haves(id, 4);
      hostile.sendWhole(id, index, x);
      expect(await hostile.ended).toBe(VIOLATION);
      await engine.untilStage(hex(id), 'away');
      expect((await listing()).filter((name) => !name.startsWith('.ferry-incoming/'))).toEqual(['f']);
    }),
  );
});

describe('[43] [44] content of a file', () => {
  const two = listOf([file('one', LARGE), file('two', LARGE)]);
  const part = 100 * 1024;
  type Send = (hostile: HostileDevice, id: Uint8Array) => void;

  const WRONG: readonly (readonly [string, Send])[] = [
    [
      'that overlaps what came before',
      (hostile, id) => {
        hostile.sendPart(id, 0, 0, filled(part));
        hostile.sendPart(id, 0, part - 1, filled(part));
      },
    ],
    ['that leaves a gap', (hostile, id) => hostile.sendPart(id, 0, 1, filled(part))],
    [
      'that goes back',
      (hostile, id) => {
        hostile.sendPart(id, 0, 0, filled(part));
        hostile.sendPart(id, 0, 0, filled(part));
      },
    ],
    ['that goes beyond its size', (hostile, id) => hostile.sendPart(id, 0, 0, filled(LARGE + 1))],
    ['at the highest place there is', (hostile, id) => hostile.sendPart(id, 0, 2 ** 48 - 2, x)],
    ['that says to be the last and isn’t', (hostile, id) => hostile.sendWhole(id, 0, filled(part))],
    [
      'out of the list’s order',
      (hostile, id) => {
        hostile.sendPart(id, 1, 0, filled(part));
        hostile.sendPart(id, 0, 0, filled(part));
      },
    ],
    ['with an end where nothing came', (hostile, id) => hostile.sendEnd(id, 0, LARGE, [])],
    [
      'with an end of another size',
      (hostile, id) => hostile.sendEnd(id, 0, LARGE - 1, [hostile.sendPart(id, 0, 0, filled(LARGE - 1))]),
    ],
  ];

  it.each(WRONG)('%s ends the connection, and gives no file its name', (_what, send) =>
    beside(async ({ engine, hostile, listing }) => {
      const id = await hostile.begin(engine, two);
      await hostile.haves(id, 2);
      await hostile.hear('ack', id);
      send(hostile, id);
      expect(await hostile.ended).toBe(VIOLATION);
      await engine.untilStage(hex(id), 'away');
      expect(isStagingOnly((await listing()).filter((name) => !name.endsWith('.ferry-incoming')))).toBe(true);
      // What was accepted may do better on another connection.
      const again = await HostileDevice.dial(hostile.device, engine);
      await again.offer(two, id);
      await again.enterRound(id);
      await again.haves(id, 2);
      for (const index of [0, 1]) again.sendEnd(id, index, LARGE, [again.sendPart(id, index, 0, filled(LARGE, index))]);
      await again.say({ kind: 'end', id, round: 1 });
      expect(await again.hear('result', id)).toMatchObject({ files: 2, skipped: 0 });
      expect(await listing()).toEqual(['one', 'two']);
      expect((await readFile(join(engine.inbox, 'two'))).equals(filled(LARGE, 1))).toBe(true);
    }),
  );

  it('beyond the credit that was given ends the connection', () =>
    beside(async ({ engine, hostile, listing }) => {
      const id = await hostile.begin(engine, listOf([file('huge', 2 ** 30)]));
      await hostile.haves(id, 1);
      const mib = filled(MIB);
      // What comes is let in too slowly for more to be allowed.
      await engine.ask('settings.set', { receiveLimit: 64 * 1024 });
      // No more than that: what is on its way when a connection ends may take its last word along.
      for (let at = 0; at < 17; at++) await hostile.sendPartInTurn(id, 0, at * MIB, mib);
      expect(await hostile.ended).toBe(VIOLATION);
      await engine.untilStage(hex(id), 'away');
      expect(isStagingOnly((await listing()).filter((name) => !name.endsWith('.ferry-incoming')))).toBe(true);
    }));

  it('that was allowed before there was a limit comes in no faster than that', () =>
    beside(async ({ engine, hostile }) => {
      const id = await hostile.begin(engine, listOf([file('huge', 2 ** 30)]));
      await hostile.haves(id, 1);
      await engine.ask('settings.set', { receiveLimit: MIB });
      const mib = filled(MIB);
      for (let at = 0; at < 12; at++) await hostile.sendPartInTurn(id, 0, at * MIB, mib);
      const at = (mibs: number): Promise<number> =>
        engine
          .until(`${mibs} MiB`, ({ transfers }) => (transfers[hex(id)]?.done.bytes ?? 0) >= mibs * MIB)
          .then(() => performance.now());
      const began = await at(1);
      expect((await at(3)) - began).toBeGreaterThan(1500);
    }));

  it('is allowed no further ahead than for a second where there is a limit, or than a record', () =>
    beside(async ({ engine, hostile }) => {
      const credits: number[] = [];
      for (const limit of [null, 64 * 1024, 4 * MIB]) {
        await engine.ask('settings.set', { receiveLimit: limit });
        const id = await hostile.begin(engine, listOf([file('huge', 2 ** 30)]));
        credits.push((await hostile.hear('ack', id)).credit);
      }
      const [free, slow, fair] = credits;
      expect(free).toBe(16 * MIB);
      expect(slow).toBeLessThan(1.1 * MIB);
      expect(fair).toBe(2 * MIB);
    }));

  it(
    '[83] may be sent for very many transfers at once, and of all together little more than for one',
    () =>
      beside(async ({ engine, hostile }) => {
        const list = listOf([file('huge', 2 ** 30)]);
        const granted: number[] = [];
        for (let turn = 0; turn < 64; turn++) {
          const id = await hostile.begin(engine, list);
          granted.push((await hostile.hear('ack', id)).credit);
        }
        expect(granted[0]).toBe(16 * MIB);
        expect(granted.reduce((sum, credit) => sum + credit, 0)).toBeLessThan(256 * MIB);
        const more = await hostile.offer(list);
        expect(await hostile.hear('answer', more)).toMatchObject({ verdict: 'notReceiving' });
      }),
    60_000,
  );
});

describe('[46] a file that came otherwise than it was sent', () => {
  const list = listOf([file('bad', LARGE), file('good', LARGE)]);
  const sendAll = (hostile: HostileDevice, id: Uint8Array, isRight: boolean): void => {
    const tag = hostile.sendPart(id, 0, 0, filled(LARGE));
    hostile.sendEnd(id, 0, LARGE, isRight ? [tag] : [randomBytes(16)]);
  };

  it('is asked for once more, and has its name when it is right then', () =>
    beside(async ({ engine, hostile, listing }) => {
      const id = await hostile.begin(engine, list);
      await hostile.haves(id, 2);
      sendAll(hostile, id, false);
      hostile.sendEnd(id, 1, LARGE, [hostile.sendPart(id, 1, 0, filled(LARGE))]);
      await hostile.say({ kind: 'end', id, round: 1 });
      expect(await hostile.enterRound(id)).toBe(2);
      expect(await hostile.haves(id, 2)).toMatchObject([{ what: 'unwanted', index: 1, length: 1 }]);
      expect((await listing()).filter((name) => !name.startsWith('.ferry-incoming'))).toEqual(['good']);
      sendAll(hostile, id, true);
      await hostile.say({ kind: 'end', id, round: 2 });
      expect(await hostile.hear('result', id)).toMatchObject({ files: 2, skipped: 0 });
      expect(await listing()).toEqual(['bad', 'good']);
    }));

  it('is the only one that is asked for: what has its name already isn’t taken a second time', () =>
    beside(async ({ engine, hostile, listing }) => {
      const id = await hostile.begin(engine, list);
      await hostile.haves(id, 2);
      sendAll(hostile, id, false);
      hostile.sendEnd(id, 1, LARGE, [hostile.sendPart(id, 1, 0, filled(LARGE))]);
      await hostile.say({ kind: 'end', id, round: 1 });
      await hostile.enterRound(id);
      await hostile.haves(id, 2);
      hostile.sendEnd(id, 1, LARGE, [hostile.sendPart(id, 1, 0, filled(LARGE, 2))]);
      expect(await hostile.ended).toBe(VIOLATION);
      expect((await listing()).filter((name) => !name.startsWith('.ferry-incoming'))).toEqual(['good']);
      expect((await readFile(join(engine.inbox, 'good'))).equals(filled(LARGE))).toBe(true);
    }));

  it.each([
    ['wrong again', (hostile: HostileDevice, id: Uint8Array) => sendAll(hostile, id, false)],
    ['too short', (hostile: HostileDevice, id: Uint8Array) => void hostile.sendPart(id, 0, 0, x)],
    [
      'too short, with an end that fits',
      (hostile: HostileDevice, id: Uint8Array) =>
        hostile.sendEnd(id, 0, LARGE, [hostile.sendPart(id, 0, 0, filled(LARGE - 1))]),
    ],
    ['never sent', () => undefined],
  ])('is not published when it is %s, but named on both sides', (_what, send) =>
    beside(async ({ engine, hostile, listing }) => {
      const id = await hostile.begin(engine, list);
      for (const round of [1, 2]) {
        await hostile.haves(id, 2);
        send(hostile, id);
        if (round === 1) hostile.sendEnd(id, 1, LARGE, [hostile.sendPart(id, 1, 0, filled(LARGE))]);
        await hostile.say({ kind: 'end', id, round });
        if (round === 1) expect(await hostile.enterRound(id)).toBe(2);
      }
      expect(await hostile.hear('result', id)).toMatchObject({ files: 1, skipped: 1 });
      expect(hostile.outcomes(id).get(0)).toBe('damaged');
      const { notes, done } = await engine.untilStage(hex(id), 'done');
      expect(notes).toMatchObject([{ path: 'bad', kind: 'skipped', reason: 'damaged' }]);
      expect(done).toMatchObject({ files: 1, skipped: 1 });
      expect(await listing()).toEqual(['good']);
    }),
  );
});

describe('words that aren’t due from a sender', () => {
  const one = listOf([file('x')]);
  const none = { neededBytes: 0, freeBytes: 0 };
  const SAID: readonly (readonly [string, (id: Uint8Array) => TransferMessage])[] = [
    ['an answer', (id) => ({ kind: 'answer', id, verdict: 'accepted', round: 1, ...none })],
    ['a result', (id) => ({ kind: 'result', id, files: 1, skipped: 0, alreadyThere: 0 })],
    ['an ack', (id) => ({ kind: 'ack', id, settledUpTo: 0, credit: 0, safeBytes: 0, outcomes: [], files: 0 })],
    ['a have', (id) => ({ kind: 'have', id, upTo: 1, items: [] })],
    ['a second beginning', (id) => ({ kind: 'begin', id, round: 1 })],
    ['the beginning of a round that is to come', (id) => ({ kind: 'begin', id, round: 2 })],
    ['the end of another round', (id) => ({ kind: 'end', id, round: 2, records: 0 })],
  ];

  it.each(SAID)('%s, ends its connection', (_what, said) =>
    beside(async ({ engine, hostile, listing }) => {
      const id = await hostile.begin(engine, one);
      await hostile.say(said(id));
      // What comes behind it isn't obeyed any more.
      await hostile.offer(one).catch(() => undefined);
      expect(await hostile.ended).toBe(VIOLATION);
      await engine.untilStage(hex(id), 'away');
      expect(Object.keys(engine.state.transfers)).toHaveLength(2);
      expect(isStagingOnly((await listing()).filter((name) => !name.endsWith('.ferry-incoming')))).toBe(true);
    }),
  );

  it('an offer of what was accepted, again and again, begins one round after the other and leaves nothing open', () =>
    beside(async ({ engine, hostile, listing }) => {
      const id = await hostile.begin(engine, one);
      const before = readdirSync('/proc/self/fd').length;
      for (let at = 0; at < 300; at++) await hostile.offer(one, id);
      await expect.poll(() => engine.state.transfers[hex(id)]?.stage).toBe('moving');
      let round = 0;
      while (round < 301) ({ round } = await hostile.hear('answer', id));
      await hostile.say({ kind: 'begin', id, round });
      await hostile.hear('ack', id);
      hostile.sendWhole(id, 0, x);
      await hostile.say({ kind: 'end', id, round });
      await hostile.hear('result', id);
      expect(await listing()).toEqual(['x']);
      expect(readdirSync('/proc/self/fd').length).toBeLessThan(before + 10);
    }));

  it('[51] a word about a transfer that was refused or never was, ends nothing', () =>
    beside(async ({ engine, hostile }) => {
      // Its person changed their mind while the refusal was on its way.
      await hostile.say({ kind: 'cancel', id: randomBytes(16), reason: 'byPerson' });
      await hostile.say({ kind: 'hold', id: randomBytes(16), reason: 'stoppedByPerson', ...none });
      const id = await hostile.begin(engine, one);
      expect((await deliver(hostile, id, [file('x')])).result).toMatchObject({ files: 1 });
    }));
});
