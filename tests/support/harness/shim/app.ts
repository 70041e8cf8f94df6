import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App, LoginItemSettings, Settings } from 'electron';
import { waitForAllChromium } from '../chromium.ts';
import { messageOf } from '../deadline.ts';
import { runtime, say } from '../runtime.ts';
import { commandLine } from './command-line.ts';
import { guardedEmitter, shimEvent } from './guard.ts';
import { applicationMenu } from './menu.ts';
import { createPaths } from './paths.ts';
import { handedOver, hasLock, releaseLock, type SecondStart, takeLock } from './single-instance.ts';

interface PackageFacts {
  readonly name?: string;
  readonly productName?: string;
  readonly version?: string;
}

/** Time for the event loop to drain after quit, before the process is ended as Electron would end it at once. */
const DRAIN_MS = 300;

/** What tests read of an app that Electron would hand to the system. */
export const appRecords = {
  loginItem: null as Settings | null,
  relaunches: [] as unknown[],
  aboutPanel: null as unknown,
  badgeCount: 0,
  appUserModelId: null as string | null,
  desktopName: null as string | null,
  protocolClients: [] as string[],
  recentDocuments: [] as string[],
  isSandboxEnabled: false,
};

let facts: PackageFacts | null = null;
const packageFacts = (): PackageFacts => {
  facts ??= JSON.parse(readFileSync(join(runtime.appRoot, 'package.json'), 'utf8')) as PackageFacts;
  return facts;
};

/** de_DE.UTF-8 in the environment is de-DE to Chromium; C and POSIX are no language. */
const languageOf = (value: string | undefined): string | null => {
  const name = value?.split(/[.@]/)[0]?.replace('_', '-') ?? '';
  return name === '' || name === 'C' || name === 'POSIX' ? null : name;
};

const systemLanguages = (): string[] => {
  const { LANGUAGE, LC_ALL, LC_MESSAGES, LANG } = process.env;
  const named = [...(LANGUAGE?.split(':') ?? []), LC_ALL ?? LC_MESSAGES ?? LANG];
  const languages = named.map(languageOf).filter((language) => language !== null);
  return languages.length > 0 ? [...new Set(languages)] : ['en-US'];
};

let markReady: () => void = () => undefined;
const becomesReady = new Promise<void>((resolve) => {
  markReady = resolve;
});
let name: string | null = null;
let isQuitting = false;
let isOver = false;

