// The words of every language, held against English: nothing missing, nothing left untranslated, the wording rules of
// SCREENS.md kept, and in Hebrew nothing that a right-to-left line would scramble.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { ErrorCode, ErrorDetails, ErrorInfo } from '../../../src/contract/errors.ts';
import { errorInfo } from '../../../src/contract/errors.ts';
import { de } from '../../../src/strings/de.ts';
import type { Strings } from '../../../src/strings/en.ts';
import { en } from '../../../src/strings/en.ts';
import { formatFor, isolate, isolateLtr } from '../../../src/strings/format.ts';
import { he } from '../../../src/strings/he.ts';
import { errorText, stringsFor } from '../../../src/strings/index.ts';
import { pseudo } from '../../../src/strings/pseudo.ts';
import { findingTexts } from './finding-samples.ts';
import { MEETING_SAMPLES } from './meeting-samples.ts';
import { NOTIFY_SAMPLES } from './notify-samples.ts';
import { SHELL_SAMPLES } from './shell-samples.ts';

const LANGUAGES = { en, de, he };
const TRANSLATIONS = { de, he };

/** A new code doesn't compile here until it has a sample. */
const ERROR_SAMPLES: { readonly [C in ErrorCode]: readonly ErrorDetails[C][] } = {
  internal: [{ note: 'a note' }],
  'input.invalid': [{ command: 'settings.set', where: 'deviceName' }],
  'data.unwritable': [{ path: '/srv/ferry', reason: 'EACCES: permission denied' }],
  'data.not_own': [{ path: '/tmp/ferry-1000' }],
  'data.not_a_folder': [{ path: '/srv/ferry' }],
  'data.not_ours': [{ path: '/srv/ferry' }],
  'data.newer_version': [{ path: '/srv/ferry', found: 73, known: 42 }],
  'data.in_use': [{ path: '/srv/ferry' }],
  'data.damaged': [{ keptAs: 'ferry.damaged-1.json' }],
  'data.disk_full': [{ path: '/srv/ferry' }],
  'settings.damaged': [{ keptAs: 'settings.damaged-1.json', keys: 'visibility, language' }],
  'settings.unknown_key': [{ key: 'deviceNam' }],
  'settings.invalid_value': [{ key: 'visibility', value: 'maybe', expected: 'whileOpen' }],
  'settings.folder_missing': [{ path: 'C:\\Users\\mia\\Inbox' }],
  'settings.folder_unwritable': [{ path: 'C:\\Users\\mia\\Inbox' }],
  'identity.damaged': [{ keptAs: 'identity.damaged-1.json' }],
  'identity.missing': [{}],
  'identity.locked': [{}],
  'identity.not_unlocked': [{ path: '/srv/ferry' }],
  'identity.unprotected': [{}],
  'identity.needs_app': [{}],
  'device.unknown': [{}],
  'device.list_damaged': [{ keptAs: 'devices.damaged-1.json' }],
  'pairing.code_wrong': [
    { name: 'Studio PC', triesLeft: 2 },
    { name: 'Studio PC', triesLeft: 1 },
  ],
  'pairing.code_burned': [{}],
  'pairing.paused': [{}],
  'pairing.tries_used': [{ name: 'Studio PC' }],
  'pairing.paused_there': [{ name: 'Studio PC' }],
  'pairing.not_shown': [{ name: 'Studio PC' }],
  'pairing.busy': [{ name: 'Studio PC' }],
  'pairing.closed': [{ name: 'Studio PC' }],
  'pairing.declined': [{ name: 'Studio PC' }],
  'pairing.once_there': [{ name: 'Studio PC' }],
  'pairing.different': [{ name: 'Studio PC' }],
  'pairing.pictures_differ': [{ name: 'Studio PC' }],
  'pairing.other_device': [{ name: 'Studio PC' }],
  'pairing.timed_out': [{ name: 'Studio PC' }],
  'pairing.not_a_code': [{}],
  'pairing.over': [{}],
  'pairing.disconnected': [{ name: 'Studio PC' }],
  'pairing.not_understood': [{ name: 'Studio PC' }],
  'device.unreachable': [
    { name: 'Studio PC', where: '' },
    { name: '', where: '[fe80::1%eth0]:26810' },
  ],
  'device.forgotten_there': [{ name: 'Studio PC' }],
  'device.identity_changed': [{ name: 'Studio PC' }],
  'device.not_found': [
    { name: 'Studo PC', nearest: 'Studio PC' },
    { name: 'Leo', nearest: '' },
  ],
  'device.ambiguous': [{ name: 'Studio PC' }],
  'device.no_address': [{ name: 'Studio PC' }],
  'nearby.not_an_address': [{ text: 'what is this' }],
  'nearby.newer_link': [{}],
  'nearby.itself': [{}],
  'system.no_settings': [{}],
  'usage.secret_given': [{ option: '--to' }],
  'network.unknown': [{ via: 'eth0' }],
  'network.not_kept': [{ via: 'eth0' }],
  'network.port_taken': [{ port: 26_810 }],
  'network.not_open': [{ reason: 'network is unreachable' }],
  'transfer.unknown': [{}],
  'transfer.not_now': [{}],
  'transfer.nothing_to_send': [{ path: '/srv/socket' }],
  'transfer.source_missing': [{ path: '/srv/photos' }],
  'transfer.source_unreadable': [{ path: '/srv/photos', reason: 'permission denied' }],
  'transfer.same_name': [{ name: 'photos' }],
  'transfer.too_many_files': [{ most: 1_000_000 }],
  'transfer.declined': [{ name: 'Studio PC' }],
  'transfer.not_answered': [{ name: 'Studio PC' }],
  'transfer.not_receiving': [{ name: 'Studio PC' }],
  'transfer.canceled': [{ name: 'Studio PC' }],
  'transfer.gone': [{ name: 'Studio PC' }],
  'transfer.not_understood': [{ name: 'Studio PC' }],
  'transfer.disk_full': [{ neededBytes: 4_100_000_000, freeBytes: 512 }],
  'transfer.disk_full_there': [{ name: 'Studio PC', neededBytes: 4_100_000_000, freeBytes: 1_300_000 }],
  'transfer.folder_gone': [{ folder: 'Inbox' }],
  'transfer.folder_unwritable': [{ folder: 'Inbox', reason: 'permission denied' }],
  'transfer.paused_there': [{ name: 'Studio PC' }],
  'transfer.none_offered': [{ name: 'Studio PC' }],
  'transfer.no_folder_there': [{ name: 'Studio PC' }],
  'transfer.folder_unsuitable': [{ folder: 'mia' }],
  'transfer.dropped': [{ name: 'Studio PC' }],
  'transfer.place_gone': [{ name: 'photos' }, { name: '' }],
  'login_item.refused': [{ reason: 'permission denied' }],
  'system.no_opener': [{ path: 'GUIDE.md' }],
  'dialog.unavailable': [{}],
  'local.not_trusted': [{ path: '/run/user/1000/ferry.sock' }],
  'local.gone': [{}],
  'local.closed': [{}],
  'local.no_answer': [{}],
  'output.unwritable': [{ reason: 'no space left on device' }],
  'usage.unknown_command': [
    { command: 'confg', nearest: 'config' },
    { command: 'xyz', nearest: '' },
  ],
  'usage.unknown_option': [
    { option: '--jsn', nearest: '--json' },
    { option: '--xyz', nearest: '' },
  ],
  'usage.missing_value': [{ option: '--data' }],
  'usage.unexpected_value': [{ option: '--json' }],
  'usage.missing_argument': [{ argument: 'KEY' }],
  'usage.unexpected_argument': [{ argument: 'Living room' }],
  'usage.not_with_running': [{ option: '--port' }],
  'usage.no_code': [{}],
  'usage.invalid_value': [{ option: '--port', value: 'ninety' }],
  'runtime.too_old': [{ found: '20.20.2', needed: '22.12' }],
  'usage.needs_running': [{ command: 'ferry pause' }],
  'usage.needs_terminal': [{ command: 'ferry devices compare' }],
  'usage.waits_for_paired': [{ name: 'Studio PC' }],
  'usage.text_unfit': [{ mostBytes: 1_048_576 }],
  'usage.not_together': [{ first: '--from', second: '--once' }],
};

