// Files of the data folder: readable by their owner only, replaced as a whole or not at all, and never thrown away when
// they can't be read.
import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { link, lstat, mkdir, open, readdir, readFile, rename, rm, stat, unlink } from 'node:fs/promises';
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
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/** Replaces the file. Whoever reads it, also after a crash or a power cut, sees the old text or the new one. */
export async function writeOwnFile(path: string, text: string): Promise<void> {
  const temporary = await writeTemporary(path, text);
  try {
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/** Makes the file unless there is one; of several that try at once, one wins. Says whether it was this one. */
export async function createOwnFile(path: string, text: string): Promise<boolean> {
  const temporary = await writeTemporary(path, text);
  try {
    await link(temporary, path);
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
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
    await link(path, keptAs);
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return setAside(path, now);
    // No links here, which each file system says in its own way; what else is wrong, copying says as well.
    await rename(await writeTemporary(keptAs, await readFile(path)), keptAs);
  }
  await syncFolder(dirname(path));
  return basename(keptAs);
}

/** Takes away what a killed program left half-written: what is older, so that nobody who writes now loses theirs. */
export async function removeTemporaries(folder: string, olderThan: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (isTemporary(name) && (await lstat(path)).mtimeMs < olderThan) await rm(path, { force: true });
  }
}

/**
 * Makes the folder and those above it, for the owner only. Not `mkdir` with `recursive`: that never comes back where
 * the system says "no such folder" for the new one itself, as in /proc.
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: OWNER_ONLY_FOLDER });
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === 'EEXIST' && (await stat(path)).isDirectory()) return;
    if (errno !== 'ENOENT' || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    await mkdir(path, { mode: OWNER_ONLY_FOLDER }).catch((second) => {
      if (errnoOf(second) !== 'EEXIST') throw second;
    });
  }
}

async function writeTemporary(path: string, text: string | Uint8Array): Promise<string> {
  const temporary = temporaryName(path);
  const file = await open(temporary, 'wx', OWNER_ONLY_FILE);
  try {
    await file.writeFile(text);
    await file.sync();
  } catch (error) {
    await file.close();
    await unlink(temporary);
    throw error;
  }
  await file.close();
  return temporary;
}

/** The same where it takes no time, and nothing else waits for it. */
export function syncFolderNow(folder: string): void {
  if (process.platform === 'win32') return;
  const file = openSync(folder, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Makes the names in a folder durable. Windows can't open folders, and needs none of this. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle: FileHandle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
