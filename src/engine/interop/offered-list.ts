// The files of a guest's offer as the list that every transfer of ours has. There they come as paths, in any order and
// any one of them twice; here they are a tree, in the one order that its pages allow. Nothing is said of what a name may
// do: each goes in as it is, `..` as well, and disk/safe-path.ts judges it as it judges everyone's.
import { extensionOf } from '../disk/safe-path.ts';
import type { Page } from '../transfer/manifest-file.ts';
import { isTurnOver, nextTurn } from '../transfer/turn.ts';
import {
  type Entry,
  EntryPacker,
  ManifestError,
  type ManifestSummary,
  MOST_DEPTH,
  MOST_NAME_BYTES,
} from '../wire/manifest.ts';

const MOST_NAMES = 5;

interface OfferedFile {
  readonly id: string;
  /** With what may be a path before it. */
  readonly fileName: string;
  readonly size: number;
  readonly modifiedMs: number | null;
}

export interface OfferedList extends ManifestSummary {
  readonly pages: readonly Page[];
  /** The first that lie at the top. */
  readonly names: readonly string[];
  /** By the sender's id of a file, its place in the list. */
  readonly indexOf: ReadonlyMap<string, number>;
  /** By their ids, the files whose paths no list can hold. */
  readonly refused: readonly string[];
}

/**
 * Null where it is more than one transfer may have. What has no time gets this one, and so do the folders. Others have
 * their turn meanwhile: anybody on the network can offer a hundred thousand files.
 */
export async function offeredList(files: readonly OfferedFile[], now: number): Promise<OfferedList | null> {
  const placed: Placed[] = [];
  const refused: string[] = [];
  for (const file of files) {
    const path = pathOf(file.fileName);
    if (path === null) refused.push(file.id);
    else placed.push({ file, path, key: keyOf(path) });
    if (isTurnOver()) await nextTurn();
  }
  const { apart, crowded } = await toldApart(placed.sort(inOrder));
  refused.push(...crowded.map(({ file }) => file.id));
  try {
    return { ...(await packed(apart, now)), refused };
  } catch (error) {
    if (error instanceof ManifestError && error.reason === 'tooMuch') return null;
    throw error;
  }
}

interface Placed {
  readonly file: OfferedFile;
  /** Of at least one name, each of which a list can hold. */
  readonly path: readonly string[];
  /** Its place among the others: see `keyOf`. */
  readonly key: string;
}

const inOrder = (one: Placed, other: Placed): number => Number(one.key > other.key) - Number(one.key < other.key);

/** Only `/` parts names, on every system. Empty ones and `.` lead nowhere and are left out, as its own receivers do. */
function pathOf(fileName: string): readonly string[] | null {
  const path = fileName.split('/').filter((name) => name !== '' && name !== '.');
  if (path.length === 0 || path.length > MOST_DEPTH + 1 || !fileName.isWellFormed()) return null;
  // No character takes more than three bytes for each of its units.
  const isLong = (name: string): boolean =>
    name.length * 3 > MOST_NAME_BYTES && Buffer.byteLength(name) > MOST_NAME_BYTES;
  return path.some(isLong) ? null : path;
}

const SLASH = 0x2f;
const BETWEEN = '\0';

/**
 * Characters that stand for bytes, and sort as the list does: name by name, so that what is between two names is less
 * than all that is in one. No byte of UTF-8 is 255, so that each can be one more than it is.
 */
function keyOf(path: readonly string[]): string {
  const bytes = Buffer.from(path.join('/'));
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    bytes[at] = byte === SLASH ? 0 : byte + 1;
  }
  return bytes.toString('latin1');
}

const isBelow = (other: Placed | undefined, key: string): boolean => other?.key.startsWith(key + BETWEEN) === true;

