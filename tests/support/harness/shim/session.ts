import type { OnBeforeRequestListenerDetails, Session, WebRequestFilter } from 'electron';
import { runtime } from '../runtime.ts';
import { guard, guardedEmitter } from './guard.ts';
import { netFetch } from './net.ts';
import { protocol } from './protocol.ts';

type Details = Omit<OnBeforeRequestListenerDetails, 'webContents' | 'frame'> & { webContents: unknown; frame: unknown };
type Decision = { cancel?: boolean; redirectURL?: string };
type BeforeRequest = (details: Details, callback: (decision: Decision) => void) => void;
type PermissionRequest = (
  contents: unknown,
  permission: string,
  callback: (isGranted: boolean) => void,
  details: Record<string, unknown>,
) => void;
type PermissionCheck = (
  contents: unknown,
  permission: string,
  origin: string,
  details: Record<string, unknown>,
) => boolean;

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
let permissionRequest: PermissionRequest | null = null;
let permissionCheck: PermissionCheck | null = null;
let isSpellCheckerOn = true;

export const decideRequest = async (details: Details): Promise<Decision> => {
  if (beforeRequest === null) return {};
  const { filter, listener } = beforeRequest;
  if (filter !== null) {
    const isWanted = filter.urls.some((pattern) => matches(pattern, details.url));
    const isExcluded = filter.excludeUrls?.some((pattern) => matches(pattern, details.url)) ?? false;
    const isOfType = filter.types === undefined || (filter.types as string[]).includes(details.resourceType);
    if (!isWanted || isExcluded || !isOfType) return {};
  }
  return new Promise((resolve) => listener(details, resolve));
};

export const decidePermission = async (
  contents: unknown,
  permission: string,
  details: Record<string, unknown>,
): Promise<boolean> => {
  const ask = permissionRequest;
  // Electron's default says yes to everything; whoever forgets the handler shall see that here.
  if (ask === null) return true;
  return new Promise((resolve) => ask(contents, permission, (isGranted) => resolve(isGranted), details));
};

export const checkPermission = (contents: unknown, permission: string, origin: string): boolean =>
  permissionCheck === null ? true : permissionCheck(contents, permission, origin, { isMainFrame: true });

export const networkRecords = { proxies: [] as unknown[], clears: 0 };

class HarnessSession
  extends guardedEmitter('session')
  implements
    Pick<
      Session,
      | 'setProxy'
      | 'resolveProxy'
      | 'isSpellCheckerEnabled'
      | 'setSpellCheckerEnabled'
      | 'setSpellCheckerLanguages'
      | 'clearCache'
      | 'clearStorageData'
      | 'isPersistent'
      | 'getStoragePath'
      | 'getUserAgent'
      | 'closeAllConnections'
      | 'flushStorageData'
    >
{
  readonly protocol = protocol;
  readonly fetch = netFetch;
  availableSpellCheckerLanguages: string[] = [];
  readonly webRequest = guard('session.webRequest', {
    onBeforeRequest: (first: WebRequestFilter | BeforeRequest | null, second?: BeforeRequest | null): void => {
      const listener = typeof first === 'function' || first === null ? first : (second ?? null);
      const filter = typeof first === 'function' || first === null ? null : first;
      // A filter that can't be read must fail where it is set, not at some later request.
      for (const pattern of filter?.urls ?? []) matches(pattern, '');
      beforeRequest = listener === null ? null : { filter, listener };
    },
  });

  get spellCheckerEnabled(): boolean {
    return isSpellCheckerOn;
  }
  set spellCheckerEnabled(isOn: boolean) {
    isSpellCheckerOn = isOn;
  }
  setPermissionRequestHandler(handler: PermissionRequest | null): void {
    permissionRequest = handler;
  }
  setPermissionCheckHandler(handler: PermissionCheck | null): void {
    permissionCheck = handler;
  }
  setDevicePermissionHandler(_handler: unknown): void {}
  setDisplayMediaRequestHandler(_handler: unknown): void {}
  setSpellCheckerEnabled(isOn: boolean): void {
    isSpellCheckerOn = isOn;
  }
  isSpellCheckerEnabled(): boolean {
    return isSpellCheckerOn;
  }
  setSpellCheckerLanguages(languages: string[]): void {
    if (process.platform !== 'darwin' && languages.some((language) => language === '')) {
      throw new Error('Invalid language code provided: "" is not a valid language code');
    }
  }
  async setProxy(config: unknown): Promise<void> {
    networkRecords.proxies.push(config);
  }
  async resolveProxy(_url: string): Promise<string> {
    return 'DIRECT';
  }
  async clearCache(): Promise<void> {
    networkRecords.clears += 1;
  }
  async clearStorageData(): Promise<void> {
    networkRecords.clears += 1;
  }
  async closeAllConnections(): Promise<void> {}
  flushStorageData(): void {}
  isPersistent(): boolean {
    return true;
  }
  getStoragePath(): string | null {
    return null;
  }
  getUserAgent(): string {
    return `Chromium (harness) ${process.platform}`;
  }
}

export const defaultSession = new HarnessSession();

export const session = guard('session', {
  get defaultSession(): HarnessSession {
    if (!runtime.isReady) throw new Error('Session can only be received when app is ready');
    return defaultSession;
  },
});
