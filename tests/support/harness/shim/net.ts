import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { runtime } from '../runtime.ts';
import { schemeOf } from '../urls.ts';
import { guard } from './guard.ts';
import { mimeTypeOf } from './mime-types.ts';
import { handlerOf } from './protocol.ts';
import { decideRequest } from './web-request.ts';

/** Where the network ends for the harness: what a test serves on this machine may be asked for, nothing beyond it. */
export const isOnThisMachine = (url: string): boolean => {
  const { protocol, hostname } = new URL(url);
  const isLoopback = hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname);
  return isLoopback && (protocol === 'http:' || protocol === 'https:');
};

/** Chromium's words for a file that isn't there; the promise rejects, as Electron's does. */
const readFileUrl = async (url: string): Promise<Response> => {
  try {
    const bytes = await readFile(fileURLToPath(url));
    return new Response(new Uint8Array(bytes), { headers: { 'content-type': mimeTypeOf(url) } });
  } catch (error) {
    throw new Error('net::ERR_FILE_NOT_FOUND', { cause: error });
  }
};

export const netFetch = async (input: string | Request, init?: RequestInit): Promise<Response> => {
  if (!runtime.isReady) throw new Error('net.fetch can only be used after app is ready');
  const url = typeof input === 'string' ? input : input.url;
  const scheme = schemeOf(url);
  const method = init?.method ?? (typeof input === 'string' ? 'GET' : input.method);
  const who = { referrer: '', uploadData: [], webContents: null, frame: null };
  const decision = await decideRequest({ url, method, resourceType: 'other', ...who });
  if (decision.cancel === true) throw new Error('net::ERR_BLOCKED_BY_CLIENT');
  if (decision.redirectURL !== undefined) return netFetch(decision.redirectURL, init);
  if (scheme === 'file') return readFileUrl(url);
  const { bypassCustomProtocolHandlers, ...rest } = (init ?? {}) as RequestInit & {
    bypassCustomProtocolHandlers?: boolean;
  };
  const handler = bypassCustomProtocolHandlers === true ? undefined : handlerOf(scheme);
  if (handler !== undefined) return handler(new Request(input, rest));
  if (isOnThisMachine(url)) return fetch(input, rest);
  throw new Error(`net::ERR_INTERNET_DISCONNECTED (the harness lets nothing leave this machine: ${url})`);
};

export const net = guard('net', {
  fetch: netFetch,
  isOnline: (): boolean => true,
  get online(): boolean {
    return true;
  },
});
