// Where the local sockets of one data folder lie, and which of them somebody still listens on.
//
// Every engine listens on a socket file with a random name of its own, so a name never means two programs: a socket that
// refuses connections is dead for ever and can be removed by anyone, at any time, without a race.
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import { join } from 'node:path';
import { makeFolder } from '../disk/own-file.ts';
import { errnoOf, ferryError } from '../errors.ts';

/** The kernel's `sun_path`, less its final zero: the shorter of Linux' and macOS'. */
export const MAX_SOCKET_PATH = 103;
const CONNECT_DEADLINE_MS = 2000;
const SOCKET_NAME = /^[0-9a-f]{16}\.sock$/;

/** Asked for by number: in a container a user needn't have a name. Windows has no such number, and no socket files. */
const OWN_UID = process.getuid?.() ?? -1;

export const pipeName = (runDir: string): string => `\\\\.\\pipe\\ferry-${shortHash(runDir.toLowerCase())}`;

/**
 * The folders to listen in, best first: the data folder's own, or where its path is too long for a socket or its file
 * system has none, one named after it. Not below XDG_RUNTIME_DIR: a program started by cron doesn't have that variable,
 * would look elsewhere, and two engines would work on the same data.
 */
export function socketFolders(runDir: string): readonly string[] {
  const short = join('/tmp', `ferry-${OWN_UID}`, shortHash(runDir));
  const fits = Buffer.byteLength(join(runDir, '0123456789abcdef.sock')) <= MAX_SOCKET_PATH;
  return fits ? [runDir, short] : [short];
}

/** Makes the folder, and refuses one that another user could have put there, before anything is made in it. */
export async function ensureOwnFolder(path: string): Promise<void> {
  for (const part of path.startsWith('/tmp/') ? [join(path, '..'), path] : [path]) {
    await makeFolder(part);
    if (!isOwnFolder(part)) throw ferryError('data.not_own', { path: part });
  }
}

/** Nobody else's, and with no right for anybody else. */
export function isOwnFolder(path: string): boolean {
  try {
    const found = lstatSync(path);
    return found.isDirectory() && found.uid === OWN_UID && (found.mode & 0o077) === 0;
  } catch {
    // Not there, or not to be seen.
    return false;
  }
}

/** Connects to an engine of this data folder other than ourselves; removes sockets nobody listens on. */
export async function findLive(runDir: string, own: string | null): Promise<Socket | null> {
  if (process.platform === 'win32') return own === null ? connect(pipeName(runDir)) : null;
  for (const folder of socketFolders(runDir)) {
    // What another user put in /tmp under our name holds no socket of ours, and must not keep us from starting.
    if (folder !== runDir && !isOwnFolder(join(folder, '..'))) continue;
    for (const name of namesIn(folder)) {
      const path = join(folder, name);
      if (!SOCKET_NAME.test(name) || path === own) continue;
      const socket = await connect(path);
      if (socket !== null) return socket;
      rmSync(path, { force: true });
    }
  }
  return null;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Null where nobody listens. What can't be told (a listener that is too busy to answer) counts as alive. */
function connect(path: string): Promise<Socket | null> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path);
    const timer = setTimeout(() => socket.destroy(new Error('no answer')), CONNECT_DEADLINE_MS);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.removeAllListeners('error');
      resolve(socket);
    });
    socket.once('error', (error) => {
      clearTimeout(timer);
      if (['ECONNREFUSED', 'ENOENT'].includes(errnoOf(error))) resolve(null);
      else reject(ferryError('data.in_use', { path }, error));
    });
  });
}

const shortHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 24);