/** Gives another name to each file whose own another file before it has, or a folder; `crowded` have no room for one. */
async function toldApart(sorted: readonly Placed[]): Promise<{
  readonly apart: readonly Placed[];
  readonly crowded: readonly Placed[];
}> {
  const doubles = doublesIn(sorted);
  if (doubles.size === 0) return { apart: sorted, crowded: [] };
  const renamed: Placed[] = [];
  /** By the key of a name, its latest number: each number is tried once, however many have that name. */
  const latest = new Map<string, number>();
  const crowded: Placed[] = [];
  // In the order in which they were named, of each name.
  for (const double of sorted) {
    if (!doubles.has(double)) continue;
    const free = withFreeNumber(double, latest, sorted);
    if (free === null) crowded.push(double);
    else renamed.push(free);
    if (isTurnOver()) await nextTurn();
  }
  return { apart: [...sorted.filter((each) => !doubles.has(each)), ...renamed].sort(inOrder), crowded };
}

function doublesIn(sorted: readonly Placed[]): ReadonlySet<Placed> {
  const doubles = new Set<Placed>();
  let isFolder = false;
  let next: Placed | undefined;
  // What lies in a folder comes right after all that has the folder's name.
  for (const [at, each] of [...sorted.entries()].reverse()) {
    if (next?.key !== each.key) isFolder = isBelow(next, each.key);
    if (isFolder || sorted[at - 1]?.key === each.key) doubles.add(each);
    next = each;
  }
  return doubles;
}

function withFreeNumber(
  { file, path, key }: Placed,
  latest: Map<string, number>,
  sorted: readonly Placed[],
): Placed | null {
  const name = path.at(-1) ?? '';
  const extension = extensionOf(name);
  const stem = name.slice(0, name.length - extension.length);
  for (let number = (latest.get(key) ?? 1) + 1; ; number++) {
    const numbered = `${stem} (${number})${extension}`;
    if (Buffer.byteLength(numbered) > MOST_NAME_BYTES) return null;
    latest.set(key, number);
    const next = path.with(-1, numbered);
    const nextKey = keyOf(next);
    // No other name comes to this one by a number, so that only those that were there at first can have it.
    if (!isTaken(sorted, nextKey)) return { file, path: next, key: nextKey };
  }
}

/** Whether a file or a folder was named so. */
function isTaken(sorted: readonly Placed[], key: string): boolean {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((sorted[middle]?.key ?? '') < key) from = middle + 1;
    else to = middle;
  }
  return sorted[from]?.key === key || isBelow(sorted[from], key);
}

/** Throws a ManifestError where they are too much. */
async function packed(sorted: readonly Placed[], now: number): Promise<Omit<OfferedList, 'refused'>> {
  const list = new Listing();
  let open: readonly string[] = [];
  const indexOf = new Map<string, number>();
  for (const { file, path } of sorted) {
    const folders = path.slice(0, -1);
    for (let depth = commonLength(open, folders); depth < folders.length; depth++)
      list.add({ kind: 'folder', depth, name: folders[depth] ?? '', size: 0, modifiedMs: now });
    open = folders;
    const [depth, name, modifiedMs] = [folders.length, path.at(-1) ?? '', file.modifiedMs ?? now];
    indexOf.set(file.id, list.add({ kind: 'file', depth, name, size: file.size, modifiedMs }));
    if (isTurnOver()) await nextTurn();
  }
  return { ...list.end(), indexOf };
}

function commonLength(one: readonly string[], other: readonly string[]): number {
  const different = one.findIndex((name, at) => name !== other[at]);
  return different < 0 ? one.length : different;
}

/** What a packer gives, with the places that its pages have in the list. */
class Listing {
  readonly #packer = new EntryPacker();
  readonly #pages: Page[] = [];
  readonly #names: string[] = [];
  #first = 0;
  #entries = 0;

  /** Says the entry's place. */
  add(entry: Entry): number {
    this.#keep(this.#packer.add(entry));
    if (entry.depth === 0 && this.#names.length < MOST_NAMES) this.#names.push(entry.name);
    return this.#entries++;
  }

  end(): Omit<OfferedList, 'refused' | 'indexOf'> {
    this.#keep(this.#packer.end());
    return { ...this.#packer.summary, pages: this.#pages, names: this.#names };
  }

  /** A page is full when the first entry comes that isn't on it. */
  #keep(page: Uint8Array | null): void {
    if (page === null) return;
    this.#pages.push({ first: this.#first, page });
    this.#first = this.#entries;
  }
}
