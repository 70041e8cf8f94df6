import type { OnBeforeRequestListenerDetails, WebRequestFilter } from 'electron';
import { guard } from './guard.ts';

type Details = Omit<OnBeforeRequestListenerDetails, 'webContents' | 'frame'> & { webContents: unknown; frame: unknown };
type Asked = Omit<Details, 'id' | 'timestamp'>;
type Decision = { cancel?: boolean; redirectURL?: string };
type BeforeRequest = (details: Details, callback: (decision: Decision) => void) => void;

/** Chrome's match patterns, as Electron's filters take them: scheme, host and path, each with `*`. */
const matches = (pattern: string, url: string): boolean => {
  if (pattern === '<all_urls>') return true;
  const parts = /^(\*|[a-z0-9+.-]+):\/\/([^/]*)(\/.*)?$/i.exec(pattern);
  if (parts === null) throw new TypeError(`Invalid url pattern ${pattern}`);
  const [, scheme = '*', host = '*', path = '/*'] = parts;
  const literal = (text: string): string => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  const hostPattern =
    host === '*' ? '[^/]*' : host.startsWith('*.') ? `(?:[^/]*\\.)?${literal(host.slice(2))}` : literal(host);
  const schemePattern = scheme === '*' ? '[a-z0-9+.-]+' : literal(scheme);
  return new RegExp(`^${schemePattern}://${hostPattern}(?::\\d+)?${literal(path)}$`, 'i').test(url.split('#')[0] ?? '');
};

let beforeRequest: { filter: WebRequestFilter | null; listener: BeforeRequest } | null = null;

let lastRequest = 0;

/** Asks the app's listener, if it wants to be asked about this one. */
export const decideRequest = async (asked: Asked): Promise<Decision> => {
  if (beforeRequest === null) return {};
  lastRequest += 1;
  const details: Details = { ...asked, id: lastRequest, timestamp: Date.now() };
  const { filter, listener } = beforeRequest;
  if (filter !== null) {
    const isWanted = filter.urls.some((pattern) => matches(pattern, details.url));
    const isExcluded = filter.excludeUrls?.some((pattern) => matches(pattern, details.url)) ?? false;
    const isOfType = filter.types === undefined || (filter.types as string[]).includes(details.resourceType);
    if (!isWanted || isExcluded || !isOfType) return {};
  }
  return new Promise((resolve) => listener(details, resolve));
};

export const webRequest = guard('session.webRequest', {
  onBeforeRequest: (first: WebRequestFilter | BeforeRequest | null, second?: BeforeRequest | null): void => {
    const listener = typeof first === 'function' || first === null ? first : (second ?? null);
    const filter = typeof first === 'function' || first === null ? null : first;
    // A filter that can't be read must fail where it is set, not at some later request.
    for (const pattern of filter?.urls ?? []) matches(pattern, '');
    beforeRequest = listener === null ? null : { filter, listener };
  },
});
