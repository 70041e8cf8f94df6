import { describe, expect, test } from 'vitest';
import { errorInfo } from '../../../src/contract/errors.ts';
import type { ShownTransfer } from '../../../src/contract/transfers.ts';
import type { Pace } from '../../../src/renderer/transfer-view.ts';
import {
  actionsOf,
  activityOf,
  createPaces,
  historyDays,
  isLink,
  paceOf,
  transferView,
} from '../../../src/renderer/transfer-view.ts';
import { stringsFor } from '../../../src/strings/index.ts';
import { shownTransfer, transferId, transfersOf } from './transfer-samples.ts';

const en = stringsFor('en', []);
const NOTHING: Pace = { percent: 0, movingSince: null };
const plain = (text: string) => text.replaceAll(/[\u2066-\u2069]/g, '');

/** As it is seen after it has moved for long. */
const seen = (row: ShownTransfer) => transferView(en, row, paceOf(row, { percent: 0, movingSince: 0 }, 60_000), 60_000);
const status = (row: ShownTransfer) => plain(seen(row).status);

const NAME = { name: 'Studio PC' };
const LEFT_OUT = { files: 0, bytes: 0, skipped: 0, alreadyThere: 0, notWanted: 2 };

describe('the words of a transfer', () => {
  test.each<[string, ShownTransfer]>([
    ['Waiting for Studio PC to accept', shownTransfer('1', 'waitingForAnswer')],
    ['Preparing…', shownTransfer('1', 'preparing')],
    ['Connecting…', shownTransfer('1', 'connecting')],
    ['Sending 62% · 2 min left', shownTransfer('1', 'moving', { secondsLeft: 120 })],
    ['Receiving 62%', shownTransfer('1', 'moving', { direction: 'receive' })],
    ['Connection lost, continuing when Studio PC is back', shownTransfer('1', 'away')],
    ['Connection lost, continuing when Studio PC is back', shownTransfer('1', 'connecting', { direction: 'receive' })],
    ['Will send when Studio PC appears', shownTransfer('1', 'queued')],
    ['Waiting for somebody to type the code', shownTransfer('1', 'waitingForDevice', { device: null })],
    ['Checking…', shownTransfer('1', 'checking')],
    ['Paused', shownTransfer('1', 'stopped')],
    [
      'Paused: Studio PC has paused it',
      shownTransfer('1', 'paused', { trouble: errorInfo('transfer.paused_there', NAME) }),
    ],
    ['Done · verified', shownTransfer('1', 'done')],
    [
      'Done, 1 file skipped · verified',
      shownTransfer('1', 'done', { done: { files: 11, bytes: 1, skipped: 1, alreadyThere: 0, notWanted: 0 } }),
    ],
    ['Done · 10 sec, 248 MB/s · verified', shownTransfer('1', 'done', { activeMs: 10_000 })],
    ['Done', shownTransfer('1', 'done', { content: 'text' })],
    ['Studio PC (LocalSend) took nothing of it', shownTransfer('1', 'done', { done: LEFT_OUT, via: 'localSend' })],
    ['Done · 2 files left out · verified', shownTransfer('1', 'done', { done: { ...LEFT_OUT, files: 1 } })],
    ['Declined', shownTransfer('1', 'declined', { trouble: errorInfo('transfer.declined', NAME) })],
    ['Canceled by you', shownTransfer('1', 'canceled')],
    ['Canceled by Studio PC', shownTransfer('1', 'canceled', { trouble: errorInfo('transfer.canceled', NAME) })],
    [
      'Stopped: Studio PC isn’t receiving',
      shownTransfer('1', 'failed', { trouble: errorInfo('transfer.not_receiving', NAME) }),
    ],
  ])('are: %s', (words, row) => {
    const title = row.trouble === null ? null : plain(seen(row).status);
    // Titles of errors are their own tests' business.
    if (title !== null && /^(?:Stopped|Paused):/.test(words)) expect(title).toMatch(/^(?:Stopped|Paused): ./);
    else expect(status(row)).toBe(words);
  });

  test('name one thing, and count several by what they are', () => {
    expect(seen(shownTransfer('1', 'moving'))).toMatchObject({ what: '12 photos', isName: false });
    const one = shownTransfer('1', 'moving', { names: ['a\u202egpj.exe'] });
    expect(seen(one)).toMatchObject({ what: 'a<U+202E>gpj.exe', isName: true });
    expect(seen(shownTransfer('1', 'done', { content: 'text', names: [] })).what).toBe('Text');
    // Of three that were offered, one was taken.
    const [names, total] = [['a', 'b', 'c'], { files: 1, folders: 0, bytes: 9 }];
    expect(seen(shownTransfer('1', 'moving', { names, total })).what).toBe('1 photo');
    const empty = { files: 0, folders: 3, bytes: 0 };
    expect(seen(shownTransfer('1', 'moving', { names, total: empty })).what).toBe('3 folders');
  });

  test('say to or from whom, and nothing while nobody is there', () => {
    expect(plain(seen(shownTransfer('1', 'moving')).whom)).toBe('to Studio PC');
    expect(plain(seen(shownTransfer('1', 'moving', { direction: 'receive' })).whom)).toBe('from Studio PC');
    expect(seen(shownTransfer('1', 'waitingForDevice', { device: null })).whom).toBe('');
  });

  test('say what to do next where something is in the way, and not twice where somebody just said no', () => {
    const full = errorInfo('transfer.disk_full', { neededBytes: 2, freeBytes: 1 });
    expect(seen(shownTransfer('1', 'failed', { trouble: full })).next).not.toBeNull();
    const declined = errorInfo('transfer.declined', NAME);
    expect(seen(shownTransfer('1', 'declined', { trouble: declined })).next).toBeNull();
  });
});

