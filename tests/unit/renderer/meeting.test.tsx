// Cards, sheets and a device's own page as text: their words come from src/strings, and names stay what they are.
import { describe, expect, test } from 'vitest';
import { errorInfo } from '../../../src/contract/errors.ts';
import type { NearbyDevice } from '../../../src/contract/nearby.ts';
import type { State } from '../../../src/contract/state.ts';
import type { ShownPairing } from '../../../src/contract/transfers.ts';
import { alarmedDevices, pairedAnew } from '../../../src/renderer/device-view.ts';
import { pairingView } from '../../../src/renderer/pairing-view.ts';
import { IncomingCards } from '../../../src/renderer/parts/incoming-cards.tsx';
import { PairAgainBody } from '../../../src/renderer/parts/pair-again.tsx';
import { SheetBody, titleOf } from '../../../src/renderer/parts/pairing-sheets.tsx';
import { strangerWords } from '../../../src/renderer/parts/stranger-row.tsx';
import { sourceOf } from '../../../src/renderer/parts/thumbnails.tsx';
import { AlwaysAcceptedRows, TransferSettings } from '../../../src/renderer/parts/transfer-settings.tsx';
import { wrongWords } from '../../../src/renderer/parts/type-code.tsx';
import { DeviceScreen } from '../../../src/renderer/screens/device.tsx';
import { ReceiveBody, sendersOf } from '../../../src/renderer/screens/receive.tsx';
import { stringsFor } from '../../../src/strings/index.ts';
import { jpegHead } from '../../support/picture-heads.ts';
import { createFakeBridge, sampleState } from './fake-bridge.ts';
import { byId, offer, pairing } from './meeting-samples.ts';
import { idOf, knownDevice, nearbyDevice, tables } from './nearby-samples.ts';
import { inLanguage, PSEUDO, untranslatedBut, wordsOf } from './shown-words.tsx';

const bridge = createFakeBridge();
const strings = stringsFor('en', []);
const english = (html: string) => wordsOf(html).map((text) => text.replaceAll(/[\u2066-\u2069]/g, ''));
const NAMES = [
  'Studio PC',
  'Calm Harbour',
  'a',
  'b',
  'a.jpg',
  'b.jpg',
  'c.jpg',
  'd.jpg',
  'e.jpg',
  '482',
  '915',
  '1234',
];
const untranslated = untranslatedBut([...NAMES, '––– –––', '🐶', '🦁', 'Dog', 'Lion', 'Inbox', 'trip.zip']);

const stateOf = (changes: Partial<State>): State => ({ ...sampleState(), ...changes });
const cards = (changes: Partial<State>, languages: readonly string[] = ['en']) =>
  inLanguage(languages, <IncomingCards bridge={bridge} state={stateOf(changes)} platform="linux" />);

const stranger = { id: idOf('2'), name: 'Studio PC', isPaired: false };

describe('the card of an offer', () => {
  const one = cards({ transfers: byId([offer('1', { hasActiveTypes: true })]) });

  test('says who, what, how much, where to, and that there are programs', () => {
    const words = english(one);
    for (const word of [
      'Studio PC',
      'wants to send',
      'Paired',
      '12 photos · 48 MB',
      'a.jpg',
      'and 7 more',
      'Downloads',
    ])
      expect(words).toContain(word);
    expect(words.join(' ')).toContain('Programs or scripts are among them.');
    for (const button of ['Accept', 'Decline']) expect(words).toContain(button);
  });

  test('has Accept unarmed at first, and never focused by itself', () => {
    expect(one).toMatch(/<button[^>]*data-armed="false"[^>]*aria-disabled="true"/);
    expect(one).not.toMatch(/autofocus/i);
  });

  test('offers to accept always from paired devices alone, and asks them for pictures', () => {
    const paired = cards({ transfers: byId([offer('1', { thumbnails: 3 })]) });
    const unpaired = cards({ transfers: byId([offer('1', { device: stranger, thumbnails: 3 })]) });
    expect(english(paired)).toContain('Always accept from this device');
    expect(paired.match(/class="thumbnail"/g)).toHaveLength(3);
    expect(english(unpaired)).not.toContain('Always accept from this device');
    expect(unpaired).not.toContain('thumbnail');
    expect(english(unpaired)).toContain('New, proven by code');
  });

  test('of a text has no folder and no names', () => {
    const text = offer('1', {
      device: stranger,
      content: 'text',
      names: [],
      total: { files: 1, folders: 0, bytes: 1200 },
    });
    const words = english(cards({ transfers: byId([text]) }));
    expect(words).toContain('A text · 1.2 kB');
    expect(words).not.toContain('Save to');
  });

  test('shows a hostile name as text, its ending included', () => {
    const name = `${'long '.repeat(60)}\u202egpj.exe`;
    const html = cards({
      transfers: byId([offer('1', { names: [name], device: { ...stranger, name: '<b>\u202e' } })]),
    });
    expect(html).not.toContain('\u202e');
    expect(html).toContain('&lt;b&gt;&lt;U+202E&gt;');
    expect(html).toContain('+202E&gt;gpj.exe</span>');
  });

  test('has no word of its own', () => {
    const all = {
      transfers: byId([offer('1', { hasActiveTypes: true }), offer('2', { device: stranger })]),
      pairings: byId([pairing('p', { role: 'displayer', stage: 'asked' })]),
    };
    expect(untranslated(cards(all, PSEUDO))).toEqual([]);
  });
});

