// Files of the data folder: readable by their owner only, replaced as a whole or not at all, and never thrown away when
// they can't be read. They are few and small: to hand each step to another thread takes longer than the step, and a start has
// hundreds of them. Only a disk is waited for elsewhere.
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { errnoOf } from '../errors.ts';

/** Only the owner reads or writes. */
export const OWNER_ONLY_FILE = 0o600;
export const OWNER_ONLY_FOLDER = 0o700;

const TEMPORARY = /^\..+\.[0-9a-f]{12}\.new$/;
export const isTemporary = (name: string): boolean => TEMPORARY.test(name);
const temporaryName = (path: string): string =>
  join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.new`);

/** The file's text, or null where there is none. */
export async function readOwnFile(path: string): Promise<string | null> {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/** Replaces the file. Whoever reads it, also after a crash or a power cut, sees the old text or the new one. */
export async function writeOwnFile(path: string, text: string): Promise<void> {
  const temporary = await writeTemporary(path, text);
  try {
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/** Makes the file unless there is one; of several that try at once, one wins. Says whether it was this one. */
export async function createOwnFile(path: string, text: string): Promise<boolean> {
  const temporary = await writeTemporary(path, text);
  try {
    linkSync(temporary, path);
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
  await syncFolder(dirname(path));
  return true;
}

/**
 * Keeps a damaged file beside itself under a name of its own, and says that name. Both are one file until `writeOwnFile`
 * replaces the first; nobody may write into it in place.
 */
export async function setAside(path: string, now: number): Promise<string> {
  const day = new Date(now).toISOString().replace(/[-:]/g, '').slice(0, 15);
  const keptAs = `${path}.damaged-${day}-${randomBytes(2).toString('hex')}`;
  try {
    // What is on the disk already: a copy could still be empty there when a power cut comes after the replacement.
    linkSync(path, keptAs);
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return setAside(path, now);
    // No links here, which each file system says in its own way; what else is wrong, copying says as well.
    renameSync(await writeTemporary(keptAs, readFileSync(path)), keptAs);
  }
  await syncFolder(dirname(path));
  return basename(keptAs);
}

/** Takes away what a killed program left half-written: what is older, so that nobody who writes now loses theirs. */
export async function removeTemporaries(folder: string, olderThan: number): Promise<void> {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (isTemporary(name) && lstatSync(path).mtimeMs < olderThan) rmSync(path, { force: true });
  }
}

/**
 * Makes the folder and those above it, for the owner only. Not `mkdir` with `recursive`: that never comes back where
 * the system says "no such folder" for the new one itself, as in /proc.
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    mkdirSync(path, { mode: OWNER_ONLY_FOLDER });
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === 'EEXIST' && statSync(path).isDirectory()) return;
    if (errno !== 'ENOENT' || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    try {
      mkdirSync(path, { mode: OWNER_ONLY_FOLDER });
    } catch (second) {
      if (errnoOf(second) !== 'EEXIST') throw second;
    }
  }
}

async function writeTemporary(path: string, text: string | Uint8Array): Promise<string> {
  const temporary = temporaryName(path);
  const file = openSync(temporary, 'wx', OWNER_ONLY_FILE);
  try {
    writeFileSync(file, text);
    await syncFile(file);
  } catch (error) {
    closeSync(file);
    unlinkSync(temporary);
    throw error;
  }
  closeSync(file);
  return temporary;
}

/** Makes what was written durable: the disk is waited for by another thread. */
export function syncFile(file: number): Promise<void> {
  return new Promise((resolve, reject) => fsync(file, (error) => (error === null ? resolve() : reject(error))));
}

/** Makes the names in a folder durable. Windows can't open folders, and needs none of this. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const file = openSync(folder, 'r');
  try {
    await syncFile(file);
  } finally {
    closeSync(file);
  }
}
