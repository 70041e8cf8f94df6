// The words of every language, held against English: nothing missing, nothing left untranslated, the wording rules of
// SCREENS.md kept, and in Hebrew nothing that a right-to-left line would scramble.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { errorInfo } from '../../../src/contract/errors.ts';
import { de } from '../../../src/strings/de.ts';
import { en } from '../../../src/strings/en.ts';
import { formatFor, isolate, isolateLtr } from '../../../src/strings/format.ts';
import { he } from '../../../src/strings/he.ts';
import { errorText, stringsFor } from '../../../src/strings/index.ts';
import { pseudo } from '../../../src/strings/pseudo.ts';
import { ERROR_CODES, errorsOf, errorTexts } from './error-samples.ts';
import { AT, pathsWhere, shape, texts } from './every-text.ts';

const LANGUAGES = { en, de, he };
const TRANSLATIONS = { de, he };

/** What a sentence leaves to the button "Details". */
const NOT_IN_SENTENCE = new Set(['internal.note', 'device.unreachable.via']);

describe.each(Object.entries(TRANSLATIONS))('%s beside English', (name, strings) => {
  test('has exactly the keys of English', () => {
    expect(shape(strings)).toEqual(shape(en));
  });

  test('says nothing in English', () => {
    // Names, the product's version line, and values that are shown as they are typed on the command line.
    const same = ['common.appName', 'localSend.mark', 'cli.yes', 'cli.no', 'cli.default'];
    // German has these words too; "Downloads" is the folder's name there.
    if (name === 'de')
      same.push('common.details', 'settings.downloads', 'settings.version', 'cli.code', 'cli.deviceAway');
    if (name === 'de') same.push('localSend.named', 'localSend.pin', 'localSend.browser', 'localSend.byText');
    if (name === 'de') same.push('meeting.code', 'meeting.field', 'identity.name', 'identity.id');
    if (name === 'de') same.push(...['laptop', 'tablet', 'server'].map((kind) => `aboutDevice.kinds.${kind}`));
    if (name === 'de') same.push('page.pin', 'pages.pin');
    if (name === 'he') same.push('transfer.percent');
    const english = texts(en);
    const untranslated = [...texts(strings)].filter(([path, text]) => english.get(path) === text);
    expect(untranslated.map(([path]) => path).sort()).toEqual(same.sort());
  });

  test('is named by its own locale', () => {
    expect(strings.locale).toBe(name);
    expect(strings.direction).toBe(name === 'he' ? 'rtl' : 'ltr');
  });
});

