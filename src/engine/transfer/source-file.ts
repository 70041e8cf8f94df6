// One file of the source, read as it was listed or not at all: what changed on the way is said, never sent as a mixture.
import { closeSync, constants, fstatSync, open, openSync, read, readSync } from 'node:fs';
import { promisify } from 'node:util';
import { isPassing } from '../disk/free-space.ts';
import { errnoOf } from '../errors.ts';
import type { SenderReason } from '../wire/data.ts';
import { clampModified, type Entry } from '../wire/manifest.ts';

/** A pipe that took a file's name must not hold us; a link that did isn't what was listed. */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
const NO_LINK = constants.O_NOFOLLOW ?? 0;
const opened = promisify(open);
const readOnce = promisify(read);

/** What kept one file from being sent; the others go on. */
export class FileTrouble extends Error {
  readonly reason: SenderReason;

  constructor(reason: SenderReason) {
    super(reason);
    this.reason = reason;
  }
}

export const asTrouble = (error: unknown): Error => {
  if (error instanceof FileTrouble) return error;
  const errno = errnoOf(error);
  if (errno === 'ENOENT' || errno === 'ENOTDIR') return new FileTrouble('vanished');
  // A link where a file was.
  if (errno === 'ELOOP' || errno === 'EISDIR') return new FileTrouble('changed');
  return errno === '' || isPassing(error) ? (error as Error) : new FileTrouble('unreadable');
};

/** What tells whether a file is the same as before. */
export interface Looks {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly ino: number;
  isFile(): boolean;
}

export type Seen = Pick<Looks, 'size' | 'mtimeMs' | 'ctimeMs' | 'ino'>;

/** What the list says of it. */
export type Listed = Pick<Entry, 'size' | 'modifiedMs'>;

export const isListed = (found: Looks, { size, modifiedMs }: Listed): boolean =>
  found.isFile() && found.size === size && clampModified(found.mtimeMs) === modifiedMs;

export function checkIsListed(found: Looks, listed: Listed): void {
  if (!isListed(found, listed)) throw new FileTrouble('changed');
}

/** The change time too: content can be replaced with its time set back. */
export function checkIsSame(before: Seen, after: Seen): void {
  if (!isSame(before, after)) throw new FileTrouble('changed');
}

export const isSame = (before: Seen, after: Seen): boolean =>
  before.size === after.size &&
  before.mtimeMs === after.mtimeMs &&
  before.ctimeMs === after.ctimeMs &&
  before.ino === after.ino;

/** `isNamed`: a person gave this very path, and a link there was followed when it was listed. */
export const openSource = (path: string, isNamed: boolean): Promise<number> =>
  opened(path, FLAGS | (isNamed ? 0 : NO_LINK)).catch((error: unknown) => {
    throw asTrouble(error);
  });

/** All of `into`, from that place on; false where the file is shorter. */
export async function readAll(file: number, into: Uint8Array, place: number): Promise<boolean> {
  for (let filled = 0; filled < into.length; ) {
    const { bytesRead } = await readOnce(file, into, filled, into.length - filled, place + filled);
    if (bytesRead === 0) return false;
    filled += bytesRead;
  }
  return true;
}

/** Reads all of it in one go to that place; many thousand small files are ten times as fast so. */
export function readSmall(path: string, isNamed: boolean, entry: Listed, into: Uint8Array, at = 0): void {
  let file: number | null = null;
  try {
    file = openSync(path, FLAGS | (isNamed ? 0 : NO_LINK));
    const before = fstatSync(file);
    checkIsListed(before, entry);
    for (let filled = 0; filled < entry.size; ) {
      const count = readSync(file, into, at + filled, entry.size - filled, null);
      if (count === 0) throw new FileTrouble('changed');
      filled += count;
    }
    checkIsSame(before, fstatSync(file));
  } catch (error) {
    throw asTrouble(error);
  } finally {
    if (file !== null) closeSync(file);
  }
}

/** For comparing: whatever keeps it from being read, it isn't the same then. */
export function readWhole(path: string, into: Uint8Array): boolean {
  try {
    const file = openSync(path, FLAGS | NO_LINK);
    try {
      const count = readSync(file, into, 0, into.length, 0);
      return count === into.length && fstatSync(file).size === into.length;
    } finally {
      closeSync(file);
    }
  } catch {
    return false;
  }
}