describe('how far a transfer is', () => {
  const at = (bytes: number, secondsLeft: number | null = 60) =>
    shownTransfer('1', 'moving', {
      secondsLeft,
      done: { files: 0, bytes, skipped: 0, alreadyThere: 0, notWanted: 0 },
    });

  test('is said of a pipe by nothing but that it moves', () => {
    const row = shownTransfer('1', 'moving', { isStream: true });
    expect(seen(row)).toMatchObject({ percent: null, status: 'Sending' });
  });

  test('never goes back, and never beyond all of it', () => {
    const paces = createPaces();
    expect([2_000_000_000, 1_000_000_000, 9_000_000_000].map((bytes) => paces.of(at(bytes), 0).percent)).toEqual([
      50, 50, 100,
    ]);
  });

  test('has no time left in the first three seconds, and again after each pause', () => {
    const paces = createPaces();
    const words = (row: ShownTransfer, now: number) => transferView(en, row, paces.of(row, now), now).status;
    expect(words(at(1_000_000_000), 1000)).toBe('Sending 25%');
    expect(words(at(1_000_000_001), 3999)).toBe('Sending 25%');
    expect(words(at(1_000_000_002), 4000)).toBe('Sending 25% · 1 min left');
    words({ ...at(1_000_000_002), stage: 'away' }, 5000);
    expect(words(at(1_000_000_003), 6000)).toBe('Sending 25%');
  });

  test('counts files where they are empty', () => {
    const empty = shownTransfer('1', 'moving', {
      total: { files: 4, folders: 0, bytes: 0 },
      done: { files: 1, bytes: 0, skipped: 1, alreadyThere: 0, notWanted: 0 },
    });
    expect(paceOf(empty, NOTHING, 0).percent).toBe(50);
  });

  test('is shown where it moves or will go on, and not before or after', () => {
    expect(seen(at(1)).percent).toBe(0);
    expect(seen(shownTransfer('1', 'away')).percent).toBe(62);
    expect(seen(shownTransfer('1', 'waitingForAnswer')).percent).toBeNull();
    expect(seen(shownTransfer('1', 'done')).percent).toBeNull();
  });
});