describe('a new device that asks for a code', () => {
  test('is a quiet row, which shows no code', () => {
    const words = english(cards({ pairings: byId([pairing('p', { role: 'displayer', stage: 'asked' })]) }));
    expect(words).toContain('A new device calling itself Studio PC wants to send.');
    for (const button of ['Show code', 'Ignore', 'Block']) expect(words).toContain(button);
  });

  test('stands below what waits for an answer, so that it moves no Accept', () => {
    const html = cards({
      transfers: byId([offer('1')]),
      pairings: byId([pairing('p', { role: 'displayer', stage: 'asked' })]),
    });
    expect(html.indexOf('incoming-actions')).toBeLessThan(html.indexOf('stranger'));
  });

  test('can’t fill the window with its name', () => {
    expect(strangerWords(strings, { device: 'x'.repeat(400) })).toContain(`${'x'.repeat(40)}…`);
    expect(strangerWords(strings, { device: ' ' })).toBe('A new device without a name wants to send.');
  });
});

describe('a small picture', () => {
  test('is taken from what is one in writing, and from nothing else', () => {
    const jpeg = jpegHead(128, 96).toString('base64');
    expect(sourceOf({ name: 'a', jpeg })).toBe(`data:image/jpeg;base64,${jpeg}`);
    for (const bad of ['" onerror="x', 'A'.repeat(300_000), 'AAAA', jpeg.slice(1)])
      expect(sourceOf({ name: 'a', jpeg: bad })).toBeNull();
  });

  test('isn’t decoded where its few bytes unpack to gigabytes', () => {
    expect(sourceOf({ name: 'a', jpeg: jpegHead(65_535, 65_535).toString('base64') })).toBeNull();
  });
});

const PAIRINGS: Readonly<Record<string, readonly [ShownPairing, readonly string[]]>> = {
  'showing a code': [
    pairing('p', { role: 'displayer', code: '482915', qr: 'ferry:1?s=x' }),
    ['Type this on Studio PC', 'Code: 4 8 2 9 1 5', 'New code', 'Cancel'],
  ],
  'showing a code to whoever comes': [
    pairing('p', { role: 'displayer', device: null, purpose: 'send', code: '482915' }),
    ['Type this on the other device', 'Open Ferry there and choose “Receive from nearby”.'],
  ],
  'showing another after too many wrong ones': [
    pairing('p', { role: 'displayer', code: '482915', trouble: errorInfo('pairing.code_burned', {}) }),
    ['Too many wrong codes'],
  ],
  'waiting for a code': [pairing('p'), ['Waiting for Studio PC to show a code', 'Choose “Show code” there.']],
  'asking for a code': [pairing('p', { stage: 'typing' }), ['Type the code that Studio PC shows', 'Code']],
  'asking once more': [
    pairing('p', { stage: 'typing', trouble: errorInfo('pairing.code_wrong', { name: 'x', triesLeft: 2 }) }),
    ['That isn’t the code, or this isn’t the Studio PC you mean. 2 tries left.'],
  ],
  checking: [pairing('p', { stage: 'checking' }), ['Checking…']],
  'asking to pair': [
    pairing('p', { stage: 'proven' }),
    ['Pair with Studio PC?', 'Next time no code is needed.', 'Pair', 'Only this once'],
  ],
  'waiting to pair': [pairing('p', { stage: 'proven', deviceId: idOf('1') }), ['Waiting for Studio PC to pair, too']],
  paired: [pairing('p', { stage: 'paired' }), ['Paired with Studio PC']],
  comparing: [
    pairing('p', { purpose: 'compare', stage: 'comparing', pictures: [0, 2] }),
    ['Are these the same on both screens?', 'Dog', 'Lion', 'They match', 'They don’t match'],
  ],
  compared: [pairing('p', { purpose: 'compare', stage: 'proven' }), ['The pictures match']],
  'ended by too many wrong codes': [
    pairing('p', { role: 'displayer', stage: 'ended', trouble: errorInfo('pairing.paused', {}) }),
    ['Codes are paused for 10 minutes', 'Show a new code'],
  ],
};

