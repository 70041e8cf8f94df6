// Gives a file that is whole its name, and never takes a name that something else has. Where the volume can make a second
// link that is one step; where it can't, the name is reserved first, and what a kill leaves between is known by its place.
import type { BigIntStats } from 'node:fs';
import {
  closeSync,
  constants,
  copyFileSync,
  fstatSync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  renameSync,
  unlinkSync,
  utimesSync,
} from 'node:fs';
import { basename, dirname } from 'node:path';
import { errnoOf } from '../errors.ts';
import { isFull, isGone, refusalOf } from './free-space.ts';
import type { FilePlace } from './receive-tree.ts';
import {
  candidates,
  childPath,
  freeCandidate,
  isPathTooLong,
  type LocalName,
  type LocalPath,
  type Refused,
  refused,
  sameName,
} from './safe-path.ts';

const LOOK = { bigint: true, throwIfNoEntry: false } as const;
const RESERVE_FLAGS = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
const RESERVE_MODE = 0o600;
/** Another program may take a name that was free a moment ago, but hardly as often. */
const MOST_TRIES = 20;
/** FAT counts times in steps of two seconds. */
const TIME_STEP_NS = 2_000_000_000n;

interface InstallNeeds {
  /** Whole, durable, with its time and mode; on the receive folder's volume, in a folder of the transfer's own. */
  readonly staged: string;
  readonly place: FilePlace;
  /**
   * Called before a name is reserved, never where a link can be made: write it down, so that `findInstalled` can tell a
   * reservation from a file after a kill.
   */
  readonly intend: (name: string) => void;
}

interface FindNeeds extends Omit<InstallNeeds, 'intend'> {
  readonly size: number;
  readonly intended: string | null;
}

export type Installed = { readonly ok: true; readonly name: LocalName } | Refused;

/**
 * `staged` stays until the caller has written down what came of it, unless it was renamed. Throws where the folder or the
 * volume is in the way; the file is then as it was.
 */
export function installFile(needs: InstallNeeds): Installed {
  const { staged, place } = needs;
  return place.folder.hold((held) => {
    try {
      return installBy((name) => isLinked(staged, childPath(held, name)), held, place);
    } catch (error) {
      // Each file system has its own words for having no links. What else is wrong, the long way says as well.
      if (isFull(error) || isGone(error)) throw error;
    }
    try {
      return installBy((name) => isMoved(needs, held, name), held, place);
    } catch (error) {
      const reason = refusalOf(error, place.folder.isRoot);
      if (reason === null) throw error;
      return refused(reason);
    }
  });
}

/**
 * After a kill: the name that `staged` has been given already, if it has. What was begun and can't be told from that is
 * taken away, so that installing it again finds no name taken by itself. `intended` is what was last written down.
 */
export function findInstalled({ staged, place, size, intended }: FindNeeds): LocalName | null {
  const found = place.folder.hold((held) => {
    const mine = lstatSync(staged, LOOK);
    const linked = mine === undefined ? null : linkedName(mine, held, place);
    const name = intended === null ? null : sameName(intended, place.folder.root.platform);
    if (linked !== null || name === null) return { name: linked };
    return { name: isTaken({ staged, mine, size, held, name, place }) ? name : null };
  });
  return 'name' in found ? found.name : null;
}

/** The name itself, or else the first candidate that is free; `isDone` says no where it is taken after all. */
function installBy(isDone: (name: LocalName) => boolean, held: LocalPath, { folder, name }: FilePlace): Installed {
  let wanted: LocalName | null = name;
  for (let tries = 0; wanted !== null && tries < MOST_TRIES; tries++) {
    if (isDone(wanted)) return { ok: true, name: wanted };
    wanted = freeCandidate(name, folder.root.platform, (candidate) => isThere(childPath(held, candidate)));
    // By way of a held folder it could be made, and nobody could open it.
    const isTooLong = wanted !== null && isPathTooLong(childPath(folder.path, wanted), folder.root.platform);
    if (isTooLong) return refused('pathTooLong');
  }
  return refused('notWritable');
}

