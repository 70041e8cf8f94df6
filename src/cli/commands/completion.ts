// `ferry completion`: what a shell completes by; and, for such a script alone, the words that only Ferry knows.
import { readdirSync } from 'node:fs';
import { hasUnshowable } from '../../base/text.ts';
import { errorInfo } from '../../contract/errors.ts';
import type { State } from '../../contract/state.ts';
import { isOver } from '../../contract/transfers.ts';
import type { Strings } from '../../strings/index.ts';
import { namesText, shortId } from '../amounts.ts';
import type { ListName, Shell } from '../completion/grammar.ts';
import { LISTS, SHELLS } from '../completion/grammar.ts';
import { SCRIPTS } from '../completion/scripts.ts';
import { EXIT } from '../exit-codes.ts';
import { nearest } from '../nearest.ts';
import { dataFolderOf } from '../open-ferry.ts';
import { withoutIsolates } from '../output.ts';
import { deviceName } from '../progress.ts';
import type { Call } from '../with-ferry.ts';
import { withFerry } from '../with-ferry.ts';
import type { World } from '../world.ts';

export async function completion(call: Call): Promise<number> {
  const { output, screen } = call;
  const [shell, what, extra] = call.invocation.words;
  if (shell === undefined) return output.fail(errorInfo('usage.missing_argument', { argument: 'SHELL' }));
  const asked = LISTS.find((name) => name === what);
  if (shell === 'list' && asked !== undefined && extra === undefined) return list(call, asked);
  if (what !== undefined) return output.fail(errorInfo('usage.unexpected_argument', { argument: what }));
  if (!isShell(shell)) {
    const near = nearest(shell, SHELLS);
    const command = `completion ${shell}`;
    return output.fail(errorInfo('usage.unknown_command', { command, nearest: near && `completion ${near}` }));
  }
  screen.out(SCRIPTS[shell](output.t));
  return EXIT.ok;
}

const isShell = (word: string): word is Shell => SHELLS.some((shell) => shell === word);

/** A word, and what it is. */
type Entry = readonly [word: string, about: string];

async function list(call: Call, name: ListName): Promise<number> {
  const { screen, world } = call;
  const say = (entries: readonly Entry[]): number => {
    for (const [word, about] of entries) screen.out(`${word}${about === '' ? '' : `\t${withoutIsolates(about)}`}\n`);
    return EXIT.ok;
  };
  if (name === 'networks') return say(networksOf(world).map(([via]) => [via, '']));
  if (name === 'addresses') return say(networksOf(world).map(([via, address]) => [address, via]));
  // A key that was pressed makes nobody a device.
  return hasData(call) ? withFerry(call, async ({ first }) => say(entriesOf(name, first, call.output.t))) : EXIT.ok;
}

function hasData({ invocation, world }: Call): boolean {
  const folder = dataFolderOf(invocation, world);
  try {
    return folder !== null && readdirSync(folder).length > 0;
  } catch {
    // None, or none that may be looked at.
    return false;
  }
}

/** Each by the computer's own name for it, with an address. */
const networksOf = ({ interfaces }: World): readonly Entry[] =>
  Object.entries(interfaces()).flatMap(([via, all = []]) =>
    all.flatMap(({ internal, address }, at): readonly Entry[] => (internal || at > 0 ? [] : [[via, address]])),
  );

function entriesOf(name: 'devices' | 'known' | 'transfers' | 'history', state: State, t: Strings): readonly Entry[] {
  const known = Object.values(state.devices);
  if (name === 'known') return namesOf(known);
  if (name === 'devices') {
    const near = Object.values(state.nearby).filter(({ isPaired, isHere }) => !isPaired && isHere);
    return namesOf([...known, ...near]);
  }
  return Object.values(state.transfers)
    .filter((row) => isOver(row) === (name === 'history'))
    .map((row) => [shortId(row.id), `${row.device === null ? '' : `${deviceName(row, t)}: `}${namesText(row, t)}`]);
}

type Named = { readonly id: string; readonly name: string };

/** By its id where its name is another's, too, or would be read as something else: an option, a home, another line. */
function namesOf(devices: readonly Named[]): readonly Entry[] {
  const plain = ({ name }: Named): string => name.normalize('NFC').toLowerCase();
  return devices.map((device) => {
    const { id, name } = device;
    const isOne = devices.filter((other) => plain(other) === plain(device)).length === 1;
    const isWord = /^[^~-]/.test(name) && !hasUnshowable(name);
    return isOne && isWord ? [name, ''] : [shortId(id), hasUnshowable(name) ? '' : name];
  });
}
