// Which path asks for what. Paths are compared as they are written: nothing in one leads to a file or a folder.
import type { Clock } from '../../ports.ts';
import { bodyOf, type Room, wordsOf } from '../http/body.ts';
import type { Exchange } from '../http/exchange.ts';
import { BodyError } from '../http/guarded-body.ts';
import { isLikelyJson } from '../http/json-shape.ts';
import type { Handlers, Refusal, Visitor } from './handlers.ts';
import {
  encodeInfo,
  encodePrepareAnswer,
  jsonIn,
  type PrepareUpload,
  readPeerInfo,
  readPrepareUploadInTurns,
} from './messages.ts';
import type { Reply } from './reply.ts';
import type { ServerLimits } from './server-limits.ts';

export interface RouteMeans {
  readonly handlers: Handlers;
  readonly limits: ServerLimits;
  readonly clock: Clock;
  /** What offers that are being read take up beyond what each may. */
  readonly room: Room;
}

interface Asked extends Exchange {
  readonly visitor: Visitor;
  readonly query: URLSearchParams;
  readonly signal: AbortSignal;
}

interface Route {
  readonly method: 'GET' | 'POST';
  readonly answer: (asked: Asked, means: RouteMeans) => Reply | Promise<Reply>;
}

const API = '/api/localsend';
/** Ids and tokens are made here: longer ones are nobody's. */
const MOST_ID = 256;

const MALFORMED: Reply = { status: 400, message: 'not what was expected' };

const info: Route = {
  method: 'GET',
  answer: ({ visitor }, { handlers }) => ({ status: 200, json: encodeInfo(handlers.info(visitor)) }),
};

const register: Route = {
  method: 'POST',
  answer: async (asked, means) => {
    const said = readPeerInfo(jsonOf(await wordsFrom(asked, means, means.limits.infoBytes)));
    if (said === null) return MALFORMED;
    const answer = means.handlers.register(asked.visitor, said);
    return isRefusal(answer) ? answer : { status: 200, json: encodeInfo(answer) };
  },
};

const prepareUpload: Route = {
  method: 'POST',
  answer: async (asked, means) => {
    const { visitor, query, signal } = asked;
    const refusal = means.handlers.mayOffer?.(visitor) ?? null;
    if (refusal !== null) return refusal;
    const offered = await offerIn(asked, means);
    if ('status' in offered) return offered;
    const outcome = await means.handlers.prepareUpload(visitor, offered, query.get('pin'), signal);
    return 'answer' in outcome ? { status: 200, json: encodePrepareAnswer(outcome.answer) } : outcome;
  },
};

/** By itself, so that nothing of what was read stays while a person thinks. */
async function offerIn(asked: Asked, means: RouteMeans): Promise<PrepareUpload | Reply> {
  const words = await wordsFrom(asked, means, means.limits.offerBytes);
  const tooMuch = means.handlers.mayBeHeard?.(asked.visitor, words.length) ?? null;
  return tooMuch ?? (await readPrepareUploadInTurns(jsonOf(words))) ?? MALFORMED;
}

const upload: Route = {
  method: 'POST',
  answer: async (asked, { handlers, limits, clock }) => {
    const [sessionId, fileId, token] = ['sessionId', 'fileId', 'token'].map((name) => idIn(asked.query, name));
    if (!sessionId || !fileId || !token) return MALFORMED;
    const body = bodyOf(asked, {
      clock,
      mostBytes: null,
      silenceMs: limits.uploadSilenceMs,
      bytesPerSecond: limits.uploadBytesPerSecond,
      behindMs: limits.uploadBehindMs,
    });
    // Nobody is there any more, or says anything: then the signal says so as well. Others are still to be answered.
    body.on('error', (error) => (error instanceof BodyError ? asked.response.destroy() : undefined));
    try {
      return await handlers.upload(asked.visitor, { sessionId, fileId, token }, body, asked.signal);
    } finally {
      body.destroy();
    }
  },
};

const cancel: Route = {
  method: 'POST',
  answer: ({ visitor, query }, { handlers }) => handlers.cancel(visitor, idIn(query, 'sessionId')),
};

/** Of version 1 as much as those of version 2 ask for; of version 3, which nobody speaks yet, nothing. */
const ROUTES: ReadonlyMap<string, Route> = new Map([
  [`${API}/v1/info`, info],
  [`${API}/v2/info`, info],
  [`${API}/v1/register`, register],
  [`${API}/v2/register`, register],
  [`${API}/v2/prepare-upload`, prepareUpload],
  [`${API}/v2/upload`, upload],
  [`${API}/v2/cancel`, cancel],
]);

export async function answerOf(
  exchange: Exchange,
  visitor: Visitor,
  signal: AbortSignal,
  means: RouteMeans,
): Promise<Reply> {
  const { method, url = '' } = exchange.request;
  const [path = '', ...query] = url.split('?');
  const route = ROUTES.get(path);
  if (route === undefined) return { status: 404 };
  if (route.method !== method) return { status: 405, message: `${route.method} only`, isLast: true };
  try {
    return await route.answer({ ...exchange, visitor, signal, query: queryIn(query.join('?')) }, means);
  } catch (error) {
    if (error instanceof BodyError)
      return { status: STATUS_OF_FAULT[error.fault], message: error.message, isLast: true };
    throw error;
  }
}

const STATUS_OF_FAULT = { 'too much': 413, 'too slow': 408, gone: 400 } as const;

/** 1.18 writes a PIN as it was typed; a space is in nothing that is asked for, and `+` stands for itself. */
const queryIn = (text: string): URLSearchParams => new URLSearchParams(text.replaceAll('+', '%2B'));

const isRefusal = (answer: object): answer is Refusal => 'status' in answer;

function idIn(query: URLSearchParams, name: string): string | null {
  const id = query.get(name);
  return id !== null && id.length <= MOST_ID ? id : null;
}

function wordsFrom(asked: Asked, { limits, clock, room }: RouteMeans, mostBytes: number): Promise<Buffer> {
  const { offerSilenceMs: silenceMs, offerBytesPerSecond: bytesPerSecond, infoBytes: freeBytes } = limits;
  return wordsOf(asked, { clock, mostBytes, silenceMs, behindMs: silenceMs, bytesPerSecond, freeBytes, room });
}

/** Undefined for what is none. */
const jsonOf = (words: Buffer): unknown => (isLikelyJson(words) ? jsonIn(words) : undefined);
