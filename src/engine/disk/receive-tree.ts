// The folders that a transfer's list names, as they are on this disk: each made or found, never entered through a link,
// and never lost sight of before something is put into it.
import type { BigIntStats } from 'node:fs';
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  openSync,
  renameSync,
} from 'node:fs';
import { basename } from 'node:path';
import type { FileReason } from '../../contract/transfers.ts';
import { errnoOf, ferryError } from '../errors.ts';
import { refusalOf } from './free-space.ts';
import type { ReceiveRoot } from './receive-root.ts';
import {
  childPath,
  freeCandidate,
  hasRoomForName,
  isPathTooLong,
  type LocalName,
  type LocalPath,
  localName,
  localTime,
  type Platform,
  type Refused,
  refused,
  rootPath,
  STAGING_NAME,
  sameName,
} from './safe-path.ts';

const LOOK = { bigint: true, throwIfNoEntry: false } as const;

/**
 * Node has no `openat`. On Linux a path that begins with an open folder does the same; elsewhere a path is all there is to
 * hold on to, and between a look at it and its use it may change.
 */
const HELD_FOLDERS = '/proc/self/fd';
const CAN_HOLD = process.platform === 'linux' && existsSync(HELD_FOLDERS);
/** Only as a place: nothing of the folder is read. Node has no name for the first. */
const HOLD_FLAGS = 0o10000000 | constants.O_DIRECTORY | constants.O_NOFOLLOW;

/** Siblings, of all folders on the way to where a walk is. */
const MOST_REMEMBERED = 65_536;
/** Another program may take a name that was free a moment ago, but hardly as often. */
const MOST_TRIES = 20;

/** A folder of the list, or the receive folder itself, and the way to it. */
export class EnteredFolder {
  readonly root: ReceiveRoot;
  readonly path: LocalPath;
  /** Made by this walk: whatever is in there came with it. */
  readonly isNew: boolean;
  readonly #parent: EnteredFolder | null;
  readonly #replaced: Set<bigint> | null;
  #dev: bigint;
  #ino: bigint;
  /** Those of its folders that entries of this walk have become: another entry is another folder. */
  readonly entered = new Set<bigint>();
  #held: LocalPath | null = null;

  constructor(
    root: ReceiveRoot,
    path: LocalPath,
    { dev, ino }: Pick<BigIntStats, 'dev' | 'ino'>,
    parent: EnteredFolder | null,
    isNew: boolean,
    replaced: Set<bigint> | null,
  ) {
    this.root = root;
    this.path = path;
    this.isNew = isNew;
    this.#parent = parent;
    this.#replaced = replaced;
    this.#dev = dev;
    this.#ino = ino;
  }

  get isRoot(): boolean {
    return this.#parent === null;
  }