const ERROR_CODES = Object.keys(ERROR_SAMPLES) as ErrorCode[];

/** What a sentence leaves to the button "Details". */
const NOT_IN_SENTENCE = new Set(['internal.note']);

const AT = new Date(2026, 4, 6, 14, 2).getTime();

/** What the functions outside `errors` are called with; names where nothing else is said. */
const SAMPLE_INPUT: Readonly<Record<string, (strings: Strings) => readonly unknown[]>> = {
  'visibility.menu': (strings) => [strings.visibility.nobody],
  'visibility.everyoneUntil': () => [AT],
  'settings.version': () => ['0.1.0'],
  'tray.needsYou': () => [3],
  'transfer.doneSkipped': () => [3],
  'transfer.files': () => [12],
  'transfer.folders': () => [12],
  'transfer.size': () => [48_000_000],
  'transfer.sizeOf': () => [1_200_000_000, 4_000_000_000],
  'transfer.countOf': () => [3, 12],
  'transfer.percent': () => [62],
  'transfer.rate': () => [48_000_000],
  'transfer.timeLeft': () => [120],
  'transfer.names': () => [['photos', 'notes.txt'], 10],
  'transfer.renamed': () => ['photos/a.txt', 'a (2).txt'],
  'sending.sendToSelected': () => [3],
  'sending.rowName': (strings) => ['Studio PC', strings.nearby.here],
  'sending.titleFiles': () => [3],
  'sending.together': (strings) => [strings.transfer.size(48_000_000)],
  'sending.more': () => [3],
  'sending.textTooLong': () => [1_048_576],
  'sending.joined': () => [3],
  'activity.kinds.picture': () => [12],
  'activity.kinds.video': () => [12],
  'activity.kinds.music': () => [12],
  'activity.kinds.document': () => [12],
  'activity.kinds.archive': () => [12],
  'activity.kinds.program': () => [12],
  'activity.kinds.file': () => [12],
  'activity.named': (strings) => [strings.activity.text, strings.activity.to('Studio PC')],
  'activity.rowName': (strings) => [strings.activity.text, strings.transfer.done],
  'activity.sending': () => [62],
  'activity.receiving': () => [62],
  'activity.timeLeft': () => [120],
  'activity.stopped': (strings) => [strings.errors['transfer.gone']({ name: 'Studio PC' }).title],
  'activity.paused': (strings) => [strings.errors['transfer.paused_there']({ name: 'Studio PC' }).title],
  'activity.took': () => [120],
  'activity.leftOut': () => [3],
  'activity.alreadyThere': () => [3],
  'activity.buttonOf': (strings) => [strings.activity.show, 'Studio PC'],
  'activity.said.started': (strings) => ['Studio PC', strings.activity.sending(0)],
  'activity.said.part': () => ['Studio PC', 25],
  'activity.said.ended': (strings) => ['Studio PC', strings.transfer.done],
  'transferDetails.notesMore': () => [3],
  'transferDetails.fileState': (strings) => [strings.transferDetails.states.skipped, strings.transfer.reason.link],
  'cli.setTo': () => ['visibility', 'paired'],
  'cli.reachedAt': () => [['192.0.2.7:26810', '[fe80::1%eth0]:26810']],
  'cli.code': () => ['482 915'],
  'cli.onTheOther': () => ['ferry receive --from 192.0.2.7'],
  'cli.offer': (strings) => ['Studio PC', strings.transfer.files(12)],
  'cli.offerNew': (strings) => ['Studio PC', strings.transfer.files(12)],
  'cli.offerNames': (strings) => [strings.transfer.names(['photos', 'notes.txt'], 10), 'Inbox'],
  'cli.amount': (strings) => [strings.transfer.files(12), strings.transfer.size(48_000_000)],
  'cli.sendingTo': (strings) => [strings.transfer.files(12), 'Studio PC'],
  'cli.receivingFrom': (strings) => [strings.transfer.files(12), 'Studio PC'],
  'cli.sentTo': (strings) => [strings.transfer.files(12), 'Studio PC'],
  'cli.receivedFrom': (strings) => [strings.transfer.files(12), 'Studio PC', 'Inbox'],
  'cli.alreadyThere': () => [3],
  'cli.fileNote': (strings) => ['photos/a.txt', strings.transfer.reason.link],
  'cli.more': () => [80],
  'cli.text': (strings) => [strings.transfer.size(48_000)],
  'cli.waitsNoMore': () => ['ferry transfers resume 1a2b3c4d'],
  'cli.taken': () => [3, 12],
  'cli.moment': () => [AT, AT],
  'cli.waitsWithCode': () => ['ferry receive --from Leo'],
  'cli.pausedResume': () => ['ferry transfers resume 1a2b3c4d'],
  'cli.stoppedResume': () => ['ferry transfers resume 1a2b3c4d'],
  'cli.expected.oneOf': () => [['whileOpen', 'paired', 'nobody']],
  ...SHELL_SAMPLES,
  ...NOTIFY_SAMPLES,
  ...MEETING_SAMPLES,
};
const NAMES = ['Mia-s MacBook', 'Studio PC', 'Leo'];

