// What V8 makes of the program's text is kept from one command to the next, in the system's folder for what can be made
// again. To compile it anew takes a command longer than all it does besides. It is code: a folder that others may write to
// is never read.
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';

interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  /** Throws where there is none. */
  readonly home: () => string;
  readonly version: string;
  /** Not on Windows, where the folder is in the person's own profile. */
  readonly geteuid?: (() => number) | undefined;
}

/** Of one command. */
export interface Compiled {
  /** How many calls of it this was gathered from. */
  readonly runs: number;
  /** By the names of the program's files, which change with what is in them. */
  readonly parts: ReadonlyMap<string, Buffer>;
}

export type Digest = (bytes: Uint8Array) => Buffer;

const OWNER_ONLY_FOLDER = 0o700;
const OWNER_ONLY_FILE = 0o600;
const OTHERS_WRITE = 0o022;
/** Whose folders anybody may have been given room in. */
const SYSTEM = 0;
const DIGEST_BYTES = 32;

/** Null where nothing can be kept, or what is there may not be run. */
export function ownCodeFolder(surroundings: Surroundings): string | null {
  try {
    const folder = codeFolder(surroundings);
    const around = dirname(folder);
    if (isAnothers(dirname(around), surroundings)) return null;
    makeFolders(around);
    // Before anything is made or removed in it.
    if (!isOwn(around, surroundings)) return null;
    makeAnew(folder);
    return isOwn(folder, surroundings) ? folder : null;
  } catch {
    // A home that can't be written to: then it is compiled each time.
    return null;
  }
}

/** Not `recursive`: that never comes back where the system says "no such folder" for the new one itself, as in /proc. */
function makeFolders(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false }) !== undefined) return;
  makeFolders(dirname(folder));
  mkdirSync(folder, { mode: OWNER_ONLY_FOLDER });
}

export function codeFolder({ platform, env, home, version }: Surroundings): string {
  return join(cacheFolder(platform, env, home), 'ferry', `code-${version}`);
}

function cacheFolder(platform: NodeJS.Platform, env: NodeJS.ProcessEnv, home: () => string): string {
  if (platform === 'win32') return env.LOCALAPPDATA || join(home(), 'AppData', 'Local');
  if (platform === 'darwin') return join(home(), 'Library', 'Caches');
  const { XDG_CACHE_HOME: cache = '' } = env;
  // The standard says to ignore a relative path.
  return isAbsolute(cache) ? cache : join(home(), '.cache');
}

/** What another version has left goes, when this one is started for the first time. */
function makeAnew(folder: string): void {
  if (lstatSync(folder, { throwIfNoEntry: false }) !== undefined) return;
  mkdirSync(folder, { mode: OWNER_ONLY_FOLDER });
  const around = dirname(folder);
  for (const name of readdirSync(around))
    if (/^code-/.test(name) && join(around, name) !== folder) rmSync(join(around, name), { recursive: true });
}

/** As where `sudo` has left HOME as it was: that user would lose the use of what was made there, and may exchange it. */
function isAnothers(folder: string, { geteuid }: Surroundings): boolean {
  let there = folder;
  let found = statSync(there, { throwIfNoEntry: false });
  while (found === undefined && dirname(there) !== there) {
    there = dirname(there);
    found = statSync(there, { throwIfNoEntry: false });
  }
  return geteuid !== undefined && found?.uid !== geteuid() && found?.uid !== SYSTEM;
}

function isOwn(folder: string, { geteuid }: Surroundings): boolean {
  const found = lstatSync(folder);
  if (!found.isDirectory()) return false;
  return geteuid === undefined || (found.uid === geteuid() && (found.mode & OTHERS_WRITE) === 0);
}

/** Null where there is nothing, or not what was written: V8 believes what it is given, and falls over what is damaged. */
export function readCompiled(path: string, digest: Digest): Compiled | null {
  try {
    const file = readOwn(path);
    const said = file.subarray(DIGEST_BYTES);
    if (!digest(said).equals(file.subarray(0, DIGEST_BYTES))) return null;
    let start = 4 + said.readUInt32BE();
    // As it was written: the digest is right.
    const { runs, names } = JSON.parse(said.toString('utf8', 4, start)) as Head;
    const parts = new Map<string, Buffer>();
    for (const [name, length] of names) {
      parts.set(name, said.subarray(start, start + length));
      start += length;
    }
    return { runs, parts };
  } catch {
    // None, or none of ours.
    return null;
  }
}

/** Seen of the file itself: its folder may be exchanged for another after it was looked at. */
function readOwn(path: string): Buffer {
  const file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    const { uid, mode } = fstatSync(file);
    const isOurs = process.geteuid === undefined || (uid === process.geteuid() && (mode & OTHERS_WRITE) === 0);
    if (!isOurs) throw new Error('of another user');
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

interface Head {
  readonly runs: number;
  readonly names: readonly (readonly [name: string, length: number])[];
}

/** As a whole or not at all; another command may be reading it. */
export function writeCompiled(path: string, { runs, parts }: Compiled, digest: Digest): void {
  const head: Head = { runs, names: [...parts].map(([name, { length }]) => [name, length]) };
  const text = Buffer.from(JSON.stringify(head));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  const said = Buffer.concat([length, text, ...parts.values()]);
  const temporary = `${path}.${process.pid}.new`;
  try {
    const file = openSync(temporary, 'w', OWNER_ONLY_FILE);
    try {
      writeSync(file, Buffer.concat([digest(said), said]));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    // A full disk: each command would leave another.
    rmSync(temporary, { force: true });
    throw error;
  }
}
