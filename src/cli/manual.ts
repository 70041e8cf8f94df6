// The manual page, `man ferry`, in the language of mdoc(7): made of the table that the commands are read with and of the
// words of the help.
import type { Strings } from '../strings/index.ts';
import { manual } from '../strings/manual.ts';
import type { CommandName, OptionName } from './command-table.ts';
import { COMMAND_NAMES, EVERYWHERE, formsOf, isOption, OPTIONS, optionOf, optionsOf } from './command-table.ts';
import type { ExitName } from './exit-codes.ts';
import { EXIT } from './exit-codes.ts';

/** When its own sentences were last looked over. */
const DATE = 'November 22, 2026';
const WIDTH = 78;

const EXAMPLES = [
  ['ferry send Photos', 'send'],
  ['ferry send Photos --to "Quiet Harbor"', 'sendTo'],
  ['uptime | ferry send --text - --to "Quiet Harbor"', 'sendText'],
  ['tar c Photos | ferry send --stdin photos.tar --to "Quiet Harbor"', 'sendStdin'],
  ['ferry receive --from 192.0.2.7', 'receiveFrom'],
  ['ferry serve --into /srv/incoming', 'serve'],
  ['ferry config set sendLimit 5M', 'configSet'],
] as const;

export function manualPage({ cli }: Strings, version: string): string {
  const lines = [
    `.\\" Made of the table of commands.`,
    `.Dd ${DATE}`,
    '.Dt FERRY 1',
    `.Os Ferry ${version}`,
    ...section('NAME', ['.Nm ferry', `.Nd ${escaped(manual.name)}`]),
    ...section('SYNOPSIS', ['.Nm', '.Ar COMMAND', '.Op Ar OPTION ...']),
    ...section('DESCRIPTION', paragraphs([cli.about, manual.engine, manual.names, manual.streams])),
    ...section(
      'COMMANDS',
      COMMAND_NAMES.flatMap((name) => commandLines(name, cli)),
    ),
    ...section('OPTIONS', tagged(optionNames.map((name) => [optionHead(name), cli.option[name]]))),
    ...section('ENVIRONMENT', tagged(environment())),
    ...section('FILES', tagged(files())),
    ...section('EXIT STATUS', tagged(exitNames.map((name) => [String(EXIT[name]), cli.exit[name]]))),
    ...section('EXAMPLES', EXAMPLES.flatMap(([command, use]) => example(cli.use[use], command)).slice(1)),
  ];
  return `${lines.join('\n')}\n`;
}

type Tagged = readonly [head: string, text: string];

const optionNames = Object.keys(OPTIONS) as readonly OptionName[];
const exitNames = Object.keys(EXIT) as readonly ExitName[];
const { environment: said, files: kept } = manual;

const environment = (): readonly Tagged[] => [
  ['Ev LC_ALL , LC_MESSAGES , LANG', said.language],
  ['Ev XDG_CONFIG_HOME', said.config],
  ['Ev XDG_CACHE_HOME', said.cache],
];

const files = (): readonly Tagged[] => [
  [String.raw`Pa \(ti/.config/ferry`, kept.data],
  [String.raw`Pa "\(ti/Library/Application Support/ferry"`, kept.dataMac],
  [String.raw`Pa \(ti/.cache/ferry`, kept.cache],
];

const section = (title: string, lines: readonly string[]): readonly string[] => [`.Sh ${title}`, ...lines];

const paragraphs = (texts: readonly string[]): readonly string[] =>
  texts.flatMap((text, at) => (at === 0 ? textLines(text) : ['.Pp', ...textLines(text)]));

const tagged = (rows: readonly Tagged[]): readonly string[] => [
  '.Bl -tag -width Ds',
  ...rows.flatMap(([head, text]) => [`.It ${head}`, ...textLines(text)]),
  '.El',
];

function commandLines(command: CommandName, cli: Strings['cli']): readonly string[] {
  const forms = formsOf(command).map(([form, use]): Tagged => [formHead(form), cli.use[use]]);
  const everywhere: readonly OptionName[] = EVERYWHERE;
  const own = optionsOf(command).filter((name) => !everywhere.includes(name));
  const flags = own.map((name, at) => `.${flag(name)}${at === own.length - 1 ? ' .' : ' ,'}`);
  return [
    `.Ss ferry ${command}`,
    ...tagged(forms),
    ...(flags.length === 0 ? [] : ['.Pp', ...textLines(manual.ownOptions), ...flags]),
  ];
}

/** `send PATH… --to WHOM`, each word as what it is. */
function formHead(form: string): string {
  const words = form.split(' ').map((word) => {
    const option = word.replace(/^--/, '');
    if (word !== option && isOption(option)) return flag(option);
    if (/^[a-z]/.test(word)) return `Ic ${word}`;
    const [, optional] = /^\[(.*)\]$/.exec(word) ?? [];
    return optional === undefined ? argument(word) : `Op ${argument(optional)}`;
  });
  return words.join(' ');
}

/** With hyphens that can be copied. */
const flag = (name: OptionName): string => `Fl \\-${name.replaceAll('-', String.raw`\-`)}`;

/** A word of two letters could be one of the language. */
const argument = (word: string): string => `Ar \\&${escaped(word.replace('…', ''))}${word.endsWith('…') ? ' ...' : ''}`;

function optionHead(name: OptionName): string {
  const { short, value } = optionOf(name);
  const head = `${short === undefined ? '' : `Fl ${short} , `}${flag(name)}`;
  return value === null ? head : `${head} ${argument(value)}`;
}

const example = (what: string, command: string): readonly string[] => [
  '.Pp',
  ...textLines(`${what}:`),
  `.Dl ${escaped(command).replaceAll('"', String.raw`\(dq`)}`,
];

/** A line for each sentence, and none too long. */
function textLines(text: string): readonly string[] {
  return text.split(/(?<=[.:;!?]) (?=\S)/).flatMap((sentence) => {
    const lines: string[] = [];
    let line = '';
    for (const word of escaped(sentence).split(' ')) {
      if (line !== '' && line.length + 1 + word.length > WIDTH) {
        lines.push(line);
        line = '';
      }
      line = line === '' ? word : `${line} ${word}`;
    }
    return [...lines, line].map((each) => (/^[.']/.test(each) ? `\\&${each}` : each));
  });
}

const SPECIAL: Readonly<Record<string, string>> = {
  '\\': String.raw`\e`,
  "'": String.raw`\(aq`,
  '`': String.raw`\(ga`,
  '~': String.raw`\(ti`,
  '^': String.raw`\(ha`,
};

/** As it is printed: a hyphen within a word, a minus elsewhere; and in ASCII, which every formatter reads. */
const escaped = (text: string): string =>
  text
    .replace(/[\\'`~^]/g, (letter) => SPECIAL[letter] ?? letter)
    .replace(/(?<![\p{L}\p{N}])-|-(?![\p{L}\p{N}])/gu, String.raw`\-`)
    .replace(
      /[^\0-\x7f]/gu,
      (letter) => `\\[u${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`,
    );
