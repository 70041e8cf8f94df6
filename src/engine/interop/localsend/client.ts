// The way out to other LocalSend apps. It asks the address it is told, and nobody else: what is answered leads nowhere, and
// no proxy of this computer is ever asked. What comes back is bounded, as it is a stranger's.
import { request as begin, type ClientRequest, type IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { errnoOf } from '../../errors.ts';
import type { Clock, Log } from '../../ports.ts';
import { isLikelyJson } from '../http/json-shape.ts';
import type { Fingerprint, OwnCertificate } from './certificate.ts';
import { jsonIn } from './messages.ts';
import { MOST_SOCKETS, PinError, PinnedAgent, type Place } from './pinned-agent.ts';
import { pour } from './pour.ts';
import { Turns } from './turns.ts';

export { PinError, type Place };

export interface Asked {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly json?: object;
  /** A file. A length that isn't known is null. */
  readonly body?: { readonly content: AsyncIterable<Uint8Array>; readonly bytes: number | null };
}

export interface AskOptions {
  /** Whose certificate must be there; null: anybody's. */
  readonly pin: Fingerprint | null;
  /** For all of it; null where a person answers, or a file is sent. */
  readonly timeoutMs: number | null;
  readonly signal?: AbortSignal;
  readonly mostBytes?: number;
}

export interface Answer {
  readonly status: number;
  /** Undefined where the answer is none. */
  readonly json: unknown;
  /** Whose certificate was there; null without TLS. */
  readonly fingerprint: Fingerprint | null;
}

export type AskFault = 'unreachable' | 'refused' | 'broken off' | 'timed out' | 'canceled' | 'malformed' | 'too much';

export class AskError extends Error {
  readonly fault: AskFault;

  constructor(fault: AskFault, cause?: unknown) {
    super(`asked another device: ${fault}`, { cause });
    this.name = 'AskError';
    this.fault = fault;
  }
}

export interface ClientOptions {
  readonly certificate: Pick<OwnCertificate, 'certificatePem' | 'keyPem'>;
  readonly clock: Clock;
  readonly log: Log;
}

const MOST_BYTES = 1024 * 1024;
const MOST_HEADER_BYTES = 16 * 1024;
/** Answers that only say that one will come. */
const MOST_BEFORE = 16;
const CONNECT_MS = 10_000;
/** Shorter than others keep theirs: a connection that the other side just closes is found out only by using it. */
const IDLE_MS = 3000;

/** What was announced may be any number. */
const isPort = (port: number): boolean => Number.isInteger(port) && port >= 1 && port <= 65_535;

/** The connections to one place, and how many requests have them. */
interface Pool {
  readonly name: string;
  readonly agent: PinnedAgent;
  readonly turns: Turns;
  users: number;
  cancel: () => void;
}

export class Client {
  readonly #options: ClientOptions;
  readonly #pools = new Map<string, Pool>();
  readonly #closing = new AbortController();

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  /** Throws a `PinError`, or an `AskError`. Whatever is answered is an answer. No more of a body is read than is sent. */
  async request(place: Place, asked: Asked, options: AskOptions): Promise<Answer> {
    if (isIP(place.host) === 0 || !isPort(place.port)) throw new AskError('unreachable');
    return await this.#askIn(this.#poolOf(place, options.pin), place, asked, options);
  }

  close(): void {
    this.#closing.abort();
    for (const pool of [...this.#pools.values()]) this.#drop(pool);
  }

  #poolOf(place: Place, pin: Fingerprint | null): Pool {
    const { certificate, clock } = this.#options;
    const name = [place.protocol, place.host, place.port, pin].join(' ');
    const found = this.#pools.get(name);
    if (found !== undefined) return found;
    const agent = new PinnedAgent({ certificate, place, pin, clock, connectMs: CONNECT_MS });
    const pool = { name, agent, turns: new Turns(MOST_SOCKETS), users: 0, cancel: () => undefined };
    this.#pools.set(name, pool);
    return pool;
  }

  #drop(pool: Pool): void {
    pool.cancel();
    pool.agent.destroy();
    if (this.#pools.get(pool.name) === pool) this.#pools.delete(pool.name);
  }

  async #askIn(pool: Pool, place: Place, asked: Asked, options: AskOptions): Promise<Answer> {
    pool.users++;
    pool.cancel();
    let isKept = false;
    try {
      const answer = await this.#ask(pool, place, asked, options);
      isKept = !this.#closing.signal.aborted;
      return answer;
    } finally {
      pool.users--;
      // A connection that was never made, or isn't needed any more, mustn't be waited for.
      if (pool.users === 0 && !isKept) this.#drop(pool);
      else if (pool.users === 0) pool.cancel = this.#options.clock.after(IDLE_MS, () => this.#drop(pool));
    }
  }

  async #ask(pool: Pool, place: Place, asked: Asked, options: AskOptions): Promise<Answer> {
    const signals = [this.#closing.signal, ...(options.signal === undefined ? [] : [options.signal])];
    const ends = new AbortController();
    const cancel =
      options.timeoutMs === null
        ? () => undefined
        : this.#options.clock.after(options.timeoutMs, () => ends.abort(new AskError('timed out')));
    const end = (): void => ends.abort(new AskError('canceled'));
    for (const signal of signals) {
      if (signal.aborted) end();
      signal.addEventListener('abort', end, { once: true });
    }
    let endTurn: () => void = () => undefined;
    try {
      endTurn = await pool.turns.take(ends.signal);
      return await this.#askAgain(pool.agent, place, asked, { ...options, signal: ends.signal });
    } finally {
      endTurn();
      cancel();
      for (const signal of signals) signal.removeEventListener('abort', end);
    }
  }

  /** Once more where a connection that was kept turned out to have been closed meanwhile. A file can't be sent twice. */
  async #askAgain(agent: PinnedAgent, place: Place, asked: Asked, options: Bounds): Promise<Answer> {
    try {
      return await exchange(agent, place, asked, options);
    } catch (error) {
      if (!(error instanceof StaleError)) throw error;
      if (asked.body !== undefined) throw error.instead;
      this.#options.log('debug', 'localsend.connection_was_closed');
      agent.forgetIdle();
      return exchange(agent, place, asked, options).catch((again: unknown) => {
        throw again instanceof StaleError ? again.instead : again;
      });
    }
  }
}

