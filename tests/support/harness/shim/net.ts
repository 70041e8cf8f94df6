import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { runtime } from '../runtime.ts';
import { schemeOf } from '../urls.ts';
import { guard } from './guard.ts';
import { mimeTypeOf } from './mime-types.ts';
import { handlerOf } from './protocol.ts';

const isLoopback = (host: string): boolean => host === 'localhost' || host === '[::1]' || /^127\./.test(host);

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
  if (scheme === 'file') return readFileUrl(url);
  const { bypassCustomProtocolHandlers, ...rest } = (init ?? {}) as RequestInit & {
    bypassCustomProtocolHandlers?: boolean;
  };
  const handler = bypassCustomProtocolHandlers === true ? undefined : handlerOf(scheme);
  if (handler !== undefined) return handler(new Request(input, rest));
  if ((scheme === 'http' || scheme === 'https') && isLoopback(new URL(url).hostname)) return fetch(input, rest);
  throw new Error(`net::ERR_INTERNET_DISCONNECTED (the harness lets nothing leave this machine: ${url})`);
};

export const net = guard('net', {
  fetch: netFetch,
  isOnline: (): boolean => true,
  get online(): boolean {
    return true;
  },
});