class HarnessApp
  extends guardedEmitter('app')
  implements
    Pick<
      App,
      | 'getVersion'
      | 'getName'
      | 'setName'
      | 'getAppPath'
      | 'getPath'
      | 'setPath'
      | 'setAppLogsPath'
      | 'isReady'
      | 'whenReady'
      | 'quit'
      | 'exit'
      | 'relaunch'
      | 'focus'
      | 'releaseSingleInstanceLock'
      | 'hasSingleInstanceLock'
      | 'requestSingleInstanceLock'
      | 'enableSandbox'
      | 'disableHardwareAcceleration'
      | 'setAppUserModelId'
      | 'setLoginItemSettings'
      | 'getLoginItemSettings'
      | 'getLocale'
      | 'getSystemLocale'
      | 'getLocaleCountryCode'
      | 'getPreferredSystemLanguages'
      | 'setAboutPanelOptions'
      | 'showAboutPanel'
      | 'setBadgeCount'
      | 'getBadgeCount'
      | 'getAppMetrics'
      | 'setAsDefaultProtocolClient'
      | 'removeAsDefaultProtocolClient'
      | 'isDefaultProtocolClient'
      | 'addRecentDocument'
      | 'clearRecentDocuments'
      | 'isHardwareAccelerationEnabled'
      | 'setJumpList'
      | 'setUserTasks'
    >
{
  readonly isPackaged = false;
  readonly commandLine = commandLine;
  readonly dock = undefined;
  accessibilitySupportEnabled = false;
  userAgentFallback = '';
  private readonly paths = createPaths(
    () => this.getName(),
    () => runtime.appRoot,
  );

  get name(): string {
    return this.getName();
  }
  set name(value: string) {
    name = value;
  }
  get badgeCount(): number {
    return appRecords.badgeCount;
  }
  set badgeCount(count: number) {
    appRecords.badgeCount = count;
  }
  get applicationMenu(): unknown {
    return applicationMenu();
  }

  getVersion(): string {
    return packageFacts().version ?? '0.0.0';
  }
  getName(): string {
    return name ?? packageFacts().productName ?? packageFacts().name ?? 'Electron';
  }
  setName(value: string): void {
    name = value;
  }
  getAppPath(): string {
    return runtime.appRoot;
  }
  getPath(key: string): string {
    return this.paths.get(key);
  }
  setPath(key: string, path: string): void {
    this.paths.set(key, path);
  }
  setAppLogsPath(path?: string): void {
    if (path !== undefined) this.paths.set('logs', path);
  }

  isReady(): boolean {
    return runtime.isReady;
  }
  whenReady(): Promise<void> {
    return becomesReady;
  }

  quit(): void {
    if (isQuitting || isOver) return;
    const event = shimEvent();
    isQuitting = true;
    this.emit('before-quit', event);
    if (event.defaultPrevented) {
      isQuitting = false;
      return;
    }
    if (runtime.windows.size === 0) shutDown();
    // A window that prevents its close ends the quitting (closeWasPrevented); the others are not asked any more.
    for (const window of [...runtime.windows.values()]) if (isQuitting) window.close();
  }

  exit(code = 0): void {
    if (isOver) return;
    isOver = true;
    for (const window of [...runtime.windows.values()]) window.destroy();
    this.emit('quit', shimEvent(), code);
    void end(code);
  }

  relaunch(options?: unknown): void {
    appRecords.relaunches.push(options ?? {});
  }
  focus(): void {}

  requestSingleInstanceLock(additionalData?: unknown): boolean {
    const own = { argv: [...process.argv], workingDirectory: process.cwd(), additionalData };
    return takeLock(this.getPath('userData'), own, (start) => this.onSecondStart(start));
  }
  hasSingleInstanceLock(): boolean {
    return hasLock();
  }
  releaseSingleInstanceLock(): void {
    releaseLock();
  }

  enableSandbox(): void {
    if (runtime.isReady) throw new Error('app.enableSandbox() can only be called before app is ready');
    appRecords.isSandboxEnabled = true;
  }
  disableHardwareAcceleration(): void {
    if (runtime.isReady) throw new Error('app.disableHardwareAcceleration() can only be called before app is ready');
  }
  isHardwareAccelerationEnabled(): boolean {
    return runtime.isHeaded;
  }
  setAppUserModelId(id: string): void {
    appRecords.appUserModelId = id;
  }
  setDesktopName(desktopName: string): void {
    appRecords.desktopName = desktopName;
  }
  setLoginItemSettings(settings: Settings): void {
    appRecords.loginItem = settings;
  }
  getLoginItemSettings(): LoginItemSettings {
    const openAtLogin = appRecords.loginItem?.openAtLogin ?? false;
    return {
      openAtLogin,
      wasOpenedAtLogin: false,
      executableWillLaunchAtLogin: openAtLogin,
      launchItems: [],
      status: openAtLogin ? 'enabled' : 'not-registered',
    } as unknown as LoginItemSettings;
  }
  getLocale(): string {
    return systemLanguages()[0] ?? 'en-US';
  }
  getSystemLocale(): string {
    return this.getLocale();
  }
  getLocaleCountryCode(): string {
    return this.getLocale().split('-')[1] ?? '';
  }
  getPreferredSystemLanguages(): string[] {
    return systemLanguages();
  }
  setAboutPanelOptions(options: unknown): void {
    appRecords.aboutPanel = options;
  }
  showAboutPanel(): void {}
  setBadgeCount(count = 0): boolean {
    appRecords.badgeCount = count;
    return true;
  }
  getBadgeCount(): number {
    return appRecords.badgeCount;
  }
  getAppMetrics(): Electron.ProcessMetric[] {
    const { rss } = process.memoryUsage();
    const memory = { workingSetSize: Math.round(rss / 1024), peakWorkingSetSize: Math.round(rss / 1024) };
    const cpu = { percentCPUUsage: 0, idleWakeupsPerSecond: 0 };
    return [{ pid: process.pid, type: 'Browser', creationTime: 0, cpu, memory } as Electron.ProcessMetric];
  }
  setAsDefaultProtocolClient(scheme: string): boolean {
    appRecords.protocolClients.push(scheme);
    return true;
  }
  removeAsDefaultProtocolClient(scheme: string): boolean {
    appRecords.protocolClients = appRecords.protocolClients.filter((own) => own !== scheme);
    return true;
  }
  isDefaultProtocolClient(scheme: string): boolean {
    return appRecords.protocolClients.includes(scheme);
  }
  addRecentDocument(path: string): void {
    appRecords.recentDocuments.push(path);
  }
  clearRecentDocuments(): void {
    appRecords.recentDocuments = [];
  }
  setJumpList(): 'ok' {
    return 'ok';
  }
  setUserTasks(): boolean {
    return true;
  }

  private onSecondStart(start: SecondStart): void {
    this.emit('second-instance', shimEvent(), start.argv, start.workingDirectory, start.additionalData);
  }
}

export const app = new HarnessApp();

/** Electron lives until quit, with or without windows; Node would end when nothing keeps its loop busy. */
const staysAlive = setInterval(() => undefined, 2 ** 30);

/** Called once, when the entry module has been evaluated: Electron's own order, and why it can't be awaited there. */
export const becomeReady = (): void => {
  if (isOver) return;
  runtime.isReady = true;
  app.emit('will-finish-launching');
  app.emit('ready', shimEvent(), {});
  markReady();
};

/** A window is gone: the last one ends a quit under way, or asks the app what to do without windows. */
export const windowClosed = (): void => {
  if (isOver || runtime.windows.size > 0) return;
  if (isQuitting) {
    shutDown();
  } else if (!app.emit('window-all-closed')) {
    app.quit();
  }
};

/** Somebody kept a window open, so the quitting is off. */
export const closeWasPrevented = (): void => {
  isQuitting = false;
};

const shutDown = (): void => {
  const event = shimEvent();
  app.emit('will-quit', event);
  if (event.defaultPrevented) {
    isQuitting = false;
    return;
  }
  isOver = true;
  app.emit('quit', shimEvent(), 0);
  void end(0);
};

/**
 * Ends the process. Its event loop gets a moment to drain, because an exit in the middle of work can hang; what keeps
 * it busy then is worth a sentence, timers aside: those Electron's own quit forgets, too.
 */
const end = async (code: number): Promise<void> => {
  process.exitCode = code;
  clearInterval(staysAlive);
  try {
    await handedOver();
    await waitForAllChromium();
  } catch (error) {
    say(messageOf(error));
  }
  releaseLock();
  if (process.connected) process.disconnect();
  setTimeout(() => {
    const busy = process
      .getActiveResourcesInfo()
      .filter((kind) => !/^(Timeout|Immediate|PipeWrap|TTYWrap)$/.test(kind));
    if (busy.length > 0) say(`The main process still had work after quit: ${[...new Set(busy)].join(', ')}.`);
    process.exit(code);
  }, DRAIN_MS).unref();
};