test('each stage offers what can be done in it', () => {
  const of = (row: ShownTransfer) => actionsOf(row).join(' ');
  expect(of(shownTransfer('1', 'queued'))).toBe('cancel');
  expect(of(shownTransfer('1', 'waitingForDevice'))).toBe('showCode cancel');
  expect(of(shownTransfer('1', 'moving'))).toBe('pause cancel');
  expect(of(shownTransfer('1', 'moving', { via: 'localSend' }))).toBe('cancel');
  expect(of(shownTransfer('1', 'stopped'))).toBe('resume cancel');
  expect(of(shownTransfer('1', 'asking'))).toBe('');
  expect(of(shownTransfer('1', 'done'))).toBe('remove');
  expect(of(shownTransfer('1', 'done', { direction: 'receive', into: 'Downloads' }))).toBe('show remove');
  // It went on to a command.
  expect(of(shownTransfer('1', 'done', { direction: 'receive', into: null }))).toBe('remove');
  expect(of(shownTransfer('1', 'failed'))).toBe('again remove');
  expect(of(shownTransfer('1', 'failed', { direction: 'receive' }))).toBe('remove');
  expect(of(shownTransfer('1', 'failed', { isStream: true }))).toBe('remove');
  const trouble = errorInfo('device.identity_changed', NAME);
  expect(of(shownTransfer('1', 'failed', { trouble }))).toBe('pairAgain remove');
  expect(of(shownTransfer('1', 'done', { direction: 'receive', content: 'text' }))).toBe('copy openLink read remove');
});

describe('the activity', () => {
  test('has what is under way, then the latest five that are over, and counts the rest', () => {
    const over = ['1', '2', '3', '4', '5', '6', '7'].map((digit) =>
      shownTransfer(digit, 'done', { endedAt: Number(digit) }),
    );
    const running = [
      shownTransfer('a', 'moving', { startedAt: 1 }),
      shownTransfer('b', 'queued', { startedAt: 2 }),
      shownTransfer('c', 'asking'),
    ];
    const { running: shown, latest, more } = activityOf(transfersOf(...over, ...running));
    expect(shown.map(({ id }) => id)).toEqual([transferId('b'), transferId('a')]);
    expect(latest.map(({ id }) => id)).toEqual(['7', '6', '5', '4', '3'].map(transferId));
    expect(more).toBe(2);
    expect(activityOf(transfersOf(...over.toReversed())).latest).toEqual(latest);
  });

  test('costs next to nothing with a long history', () => {
    const rows = transfersOf(
      ...Array.from({ length: 500 }, (_, index) => ({
        ...shownTransfer('1', 'done', { endedAt: (index * 7919) % 500 }),
        id: `${index}` as ReturnType<typeof transferId>,
      })),
    );
    expect(activityOf(rows).latest.map(({ endedAt }) => endedAt)).toEqual([499, 498, 497, 496, 495]);
  });
});

test('the history is told day by day, the newest first', () => {
  const at = (day: number, hour: number) => new Date(2026, 4, day, hour).getTime();
  const days = historyDays([
    shownTransfer('1', 'done', { endedAt: at(5, 1) }),
    shownTransfer('2', 'failed', { endedAt: at(6, 0) }),
    shownTransfer('3', 'done', { endedAt: at(6, 23) }),
  ]);
  expect(days.map(({ day, rows }) => [day, ...rows.map(({ id }) => id[0])])).toEqual([
    [at(6, 0), '3', '2'],
    [at(5, 0), '1'],
  ]);
});

test.each([
  ['https://example.org/a?b=c', true],
  [' http://example.org \n', true],
  ['see https://example.org', false],
  ['javascript:alert(1)', false],
  ['https://a b', false],
  ['https://bank.example@evil.example/', false],
  ['https:///bank.example@evil.example/', false],
  ['https://a.example/\u202egpj.exe', false],
])('%j is a link: %s', (text, answer) => {
  expect(isLink(text)).toBe(answer);
});
