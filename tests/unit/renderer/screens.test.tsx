// Every screen as text: all of its words come from src/strings, in every language, and names stay what they are.
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { errorInfo } from '../../../src/contract/errors.ts';
import type { State } from '../../../src/contract/state.ts';
import type { ShellFacts } from '../../../src/contract/window.ts';
import { App, Ready } from '../../../src/renderer/app.tsx';
import { CloseSheet } from '../../../src/renderer/parts/close-sheet.tsx';
import { Settings } from '../../../src/renderer/screens/settings.tsx';
import type { View } from '../../../src/renderer/store.ts';
import { LANGUAGE_NAMES, stringsFor } from '../../../src/strings/index.ts';
import { createFakeBridge, FACTS, sampleState } from './fake-bridge.ts';
import { inLanguage, PSEUDO, untranslatedBut, wordsOf } from './shown-words.tsx';

const bridge = createFakeBridge();
const UNTIL = new Date(2030, 0, 1, 14, 2).getTime();

const NOTICES = {
  n1: { id: 'n1', at: 1, error: errorInfo('settings.damaged', { keptAs: 'old.json', keys: 'language' }) },
  n2: { id: 'n2', at: 2, error: errorInfo('data.damaged', { keptAs: 'newer.json' }) },
  n3: { id: 'n3', at: 0, error: errorInfo('internal', { note: 'TypeError: no such boat' }) },
};

const STATES: Readonly<Record<string, State>> = {
  'visible to everyone': sampleState(),
  'visible for a while': sampleState({ self: { visibility: { mode: 'everyone', until: UNTIL } } }),
  'visible to paired devices': sampleState({ self: { visibility: { mode: 'paired' } } }),
  'visible to nobody': sampleState({ self: { visibility: { mode: 'nobody', until: null } } }),
  'without a network': sampleState({ self: { network: 'none' } }),
  'with messages': { ...sampleState(), notices: NOTICES },
  'at the first run': sampleState({ settings: { welcomed: false }, self: { receivesInto: 'Inbox' } }),
};

const app = (state: State, facts: Partial<ShellFacts> = {}) =>
  renderToStaticMarkup(<Ready bridge={bridge} facts={{ ...FACTS, ...facts }} state={state} />);

const settingsScreen = (state: State) => (
  <Settings bridge={bridge} state={state} facts={FACTS} onBack={() => undefined} />
);

const closeSheet = (hasTray: boolean) => <CloseSheet hasTray={hasTray} platform="macos" onAnswer={() => undefined} />;

const untranslated = untranslatedBut([
  'Calm Harbour',
  'Inbox',
  'internal: TypeError: no such boat',
  ...Object.values(LANGUAGE_NAMES),
]);

test('starting with the computer is left out where the system can’t be told', () => {
  const label = stringsFor('en', []).settings.startWithComputer;
  const shown = (facts: Partial<ShellFacts>) => [
    app(sampleState({ settings: { welcomed: false } }), facts),
    app(sampleState(), { ...facts, screen: 'settings' }),
  ];
  for (const html of shown({})) expect(wordsOf(html)).toContain(label);
  for (const html of shown({ canStartWithComputer: false })) expect(wordsOf(html)).not.toContain(label);
});

describe.each(Object.entries(STATES))('the window %s', (_name, state) => {
  test('has no word of its own', () => {
    const html = app(state, { languages: PSEUDO, isStandIn: true, platform: 'windows' });
    expect(wordsOf(html).length).toBeGreaterThan(3);
    expect(untranslated(html)).toEqual([]);
  });

  test.each([
    ['de', stringsFor('de', [])],
    ['he', stringsFor('he', [])],
  ])('speaks %s', (language, strings) => {
    const html = app(state, { languages: [language] });
    const title = state.settings.welcomed ? strings.home.title : strings.firstRun.title;
    expect(wordsOf(html)).toContain(title);
  });

  test('has one main with one heading that can take the focus', () => {
    const html = app(state);
    expect(html.match(/<main /g)).toHaveLength(1);
    expect(html.match(/<h1 [^>]*tabindex="-1"/g)).toHaveLength(1);
    expect(html).toContain(`data-screen="${state.settings.welcomed ? 'home' : 'first-run'}"`);
  });

  test('says every id once, and points only at ids that are there', () => {
    const html = app(state);
    const ids = [...html.matchAll(/ id="([^"]*)"/g)].map((match) => match[1] ?? '');
    expect(new Set(ids).size).toBe(ids.length);
    const asked = [...html.matchAll(/ (?:for|aria-labelledby|aria-describedby)="([^"]*)"/g)];
    for (const [, list] of asked) for (const id of (list ?? '').split(' ')) expect(ids).toContain(id);
  });

  test('has no inline style, which the page’s policy would drop', () => {
    expect(app(state)).not.toMatch(/ style=/);
  });
});

