// Activity, one transfer, the history, and the sheet that sends: as text, in every state.
import { describe, expect, test } from 'vitest';
import { errorInfo } from '../../../src/contract/errors.ts';
import type { ShownTransfer } from '../../../src/contract/transfers.ts';
import { TRANSFER_STAGES } from '../../../src/contract/transfers.ts';
import { Activity } from '../../../src/renderer/parts/activity.tsx';
import { CancelSheet } from '../../../src/renderer/parts/cancel-sheet.tsx';
import { DropOverlay } from '../../../src/renderer/parts/drop-overlay.tsx';
import { SendSheet } from '../../../src/renderer/parts/send-sheet.tsx';
import { TextSheet } from '../../../src/renderer/parts/text-sheet.tsx';
import { previewOf, shownText } from '../../../src/renderer/parts/use-text.ts';
import { History } from '../../../src/renderer/screens/history.tsx';
import { Transfer } from '../../../src/renderer/screens/transfer.tsx';
import { createPaces } from '../../../src/renderer/transfer-view.ts';
import type { Sending } from '../../../src/renderer/use-sending.ts';
import { createFakeBridge, sampleState } from './fake-bridge.ts';
import { idOf, knownDevice, nearbyDevice, tables } from './nearby-samples.ts';
import { inLanguage, PSEUDO, untranslatedBut, wordsOf } from './shown-words.tsx';
import { shownTransfer, transfersOf } from './transfer-samples.ts';

const nothing = () => undefined;
const bridge = createFakeBridge();
const onPairAgain = async () => null;
const list = () => ({
  bridge,
  paces: createPaces(),
  onOpen: nothing,
  onRead: nothing,
  onAskCancel: nothing,
  onPairAgain,
});
const english = (html: string) => wordsOf(html).map((text) => text.replaceAll(/[\u2066-\u2069]/g, ''));

const activity = (rows: readonly ShownTransfer[], languages: readonly string[] = ['en']) =>
  inLanguage(languages, <Activity {...list()} transfers={transfersOf(...rows)} onShowAll={nothing} />);

const details = (row: ShownTransfer | undefined, languages: readonly string[] = ['en']) =>
  inLanguage(
    languages,
    <Transfer
      bridge={bridge}
      row={row}
      paces={createPaces()}
      onRead={nothing}
      onPairAgain={onPairAgain}
      onBack={nothing}
    />,
  );

const history = (rows: readonly ShownTransfer[], languages: readonly string[] = ['en'], keepHistory = true) =>
  inLanguage(
    languages,
    <History
      {...list()}
      state={{ ...sampleState({ settings: { keepHistory } }), transfers: transfersOf(...rows) }}
      platform="linux"
      onBack={nothing}
    />,
  );

const untranslatedText = untranslatedBut(['Studio PC', 'a.jpg', 'Inbox']);
/** When something was, and how long it took, is the language's own word. */
const untranslated = (html: string) =>
  untranslatedText(html).filter((text) => !/^Today$|^5 seconds$|^(?:\w+ \d+, \d{4}, )?\d\d:\d\d/.test(text));
const skipped = { files: 11, bytes: 10, skipped: 1, alreadyThere: 2, notWanted: 3 };

