// What bash and zsh complete by alike: which word of a command is typed, and what may stand there. How a word is offered,
// and how a list is asked for, each of them says itself.
import { SETTING_KEYS } from '../../contract/settings.ts';
import type { Strings } from '../../strings/index.ts';
import type { CommandName, OptionName } from '../command-table.ts';
import { COMMAND_NAMES, formsOf, OPTIONS, optionOf, optionsOf } from '../command-table.ts';
import { choicesOf } from '../setting-choices.ts';
import type { Action, Place } from './grammar.ts';
import { actionsOf, placeOfValue } from './grammar.ts';
import words from './words.sh?raw';

/** Nothing in it means anything to a shell. */
const quote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
const offer = (word: string, about = ''): string => `_ferry_offer ${quote(word)} ${quote(about)}`;
const indent = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`);

/** One branch of a `case`. */
const branch = (patterns: readonly string[], lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [`${patterns.join(' | ')})`, ...indent(lines), '  ;;'];

const cases = (word: string, branches: readonly (readonly string[])[]): readonly string[] => [
  `case ${word} in`,
  ...indent(branches.flat()),
  'esac',
];

const defined = (name: string, lines: readonly string[]): string => [`${name}() {`, ...indent(lines), '}'].join('\n');

/** Functions; `_ferry_offer`, `_ferry_list`, `_ferry_files`, `_ferry_folders` and `_ferry_value_of` are the shell's. */
export function posixFunctions(t: Strings): string {
  return [
    words.trimEnd(),
    defined(
      '_ferry_takes',
      cases('$1', [
        branch(
          TAKING.map((name) => `--${name}`),
          [':'],
        ),
        branch(['*'], ['false']),
      ]),
    ),
    defined('_ferry_places', placesText(t)),
    defined('_ferry_options', optionsText(t)),
    defined('_ferry_value', valuesText(t)),
  ].join('\n\n');
}

const TAKING = (Object.keys(OPTIONS) as OptionName[]).filter((name) => optionOf(name).value !== null);

function placesText(t: Strings): readonly string[] {
  const first = COMMAND_NAMES.map((name) =>
    branch(
      [name],
      actionsOf(name).flatMap((action) => firstOf(action, t)),
    ),
  );
  const further = COMMAND_NAMES.flatMap((name) => actionsOf(name).flatMap((action) => furtherOf(name, action, t)));
  return cases('$count', [
    branch(['0'], offeredCommands(t)),
    branch(['1'], cases('$command', first)),
    branch(['*'], cases('$command/$action/$count', further)),
  ]);
}

const offeredCommands = (t: Strings): readonly string[] =>
  COMMAND_NAMES.map((name) => offer(name, t.cli.use[formsOf(name)[0]?.[1] ?? 'help']));

/** Behind the command: a word of its own, or what it is about. */
function firstOf({ word, use, places }: Action, t: Strings): readonly string[] {
  if (word !== null) return [offer(word, t.cli.use[use])];
  const [place] = places;
  return place === undefined ? [] : placed(place, t);
}

function furtherOf(
  command: CommandName,
  { word, places, isRepeated }: Action,
  t: Strings,
): readonly (readonly string[])[] {
  // The command counts, and so does its own word.
  const begin = word === null ? 1 : 2;
  const own = word ?? '*';
  const branches = places.flatMap((place, at) =>
    begin + at < 2 ? [] : [branch([`${command}/${own}/${begin + at}`], placed(place, t))],
  );
  const last = places.at(-1);
  return isRepeated && last !== undefined ? [...branches, branch([`${command}/${own}/*`], placed(last, t))] : branches;
}

function placed(place: Place, t: Strings): readonly string[] {
  switch (place.is) {
    case 'nothing':
      return [];
    case 'files':
      return ['_ferry_files'];
    case 'folders':
      return ['_ferry_folders'];
    case 'list':
      return [`_ferry_list ${place.list}`];
    case 'words':
      return place.words.map((word) => offer(word));
    case 'commands':
      return offeredCommands(t);
    case 'settings':
      return SETTING_KEYS.map((key) => offer(key, t.cli.setting[key]));
    case 'setting value':
      return cases('$key', [
        ...SETTING_KEYS.map((key) =>
          branch(
            [key],
            choicesOf(key).map((word) => offer(word)),
          ),
        ),
        branch(['receiveFolder'], ['_ferry_folders']),
      ]);
  }
}

function optionsText(t: Strings): readonly string[] {
  const options = (name: CommandName): readonly string[] =>
    optionsOf(name).map((option) => offer(`--${option}`, t.cli.option[option]));
  // Before there is a command, those that all of them have.
  return cases(
    '$command',
    COMMAND_NAMES.map((name) => branch(name === 'help' ? ["''", name] : [name], options(name))),
  );
}

const valuesText = (t: Strings): readonly string[] =>
  cases(
    '$1',
    TAKING.map((name) => branch([name], placed(placeOfValue(name), t))),
  );
