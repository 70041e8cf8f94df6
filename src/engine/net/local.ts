// The lock of a data folder and the way for `ferry` commands to a running engine, which are one thing: whoever listens
// owns the data. See docs/decisions for why it isn't a lock file.
import { randomBytes } from 'node:crypto';
import { chmod, rename, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as v from 'valibot';
import type { ErrorInfo, Outcome } from '../../contract/errors.ts';
import { errorInfo } from '../../contract/errors.ts';
import type { DataPlaces } from '../data-folder.ts';
import { createOwnFile, OWNER_ONLY_FILE, readOwnFile } from '../disk/own-file.ts';
import { errnoOf, ferryError } from '../errors.ts';
import { ensureOwnFolder, findLive, pipeName, socketFolders } from './local-place.ts';
import type { Lines } from './local-proof.ts';
import { PROOF_DEADLINE_MS, proveAsClient, proveAsServer, readLines, writeLine } from './local-proof.ts';

/** The engine's door for anyone who isn't compiled against it: the name and the input are checked there. */
export type Door = (command: string, input: unknown) => Promise<Outcome<unknown>>;

export interface LocalListener {
  /** From now on calls are answered. Before, they wait. */
  serve(door: Door): void;
  close(): Promise<void>;
}

/** Callers at one time that have not shown yet that they are this user's. */
const MAX_STRANGERS = 64;

const Call = v.strictObject({
  id: v.pipe(v.number(), v.integer()),
  command: v.string(),
  input: v.optional(v.unknown()),
});

/** Two that start at the same moment see each other and both step back; then they try again at different times. */
const ATTEMPTS = 4;
const STEP_BACK_MS = { least: 20, most: 150 };

/** Makes this process the only engine on the folder, or throws `data.in_use`. */
export async function listenLocally(folder: DataPlaces): Promise<LocalListener> {
  const token = await localToken(folder);
  const open = new Set<Socket>();
  let strangers = 0;
  const { promise: door, resolve: serve } = Promise.withResolvers<Door>();
  const server = createServer((socket) => {
    if (strangers === MAX_STRANGERS) return socket.destroy();
    strangers += 1;
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    void answer(socket, token, door, () => {
      strangers -= 1;
    });
  });
  const path = await own(server, folder);
  server.unref();
  return {
    serve,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of open) socket.destroy();
      if (process.platform !== 'win32') await rm(path, { force: true });
      await closed;
    },
  };
}

/** Listens first and looks round second: of two that do so, at least one sees the other. */
async function own(server: Server, folder: DataPlaces): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const path = await bind(server, folder);
    const other = await findLive(folder.runDir, path).catch((error) => error);
    if (other === null) return path;
    // Before our own close, which waits for callers: two that probe each other would wait for ever.
    if (!(other instanceof Error)) other.destroy();
    await new Promise((resolve) => server.close(resolve));
    await rm(path, { force: true });
    if (other instanceof Error) throw other;
    if (attempt === ATTEMPTS) throw ferryError('data.in_use', { path: folder.path });
    const { least, most } = STEP_BACK_MS;
    await wait(least + Math.random() * (most - least));
  }
}

async function bind(server: Server, folder: DataPlaces): Promise<string> {
  if (process.platform === 'win32') return bindPipe(server, folder);
  let lastError: unknown;
  for (const place of socketFolders(folder.runDir)) {
    await ensureOwnFolder(place);
    const name = randomBytes(8).toString('hex');
    const coming = join(place, `.${name}.new`);
    const path = join(place, `${name}.sock`);
    try {
      await listen(server, coming);
      await chmod(coming, OWNER_ONLY_FILE);
      // Only now under its own name: a socket that is bound but not yet listening refuses connections, and would be
      // taken for dead.
      await rename(coming, path);
      return path;
    } catch (error) {
      // A file system without sockets: the next place is in /tmp, which has them.
      lastError = error;
    }
  }
  throw lastError;
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

async function answer(socket: Socket, token: string, ready: Promise<Door>, onKnown: () => void): Promise<void> {
  socket.on('error', () => socket.destroy());
  const deadline = setTimeout(() => socket.destroy(), PROOF_DEADLINE_MS).unref();
  const lines = readLines(socket);
  const isProven = await proveAsServer(socket, lines, token).catch(() => false);
  clearTimeout(deadline);
  onKnown();
  try {
    if (!isProven) return;
    const door = await ready;
    for await (const line of lines) {
      const { id, command, input } = v.parse(Call, line);
      // Not awaited: a long command doesn't hold up the next.
      void door(command, input).then((outcome) => {
        if (!socket.destroyed) writeLine(socket, { id, ...outcome });
      });
    }
  } catch {
    // A line that isn't ours, or a connection that broke: this caller is gone, and nobody else is touched.
  } finally {
    socket.destroy();
  }
}

/** A running engine, asked from another process of the same user. */
export interface LocalClient {
  readonly door: Door;
  close(): void;
}

/** The engine that runs on this folder, or null where none does. */
export async function connectLocally(folder: DataPlaces): Promise<LocalClient | null> {
  const socket = await findLive(folder.runDir, null);
  if (socket === null) return null;
  socket.on('error', () => socket.destroy());
  const lines = readLines(socket);
  const token = await readOwnFile(folder.tokenFile);
  const deadline = setTimeout(() => socket.destroy(), PROOF_DEADLINE_MS);
  const isOurs = token !== null && (await proveAsClient(socket, lines, token).catch(() => false));
  clearTimeout(deadline);
  if (isOurs) return client(socket, lines);
  socket.destroy();
  throw ferryError('local.not_trusted', { path: folder.path });
}

function client(socket: Socket, lines: Lines): LocalClient {
  const waiting = new Map<number, (outcome: Outcome<unknown>) => void>();
  const gone: ErrorInfo = errorInfo('local.gone', {});
  let lastId = 0;
  void (async () => {
    try {
      for await (const line of lines) {
        const { id, ...outcome } = line as { id: number } & Outcome<unknown>;
        waiting.get(id)?.(outcome);
        waiting.delete(id);
      }
    } catch {
      // The engine went away in the middle of a line; every caller is told below.
    } finally {
      for (const resolve of waiting.values()) resolve({ ok: false, error: gone });
      waiting.clear();
      socket.destroy();
    }
  })();
  return {
    door: (command, input) =>
      new Promise((resolve) => {
        if (socket.destroyed) return resolve({ ok: false, error: gone });
        waiting.set(++lastId, resolve);
        writeLine(socket, { id: lastId, command, input });
      }),
    close: () => socket.destroy(),
  };
}

/** Made once per data folder; whoever can read it is this user. */
async function localToken(folder: DataPlaces): Promise<string> {
  const found = await readOwnFile(folder.tokenFile);
  if (found !== null && TOKEN.test(found)) return found;
  await rm(folder.tokenFile, { force: true });
  await createOwnFile(folder.tokenFile, randomBytes(32).toString('hex'));
  return (await readOwnFile(folder.tokenFile)) ?? '';
}

const TOKEN = /^[0-9a-f]{64}$/;
