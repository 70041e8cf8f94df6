// Devices that have LocalSend and no Ferry, as the window shows them: what they are worth is said, and what can't be done
// with them isn't offered.
import { describe, expect, test } from 'vitest';
import { errorInfo } from '../../../src/contract/errors.ts';
import { DEFAULT_SETTINGS, isSettingValue, withoutSecrets } from '../../../src/contract/settings.ts';
import type { State } from '../../../src/contract/state.ts';
import { shownSettings } from '../../../src/contract/state.ts';
import type { ShownTransfer } from '../../../src/contract/transfers.ts';
import { isGuestPin, TRANSFER_STAGES } from '../../../src/contract/transfers.ts';
import { pairedAnew } from '../../../src/renderer/device-view.ts';
import { Compared, CompareGuest } from '../../../src/renderer/parts/compare-guest.tsx';
import { GuestPinSheet, GuestPinSheets } from '../../../src/renderer/parts/guest-pin-sheet.tsx';
import { IncomingCards } from '../../../src/renderer/parts/incoming-cards.tsx';
import { LocalSendPictures } from '../../../src/renderer/parts/localsend-pictures.tsx';
import { saidOf } from '../../../src/renderer/parts/offer-card.tsx';
import { PinSheet } from '../../../src/renderer/parts/pin-sheet.tsx';
import { DeviceScreen } from '../../../src/renderer/screens/device.tsx';
import { Settings } from '../../../src/renderer/screens/settings.tsx';
import { Transfer } from '../../../src/renderer/screens/transfer.tsx';
import { actionsOf, createPaces, transferView } from '../../../src/renderer/transfer-view.ts';
import { stringsFor } from '../../../src/strings/index.ts';
import { localSendPictures } from '../../../src/strings/localsend-pictures.ts';
import { createFakeBridge, FACTS, sampleState } from './fake-bridge.ts';
import { byId, offer } from './meeting-samples.ts';
import { idOf, knownDevice, nearbyDevice, tables } from './nearby-samples.ts';
import { shownNearby } from './shown-nearby.tsx';
import { inLanguage, PSEUDO, untranslatedBut, wordsOf } from './shown-words.tsx';
import { shownTransfer } from './transfer-samples.ts';

const bridge = createFakeBridge();
const nothing = () => undefined;
const strings = stringsFor('en', []);
const english = (html: string) => wordsOf(html).map((text) => text.replaceAll(/[\u2066-\u2069]/g, ''));
const untranslated = untranslatedBut([
  'Phone',
  'Studio PC',
  '1234',
  'Calm Harbour',
  'a.jpg',
  'b.jpg',
  'c.jpg',
  'd.jpg',
  'e.jpg',
]);
const { meaning, standing } = strings.localSend;

const phone = nearbyDevice('2', { name: 'Phone', kind: 'phone', via: 'localSend' });
const plain = { ...phone, isPlain: true as const };
const known = knownDevice('2', { name: 'Phone', kind: 'phone', via: 'localSend' });
const stateOf = (of: Parameters<typeof tables>[0], more: Partial<State> = {}): State => ({
  ...sampleState(),
  ...tables(of),
  ...more,
});

const page = (state: State, languages: readonly string[] = ['en']) =>
  inLanguage(
    languages,
    <DeviceScreen
      bridge={bridge}
      state={state}
      id={idOf('2')}
      platform="linux"
      onBack={nothing}
      onPairAgain={async () => null}
    />,
  );

const cards = (state: State, languages: readonly string[] = ['en']) =>
  inLanguage(languages, <IncomingCards bridge={bridge} state={state} platform="linux" />);

const asked = (changes: Partial<ShownTransfer> = {}) =>
  offer('5', { device: { id: idOf('2'), name: 'Phone', isPaired: false }, via: 'localSend', ...changes });