type Leaf = { readonly path: string; readonly value: unknown };

function leaves(value: unknown, path = ''): Leaf[] {
  if (typeof value !== 'object' || value === null) return [{ path, value }];
  return Object.entries(value).flatMap(([key, part]) => leaves(part, path === '' ? key : `${path}.${key}`));
}

const shape = (strings: Strings) => leaves(strings).map(({ path, value }) => `${path}: ${typeof value}`);

const errorsOf = (code: ErrorCode): ErrorInfo[] => ERROR_SAMPLES[code].map((details) => errorInfo(code, details));

/** Every error with its sentences as one text. */
const errorTexts = (strings: Strings): Map<string, string> =>
  new Map(
    ERROR_CODES.flatMap((code) =>
      errorsOf(code).flatMap((error, index) => {
        const { title, next } = errorText(strings.errors, error);
        const path = `errors.${code}.${index}`;
        return [[`${path}.title`, title] as const, [`${path}.next`, next] as const];
      }),
    ),
  );

/** Every text a person can meet, by its path, with samples in it. */
function texts(strings: Strings): Map<string, string> {
  const found = new Map([...errorTexts(strings), ...findingTexts(strings)]);
  for (const { path, value } of leaves(strings)) {
    if (path === 'locale' || path === 'direction' || /^(?:errors|doctor\.findings)\./.test(path)) continue;
    if (typeof value === 'function') found.set(path, String(value(...(SAMPLE_INPUT[path]?.(strings) ?? NAMES))));
    else found.set(path, String(value));
  }
  return found;
}

