// The lock of a data folder and the way for `ferry` commands to a running engine, which are one thing: whoever listens
// owns the data. See docs/decisions for why it isn't a lock file.
import { randomBytes } from 'node:crypto';
import { chmodSync, renameSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { DataPlaces } from '../data-folder.ts';
import { createOwnFile, OWNER_ONLY_FILE, readOwnFile } from '../disk/own-file.ts';
import { errnoOf, FerryError, ferryError, systemReason } from '../errors.ts';
import type { Door } from './local-caller.ts';
import { Caller } from './local-caller.ts';
import { ensureOwnFolder, findLive, pipeName, socketFolders } from './local-place.ts';

export interface LocalListener {
  /** From now on calls are answered. Before, they wait. */
  serve(door: Door): void;
  /** Lets the calls under way end, tells callers that later ones were not done, and only then gives up the folder. */
  close(): Promise<void>;
}

/** Two that start at the same moment see each other and both step back; then they try again at different times. */
const ATTEMPTS = 4;
const STEP_BACK_MS = { least: 20, most: 150 };

/** Callers at one time that have not shown yet that they are this user's. */
const MAX_STRANGERS = 64;
/** How long a closing engine waits for its callers' commands. */
const GOODBYE_MS = 2000;

/**
 * Makes this process the only engine on the folder, or throws `data.in_use`. Listens first and looks round second: of
 * two that do so, at least one sees the other.
 */
export async function listenLocally(folder: DataPlaces): Promise<LocalListener> {
  await makeToken(folder);
  for (let attempt = 1; ; attempt++) {
    const listener = new Listener(folder);
    const path = await listener.bind();
    const other = await findLive(folder.runDir, path).catch((error: Error) => error);
    if (other === null) return listener;
    // Before our own close, which waits for callers: two that probe each other would wait for each other.
    if (!(other instanceof Error)) other.destroy();
    await listener.close();
    if (other instanceof Error) throw other;
    if (attempt === ATTEMPTS) throw ferryError('data.in_use', { path: folder.path });
    const { least, most } = STEP_BACK_MS;
    await wait(least + Math.random() * (most - least));
  }
}

class Listener implements LocalListener {
  readonly #callers = new Set<Caller>();
  readonly #door = Promise.withResolvers<Door>();
  readonly #folder: DataPlaces;
  readonly #server: Server;
  #path: string | null = null;
  #isClosing = false;

  constructor(folder: DataPlaces) {
    this.#folder = folder;
    this.#server = createServer((socket) => {
      const strangers = [...this.#callers].filter((caller) => !caller.isProven).length;
      if (this.#isClosing || strangers >= MAX_STRANGERS) return socket.destroy();
      // Read anew each time: of engines that start together, each may just have made the file.
      const caller = new Caller(socket, readOwnFile(folder.tokenFile), this.#door.promise);
      this.#callers.add(caller);
      socket.once('close', () => this.#callers.delete(caller));
    });
  }

  async bind(): Promise<string> {
    this.#path = await bind(this.#server, this.#folder);
    this.#server.unref();
    return this.#path;
  }

  serve(door: Door): void {
    this.#door.resolve(door);
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    const goodbyes = Promise.all([...this.#callers].map((caller) => caller.sayGoodbye()));
    await Promise.race([goodbyes, wait(GOODBYE_MS, undefined, { ref: false })]);
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const caller of this.#callers) caller.drop();
    if (process.platform !== 'win32' && this.#path !== null) rmSync(this.#path, { force: true });
    await closed;
  }
}

async function bind(server: Server, folder: DataPlaces): Promise<string> {
  if (process.platform === 'win32') return bindPipe(server, folder);
  let lastError: unknown;
  for (const place of socketFolders(folder.runDir)) {
    await ensurePlace(place, folder);
    const name = randomBytes(8).toString('hex');
    const coming = join(place, `.${name}.new`);
    const path = join(place, `${name}.sock`);
    try {
      await listen(server, coming);
      chmodSync(coming, OWNER_ONLY_FILE);
      // Only now under its own name: a socket that is bound but not yet listening refuses connections, and would be
      // taken for dead.
      renameSync(coming, path);
      return path;
    } catch (error) {
      // A file system without sockets: the next place is in /tmp, which has them.
      lastError = error;
    }
  }
  throw lastError;
}

/** The data folder's own is there already. */
async function ensurePlace(place: string, folder: DataPlaces): Promise<void> {
  try {
    await ensureOwnFolder(place);
  } catch (error) {
    if (place === folder.runDir || error instanceof FerryError) throw error;
    const { path, reason } = { path: folder.path, reason: systemReason(error) };
    throw ferryError('local.no_place', { path, instead: place, reason }, error);
  }
}

async function bindPipe(server: Server, folder: DataPlaces): Promise<string> {
  const path = pipeName(folder.runDir);
  try {
    await listen(server, path);
    return path;
  } catch (error) {
    throw errnoOf(error) === 'EADDRINUSE' ? ferryError('data.in_use', { path: folder.path }, error) : error;
  }
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}

/** Made once per data folder; whoever can read it is this user. */
async function makeToken({ tokenFile }: DataPlaces): Promise<void> {
  const found = await readOwnFile(tokenFile);
  if (found !== null && TOKEN.test(found)) return;
  // Only a damaged one is taken away: where there was none, somebody may just be making it.
  if (found !== null) rmSync(tokenFile, { force: true });
  await createOwnFile(tokenFile, randomBytes(32).toString('hex'));
}

const TOKEN = /^[0-9a-f]{64}$/;
