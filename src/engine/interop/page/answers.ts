// Answers of a page, each with what keeps a browser from making more of it than it is.
import type { ServerResponse } from 'node:http';
import type { Clock } from '../../ports.ts';
import { type Exchange, end, isUnread, type LingerLimits } from '../http/exchange.ts';

export interface Answer {
  readonly status: number;
  readonly type?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The connection is good for nothing more. */
  readonly isLast?: boolean;
}

/** Nothing may be loaded, run, framed or sent from what says no more. */
const NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export const COMMON_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': NOTHING,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
};

export const NOT_FOUND: Answer = { status: 404 };
export const DONE: Answer = { status: 204 };

export const json = (value: unknown): Answer => ({
  status: 200,
  type: 'application/json; charset=utf-8',
  body: JSON.stringify(value),
});

/** `runs`: what it may load and send, beside nothing. */
export const document = (body: string, runs: string, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status: 200,
  type: 'text/html; charset=utf-8',
  body,
  headers: { 'content-security-policy': `${NOTHING.replace("form-action 'none'; ", '')}; ${runs}`, ...headers },
});

export function say(exchange: Exchange, answer: Answer, limits: LingerLimits, clock: Clock): void {
  const { request, response } = exchange;
  if (response.destroyed || response.headersSent) return;
  const { status, type, body = '', headers = {}, isLast = false } = answer;
  const bytes = Buffer.from(body);
  response.writeHead(status, {
    ...COMMON_HEADERS,
    ...(type === undefined ? {} : { 'content-type': type }),
    ...(status === 204 ? {} : { 'content-length': bytes.length }),
    ...(status === 405 ? { allow: 'GET, HEAD, POST' } : {}),
    ...(isLast || isUnread(request) ? { connection: 'close' } : {}),
    ...headers,
  });
  end(exchange, request.method === 'HEAD' ? Buffer.alloc(0) : bytes, limits, clock);
}

interface Pouring {
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** For so long nothing may be taken. */
  readonly silenceMs: number;
  readonly pay: (bytes: number) => Promise<void>;
}

/** No faster than it is taken. False: nobody takes it any more. What reading throws, it throws. */
export async function pour(
  response: ServerResponse,
  pieces: AsyncIterable<Buffer>,
  { signal, clock, silenceMs, pay }: Pouring,
): Promise<boolean> {
  for await (const piece of pieces) {
    await pay(piece.length);
    if (signal.aborted || response.destroyed) return false;
    if (response.write(piece)) continue;
    const drained = await taken(response, clock, silenceMs, signal);
    if (!drained) return false;
  }
  return !signal.aborted;
}

function taken(response: ServerResponse, clock: Clock, silenceMs: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (isTaken: boolean) => (): void => {
      cancel();
      response.off('drain', drained).off('close', gone);
      signal.removeEventListener('abort', gone);
      resolve(isTaken);
    };
    const drained = settle(true);
    const gone = settle(false);
    const cancel = clock.after(silenceMs, gone);
    response.once('drain', drained).once('close', gone);
    signal.addEventListener('abort', gone, { once: true });
    if (response.destroyed || signal.aborted) gone();
  });
}

/** As a header says a name in UTF-8; without hidden directions it is the same everywhere. */
export function savedAs(name: string): string {
  const escaped = encodeURIComponent(name.toWellFormed()).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  // For what knows only the older form; whoever knows both takes the other one.
  const plain = name.replace(/[^\w .,()+@=-]/gu, '_');
  return `attachment; filename="${plain}"; filename*=UTF-8''${escaped}`;
}