describe('in the list of devices', () => {
  test('one has its mark, and says that nobody has verified it', () => {
    const html = shownNearby(stateOf({ nearby: [phone] }));
    expect(english(html)).toContain('LocalSend');
    expect(english(html)).toContain(standing.encrypted);
    expect(html).toContain(`aria-label="Phone, LocalSend, ${standing.encrypted}"`);
    expect(english(html)).not.toContain('New');
  });

  test('one without encryption says what that means', () => {
    const html = shownNearby(stateOf({ nearby: [plain] }));
    expect(english(html)).toContain(standing.plain);
    expect(english(html)).toContain(meaning.plain);
    expect(html).toMatch(/aria-describedby="[^"]*-plain"/);
  });

  test('one that was compared stands like any that is paired', () => {
    const html = shownNearby(stateOf({ devices: [known], nearby: [{ ...phone, isPaired: true }] }));
    expect(english(html)).toContain('Paired · here');
    expect(html).toContain(`title="${meaning.verified}"`);
  });

  test('nothing waits for one that is away', () => {
    const away = { ...phone, isPaired: true, isHere: false };
    const words = english(shownNearby(stateOf({ devices: [known], nearby: [away] })));
    expect(words).toContain('Offline');
    expect(words).not.toContain('Send to Phone');
    expect(english(shownNearby(stateOf({ nearby: [phone] })))).toContain('Send to Phone');
  });

  test('no code is promised where names are alike, but on the one that has Ferry', () => {
    const twins = [nearbyDevice('1', { name: 'Phone', mark: 'twin' }), { ...phone, mark: 'twin' as const }];
    const words = english(shownNearby(stateOf({ nearby: twins })));
    expect(words).toContain('2 devices call themselves Phone. The right one will show you the code.');
    expect(words).toContain('2 devices call themselves Phone. Nothing proves which one is yours.');
  });

  test.each(['device.identity_changed'] as const)('%s leads to no code', (code) => {
    const failed = shownTransfer('7', 'failed', {
      device: { id: idOf('2'), name: 'Phone', isPaired: true },
      via: 'localSend',
      trouble: errorInfo(code, { name: 'Phone' }),
    });
    const state = stateOf(
      { devices: [known], nearby: [{ ...phone, isPaired: true, isHere: false }] },
      { transfers: byId([failed]) },
    );
    for (const html of [shownNearby(state), page(state)]) {
      expect(english(html)).toContain('This isn’t the Phone you paired');
      expect(english(html)).not.toContain('Pair again');
    }
  });

  test.each([
    ['encrypted', stateOf({ nearby: [phone, { ...nearbyDevice('3', { name: 'Phone' }), mark: 'twin' }] })],
    ['plain', stateOf({ nearby: [{ ...plain, mark: 'twin' }] })],
    ['compared', stateOf({ devices: [known], nearby: [{ ...phone, isPaired: true }] })],
  ])('%s, it has no word of its own', (_what, state) => {
    expect(untranslated(shownNearby(state, PSEUDO))).toEqual([]);
    expect(untranslated(page(state, PSEUDO))).toEqual([]);
  });
});

