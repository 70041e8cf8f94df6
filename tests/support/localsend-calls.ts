// Calls by our LocalSend client, and what goes with them.
import { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';
import { SYSTEM_PORTS } from '../../src/engine/index.ts';
import { AskError, Client, type Place } from '../../src/engine/interop/localsend/client.ts';
import { API, OURS, type Shown, THEIRS } from './localsend-door.ts';

export function clientOf(certificate: Shown = THEIRS): Client {
  const client = new Client({ certificate, clock: SYSTEM_PORTS.clock, log: () => undefined });
  onTestFinished(() => client.close());
  return client;
}

export const at = (port: number, protocol: Place['protocol'] = 'https', host = '127.0.0.1'): Place => ({
  host,
  port,
  protocol,
});

/** For what nobody waits for long. */
export const PINNED = { pin: OURS.fingerprint, timeoutMs: 20_000 };
export const ANYBODY = { pin: null, timeoutMs: 20_000 };
export const info = { method: 'GET', path: `${API}/info` } as const;
export const sentFile = {
  method: 'POST',
  path: `${API}/upload`,
  query: { sessionId: 's', fileId: 'f', token: 't' },
} as const;

/** What comes in pieces, and how much of it was asked for. */
export function pieces(count: number, bytes = 64 * 1024) {
  const given = { bytes: 0 };
  const content = Readable.from(
    (async function* () {
      for (let piece = 0; piece < count; piece++) {
        given.bytes += bytes;
        yield Buffer.alloc(bytes, piece);
      }
    })(),
    { highWaterMark: 1 },
  );
  return { content, given };
}

export const faultOf = (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => 'none',
    (error: unknown) => (error instanceof AskError ? error.fault : String(error)),
  );