describe.each(Object.entries(PAIRINGS))('the sheet of a pairing, %s', (_name, [row, said]) => {
  const devices = byId([knownDevice('1', { isPaired: false })]);
  const view = pairingView(row, { devices });
  const shown = (languages: readonly string[]) =>
    inLanguage(
      languages,
      view === null ? null : (
        <>
          <h2>{titleOf(stringsFor('system', languages), row, view)}</h2>
          <SheetBody
            bridge={bridge}
            row={row}
            view={view}
            platform="linux"
            onLeave={() => undefined}
            onLeft={() => undefined}
          />
        </>
      ),
    );

  test('says so', () => {
    const words = english(shown(['en']));
    for (const sentence of said) expect(words).toContain(sentence);
  });

  test('has no word of its own', () => {
    expect(untranslated(shown(PSEUDO))).toEqual([]);
  });

  test('holds a code in no attribute and no title', () => {
    expect(shown(['en'])).not.toMatch(/="[^"]*482/);
  });
});

test('what is wrong with a code names the device as it calls itself on this screen', () => {
  const trouble = errorInfo('pairing.code_wrong', { name: 'x', triesLeft: 1 });
  expect(wrongWords(strings, pairing('p'), trouble)).toContain('1 try left.');
});

describe('“Receive from nearby”', () => {
  const half = offer('1', { stage: 'stopped', device: { id: idOf('2'), name: 'b', isPaired: true } });
  const near = tables({
    nearby: [
      nearbyDevice('1', { name: 'a', waitsWithCode: true }),
      nearbyDevice('2', { name: 'b', isPaired: true }),
      nearbyDevice('3'),
    ],
  });
  const shown = (changes: Partial<State>, languages: readonly string[] = ['en']) =>
    inLanguage(languages, <ReceiveBody bridge={bridge} state={stateOf(changes)} onClose={() => undefined} />);

  test('lists who waits with a code, and who has something unfinished', () => {
    const { waiting, unfinished } = sendersOf({ ...near, transfers: byId([half]) });
    expect([waiting, unfinished].map((rows) => rows.map(({ name }) => name))).toEqual([['a'], ['b']]);
  });

  test('says what to do while nobody waits', () => {
    expect(english(shown({}))).toContain('Nobody waits with a code yet');
  });

  test('has a switch only where there is something to turn on', () => {
    const { self } = sampleState({ self: { visibility: { mode: 'paired' } } });
    expect(shown({ self })).toContain('role="switch"');
    expect(shown({})).not.toContain('role="switch"');
  });

  test('has no word of its own', () => {
    expect(untranslated(shown({ ...near, transfers: byId([half]) }, PSEUDO))).toEqual([]);
    expect(untranslated(shown({}, PSEUDO))).toEqual([]);
  });
});

describe('a device’s own page', () => {
  const changed = errorInfo('device.identity_changed', { name: 'Studio PC' });
  const known = {
    ...tables({
      devices: [knownDevice('1', { isAlwaysAccepted: true, receivesInto: 'Inbox', unaskedBytesToday: 5 })],
      nearby: [nearbyDevice('1', { isPaired: true }), nearbyDevice('2', { mark: 'namedAsPaired' })],
    }),
    transfers: byId([
      offer('1', { stage: 'failed', direction: 'send', trouble: changed, names: ['trip.zip'], endedAt: 2 }),
    ]),
  };
  const shown = (changes: Partial<State>, languages: readonly string[] = ['en']) =>
    inLanguage(
      languages,
      <DeviceScreen
        bridge={bridge}
        state={stateOf(changes)}
        id={idOf('1')}
        platform="linux"
        onBack={() => undefined}
        onPairAgain={async () => null}
      />,
    );

  test('says what is known of it, and what it may do', () => {
    const words = english(shown(known));
    for (const word of ['Desktop computer', 'Paired · here', '1234', 'Compare pictures', 'Inbox', 'Forget'])
      expect(words).toContain(word);
  });

  test('warns where another device answered in its place, until something has come through to it again', () => {
    const words = english(shown(known));
    expect(words).toContain('This isn’t the Studio PC you paired');
    expect(words).toContain('Pair again');
    const later = offer('2', { stage: 'done', direction: 'send', startedAt: 3, endedAt: 4 });
    const transfers = { ...known.transfers, [later.id]: later };
    expect(english(shown({ ...known, transfers }))).not.toContain('Pair again');
    expect(alarmedDevices(known.transfers)).toEqual([idOf('1')]);
    expect(alarmedDevices(transfers)).toEqual([]);
  });

  test('of a stranger offers to pair, and nothing else', () => {
    const words = english(shown(tables({ nearby: [nearbyDevice('1')] })));
    expect(words).toContain('Pair');
    expect(words).not.toContain('Forget');
  });

  test('says that it is gone', () => {
    expect(english(shown({}))).toContain('This device is no longer in the list');
  });

  test('has no word of its own', () => {
    const html = shown(known, PSEUDO);
    // When it was is written as its language does.
    expect(untranslated(html).filter((text) => !/1970/.test(text))).toEqual([]);
    expect(untranslated(shown(tables({ nearby: [nearbyDevice('1')] }), PSEUDO))).toEqual([]);
  });
});