describe.each(TRANSFER_STAGES.filter((stage) => stage !== 'asking'))('a transfer that is %s', (stage) => {
  const trouble = errorInfo('transfer.disk_full', { neededBytes: 2, freeBytes: 1 });
  const rows = [
    shownTransfer('1', stage, { names: ['a.jpg'] }),
    shownTransfer('2', stage, { direction: 'receive', trouble, into: 'Inbox' }),
    shownTransfer('3', stage, { content: 'text', names: [], direction: 'receive' }),
    shownTransfer('4', stage, { done: skipped, device: null, activeMs: 5000 }),
  ];

  test('has no word of its own, in Activity and on its own screen', () => {
    expect(untranslated(activity(rows, PSEUDO))).toEqual([]);
    for (const row of rows) expect(untranslated(details(row, PSEUDO))).toEqual([]);
  });

  test('points only at ids that are there', () => {
    for (const html of [activity(rows), ...rows.map((row) => details(row))]) {
      const ids = new Set([...html.matchAll(/ id="([^"]*)"/g)].map((match) => match[1]));
      const asked = [...html.matchAll(/ (?:for|aria-labelledby|aria-describedby)="([^"]*)"/g)];
      for (const [, of] of asked) for (const id of (of ?? '').split(' ')) expect(ids).toContain(id);
      expect(html).not.toMatch(/ style=/);
    }
  });
});

describe('Activity', () => {
  test('says what to do while nothing has gone on', () => {
    expect(english(activity([]))).toEqual(['Drop files on a device to send them.']);
  });

  test('has one name for each row, and a bar whose name stays', () => {
    const html = activity([shownTransfer('1', 'moving', { names: ['a.jpg'] })]).replaceAll(/[\u2066-\u2069]/g, '');
    expect(html).toContain('aria-label="a.jpg to Studio PC, Sending 62%"');
    expect(html).toContain('aria-label="Progress of a.jpg to Studio PC"');
    for (const name of ['Pause: a.jpg to Studio PC', 'Cancel: a.jpg to Studio PC']) expect(html).toContain(name);
  });

  test('sets a name from outside apart and shows what it hides', () => {
    const html = activity([shownTransfer('1', 'moving', { names: ['a\u202egpj.exe'] })]);
    expect(html).toMatch(/<bdi [^>]*>a&lt;U\+202E&gt;gpj\.exe<\/bdi>/);
    expect(html).not.toContain('\u202e');
  });

  test('leads to the rest', () => {
    expect(english(activity([shownTransfer('1', 'done', { endedAt: 1 })]))).toContain('Show all');
    expect(english(activity([shownTransfer('1', 'moving')]))).not.toContain('Show all');
  });
});

describe('one transfer', () => {
  test('has its figures, and why each file isn’t as it was sent', () => {
    const row = shownTransfer('1', 'done', {
      endedAt: 2000,
      activeMs: 10_000,
      done: skipped,
      notes: [
        { path: 'b.txt', kind: 'skipped', reason: 'vanished', newName: null },
        { path: 'c.txt', kind: 'renamed', reason: null, newName: 'c (2).txt' },
      ],
    });
    const words = english(details(row));
    for (const word of ['Retry failed', 'Average speed', '1 B/s', 'b.txt', 'It was gone when its turn came'])
      expect(words.map((text) => text.replace('byte', 'B'))).toContain(word);
    expect(words).toContain('c.txt came as c (2).txt');
  });

  test('says how much of how much, and how fast, while it moves', () => {
    const words = english(details(shownTransfer('1', 'moving', { bytesPerSecond: 48_000_000 })));
    expect(words).toContain('3 of 12 · 2.48 of 4 GB · 48 MB/s');
  });

  test('says that it is no longer there', () => {
    expect(english(details(undefined))).toContain('This transfer is no longer in the list.');
  });
});

describe('the history', () => {
  test('has a heading for each day, and what can be done', () => {
    const html = history([
      shownTransfer('1', 'done', { endedAt: Date.now(), names: ['a.jpg'] }),
      shownTransfer('2', 'done', { endedAt: new Date(2020, 4, 6).getTime() }),
      shownTransfer('3', 'moving'),
    ]);
    expect(english(html).filter((word) => /^(?:Today|May 6, 2020)$/.test(word))).toEqual(['Today', 'May 6, 2020']);
    expect(english(html)).toContain('Clear history');
    expect(english(html)).toContain('Send again: a.jpg to Studio PC');
    expect(html).not.toContain('Pause');
  });

  test.each([
    [true, 'Nothing has been sent or received yet.'],
    [false, 'The history is turned off in Settings.'],
  ])('says why it is empty, kept: %s', (keepHistory, words) => {
    expect(english(history([], ['en'], keepHistory))).toContain(words);
    expect(untranslated(history([], PSEUDO, keepHistory))).toEqual([]);
    expect(english(history([]))).not.toContain('Clear history');
  });

  test('has no word of its own', () => {
    const rows = [shownTransfer('1', 'done', { endedAt: Date.now(), names: ['a.jpg'] })];
    expect(untranslated(history(rows, PSEUDO))).toEqual([]);
  });
});

describe('the sheet that sends', () => {
  const state = {
    ...sampleState(),
    ...tables({
      devices: [knownDevice('1')],
      nearby: [nearbyDevice('1', { isPaired: true, isHere: false }), nearbyDevice('2', { name: 'Leo' })],
    }),
  };
  const draft = {
    items: [
      { id: 'a'.repeat(32), name: 'a\u202egpj.exe', isFolder: false, bytes: 3_400_000 },
      { id: 'b'.repeat(32), name: 'Photos', isFolder: true, bytes: null },
    ],
    text: null as string | null,
    isPrivate: false,
    to: [idOf('2')],
  };
  const sheet = (
    of: typeof draft,
    languages: readonly string[] = ['en'],
    changes: Partial<Sending> = {},
    shown = state,
  ) =>
    inLanguage(
      languages,
      <SendSheet
        draft={of}
        sending={{ draft: of, isSending: false, troubles: {}, leave: nothing, ...changes } as Sending}
        state={shown}
        platform="linux"
      />,
    );

  test('says what is sent, and who may get it', () => {
    const words = english(sheet(draft));
    for (const word of [
      'Send 2 items',
      'a&lt;U+202E&gt;gpj.exe',
      '3.4 MB',
      'Folder',
      'Remove Photos',
      'Studio PC',
      'Will send when Studio PC appears',
      'Leo',
      'Show a code instead',
      'Send',
    ])
      expect(words).toContain(word);
    expect(sheet(draft).match(/checked=""/g)).toHaveLength(1);
  });

  test('has a field for a text, and keeps it out of the history where that is wanted', () => {
    const words = english(sheet({ ...draft, items: [], text: 'hello' }));
    for (const word of ['Send text', 'Text or link', 'hello', 'Don’t keep in history']) expect(words).toContain(word);
  });

  test('says what to do while no device is there, and why one could not be reached', () => {
    expect(english(sheet(draft, ['en'], {}, sampleState()))).toContain(
      'No device is near yet. Open Ferry on the other one, or show a code.',
    );
    const troubles = { [idOf('2')]: errorInfo('device.unreachable', { name: 'Leo', where: '' }) };
    expect(sheet(draft, ['en'], { troubles })).toContain('role="alert"');
  });

  test('has no word of its own, nor has anything else on its way', () => {
    const row = shownTransfer('1', 'moving', { names: ['a.jpg'] });
    const parts = [
      sheet({ ...draft, text: '' }, PSEUDO),
      inLanguage(PSEUDO, <DropOverlay device={null} />),
      inLanguage(PSEUDO, <DropOverlay device="Studio PC" />),
      inLanguage(PSEUDO, <CancelSheet row={row} platform="linux" onCancel={nothing} onLeave={nothing} />),
      inLanguage(PSEUDO, <TextSheet bridge={bridge} row={row} onLeave={nothing} />),
    ];
    for (const html of parts)
      expect(untranslatedBut(['Studio PC', 'Leo', 'a&lt;U+202E&gt;gpj.exe', 'Photos'])(html)).toEqual([]);
  });
});

test('a text shows what is hidden in it, and keeps its lines and tabs', () => {
  expect(shownText('a\r\n\tb\u202e')).toBe('a\n\tb<U+202E>');
  expect(previewOf('\n\n first line \u202e\nsecond')).toBe('first line <U+202E>');
  expect(previewOf('x'.repeat(1_000_000))).toBe(`${'x'.repeat(160)}…`);
});
