import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { messageOf, within } from '../deadline.ts';
import { say } from '../runtime.ts';
import { isAlive } from '../temp-folders.ts';
import { createWire, type WireValue } from '../worlds/wire.ts';

const HAND_OVER_TIMEOUT_MS = 5_000;
const wire = createWire();

export interface SecondStart {
  readonly argv: string[];
  readonly workingDirectory: string;
  readonly additionalData: unknown;
}

let held: { server: Server; ownerFile: string | null } | null = null;
let handingOver: Promise<void> = Promise.resolve();

/** Abstract on Linux: such a name vanishes with its owner, however that ended. Elsewhere a file names the owner. */
const addressOf = (userData: string): { socket: string; ownerFile: string | null } => {
  const owner = `${process.getuid?.() ?? ''}:${resolve(userData)}`;
  const name = `ferry-harness-${createHash('sha256').update(owner).digest('hex').slice(0, 32)}`;
  if (process.platform === 'linux') return { socket: `\0${name}`, ownerFile: null };
  if (process.platform === 'win32') return { socket: `\\\\.\\pipe\\${name}`, ownerFile: null };
  return { socket: join(tmpdir(), `${name}.sock`), ownerFile: join(tmpdir(), `${name}.pid`) };
};

/** Binding a local socket is synchronous in Node, as requestSingleInstanceLock must be; its answer is `listening`. */
const tryListen = (socket: string, onStart: (start: SecondStart) => void): Server | null => {
  const server = createServer({ allowHalfOpen: true }, (connection) => {
    let text = '';
    connection.setEncoding('utf8');
    connection.on('data', (chunk) => {
      text += chunk;
    });
    connection.on('error', (error) => say(`A second start broke off: ${error.message}`));
    connection.on('end', () => {
      const start = JSON.parse(text) as { argv: string[]; workingDirectory: string; additionalData: WireValue };
      connection.end('heard');
      onStart({ ...start, additionalData: wire.decode(start.additionalData) });
    });
  });
  // The error of a name in use comes here as well, later, when it is no news any more.
  server.on('error', () => undefined);
  server.listen(socket);
  if (!server.listening) return null;
  server.unref();
  return server;
};

const clearDead = (socket: string, ownerFile: string | null): boolean => {
  if (ownerFile === null || !existsSync(socket)) return false;
  const owner = existsSync(ownerFile) ? Number(readFileSync(ownerFile, 'utf8')) : 0;
  if (owner > 0 && isAlive(owner)) return false;
  rmSync(socket, { force: true });
  return true;
};

/**
 * True for the first instance on this userData; a later one hands itself over to the first and gets false. So does one
 * that can't make userData, which Electron tries first.
 */
export const takeLock = (userData: string, own: SecondStart, onStart: (start: SecondStart) => void): boolean => {
  if (held !== null) return true;
  try {
    mkdirSync(userData, { recursive: true });
  } catch {
    return false;
  }
  const { socket, ownerFile } = addressOf(userData);
  const server = tryListen(socket, onStart) ?? (clearDead(socket, ownerFile) ? tryListen(socket, onStart) : null);
  if (server === null) {
    handingOver = handOver(socket, own);
    return false;
  }
  if (ownerFile !== null) writeFileSync(ownerFile, String(process.pid));
  held = { server, ownerFile };
  return true;
};

export const hasLock = (): boolean => held !== null;

export const releaseLock = (): void => {
  held?.server.close();
  if (held?.ownerFile) rmSync(held.ownerFile, { force: true });
  held = null;
};

/** A second instance usually quits at once; it must not end before the first has heard of it. */
export const handedOver = (): Promise<void> => handingOver;

const handOver = async (socket: string, own: SecondStart): Promise<void> => {
  const heard = new Promise<void>((resolve, reject) => {
    const connection = connect(socket);
    connection.setEncoding('utf8');
    connection.on('data', () => undefined);
    connection.once('error', reject);
    connection.once('close', () => resolve());
    connection.end(JSON.stringify({ ...own, additionalData: wire.encode(own.additionalData) }));
  });
  try {
    await within(HAND_OVER_TIMEOUT_MS, 'the first instance to hear of this one', heard);
  } catch (error) {
    say(messageOf(error));
  }
};