describe('on its own page', () => {
  test('a new one is compared, and never asked for a code', () => {
    const words = english(page(stateOf({ nearby: [phone] })));
    expect(words).toContain(meaning.encrypted);
    expect(words).toContain('Compare');
    for (const word of ['Pair', 'Compare pictures', strings.aboutDevice.pairHint]) expect(words).not.toContain(word);
  });

  test('one without encryption can’t be compared', () => {
    const words = english(page(stateOf({ nearby: [plain] })));
    expect(words).toContain(meaning.plain);
    expect(words).toContain(strings.localSend.noPairing);
    for (const word of ['Pair', 'Compare']) expect(words).not.toContain(word);
  });

  test('a paired one is renamed, always accepted and forgotten, and has no pictures', () => {
    const words = english(page(stateOf({ devices: [known], nearby: [{ ...phone, isPaired: true }] })));
    for (const word of ['What you call it', 'Always accept from this device', 'Forget', strings.localSend.forgetHint])
      expect(words).toContain(word);
    for (const word of ['Pair', 'Compare', 'Compare pictures', strings.aboutDevice.forgetHint])
      expect(words).not.toContain(word);
  });

  test('what to compare is asked for, and its question has no word of its own', () => {
    const html = inLanguage(PSEUDO, <CompareGuest bridge={bridge} id={idOf('2')} device="Phone" onLeave={nothing} />);
    expect(untranslated(html)).toEqual([]);
  });

  test('pictures come first where its app has them, and the text is a press away', () => {
    const shown = <Compared of={{ text: '1234', pictures: [0, 259] }} />;
    const words = wordsOf(inLanguage(['en'], shown));
    for (const word of [strings.localSend.comparePicturesMore, 'Pictures', 'Text']) expect(words).toContain(word);
    expect(words).not.toContain('1234');
    expect(untranslated(inLanguage(PSEUDO, shown))).toEqual([]);
  });

  test('an app that is older than they are has the text alone, which is said', () => {
    const shown = <Compared of={{ text: '1234', pictures: null }} />;
    expect(wordsOf(inLanguage(['en'], shown))).toEqual([strings.localSend.compareOld, '1234']);
    expect(untranslated(inLanguage(PSEUDO, shown))).toEqual([]);
  });

  test.each(['en', 'he'] as const)('the pictures begin at the left in %s, each by its name', (language) => {
    const html = inLanguage([language], <LocalSendPictures pictures={[0, 259]} />);
    expect(html).toMatch(/^<ol [^>]*dir="ltr"/);
    const names = [...html.matchAll(/<svg[^>]* role="img" aria-label="([^"]+)"/g)].map(([, name]) => name);
    expect(names).toEqual([0, 259].map((number) => localSendPictures(language)[number]?.name));
    expect(html.match(/<path d="M/g)).toHaveLength(2);
  });

  test('it takes nobody’s place who was paired by a code', () => {
    const lost = { id: idOf('1'), name: 'Phone' };
    const state = stateOf({
      devices: [knownDevice('1', { name: 'Phone' })],
      nearby: [{ ...phone, mark: 'namedAsPaired' }],
    });
    expect(pairedAnew(state, lost)).toEqual({ among: [], isSure: false });
  });
});

describe('its offer', () => {
  const state = (changes: Partial<ShownTransfer> = {}, of: Parameters<typeof tables>[0] = { nearby: [phone] }) =>
    stateOf(of, { transfers: byId([asked(changes)]) });

  test('says by which way it comes, and that nothing proves from whom', () => {
    const words = english(cards(state()));
    expect(words).toContain('LocalSend');
    expect(words).toContain(meaning.encrypted);
    for (const word of ['New, proven by code', 'Paired', 'Always accept from this device'])
      expect(words).not.toContain(word);
    expect(saidOf(strings, asked()).replaceAll(/[\u2066-\u2069]/g, '')).toBe(
      'Phone (LocalSend) wants to send: 12 photos · 48 MB',
    );
  });

  test('says so where it isn’t even encrypted', () => {
    expect(english(cards(state({ isPlain: true })))).toContain(meaning.plain);
  });

  test('of one that was compared says that, and can be accepted always', () => {
    const device = { id: idOf('2'), name: 'Phone', isPaired: true };
    const words = english(cards(state({ device }, { devices: [known] })));
    expect(words).toContain(meaning.verified);
    expect(words).toContain('Always accept from this device');
  });

  test.each([
    ['of one known here', { devices: [knownDevice('1', { name: 'Phone' })] }, true],
    ['like that of a paired one', { nearby: [{ ...phone, mark: 'namedAsPaired' as const }] }, true],
    ['of its own', { devices: [knownDevice('1')], nearby: [phone] }, false],
    ['that it was given when it was paired', { devices: [known] }, false],
  ])('under a name %s is marked: %#', (_what, of, isMarked) => {
    const mark = 'Calls itself Phone, but isn’t the one you paired';
    expect(english(cards(state({}, of))).includes(mark)).toBe(isMarked);
  });

  test('has no word of its own', () => {
    const all = { devices: [knownDevice('1', { name: 'Phone' })] };
    for (const changes of [{}, { isPlain: true as const }])
      expect(untranslated(cards(state(changes, all), PSEUDO))).toEqual([]);
  });
});

describe('what goes by it', () => {
  const row = (stage: ShownTransfer['stage'], changes: Partial<ShownTransfer> = {}) =>
    shownTransfer('4', stage, {
      direction: 'receive',
      device: { id: idOf('2'), name: 'Phone', isPaired: false },
      via: 'localSend',
      ...changes,
    });

  test.each(TRANSFER_STAGES)('while it is %s offers no pause, no going on and no code', (stage) => {
    const trouble = errorInfo('device.identity_changed', { name: 'Phone' });
    for (const direction of ['send', 'receive'] as const)
      for (const one of [row(stage, { direction }), row(stage, { direction, trouble })])
        for (const action of ['pause', 'resume', 'showCode', 'pairAgain'] as const)
          expect(actionsOf(one)).not.toContain(action);
  });

  test('waits for a PIN that its person types, and says so', () => {
    const one = row('waitingForPin', { direction: 'send' });
    const view = transferView(strings, one, { percent: 0, movingSince: null }, 0);
    expect(view.status.replaceAll(/[\u2066-\u2069]/g, '')).toBe('Phone (LocalSend) asks for its PIN');
    expect([view.percent, view.next, view.actions]).toEqual([null, null, ['cancel']]);
  });

  test('can be canceled while it moves', () => {
    expect(actionsOf(row('moving'))).toEqual(['cancel']);
    expect(actionsOf(shownTransfer('4', 'moving'))).toEqual(['pause', 'cancel']);
  });

  test('says so in its row, also in the history, and doesn’t claim to be verified', () => {
    const done = row('done', { into: 'Inbox', activeMs: 5000 });
    const view = transferView(strings, done, { percent: 100, movingSince: null }, 0);
    expect(view.whom.replaceAll(/[\u2066-\u2069]/g, '')).toBe('from Phone (LocalSend)');
    expect(view.status).not.toContain('verified');
    const { via: _via, ...ours } = done;
    expect(transferView(strings, ours, { percent: 100, movingSince: null }, 0).status).toContain('verified');
  });

  test('has its way among its details', () => {
    const html = (of: ShownTransfer) =>
      english(
        inLanguage(
          ['en'],
          <Transfer
            bridge={bridge}
            row={of}
            paces={createPaces()}
            onRead={nothing}
            onPairAgain={async () => null}
            onBack={nothing}
          />,
        ),
      );
    expect(html(row('done'))).toContain(`LocalSend · ${standing.encrypted}`);
    expect(html(row('done', { isPlain: true }))).toContain(`LocalSend · ${standing.plain}`);
    expect(html(shownTransfer('4', 'done'))).not.toContain('Way');
  });
});

describe('its settings', () => {
  const settings = (changes: Partial<State['settings']> = {}, languages: readonly string[] = ['en']) =>
    inLanguage(
      languages,
      <Settings bridge={bridge} state={sampleState({ settings: changes })} facts={FACTS} onBack={nothing} />,
    );

  test('say what being on means, and have the rest only then', () => {
    const words = english(settings());
    for (const word of [strings.localSend.useHint, 'Advanced', 'Set…', 'None is asked for.'])
      expect(words).toContain(word);
    expect(english(settings({ localSend: false }))).not.toContain('Advanced');
  });

  test('say that there is a PIN, and never which', () => {
    const words = english(settings({ hasLocalSendPin: true }));
    for (const word of ['Whoever sends types it first.', 'Change…', 'Remove']) expect(words).toContain(word);
    const all = { ...DEFAULT_SETTINGS, localSendPin: '471193' };
    for (const shown of [shownSettings(all), withoutSecrets(all)]) {
      expect(JSON.stringify(shown)).not.toContain('471193');
      expect(shown.hasLocalSendPin).toBe(true);
    }
  });

  test('compare both ways', () => {
    const words = english(settings());
    for (const word of ['Ferry', 'Post-quantum', 'By a code, or by pairing', 'Once you compare'])
      expect(words).toContain(word);
  });

  test.each([{}, { hasLocalSendPin: true }, { localSend: false }])('%j have no word of their own', (changes) => {
    const html = settings(changes, PSEUDO);
    const languages = ['English', 'Deutsch', 'עברית', '53317', '224.0.0.167'];
    expect(untranslated(html).filter((text) => !languages.includes(text))).toEqual([]);
  });

  test('the question for a PIN has no word of its own', () => {
    const html = inLanguage(PSEUDO, <PinSheet onSave={async () => null} onLeave={nothing} />);
    expect(untranslated(html)).toEqual([]);
  });

  test.each([
    ['1234', true],
    ['ab12-🔑', true],
    ['x'.repeat(32), true],
    ['123', false],
    ['x'.repeat(33), false],
    ['12 34', false],
    ['1234\n', false],
    ['12\u00a034', false],
    ['12\u200b34', false],
    ['\u202e1234', false],
    ['12\u000034', false],
  ])('a PIN %j: %s', (pin, isFit) => {
    expect(isSettingValue('localSendPin', pin)).toBe(isFit);
  });
});

describe('the PIN of another device', () => {
  const rowOf = (digit: string, changes: Partial<ShownTransfer> = {}) =>
    shownTransfer(digit, 'waitingForPin', {
      device: { id: idOf('2'), name: 'Phone', isPaired: false },
      via: 'localSend',
      ...changes,
    });
  const sheets = (rows: readonly ShownTransfer[], languages: readonly string[] = ['en']) =>
    inLanguage(languages, <GuestPinSheets bridge={bridge} transfers={byId(rows)} />);
  const wrong = errorInfo('transfer.pin_wrong', { name: 'Phone', count: 2 });

  test('is asked for where its device does, by its name, and nowhere else', () => {
    expect(english(sheets([rowOf('1')]))).toContain('Type the PIN of Phone');
    expect(sheets([rowOf('1', { stage: 'waitingForAnswer' }), rowOf('2', { stage: 'failed' })])).toBe('');
  });

  test('is asked for one at a time, of the first that began first', () => {
    const [early, late] = [
      { startedAt: 1 },
      { startedAt: 2, device: { id: idOf('3'), name: 'Tablet', isPaired: false } },
    ];
    const words = english(sheets([rowOf('1', late), rowOf('2', early)]));
    expect([words.includes('Type the PIN of Phone'), words.includes('Type the PIN of Tablet')]).toEqual([true, false]);
  });

  test('says before it is typed that whoever listens hears it, where that is so', () => {
    const warning = strings.localSend.pinInPlain;
    const html = sheets([rowOf('1', { isPlain: true })]);
    expect(english(html)).toContain(warning);
    expect(html).toMatch(/<input[^>]* aria-describedby="[^" ]*-plain"/);
    expect(english(sheets([rowOf('1')]))).not.toContain(warning);
  });

  test('says that the last one was wrong, at its field', () => {
    const html = sheets([rowOf('1', { trouble: wrong })]);
    expect(english(html)).toContain('That isn’t the PIN of Phone');
    expect(html).toMatch(/<input[^>]* aria-invalid="true"[^>]* aria-describedby="[^" ]*-problem"/);
    expect(sheets([rowOf('1')])).toMatch(/<input[^>]* aria-invalid="false"/);
  });

  test('says nothing else while its device is asked with it', () => {
    const html = (languages: readonly string[]) =>
      inLanguage(
        languages,
        <GuestPinSheet bridge={bridge} row={rowOf('1', { stage: 'waitingForAnswer' })} onTyped={nothing} />,
      );
    expect(english(html(['en']))).toContain('Asking Phone…');
    expect(html(['en'])).toMatch(/<input[^>]* readOnly=""/);
    expect(untranslated(html(PSEUDO))).toEqual([]);
  });

  test('has no word of its own', () => {
    expect(untranslated(sheets([rowOf('1', { isPlain: true, trouble: wrong })], PSEUDO))).toEqual([]);
  });

  test.each([
    ['0', true],
    ['4711', true],
    ['two words', true],
    ['x'.repeat(64), true],
    ['', false],
    ['x'.repeat(65), false],
    ['47\u200b11', false],
    ['4711\n', false],
    ['\ud800', false],
  ])('%j can be one: %s', (pin, isFit) => {
    expect(isGuestPin(pin)).toBe(isFit);
  });
});