describe.each(Object.entries(LANGUAGES))('the wording of %s', (_name, strings) => {
  test('has no empty text and no exclamation mark', () => {
    expect(pathsWhere(strings, (text) => text.trim() === '' || /[!¡！]/.test(text))).toEqual([]);
  });

  test('leaves no gap, no undefined and no straight double quote', () => {
    const sloppy = /undefined|\[object|NaN|"| {2}|^ | $|\.\.\./;
    expect(pathsWhere(strings, (text) => sloppy.test(text))).toEqual([]);
  });

  test('neither begs nor boasts in errors', () => {
    const words = /successful|please|sorry|erfolgreich|\bbitte\b|leider|בבקשה|בהצלחה|(?<!\p{L})נא(?!\p{L})|מצטער/iu;
    expect([...errorTexts(strings).values()].filter((text) => words.test(text))).toEqual([]);
  });

  test('titles have no full stop, second lines end as a sentence', () => {
    for (const [path, text] of errorTexts(strings)) {
      if (path.endsWith('.title')) expect(text, path).not.toMatch(/\.$/);
      else expect(text, path).toMatch(/[.?]$/);
    }
  });

  test('says no path on the first line of an error', () => {
    const titles = [...errorTexts(strings)].filter(([path]) => path.endsWith('.title'));
    expect(titles.filter(([, title]) => /[\\/]/.test(title))).toEqual([]);
  });

  test.each(ERROR_CODES)('%s holds its details', (code) => {
    const fmt = formatFor(strings.locale);
    const shown = (key: string, detail: unknown): string => {
      if (typeof detail !== 'number') return String(detail);
      return key.endsWith('Bytes') ? fmt.bytes(detail) : key === 'most' ? fmt.number(detail) : String(detail);
    };
    for (const error of errorsOf(code)) {
      const { title, next } = errorText(strings.errors, error);
      for (const [key, detail] of Object.entries(error.details)) {
        if (!NOT_IN_SENTENCE.has(`${code}.${key}`)) expect(`${title}\n${next}`).toContain(shown(key, detail));
      }
    }
  });

  test('shows commands and values as they are typed', () => {
    const all = texts(strings);
    for (const path of ['errors.usage.missing_argument.0.next', 'errors.usage.unknown_command.1.next'])
      expect(all.get(path)).toContain('ferry --help');
    expect(all.get('errors.settings.unknown_key.0.next')).toContain('ferry config');
    expect(all.get('errors.data.not_ours.0.next')).toContain('--data DIR');
    expect(all.get('cli.expected.folder')).toContain(strings.cli.default);
    expect(all.get('cli.expected.yesOrNo')).toContain(strings.cli.yes);
    expect(all.get('cli.expected.yesOrNo')).toContain(strings.cli.no);
    for (const value of ['whileOpen', 'paired', 'nobody']) expect(all.get('cli.expected.oneOf')).toContain(value);
  });

  test('has the same word for the same thing in window, tray and command line', () => {
    expect(strings.menu.home).toBe(strings.home.title);
    expect(strings.menu.guide).toBe(strings.settings.guide);
    expect(strings.menu.security).toBe(strings.settings.security);
    expect(strings.tray.noNetwork).toBe(strings.visibility.noNetwork);
    expect(strings.tray.nobody).toBe(strings.visibility.chooseNobody);
    expect(strings.tray.everyone).toBe(strings.visibility.chooseEveryone);
    expect(strings.tray.whileOpen).toBe(strings.visibility.chooseWhileOpen);
    expect(strings.cli.setting.visibility).toBe(strings.settings.visibility);
    expect(strings.cli.setting.protectIdentity).toBe(strings.settings.protectIdentity);
  });
});

describe('plural forms', () => {
  test.each([
    ['en', 1, '1 message needs you'],
    ['en', 2, '2 messages need you'],
    ['en', 3, '3 messages need you'],
    ['en', 11, '11 messages need you'],
    ['de', 1, '1\u00a0Meldung wartet auf dich'],
    ['de', 2, '2\u00a0Meldungen warten auf dich'],
    ['de', 3, '3\u00a0Meldungen warten auf dich'],
    ['de', 11, '11\u00a0Meldungen warten auf dich'],
    ['he', 1, 'הודעה אחת ממתינה לך'],
    ['he', 2, 'שתי הודעות ממתינות לך'],
    ['he', 3, '3 הודעות ממתינות לך'],
    ['he', 11, '11 הודעות ממתינות לך'],
  ] as const)('%s: %i', (name, count, text) => {
    expect(LANGUAGES[name].tray.needsYou(count)).toBe(text);
  });
});

test('says the time as each language writes it', () => {
  expect(de.visibility.everyoneUntil(AT)).toBe('Sichtbar bis 14:02\u00a0Uhr');
  expect(he.visibility.everyoneUntil(AT)).toBe('גלוי עד 14:02');
});

describe('German', () => {
  /** What sits on a button, in a menu or in a list to choose from, where room is short. */
  const BUTTON_LIKE =
    /^(?:common|menu|tray)\.|^closing\.(?:gotIt|quitInstead|keep|quit)$|^visibility\.(?:be|choose)|^home\.(?:title|openSettings)$|^firstRun\.(?:folderChange|start)$|^settings\.(?:chooseFolder|showFolder|useDownloads|appearance\w+|languageSystem|whenClosed\w+|general|receiving|network|about|guide|security|licences)$|^dialog\.chooseFolderButton$/;

  test('fits where English fits', () => {
    const german = texts(de);
    const buttons = [...texts(en)].filter(([path]) => BUTTON_LIKE.test(path));
    expect(buttons.length).toBeGreaterThan(60);
    const tooLong = buttons.filter(([path, text]) => (german.get(path) ?? '').length > text.length * 1.6 + 12);
    expect(tooLong.map(([path, text]) => `${path}: ${text} → ${german.get(path)}`)).toEqual([]);
  });

  test('quotes „like this“ and says du', () => {
    const count = (text: string, mark: string) => text.split(mark).length - 1;
    expect(pathsWhere(de, (text) => /[”«»‚]/.test(text) || count(text, '„') !== count(text, '“'))).toEqual([]);
    expect(pathsWhere(de, (text) => /\b(?:Ihre?[nmrs]?|Ihnen)\b|(?<!^|[.:?] )\bSie\b/.test(text))).toEqual([]);
  });

  test('keeps a number with its unit and an ellipsis with its word', () => {
    expect(
      pathsWhere(de, (text) =>
        /\d (?:Sekunden|Minuten|Stunden|Zeichen|Meldung|Datei|Ordner|Uhr|MB|GB|%)| …|[^\s\u00a0]…/.test(text),
      ),
    ).toEqual([]);
  });
});

describe('Hebrew', () => {
  const outsideIsolates = (text: string): string => text.replaceAll(/[\u2066\u2068][^\u2066-\u2069]*\u2069/g, '\ufffc');

  test('opens and closes every isolate', () => {
    const left = (text: string) => outsideIsolates(outsideIsolates(text));
    expect(pathsWhere(he, (text) => /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(left(text)))).toEqual([]);
  });

  test('has only names in Latin letters outside isolates', () => {
    // What is shown alone, without a sentence round it, needs no isolate.
    const alone = new Set(['common.appName', 'cli.yes', 'cli.no', 'cli.default']);
    const names = new Set(['Ferry', 'Electron', 'LocalSend', 'Wi-Fi']);
    const latin = (text: string) => outsideIsolates(text).match(/[\p{Script=Latin}][\p{Script=Latin}-]*/gu) ?? [];
    expect(pathsWhere(he, (text, path) => !alone.has(path) && latin(text).some((word) => !names.has(word)))).toEqual(
      [],
    );
  });

  test('takes its direction from a Hebrew letter', () => {
    const alone = new Set(['common.appName', 'settings.version', 'cli.yes', 'cli.no', 'cli.default']);
    for (const path of ['localSend.mark', 'localSend.named']) alone.add(path);
    // Figures have no direction to lose.
    for (const path of ['transfer.size', 'transfer.percent', 'page.size', 'pages.time']) alone.add(path);
    const first = (text: string) => outsideIsolates(text).match(/\p{L}/u)?.[0] ?? '';
    expect(pathsWhere(he, (text, path) => !alone.has(path) && !/\p{Script=Hebrew}/u.test(first(text)))).toEqual([]);
  });

  test('quotes with gershayim and joins with a maqaf', () => {
    expect(pathsWhere(he, (text) => /["“”„]/.test(text) || text.split('״').length % 2 === 0)).toEqual([]);
    expect(
      pathsWhere(he, (text) => /\p{Script=Hebrew}-/u.test(outsideIsolates(text).replaceAll('ו-\ufffc', ''))),
    ).toEqual([]);
  });

  test('isolates a name in its own direction, a path from left to right', () => {
    expect(isolate('מיה')).toBe('\u2068מיה\u2069');
    expect(isolateLtr('/home/מיה')).toBe('\u2066/home/מיה\u2069');
    expect(he.thisDevice.renamed('Studio PC')).toContain(isolate('Studio PC'));
    expect(errorText(he.errors, errorInfo('data.in_use', { path: '/home/מיה' })).next).toContain(
      isolateLtr('/home/מיה'),
    );
  });
});

const SOURCES = new URL('../../../src/strings/', import.meta.url);
test.each(readdirSync(SOURCES).filter((name) => name.endsWith('.ts')))('%s holds no invisible character', (name) => {
  const source = readFileSync(new URL(name, SOURCES), 'utf8');
  expect(source.match(/[\p{Cf}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu)).toBeNull();
});

describe('stringsFor', () => {
  test.each([
    [['de-AT'], de],
    [['DE_ch.UTF-8'], de],
    [['iw'], he],
    [['he-IL'], he],
    [['xx', 'de'], de],
    [['en-GB', 'de'], en],
    [['den'], en],
    [['toString'], en],
    [[], en],
    [['en-x-pseudo'], pseudo()],
  ])('a system in %j', (system, strings) => {
    expect(stringsFor('system', system)).toBe(strings);
  });

  test('a choice is stronger than the system', () => {
    expect(stringsFor('en', ['de'])).toBe(en);
    expect(stringsFor('de', ['he'])).toBe(de);
    expect(stringsFor('he', ['en-x-pseudo'])).toBe(he);
  });
});

describe('the pseudo-language', () => {
  test('has the keys of English and stays left to right', () => {
    expect(shape(pseudo())).toEqual(shape(en));
    expect([pseudo().locale, pseudo().direction]).toEqual(['en', 'ltr']);
  });

  test('is 40 % longer and marked at both ends', () => {
    const long = texts(pseudo());
    for (const [path, text] of texts(en)) {
      expect(long.get(path)?.length, path).toBeGreaterThanOrEqual(text.length * 1.4);
      expect(long.get(path), path).toMatch(/^⟦.*⟧$/su);
    }
  });
});
