// The other end of the local socket: asking the engine that already runs, from another process of the same user.
import type { Socket } from 'node:net';
import type { ErrorInfo, Outcome } from '../../contract/errors.ts';
import { errorInfo, failure } from '../../contract/errors.ts';
import type { DataPlaces } from '../data-folder.ts';
import { readOwnFile } from '../disk/own-file.ts';
import { errnoOf, ferryError } from '../errors.ts';
import type { Door } from './local-caller.ts';
import { findLive } from './local-place.ts';
import type { Lines } from './local-proof.ts';
import {
  MAX_LINE_BYTES,
  MAX_PROVEN_LINE_BYTES,
  PROOF_DEADLINE_MS,
  proveAsClient,
  readLines,
  writeLine,
} from './local-proof.ts';

/** A command's answer takes no longer; what takes its time is seen in the state. */
const ANSWER_DEADLINE_MS = 30_000;

export interface LocalClient {
  readonly door: Door;
  close(): void;
}

/** The engine that runs on this folder, or null where none does. */
export async function connectLocally(folder: DataPlaces): Promise<LocalClient | null> {
  const socket = await findLive(folder.runDir, null);
  if (socket === null) return null;
  socket.on('error', () => socket.destroy());
  let isProven = false;
  const lines = readLines(socket, () => (isProven ? MAX_PROVEN_LINE_BYTES : MAX_LINE_BYTES));
  const token = await readOwnFile(folder.tokenFile);
  let isLate = false;
  const deadline = setTimeout(() => {
    isLate = true;
    socket.destroy();
  }, PROOF_DEADLINE_MS);
  // What says things that aren't lines of ours isn't ours; one that breaks off has just been stopped.
  const proof =
    token === null
      ? 'wrong'
      : await proveAsClient(socket, lines, token).catch((error) => (errnoOf(error) === '' ? 'wrong' : 'gone'));
  clearTimeout(deadline);
  isProven = proof === 'proven';
  if (isProven) return client(socket, lines);
  socket.destroy();
  if (isLate) throw ferryError('local.no_answer', {});
  throw proof === 'gone' ? ferryError('local.closed', {}) : ferryError('local.not_trusted', { path: folder.path });
}

function client(socket: Socket, lines: Lines): LocalClient {
  const waiting = new Map<number, (outcome: Outcome<unknown>) => void>();
  let ending: ErrorInfo = errorInfo('local.gone', {});
  let lastId = 0;
  void (async () => {
    try {
      for await (const line of lines) {
        const { id, bye, ...outcome } = line as { id: number; bye?: true } & Outcome<unknown>;
        if (bye) ending = errorInfo('local.closed', {});
        waiting.get(id)?.(outcome);
      }
    } catch {
      // The engine went away in the middle of a line; every caller is told below.
    } finally {
      for (const resolve of waiting.values()) resolve({ ok: false, error: ending });
      socket.destroy();
    }
  })();
  return {
    async door(command, input) {
      if (socket.destroyed) return { ok: false, error: ending };
      const id = ++lastId;
      const { promise, resolve } = Promise.withResolvers<Outcome<unknown>>();
      const late = setTimeout(() => resolve(failure('local.no_answer', {})), ANSWER_DEADLINE_MS);
      waiting.set(id, resolve);
      // What could not even be sent was not done.
      writeLine(socket, { id, command, input }, (error) => error && resolve(failure('local.closed', {})));
      return promise.finally(() => {
        clearTimeout(late);
        waiting.delete(id);
      });
    },
    close: () => socket.destroy(),
  };
}
