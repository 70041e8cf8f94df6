// What fish completes by: a line for each word, saying where it may stand.
import { SETTING_KEYS } from '../../contract/settings.ts';
import type { Strings } from '../../strings/index.ts';
import type { CommandName, OptionName } from '../command-table.ts';
import { COMMAND_NAMES, formsOf, OPTIONS, optionOf, optionsOf } from '../command-table.ts';
import { choicesOf } from '../setting-choices.ts';
import type { Action, Place } from './grammar.ts';
import { actionsOf, placeOfValue } from './grammar.ts';

const quote = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;
const FOLDERS = `-a '(__fish_complete_directories)'`;

const OPTION_NAMES = Object.keys(OPTIONS) as readonly OptionName[];

export function fishLines(t: Strings): string {
  const taking = OPTION_NAMES.filter((name) => optionOf(name).value !== null).map((name) => `--${name}`);
  return [
    `set -g __ferry_taking ${taking.join(' ')}`,
    ...commandLines(`-n '__ferry_at 0'`, t),
    ...COMMAND_NAMES.flatMap((name) => actionsOf(name).flatMap((action) => actionLines(name, action, t))),
    ...OPTION_NAMES.map((name) => optionLine(name, t)),
  ].join('\n');
}

const line = (...parts: readonly string[]): string =>
  ['complete -c ferry', ...parts.filter((part) => part !== '')].join(' ');

const commandLines = (where: string, { cli }: Strings): readonly string[] =>
  COMMAND_NAMES.map((name) => line(where, `-a ${name}`, `-d ${quote(cli.use[formsOf(name)[0]?.[1] ?? 'help'])}`));

function actionLines(command: CommandName, { word, use, places, isRepeated }: Action, t: Strings): readonly string[] {
  const said = word === null ? [command] : [command, word];
  const own = word === null ? [] : [line(`-n '__ferry_at 1 ${command}'`, `-a ${word}`, `-d ${quote(t.cli.use[use])}`)];
  const further = places.flatMap((place, at) => {
    const isLast = isRepeated && at === places.length - 1;
    return placeLines([isLast ? '__ferry_from' : '__ferry_at', String(said.length + at), ...said], place, t);
  });
  return [...own, ...further];
}

/** `where` is the words of a condition. */
function placeLines(where: readonly string[], place: Place, t: Strings): readonly string[] {
  const condition = `-n '${where.join(' ')}'`;
  switch (place.is) {
    case 'nothing':
      return [];
    case 'files':
      return [line(condition, '-F')];
    case 'folders':
      return [line(condition, FOLDERS)];
    case 'list':
      return [line(condition, `-a '(__ferry_list ${place.list})'`)];
    case 'words':
      return [line(condition, `-a '${place.words.join(' ')}'`)];
    case 'commands':
      return commandLines(condition, t);
    case 'settings':
      return SETTING_KEYS.map((key) => line(condition, `-a ${key}`, `-d ${quote(t.cli.setting[key])}`));
    case 'setting value':
      return SETTING_KEYS.flatMap((key) => {
        const words = choicesOf(key);
        if (key === 'receiveFolder') return placeLines([...where, key], { is: 'folders' }, t);
        return words.length === 0 ? [] : placeLines([...where, key], { is: 'words', words }, t);
      });
  }
}

function optionLine(name: OptionName, t: Strings): string {
  const { short, value } = optionOf(name);
  const having = COMMAND_NAMES.filter((command) => optionsOf(command).includes(name));
  return line(
    having.length === COMMAND_NAMES.length ? '' : `-n '__ferry_in ${having.join(' ')}'`,
    short === undefined ? '' : `-s ${short}`,
    `-l ${name}`,
    value === null ? '' : valueWords(placeOfValue(name)),
    `-d ${quote(t.cli.option[name])}`,
  );
}

function valueWords(place: Place): string {
  if (place.is === 'files') return '-r -F';
  if (place.is === 'folders') return `-x ${FOLDERS}`;
  return place.is === 'list' ? `-x -a '(__ferry_list ${place.list})'` : '-x';
}
