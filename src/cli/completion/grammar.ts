// What may stand where in a command, read from the forms of the table: for what completes words in a shell.
import type { Strings } from '../../strings/index.ts';
import type { CommandName, OptionName } from '../command-table.ts';
import { formsOf, isOption, optionOf } from '../command-table.ts';
import { NETWORK_WORDS } from '../network-words.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** What a shell asks `ferry completion list` for. Devices are those that are paired or near, known are those it keeps. */
export const LISTS = ['devices', 'known', 'transfers', 'history', 'networks', 'addresses'] as const;
export type ListName = (typeof LISTS)[number];

/** What completes a word. Nothing is what a person makes up, such as a new name. */
export type Place =
  | { readonly is: 'files' | 'folders' | 'settings' | 'setting value' | 'commands' | 'nothing' }
  | { readonly is: 'list'; readonly list: ListName }
  | { readonly is: 'words'; readonly words: readonly string[] };

const list = (name: ListName): Place => ({ is: 'list', list: name });
const NOTHING: Place = { is: 'nothing' };

/** By what stands for them in the table; what isn't named here is typed by hand. */
const PLACES: Readonly<Record<string, Place>> = {
  PATH: { is: 'files' },
  FILE: { is: 'files' },
  DIR: { is: 'folders' },
  WHOM: list('devices'),
  NAME: list('known'),
  KEY: { is: 'settings' },
  VALUE: { is: 'setting value' },
  COMMAND: { is: 'commands' },
  SHELL: { is: 'words', words: SHELLS },
  WORD: { is: 'words', words: Object.keys(NETWORK_WORDS) },
  VIA: list('networks'),
};

/** Of options. A NAME there is one that is given, and no device's. */
const OPTION_PLACES: Readonly<Record<string, Place>> = {
  DIR: { is: 'folders' },
  FILE: { is: 'files' },
  WHOM: list('devices'),
  ADDRESS: list('addresses'),
};

/** An ID is one of what the command is about. */
const ID_LISTS: Partial<Record<CommandName, ListName>> = { transfers: 'transfers', history: 'history' };

export interface Action {
  /** The second word; null where the command stands alone. */
  readonly word: string | null;
  readonly use: keyof Strings['cli']['use'];
  /** What stands behind it, one by one. */
  readonly places: readonly Place[];
  /** The last of them may be given again and again. */
  readonly isRepeated: boolean;
}

/** The forms of a command that differ by their words; one that differs by its options alone isn't another. */
export function actionsOf(command: CommandName): readonly Action[] {
  const actions = new Map<string | null, Action>();
  for (const [form, use] of formsOf(command)) {
    const words = withoutOptions(form.split(' ').slice(1));
    const [first] = words;
    const isWord = first !== undefined && /^[a-z]/.test(first);
    const named = isWord ? words.slice(1) : words;
    const word = isWord ? first : null;
    const known = actions.get(word);
    if (known !== undefined && known.places.length >= named.length) continue;
    actions.set(word, {
      word,
      use: known?.use ?? use,
      places: named.map((name) => placeOf(command, name)),
      isRepeated: named.at(-1)?.endsWith('…') ?? false,
    });
  }
  return [...actions.values()];
}

function withoutOptions(words: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const option = word.replace(/^--/, '');
    if (option === word) kept.push(word);
    else if (isOption(option) && optionOf(option).value !== null) at++;
  }
  return kept;
}

function placeOf(command: CommandName, written: string): Place {
  const name = written.replace(/[[\]…]/g, '');
  const ids = ID_LISTS[command];
  if (name === 'ID' && ids !== undefined) return list(ids);
  return PLACES[name] ?? NOTHING;
}

/** What the value of an option may be. */
export const placeOfValue = (option: OptionName): Place => OPTION_PLACES[optionOf(option).value ?? ''] ?? NOTHING;
