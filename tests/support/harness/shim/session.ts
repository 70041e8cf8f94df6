import type { Session } from 'electron';
import { runtime } from '../runtime.ts';
import { guard, guardedEmitter } from './guard.ts';
import { netFetch } from './net.ts';
import { protocol } from './protocol.ts';
import { webRequest } from './web-request.ts';

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

let permissionRequest: PermissionRequest | null = null;
let permissionCheck: PermissionCheck | null = null;
let isSpellCheckerOn = true;

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
  readonly webRequest = webRequest;

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