  /**
   * Runs with a path to this very folder, or says why there is none. Throws where the receive folder itself isn't there
   * any more, as when its disk was pulled out.
   */
  hold<T>(use: (folder: LocalPath) => T): T | Refused {
    if (!this.#canBeHeld) {
      const objection = this.objection();
      return objection === null ? use(this.path) : refused(objection);
    }
    if (this.#held !== null) return use(this.#held);
    const held = openFolder(this.path);
    try {
      if (held !== null && this.#is(fstatSync(held, { bigint: true }))) return use(heldPath(held));
    } finally {
      if (held !== null) closeSync(held);
    }
    // Where all is well again, somebody is exchanging folders right now.
    return refused(this.objection() ?? 'pathThroughLink');
  }

  /** For many things that are put into it one after the other: where it can be opened, it is so once. */
  holdOn<T>(use: () => T): T {
    if (!this.#canBeHeld || this.#held !== null) return use();
    const held = this.#openedItself();
    if (held === null) return use();
    try {
      this.#held = heldPath(held);
      return use();
    } finally {
      this.#held = null;
      closeSync(held);
    }
  }

  /** By another that is put in its place in one step. */
  get canBeReplaced(): boolean {
    return this.#parent !== null && this.#canBeHeld;
  }

  /**
   * `other` takes its place, as long as it is empty: no system replaces a folder in which there is anything. False where
   * that can't be, and then nothing was done.
   */
  isReplacedBy(other: string): boolean {
    const parent = this.#parent;
    if (parent === null) return false;
    try {
      const found = lstatSync(other, { bigint: true });
      const isDone = parent.hold((held) => {
        const path = childPath(held, basename(this.path) as LocalName);
        const now = lstatSync(path, LOOK);
        if (now === undefined || !this.#is(now) || !isAsMade(now, found)) return false;
        renameSync(other, path);
        return true;
      });
      if (isDone !== true) return false;
      // Its number may soon be that of another folder.
      if (parent.entered.delete(keyOf({ dev: this.#dev, ino: this.#ino }))) parent.entered.add(keyOf(found));
      this.#replaced?.add(keyOf(found));
      this.#dev = found.dev;
      this.#ino = found.ino;
      return true;
    } catch {
      return false;
    }
  }

  /** Null where it isn't there, or can't be opened: each that is put into it finds out why. */
  #openedItself(): number | null {
    let held: number | null = null;
    try {
      held = openFolder(this.path);
      if (held !== null && this.#is(fstatSync(held, { bigint: true }))) return held;
    } catch {
      // Too many files are open, perhaps.
    }
    if (held !== null) closeSync(held);
    return null;
  }

  get #canBeHeld(): boolean {
    return CAN_HOLD && this.root.hasLastingNumbers;
  }

  /** Null where its path leads there through real folders, each the one that was entered. One look for each level. */
  objection(): FileReason | null {
    let reason: FileReason | null = null;
    for (let folder: EnteredFolder | null = this; folder !== null; folder = folder.#parent) {
      const now = lstatSync(folder.path, LOOK);
      if (now !== undefined && folder.#is(now)) continue;
      if (folder.#parent === null) throw ferryError('transfer.folder_gone', { folder: this.root.name });
      // Below a link everything may seem to be missing.
      reason = now === undefined ? (reason ?? 'notWritable') : 'pathThroughLink';
    }
    return reason;
  }

  #is(now: BigIntStats): boolean {
    const isSame = now.ino === this.#ino || !this.root.hasLastingNumbers;
    return now.isDirectory() && now.dev === this.#dev && isSame;
  }
}

/** Where a file belongs. It outlasts the walk that found it. */
export interface FilePlace {
  readonly ok: true;
  readonly folder: EnteredFolder;
  readonly name: LocalName;
  /** It is called otherwise on the wire. */
  readonly isChanged: boolean;
}

export type FolderVerdict =
  | {
      readonly ok: true;
      readonly name: LocalName;
      readonly isNew: boolean;
      /** It is called otherwise on the wire. */
      readonly isRenamed: boolean;
    }
  | Refused;

interface WalkOptions {
  /** Nothing is made: a folder that isn't there is refused. */
  readonly isLooking?: boolean;
  /** Numbers of folders by which others were replaced meanwhile: what has one of them was entered before. */
  readonly replaced?: Set<bigint>;
}

/** One walk through a transfer's list, in its order. What it remembers is as much as the list is deep. */
export class ReceiveTree {
  readonly platform: Platform;
  readonly #isLooking: boolean;
  readonly #replaced: Set<bigint> | null;
  /** By depth, the folder that an entry of this depth lies in. */
  readonly #chain: EnteredFolder[];
  #remembered = 0;

  constructor(root: ReceiveRoot, { isLooking = false, replaced }: WalkOptions = {}) {
    this.platform = root.platform;
    this.#isLooking = isLooking;
    this.#replaced = replaced ?? null;
    this.#chain = [new EnteredFolder(root, root.path, root, null, false, null)];
  }

  /** `chosen` is the name that a former walk gave to this entry, where it wasn't its own. */
  enterFolder(depth: number, wireName: string, chosen: string | null): FolderVerdict {
    const parent = this.#at(depth);
    if (parent === null) return refused('folderRefused');
    const local = localName(wireName, this.platform);
    if (!local.ok) return local;
    const first = (chosen === null ? null : sameName(chosen, this.platform)) ?? local.name;
    try {
      const found = this.#enter(parent, first, local.name);
      if ('reason' in found) return found;
      this.#chain.push(found.folder);
      return { ok: true, name: found.name, isNew: found.folder.isNew, isRenamed: found.name !== wireName };
    } catch (error) {
      const reason = refusalOf(error, parent.isRoot);
      if (reason === null) throw error;
      return refused(reason);
    }
  }

  file(depth: number, wireName: string): FilePlace | Refused {
    const folder = this.#at(depth);
    if (folder === null) return refused('folderRefused');
    const local = localName(wireName, this.platform);
    if (!local.ok) return local;
    if (isPathTooLong(childPath(folder.path, local.name), this.platform)) return refused('pathTooLong');
    return { ok: true, folder, name: local.name, isChanged: local.isChanged };
  }

  /** Nothing is in the folder that this depth lies in but what this walk puts there, and there is room for any name. */
  isNewAt(depth: number): boolean {
    const folder = this.#at(depth);
    return folder?.isNew === true && hasRoomForName(folder.path, this.platform);
  }

  /**
   * Gives the folder that was entered last at this depth its own time back, if it was made since: others keep theirs.
   * After everything is in it. That it can't be done is no loss.
   */
  touchFolder(depth: number, modifiedMs: number, madeSinceMs: number): void {
    const folder = this.#chain[depth + 1];
    if (folder === undefined || folder.objection() !== null) return;
    const { birthtimeMs } = lstatSync(folder.path);
    if (birthtimeMs < madeSinceMs) return;
    const time = localTime(modifiedMs);
    try {
      lutimesSync(folder.path, time, time);
    } catch (error) {
      if (refusalOf(error, false) === null) throw error;
    }
  }

  /** Null in a folder that was refused. */
  #at(depth: number): EnteredFolder | null {
    while (this.#chain.length > depth + 1) this.#remembered -= this.#chain.pop()?.entered.size ?? 0;
    return this.#chain[depth] ?? null;
  }

  #enter(
    parent: EnteredFolder,
    first: LocalName,
    own: LocalName,
  ): { folder: EnteredFolder; name: LocalName } | Refused {
    return parent.hold((held) => {
      let name: LocalName | null = first;
      for (let tries = 0; name !== null && tries < MOST_TRIES; tries++) {
        const path = childPath(parent.path, name);
        if (isPathTooLong(path, this.platform)) return refused('pathTooLong');
        const inHeld = childPath(held, name);
        // Looked for first: each walk but one finds the folder there, and a failed attempt to make it costs more than both.
        let found = lstatSync(inHeld, LOOK);
        const isNew = found === undefined && !this.#isLooking && isMade(inHeld);
        found ??= lstatSync(inHeld, LOOK);
        if (found === undefined) return refused('notWritable');
        if (found.isSymbolicLink()) return refused('pathThroughLink');
        if (parent.isRoot && isStaging(found, held)) return refused('nameReserved');
        // The number of one that was just made may be that of one that is no more.
        if (found.isDirectory() && (isNew || !this.#isEntered(parent, found))) {
          this.#remember(parent, found);
          return { folder: new EnteredFolder(parent.root, path, found, parent, isNew, this.#replaced), name };
        }
        name = freeCandidate(own, this.platform, (candidate) => {
          const there = lstatSync(childPath(held, candidate), LOOK);
          return there !== undefined && (!there.isDirectory() || this.#isEntered(parent, there));
        });
      }
      return refused('notWritable');
    });
  }

  #isEntered(parent: EnteredFolder, found: BigIntStats): boolean {
    return parent.entered.has(keyOf(found)) || this.#replaced?.has(keyOf(found)) === true;
  }

  /**
   * Beyond a limit, and where a folder can't be told by its number, twins share a folder, in every walk: their files still
   * don't overwrite each other.
   */
  #remember(parent: EnteredFolder, folder: BigIntStats): void {
    if (this.#remembered >= MOST_REMEMBERED || !parent.root.hasLastingNumbers) return;
    parent.entered.add(keyOf(folder));
    this.#remembered++;
  }
}

/** A file of that size that is there under the name already. What is in it, only a comparison can say. */
export function existingFile({ folder, name }: FilePlace, size: number): LocalPath | null {
  if (folder.isNew || folder.objection() !== null) return null;
  const path = childPath(folder.path, name);
  try {
    const found = lstatSync(path, { throwIfNoEntry: false });
    return found?.isFile() && found.size === size ? path : null;
  } catch (error) {
    if (refusalOf(error, folder.isRoot) === null) throw error;
    return null;
  }
}

/** Nobody has changed anything about it, and what it has from the folder around it the other has, too. */
const isAsMade = (now: BigIntStats, other: BigIntStats): boolean =>
  now.ctimeNs === now.birthtimeNs && now.mode === other.mode && now.uid === other.uid && now.gid === other.gid;

const heldPath = (folder: number): LocalPath => rootPath(`${HELD_FOLDERS}/${folder}`);

/** Null where there is none, or something else. */
function openFolder(path: LocalPath): number | null {
  try {
    return openSync(path, HOLD_FLAGS);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(errnoOf(error))) return null;
    throw error;
  }
}

const keyOf = ({ dev, ino }: Pick<BigIntStats, 'dev' | 'ino'>): bigint => (dev << 64n) | ino;

/** False where something of that name is there already. */
function isMade(path: LocalPath): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Also under another name, such as the short one that Windows gives it. */
function isStaging(found: BigIntStats, root: LocalPath): boolean {
  const staging = lstatSync(childPath(root, STAGING_NAME), LOOK);
  return staging !== undefined && keyOf(staging) === keyOf(found);
}