describe('pairing anew with what has a device’s place now', () => {
  const replaced = { id: idOf('1'), name: 'Studio PC' };
  const near = (...nearby: readonly NearbyDevice[]) =>
    stateOf(tables({ devices: [knownDevice('1'), knownDevice('8', { name: 'Attic' })], nearby }));
  const named = nearbyDevice('2', { mark: 'namedAsPaired' });
  const alike = nearbyDevice('4', { name: 'Studio-PC', mark: 'namedAsPaired' });

  test.each([
    ['nobody, where nobody bears its name', [nearbyDevice('2', { name: 'Elsewhere' })], [], false],
    ['the one that bears its name', [named, nearbyDevice('5', { name: 'Attic', mark: 'namedAsPaired' })], ['2'], true],
    ['no device that is gone, or is paired', [nearbyDevice('2', { isHere: false }), nearbyDevice('8')], [], false],
    ['one of two, which nobody guesses', [nearbyDevice('3', { mark: 'namedAsPaired' }), named], ['2', '3'], false],
    ['one whose name is only like it, if its person says so', [alike], ['4'], false],
    ['neither of two, of which one only looks like it, unasked', [named, alike], ['2', '4'], false],
  ] as const)('is %s', (_whom, nearby, ids, isSure) => {
    const found = pairedAnew(near(...nearby), replaced);
    expect({ ids: found.among.map(({ id }) => id), isSure: found.isSure }).toEqual({ ids: ids.map(idOf), isSure });
  });

  test('goes by the name of a device that was forgotten meanwhile', () => {
    const state = stateOf(tables({ nearby: [nearbyDevice('2')] }));
    expect(pairedAnew(state, replaced).among.map(({ id }) => id)).toEqual([idOf('2')]);
  });

  const two = near(named, nearbyDevice('3', { mark: 'namedAsPaired', kind: 'laptop' }));
  const sheet = (languages: readonly string[], state = two) =>
    inLanguage(
      languages,
      <PairAgainBody bridge={bridge} state={state} replaced={replaced} onLeave={() => undefined} />,
    );

  test('says how many there are, and offers each and a code of its own', () => {
    const words = english(sheet(['en']));
    expect(words.join(' ')).toContain('2 devices nearby are called Studio PC, or almost so');
    for (const word of ['Desktop computer', 'Laptop', 'Pair with Studio PC, 1 of 2', 'Pair with Studio PC, 2 of 2'])
      expect(words).toContain(word);
    expect(words).toContain('Show a code here instead');
  });

  test('says nothing of devices once none is near any more', () => {
    const words = english(sheet(['en'], near()));
    expect(words.join(' ')).not.toContain('nearby');
    expect(words).toContain('Show a code here instead');
  });

  test('has no word of its own', () => {
    expect(untranslated(sheet(PSEUDO))).toEqual([]);
  });
});

describe('Settings', () => {
  const rows = (changes: Partial<State>, languages: readonly string[] = ['en']) =>
    inLanguage(
      languages,
      <>
        <AlwaysAcceptedRows bridge={bridge} state={stateOf(changes)} />
        <TransferSettings bridge={bridge} state={stateOf(changes)} platform="linux" />
      </>,
    );

  test('list each paired device with a switch, and the day’s most', () => {
    const html = rows(tables({ devices: [knownDevice('1', { isAlwaysAccepted: true })] }));
    expect(english(html)).toContain('Always accept from Studio PC');
    expect(english(html)).toContain('20 GB a day');
  });

  test('keep a speed that isn’t in the list', () => {
    const html = rows({ settings: sampleState({ settings: { sendLimit: 2_500_000 } }).settings });
    expect(english(html)).toContain('2.5 MB a second');
  });

  test('say until when everything is paused', () => {
    const { self } = sampleState({ self: { visibility: { mode: 'nobody', until: Date.now() } } });
    expect(english(rows({ self })).join(' ')).toMatch(/Paused until \d\d:\d\d/);
    expect(english(rows({ self }))).toContain('Go on now');
  });

  test('have no word of their own', () => {
    expect(untranslated(rows(tables({ devices: [knownDevice('1')] }), PSEUDO))).toEqual([]);
    expect(untranslated(rows({}, PSEUDO))).toEqual([]);
  });
});
