// app://ferry/…: the only place the window loads anything from. Files of the built renderer and nothing else, under a
// policy that allows nothing else.
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { protocol } from 'electron';
import { fileOf } from './app-file.ts';

export const APP_ORIGIN = 'app://ferry';
export const HOME_PAGE = `${APP_ORIGIN}/index.html`;

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** Before the app is ready: what kind of scheme it is. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Answers from the folder of the built renderer. */
export function serveApp(folder: string): void {
  protocol.handle('app', async (request) => {
    const path = fileOf(request.url, folder);
    const type = path === null ? undefined : TYPES[extname(path)];
    if (path === null || type === undefined || request.method !== 'GET') return refused();
    try {
      return new Response(new Uint8Array(await readFile(path)), { headers: headers(type) });
    } catch {
      // Not there: the same answer as for what must not be asked for.
      return refused();
    }
  });
}

const refused = (): Response => new Response('', { status: 404, headers: headers('text/plain') });

const headers = (type: string): Record<string, string> => ({
  'content-type': type,
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
});