function isLinked(staged: string, path: LocalPath): boolean {
  try {
    linkSync(staged, path);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Renaming replaces what is there, so it is done only onto an empty file that is our own. */
function isMoved({ staged, place, intend }: InstallNeeds, held: LocalPath, name: LocalName): boolean {
  const path = childPath(held, name);
  if (isThere(path)) return false;
  intend(name);
  const reserved = reserve(path);
  if (reserved === null) return false;
  const isOurs = (): boolean => isReservation(path, reserved, place);
  let isDone = false;
  try {
    isDone = isOurs() && isRenamed({ staged, copy: copyOf(staged, held, place), path, isOurs });
  } finally {
    if (!isDone && isOurs()) isRemoved(path);
  }
  return isDone;
}

interface Move {
  readonly staged: string;
  readonly copy: LocalPath;
  readonly path: LocalPath;
  readonly isOurs: () => boolean;
}

function isRenamed(move: Move): boolean {
  try {
    renameSync(move.staged, move.path);
    return true;
  } catch (error) {
    // Within what looks like one folder there may be two volumes.
    if (errnoOf(error) === 'EXDEV') return isCopied(move);
    throw error;
  }
}

function isCopied({ staged, copy, path, isOurs }: Move): boolean {
  const { mtime } = lstatSync(staged);
  try {
    isRemoved(copy);
    copyFileSync(staged, copy, constants.COPYFILE_EXCL);
    utimesSync(copy, mtime, mtime);
    const file = openSync(copy, 'r+');
    try {
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    if (!isOurs()) return false;
    renameSync(copy, path);
    return true;
  } finally {
    isRemoved(copy);
  }
}

/** Null where the name is taken. */
function reserve(path: LocalPath): BigIntStats | null {
  try {
    const file = openSync(path, RESERVE_FLAGS, RESERVE_MODE);
    const made = fstatSync(file, { bigint: true });
    closeSync(file);
    return made;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return null;
    throw error;
  }
}

function isReservation(path: LocalPath, reserved: BigIntStats, { folder }: FilePlace): boolean {
  const now = lstatSync(path, LOOK);
  if (!now?.isFile() || now.size !== 0n) return false;
  return now.dev === reserved.dev && (now.ino === reserved.ino || !folder.root.hasLastingNumbers);
}

/** Candidates are looked through to the first that is free; further where another link of it must be somewhere. */
function linkedName(mine: BigIntStats, held: LocalPath, { folder, name }: FilePlace): LocalName | null {
  for (const candidate of candidates(name, folder.root.platform)) {
    const found = lstatSync(childPath(held, candidate), LOOK);
    if (found === undefined && mine.nlink === 1n) return null;
    if (found?.ino === mine.ino && found.dev === mine.dev) return candidate;
  }
  return null;
}

interface Begun {
  readonly staged: string;
  readonly mine: BigIntStats | undefined;
  readonly size: number;
  readonly held: LocalPath;
  readonly name: LocalName;
  readonly place: FilePlace;
}

/** Whether the name that was to be reserved has the content; a reservation is taken away, and a copy that wasn't whole. */
function isTaken({ staged, mine, size, held, name, place }: Begun): boolean {
  const isCopying = isRemoved(copyOf(staged, held, place));
  const path = childPath(held, name);
  const found = lstatSync(path, LOOK);
  if (!found?.isFile()) return false;
  const isWhole = found.size === BigInt(size);
  if (mine === undefined) return isWhole;
  // A copy takes the name with its time set; until then the name is that of an empty file.
  if (!isCopying && isWhole && size > 0 && isSameTime(found, mine)) return true;
  if (found.size === 0n) unlinkSync(path);
  return false;
}

/** Under a name that says whose it is, and that no second file of the transfer has. */
function copyOf(staged: string, held: LocalPath, { folder }: FilePlace): LocalPath {
  const name = sameName(`.ferry-${basename(dirname(staged))}-${basename(staged)}`, folder.root.platform);
  if (name === null) throw new Error('staged under no name of ours');
  return childPath(held, name);
}

const isThere = (path: LocalPath): boolean => lstatSync(path, LOOK) !== undefined;

/** False where there was nothing. */
function isRemoved(path: LocalPath): boolean {
  try {
    unlinkSync(path);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw error;
  }
}

function isSameTime({ mtimeNs: a }: BigIntStats, { mtimeNs: b }: BigIntStats): boolean {
  return (a > b ? a - b : b - a) <= TIME_STEP_NS;
}