const pathsWhere = (strings: Strings, isBad: (text: string, path: string) => boolean): string[] =>
  [...texts(strings)].filter(([path, text]) => isBad(text, path)).map(([path, text]) => `${path}: ${text}`);

describe.each(Object.entries(TRANSLATIONS))('%s beside English', (name, strings) => {
  test('has exactly the keys of English', () => {
    expect(shape(strings)).toEqual(shape(en));
  });

  test('says nothing in English', () => {
    // Names, the product's version line, and values that are shown as they are typed on the command line.
    const same = ['common.appName', 'cli.yes', 'cli.no', 'cli.default'];
    // German has these words too; "Downloads" is the folder's name there.
    if (name === 'de')
      same.push('common.details', 'settings.downloads', 'settings.version', 'cli.code', 'cli.deviceAway');
    if (name === 'de') same.push('meeting.code', 'meeting.field');
    if (name === 'de') same.push(...['laptop', 'tablet', 'server'].map((kind) => `aboutDevice.kinds.${kind}`));
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
    const names = new Set(['Ferry', 'Electron', 'Wi-Fi']);
    const latin = (text: string) => outsideIsolates(text).match(/[\p{Script=Latin}][\p{Script=Latin}-]*/gu) ?? [];
    expect(pathsWhere(he, (text, path) => !alone.has(path) && latin(text).some((word) => !names.has(word)))).toEqual(
      [],
    );
  });

  test('takes its direction from a Hebrew letter', () => {
    const alone = new Set(['common.appName', 'settings.version', 'cli.yes', 'cli.no', 'cli.default']);
    // Figures have no direction to lose.
    for (const path of ['transfer.size', 'transfer.percent']) alone.add(path);
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

const SOURCES = ['en', 'de', 'he'].flatMap((language) => [
  language,
  `cli-${language}`,
  `doctor-${language}`,
  `errors-${language}`,
  `transfers-${language}`,
]);
test.each([...SOURCES, 'format'])('%s.ts holds no invisible character', (name) => {
  const source = readFileSync(new URL(`../../../src/strings/${name}.ts`, import.meta.url), 'utf8');
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
    [['en-x-pseudo'], pseudo],
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
    expect(shape(pseudo)).toEqual(shape(en));
    expect([pseudo.locale, pseudo.direction]).toEqual(['en', 'ltr']);
  });

  test('is 40 % longer and marked at both ends', () => {
    const long = texts(pseudo);
    for (const [path, text] of texts(en)) {
      expect(long.get(path)?.length, path).toBeGreaterThanOrEqual(text.length * 1.4);
      expect(long.get(path), path).toMatch(/^⟦.*⟧$/su);
    }
  });
});