describe('before the state is known', () => {
  const start = (view: View) => {
    const store = { start() {}, stop() {}, subscribe: () => () => undefined, getView: () => view };
    return renderToStaticMarkup(<App bridge={bridge} store={store} />);
  };

  test('says that it is busy', () => {
    expect(start({ phase: 'loading' })).toContain('aria-busy="true"');
  });

  test('says what went wrong, and offers to try again', () => {
    const words = wordsOf(start({ phase: 'failed', error: errorInfo('internal', { note: 'no answer' }) }));
    for (const word of [
      'Something went wrong on our side',
      'Try again',
      'Details',
      'internal: no answer',
      'Copy details',
    ])
      expect(words).toContain(word);
    expect(wordsOf(start({ phase: 'failed', error: errorInfo('internal', { note: '' }) }))).not.toContain('Details');
  });
});

describe('home', () => {
  test.each([
    ['visible to everyone', 'Visible here', 'Looking for devices on this network…'],
    ['visible to paired devices', 'Only paired devices', 'New devices can’t see you.'],
    ['visible to nobody', 'Not visible', 'This device is set to be visible to nobody.'],
    ['without a network', 'No network', 'You’re not connected to a network.'],
  ])('%s says so', (name, word, sentence) => {
    const words = wordsOf(app(STATES[name] ?? sampleState()));
    expect(words).toContain(word);
    expect(words).toContain(sentence);
    expect(words).toContain(`Who can see this device: ${word}`);
  });

  test('says until when everyone can see this device', () => {
    const html = app(STATES['visible for a while'] ?? sampleState());
    expect(wordsOf(html)).toContain(stringsFor('en', []).visibility.everyoneUntil(UNTIL));
  });

  test('shows messages, newest first', () => {
    const html = app(STATES['with messages'] ?? sampleState());
    expect(html.indexOf('newer.json')).toBeGreaterThan(-1);
    expect(html.indexOf('newer.json')).toBeLessThan(html.indexOf('old.json'));
  });

  test('sets names apart and shows what they hide', () => {
    const html = app(sampleState({ self: { name: 'a\u202egpj.exe' } }));
    expect(html).toContain('<bdi>a&lt;U+202E&gt;gpj.exe</bdi>');
    expect(html).not.toContain('\u202e');
  });
});

describe('first run', () => {
  const firstRun = STATES['at the first run'] ?? sampleState();
  const prompt = stringsFor('en', []).firstRun.networkPrompt;

  test.each([
    ['macos', true],
    ['windows', true],
    ['linux', false],
  ] as const)('on %s the system’s question is announced: %s', (platform, isSaid) => {
    expect(wordsOf(app(firstRun, { platform })).includes(prompt)).toBe(isSaid);
  });

  test('offers the name it has and does not start with the computer by itself', () => {
    const html = app(firstRun);
    expect(html).toContain('value="Calm Harbour"');
    expect(html).not.toContain('checked');
  });
});

describe('settings', () => {
  test.each([
    ['Downloads', null],
    ['a folder', 'Inbox'],
  ])('receiving into %s has no word of its own', (_name, receivesInto) => {
    const html = inLanguage(PSEUDO, settingsScreen(sampleState({ self: { receivesInto } })));
    expect(untranslated(html)).toEqual([]);
    expect(html).toContain('data-screen="settings"');
  });

  test('speaks Hebrew', () => {
    const html = inLanguage(['he'], settingsScreen(sampleState()));
    expect(wordsOf(html)).toContain(stringsFor('he', []).settings.title);
  });

  test('offers Downloads only where another folder is in use', () => {
    const words = (receivesInto: string | null) =>
      wordsOf(inLanguage(['en'], settingsScreen(sampleState({ self: { receivesInto } }))));
    expect(words(null)).not.toContain('Use Downloads');
    expect(words('Inbox')).toContain('Use Downloads');
  });
});

describe('the question on closing', () => {
  test.each([true, false])('with a tray: %s, has no word of its own', (hasTray) => {
    expect(untranslated(inLanguage(PSEUDO, closeSheet(hasTray)))).toEqual([]);
  });

  test('names the menu bar on macOS', () => {
    expect(wordsOf(inLanguage(['en'], closeSheet(true)))).toContain(stringsFor('en', []).closing.menuBarTitle);
  });
});
