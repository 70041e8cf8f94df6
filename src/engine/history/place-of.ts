// Where what a transfer was about lies now: to be shown to its person in their own file manager, and opened by nobody.
import { lstat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { showHidden } from '../../base/text.ts';
import type { FileNote } from '../../contract/transfers.ts';
import { ferryError } from '../errors.ts';
import type { Past } from './past-row.ts';

/**
 * The first name that it has in its folder. What its sender calls it, where nothing was said to the contrary; a name that
 * is more than one is none.
 */
export function firstName(names: readonly string[], notes: readonly FileNote[]): string | null {
  const [said] = names;
  if (said === undefined) return null;
  const note = notes.find(({ path }) => path === showHidden(said));
  if (note?.kind === 'skipped') return null;
  const name = note?.newName ?? said;
  return name === '' || name === '.' || name === '..' || /[/\\\0]/.test(name) ? null : name;
}

/** The first that was received where it is still there, else its folder; of what was sent, the first that is there. */
export async function placeOf({ shown, roots, place }: Past): Promise<string> {
  const first = place?.name == null ? [] : [join(place.folder, place.name)];
  const ways =
    place === null ? [...roots, ...roots.slice(0, 1).map((path) => dirname(path))] : [...first, place.folder];
  for (const path of ways.slice(0, MOST_TRIED)) if (await isThere(path)) return path;
  throw ferryError('transfer.place_gone', { name: shown.names[0] ?? '' });
}

/** A share that is away answers slowly. */
const MOST_TRIED = 8;

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );
