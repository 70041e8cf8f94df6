// What programs read: every line is an event that its schema knows, and there is nothing else on standard output.
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { errorInfo } from '../../../src/contract/errors.ts';
import { JsonEvent } from '../../../src/contract/json-events.ts';
import { OWN_ID } from '../../support/own-id.ts';
import type { Session } from './fake-ferry.ts';
import { device, doneTransfer, FakeFerry, OTHER, pairing, SEND, start, transfer } from './fake-ferry.ts';

const open = (): FakeFerry =>
  new FakeFerry().on('network.open', () => ({ port: 5000, isAgreedPort: false, address: null }));

/** The events of a call that has ended, each checked; without what every one has. */
function eventsOf(session: Session): readonly object[] {
  expect(session.err.text).toBe('');
  return session.events().map((event) => {
    const checked = v.safeParse(JsonEvent, event);
    expect(checked.issues, JSON.stringify(event)).toBeUndefined();
    // Nothing beside what the schema knows.
    expect(checked.output).toEqual(event);
    const { v: version, at, ...rest } = event;
    expect(version).toBe(1);
    return rest;
  });
}

describe('--json', () => {
  it('tells a send by code from its port to its end', async () => {
    const ferry = open().on('transfer.send', () => ({ id: SEND }));
    const session = start(['send', 'a', '--json'], ferry, { input: 'terminal' });
    await ferry.wasAsked('transfer.send');
    ferry.moves(transfer({ stage: 'waitingForDevice', device: null }));
    ferry.pairs(
      pairing({ role: 'displayer', stage: 'waiting', device: null, code: '482915', qr: 'ferry:x', transferId: SEND }),
    );
    ferry.moves(transfer({ bytesPerSecond: 12.5, secondsLeft: 3.5 }));
    ferry.moves(transfer({ done: { files: 1, bytes: 1, skipped: 0, alreadyThere: 0, notWanted: 0 } }));
    ferry.moves(transfer({ stage: 'away' }));
    ferry.moves(transfer());
    const full = errorInfo('transfer.disk_full_there', { name: 'Studio PC', neededBytes: 2, freeBytes: 1 });
    ferry.moves(transfer({ stage: 'paused', trouble: full }));
    ferry.moves(transfer());
    const notes = [
      { path: 'a\u202eb', kind: 'skipped', reason: 'link', newName: null },
      { path: 'c', kind: 'renamed', reason: null, newName: 'c (2)' },
    ] as const;
    ferry.moves(
      doneTransfer({ notes, done: { files: 11, bytes: 47_000_000, skipped: 1, alreadyThere: 0, notWanted: 0 } }),
    );
    expect(await session.ended).toBe(6);
    const of = { transferId: SEND };
    expect(eventsOf(session)).toEqual([
      { event: 'ready', port: 5000, id: OWN_ID, name: 'Calm Pier' },
      { event: 'code', code: '482915', qr: 'ferry:x', device: null, ...of },
      {
        event: 'progress',
        ...of,
        filesDone: 0,
        files: 12,
        bytesDone: 0,
        bytes: 48_000_000,
        bytesPerSecond: 12.5,
        secondsLeft: 3.5,
      },
      { event: 'away', ...of, code: null, details: {} },
      { event: 'resumed', ...of },
      { event: 'paused', ...of, code: full.code, details: full.details },
      { event: 'resumed', ...of },
      { event: 'skipped', ...of, path: 'a\u202eb', reason: 'link' },
      { event: 'renamed', ...of, path: 'c', newName: 'c (2)' },
      { event: 'done', ...of, files: 12, skipped: 1, alreadyThere: 0, bytes: 48_000_000, notWanted: 0 },
    ]);
  });

  it('tells of progress at most twice a second, and not with --quiet', async () => {
    for (const more of [[], ['--quiet']]) {
      const ferry = open().on('transfer.send', () => ({ id: SEND }));
      const session = start(['send', 'a', '--to', '::1', '--json', ...more], ferry);
      await ferry.wasAsked('transfer.send');
      for (let bytes = 0; bytes < 20; bytes++) {
        ferry.moves(transfer({ done: { files: 0, bytes, skipped: 0, alreadyThere: 0, notWanted: 0 } }));
        session.clock.pass(100);
      }
      ferry.moves(doneTransfer());
      expect(await session.ended).toBe(0);
      const progress = eventsOf(session).filter((event) => 'event' in event && event.event === 'progress');
      expect(progress).toHaveLength(more.length === 0 ? 4 : 0);
    }
  });

  it('tells of a code that is wanted, and of one that was wrong', async () => {
    const ferry = open().on('transfer.fetch', () => ({ resumed: [], pairing: 'pairing-1' }));
    const session = start(['receive', '--from', '::1', '--json'], ferry, { input: '111111\n' });
    await ferry.wasAsked('transfer.fetch');
    const wrong = errorInfo('pairing.code_wrong', { name: 'Studio PC', triesLeft: 2 });
    ferry.pairs(pairing({ purpose: 'receive' }));
    await ferry.wasAsked('pairing.type');
    ferry.pairs(pairing({ purpose: 'receive', trouble: wrong }));
    expect(await session.ended).toBe(5);
    expect(eventsOf(session)).toEqual([
      { event: 'asked', wants: 'type', device: 'Studio PC' },
      { event: 'notice', ...wrong },
      { event: 'asked', wants: 'type', device: 'Studio PC' },
      { event: 'error', ...wrong },
    ]);
    expect(session.out.text).not.toContain('111111');
  });

  it('reads the code from a terminal without asking for it', async () => {
    const ferry = open().on('transfer.fetch', () => ({ resumed: [], pairing: 'pairing-1' }));
    const session = start(['receive', '--from', '::1', '--json'], ferry, { input: 'terminal' });
    await ferry.wasAsked('transfer.fetch');
    ferry.pairs(pairing({ purpose: 'receive' }));
    await session.out.shows('"wants":"type"');
    session.types('482915');
    await ferry.wasAsked('pairing.type');
    ferry.pairs(pairing({ purpose: 'receive', stage: 'proven' }));
    ferry.moves(transfer({ direction: 'receive', stage: 'asking' }));
    await ferry.wasAsked('transfer.answer');
    ferry.moves(doneTransfer({ direction: 'receive' }));
    expect(await session.ended).toBe(0);
    expect(eventsOf(session).map((event) => (event as { event: string }).event)).toEqual(['asked', 'offer', 'done']);
  });

  it('tells of offers, and of those that are declined', async () => {
    const ferry = open();
    const session = start(['receive', '--json'], ferry, { input: 'terminal' });
    await ferry.wasAsked('receive.offers');
    ferry.pairs(pairing({ role: 'displayer', purpose: 'receive', stage: 'asked', device: 'Leo' }));
    ferry.moves(transfer({ direction: 'receive', stage: 'asking' }));
    await session.out.shows('declined');
    session.stops();
    expect(await session.ended).toBe(130);
    expect(eventsOf(session)).toEqual([
      { event: 'ready', port: 5000, id: OWN_ID, name: 'Calm Pier' },
      { event: 'asked', wants: 'show', device: 'Leo' },
      {
        event: 'offer',
        transferId: SEND,
        device: 'Studio PC',
        deviceId: '1'.repeat(32),
        isPaired: true,
        files: 12,
        folders: 1,
        bytes: 48_000_000,
        names: ['photos'],
        hasActiveTypes: false,
        content: 'files',
      },
      { event: 'declined', transferId: SEND },
    ]);
  });

  it('tells of each end that isn’t done', async () => {
    const ends = [
      transfer({ stage: 'declined', trouble: errorInfo('transfer.declined', { name: 'Studio PC' }) }),
      transfer({ stage: 'canceled' }),
      transfer({ stage: 'stopped' }),
    ];
    const events = ['error', 'canceled', 'stopped'];
    for (const [index, row] of ends.entries()) {
      const ferry = open().on('transfer.send', () => ({ id: SEND }));
      const session = start(['send', 'a', '--to', '::1', '--json'], ferry);
      await ferry.wasAsked('transfer.send');
      ferry.moves(row);
      expect(await session.ended).toBe([3, 1, 130][index]);
      expect(eventsOf(session)).toMatchObject([{ event: events[index], transferId: SEND }]);
    }
  });

  it('tells of a wish to stop', async () => {
    const ferry = open().on('transfer.send', () => ({ id: SEND }));
    const session = start(['send', 'a', '--to', '::1', '--json'], ferry);
    await ferry.wasAsked('transfer.send');
    ferry.moves(transfer());
    ferry.on('transfer.stop', () => {
      ferry.moves(transfer({ stage: 'stopped' }));
    });
    session.stops();
    expect(await session.ended).toBe(130);
    expect(eventsOf(session).at(-1)).toEqual({ event: 'stopped', transferId: SEND });
  });

  it('tells of devices, transfers and pairings', async () => {
    const ferry = open().withDevices(device('Leo\u202e'));
    ferry.moves(transfer({ stage: 'stopped' }), transfer({ id: OTHER, direction: 'receive', device: null }));
    ferry.on('pairing.show', () => ({ id: 'pairing-1' }));
    const sessions = [
      start(['devices', '--json'], ferry),
      start(['transfers', '--json'], ferry),
      start(['forget', '--json', '11111111'], ferry),
      start(['transfers', 'discard', 'a1', '--json'], ferry),
      start(['pair', '--json'], ferry),
    ];
    await ferry.wasAsked('pairing.show');
    ferry.pairs(pairing({ role: 'displayer', purpose: 'pair', stage: 'paired', device: 'Leo' }));
    expect(await Promise.all(sessions.map(({ ended }) => ended))).toEqual([0, 0, 0, 0, 0]);
    const [devices, transfers, forgotten, discarded, paired] = sessions.map(eventsOf);
    expect(devices).toMatchObject([{ event: 'device', name: 'Leo\u202e', isPaired: true }]);
    expect(transfers).toMatchObject([
      { event: 'transfer', transferId: SEND, direction: 'send', device: 'Studio PC', stage: 'stopped' },
      { event: 'transfer', transferId: OTHER, direction: 'receive', device: null, stage: 'moving' },
    ]);
    expect(forgotten).toEqual([{ event: 'forgotten', id: '1'.repeat(32), name: 'Leo\u202e' }]);
    expect(discarded).toEqual([{ event: 'canceled', transferId: SEND }]);
    expect(paired?.at(-1)).toEqual({ event: 'paired', device: 'Leo' });
  });

  it('tells of what waits, of what is over, and of what a person says of it', async () => {
    const waiting = open().on('transfer.send', () => ({ id: SEND }));
    waiting.withDevices(device('Studio PC'));
    const sent = start(['send', 'a', '--to', 'Studio PC', '--wait', '--json'], waiting);
    await waiting.wasAsked('transfer.send');
    waiting.moves(transfer({ stage: 'queued' }));
    waiting.moves(doneTransfer());
    expect(await sent.ended).toBe(0);
    const queued = { event: 'queued', transferId: SEND, device: 'Studio PC' };
    expect(eventsOf(sent)).toMatchObject([{ event: 'ready' }, queued, { event: 'done', notWanted: 0 }]);

    const ferry = open()
      .withDevices(device('Studio PC'))
      .on('transfer.place', () => ({ path: '/srv/a\u001bb' }))
      .on('text.read', () => ({ text: 'a\u001bb' }))
      .on('transfer.files', () => ({ files: [{ path: 'a', bytes: 1, state: 'done', reason: null }], total: 1 }));
    ferry.moves(doneTransfer({ endedAt: 1 }), doneTransfer({ id: OTHER, content: 'text', device: null }));
    ferry.isOwn = false;
    const calls = [
      ['history'],
      ['history', 'show', 'a1'],
      ['history', 'show', 'e5'],
      ['transfers', 'files', 'a1'],
      ['history', 'forget', 'a1'],
      ['pause', '1'],
      ['resume'],
      ['devices', 'accept', 'Studio PC'],
    ].map((words) => start([...words, '--json'], ferry));
    expect(await Promise.all(calls.map(({ ended }) => ended))).toEqual(calls.map(() => 0));
    const id = '1'.repeat(32);
    expect(calls.map(eventsOf)).toMatchObject([
      [
        { event: 'history', transferId: SEND, stage: 'done', code: null },
        { event: 'history', transferId: OTHER, content: 'text', device: null, endedAt: null },
      ],
      [{ event: 'place', transferId: SEND, path: '/srv/a\u001bb' }],
      [{ event: 'text', transferId: OTHER, device: null, text: 'a\u001bb' }],
      [{ event: 'file', transferId: SEND, path: 'a', bytes: 1, state: 'done', reason: null }],
      [{ event: 'removed', transferId: SEND }],
      [{ event: 'held' }],
      [{ event: 'held', until: null }],
      [{ event: 'changed', id, name: 'Studio PC', isAlwaysAccepted: true }],
    ]);
  });

  it('tells of settings, versions and mistakes', async () => {
    const ferry = open().on('settings.get', () => ({ language: 'de' }));
    const session = start(['config', 'get', 'language', '--json'], ferry);
    expect(await session.ended).toBe(0);
    expect(eventsOf(session)).toEqual([{ event: 'setting', key: 'language', value: 'de' }]);
    const version = start(['--version', '--json'], ferry);
    expect(await version.ended).toBe(0);
    expect(eventsOf(version)).toEqual([{ event: 'version', version: '0.0.0' }]);
    const mistake = start(['recieve', '--json'], ferry);
    expect(await mistake.ended).toBe(2);
    expect(eventsOf(mistake)).toMatchObject([{ event: 'error', code: 'usage.unknown_command' }]);
  });

  it('tells of what the app would show above its list', async () => {
    const error = errorInfo('settings.damaged', { keptAs: 'x', keys: 'language' });
    const ferry = open().with({ notices: { a: { id: 'a', error, at: 0 } } });
    const session = start(['devices', '--json'], ferry);
    expect(await session.ended).toBe(0);
    expect(eventsOf(session)).toEqual([{ event: 'notice', ...error }]);
  });
});

it('has an event of each kind checked above or by a transcript', () => {
  const names = JsonEvent.options.map((option) => option.entries.event.literal);
  expect([...names].sort()).toEqual(
    [
      'asked',
      'away',
      'canceled',
      'changed',
      'check',
      'code',
      'compared',
      'declined',
      'device',
      'done',
      'downloaded',
      'error',
      'file',
      'forgotten',
      'held',
      'history',
      'identity',
      'leftOut',
      'more',
      'network',
      'notice',
      'offer',
      'page',
      'pageOver',
      'paired',
      'paused',
      'place',
      'plan',
      'progress',
      'queued',
      'ready',
      'removed',
      'renamed',
      'resumed',
      'setting',
      'skipped',
      'stopped',
      'text',
      'transfer',
      'version',
    ].sort(),
  );
});