type Bounds = AskOptions & { readonly signal: AbortSignal };

class StaleError extends Error {
  readonly instead: AskError;

  constructor(instead: AskError) {
    super('closed meanwhile');
    this.instead = instead;
  }
}

async function exchange(
  agent: PinnedAgent,
  place: Place,
  asked: Asked,
  { signal, mostBytes }: Bounds,
): Promise<Answer> {
  signal.throwIfAborted();
  const { host, port } = place;
  // Not everybody there takes `+` for a space.
  const search = new URLSearchParams(asked.query).toString().replaceAll('+', '%20');
  const json = asked.json === undefined ? null : Buffer.from(JSON.stringify(asked.json));
  const request = begin({
    agent,
    host,
    port,
    method: asked.method,
    path: search === '' ? asked.path : `${asked.path}?${search}`,
    headers: { host: hostOf(place), ...headersOf(asked, json) },
    setHost: false,
    maxHeaderSize: MOST_HEADER_BYTES,
    insecureHTTPParser: false,
  });
  const stop = (): void => void request.destroy();
  signal.addEventListener('abort', stop, { once: true });
  let isAnswered = false;
  try {
    const response = await answerTo(request, asked, json);
    isAnswered = true;
    const fingerprint = agent.fingerprintOf(response.socket);
    const bytes = await read(response, mostBytes ?? MOST_BYTES);
    return { status: response.statusCode ?? 0, json: isLikelyJson(bytes) ? jsonIn(bytes) : undefined, fingerprint };
  } catch (error) {
    throw signal.aborted ? signal.reason : faultOf(error, request, isAnswered);
  } finally {
    signal.removeEventListener('abort', stop);
    // Answered before all of it was sent: the rest is nothing that the connection could go on with.
    if (!request.writableFinished) request.destroy();
  }
}

const hostOf = ({ host, port }: Place): string => {
  // A zone is this computer's own name for a network.
  const [plain = ''] = host.split('%');
  return plain.includes(':') ? `[${plain}]:${port}` : `${plain}:${port}`;
};

function headersOf({ method, body }: Asked, json: Buffer | null): Record<string, string | number> {
  if (json !== null) return { 'content-type': 'application/json; charset=utf-8', 'content-length': json.length };
  if (body === undefined) return method === 'POST' ? { 'content-length': 0 } : {};
  const type = { 'content-type': 'application/octet-stream' };
  return body.bytes === null ? { ...type, 'transfer-encoding': 'chunked' } : { ...type, 'content-length': body.bytes };
}

function answerTo(request: ClientRequest, { body }: Asked, json: Buffer | null): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    let before = 0;
    const gone = (): void => reject(new AskError('broken off'));
    request.on('error', reject);
    request.once('response', (response) => {
      request.off('close', gone);
      resolve(response);
    });
    request.once('close', gone);
    request.on('information', () => {
      if (++before > MOST_BEFORE) request.destroy(new AskError('malformed'));
    });
    // What becomes of the request is heard from it; a file that can't be read ends it.
    if (body === undefined) request.end(json ?? undefined);
    else void pour(body.content, request);
  });
}

async function read(response: IncomingMessage, mostBytes: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new AskError('too much');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const NOT_THERE = ['EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'EHOSTDOWN', 'EADDRNOTAVAIL', 'EINVAL'];

function faultOf(error: unknown, request: ClientRequest, isAnswered: boolean): Error {
  if (error instanceof PinError || error instanceof AskError) return error;
  const errno = errnoOf(error);
  if (errno === 'ECONNREFUSED') return new AskError('refused', error);
  if (NOT_THERE.includes(errno)) return new AskError('unreachable', error);
  if (errno.startsWith('HPE_')) return new AskError('malformed', error);
  const broken = new AskError('broken off', error);
  return request.reusedSocket && !isAnswered ? new StaleError(broken) : broken;
}
