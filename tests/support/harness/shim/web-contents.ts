import { pathToFileURL } from 'node:url';
import type { WebContents } from 'electron';
import { CdpClosed } from '../cdp-pipe.ts';
import { messageOf } from '../deadline.ts';
import type { WindowPage } from '../page.ts';
import { type RequestFacts, routeRequests } from '../requests.ts';
import { say } from '../runtime.ts';
import { toApp } from '../urls.ts';
import type { SyncQuestion } from '../worlds/preload-world.ts';
import type { WireValue } from '../worlds/wire.ts';
import { guard, guardedEmitter, shimEvent } from './guard.ts';
import { HarnessIpcMain, wire } from './ipc-main.ts';
import { Navigation } from './navigation.ts';
import { type OpenAnswer, type OpenDetails, PageTraffic, type WebContentsOwner } from './page-traffic.ts';
import { applyPermissions } from './permissions.ts';
import { checkPermission, defaultSession } from './session.ts';
import { decideRequest } from './web-request.ts';

/** Checked against Electron's types; what takes or gives the harness's own classes can't be. */
type Checked = Pick<
  WebContents,
  | 'send'
  | 'loadURL'
  | 'loadFile'
  | 'reload'
  | 'reloadIgnoringCache'
  | 'stop'
  | 'getURL'
  | 'getTitle'
  | 'executeJavaScript'
  | 'insertCSS'
  | 'isDestroyed'
  | 'isLoading'
  | 'isLoadingMainFrame'
  | 'isCrashed'
  | 'isFocused'
  | 'focus'
  | 'openDevTools'
  | 'closeDevTools'
  | 'toggleDevTools'
  | 'isDevToolsOpened'
  | 'setZoomFactor'
  | 'getZoomFactor'
  | 'setZoomLevel'
  | 'getZoomLevel'
  | 'setVisualZoomLevelLimits'
  | 'setBackgroundThrottling'
  | 'getType'
  | 'getUserAgent'
  | 'getProcessId'
  | 'getOSProcessId'
  | 'cut'
  | 'copy'
  | 'paste'
  | 'undo'
  | 'redo'
  | 'selectAll'
  | 'delete'
>;

/** The frame every message comes from; frames inside the page have no preload, so none comes from them. */
export interface HarnessFrame {
  readonly url: string;
  readonly origin: string;
  readonly parent: null;
  readonly top: HarnessFrame;
  isDestroyed(): boolean;
}

const all = new Map<number, HarnessWebContents>();
let lastId = 0;

export class HarnessWebContents extends guardedEmitter('webContents') implements Checked {
  readonly id: number;
  readonly session = defaultSession;
  readonly ipc = new HarnessIpcMain();
  readonly mainFrame: HarnessFrame;
  /** For tests: how often the developer tools were asked for. */
  devToolsRequests = 0;
  /** For the window this is in. */
  readonly page: WindowPage;
  private readonly navigation: Navigation;
  private readonly traffic: PageTraffic;
  private title = '';
  private zoom = 1;
  private isGone = false;
  private hasCrashed = false;
  private watchesKeys = false;

  constructor(
    openPage: (answer: (question: SyncQuestion) => Promise<WireValue>) => WindowPage,
    owner: WebContentsOwner,
  ) {
    super();
    lastId += 1;
    this.id = lastId;
    this.page = openPage((question) => this.traffic.answerSync(question));
    this.mainFrame = this.createFrame();
    this.navigation = new Navigation(this, this.page);
    this.traffic = new PageTraffic(this, this.page, owner);
    all.set(this.id, this);
    this.on('newListener', (name: string) => {
      if (name === 'before-input-event') this.watchKeys();
    });
    this.listen();
  }

  loadURL(url: string): Promise<void> {
    this.alive();
    const loading = this.navigation.load(url);
    // As in Electron: who doesn't await it gets no unhandled rejection.
    loading.catch(() => undefined);
    return loading;
  }

  loadFile(file: string, options?: { query?: Record<string, string>; search?: string; hash?: string }): Promise<void> {
    const url = pathToFileURL(file);
    for (const [key, value] of Object.entries(options?.query ?? {})) url.searchParams.set(key, value);
    if (options?.search !== undefined) url.search = options.search;
    if (options?.hash !== undefined) url.hash = options.hash;
    return this.loadURL(url.href);
  }

  send(channel: string, ...args: unknown[]): void {
    this.alive();
    let encoded: WireValue;
    try {
      encoded = wire.encode(args);
    } catch (error) {
      throw new Error('Failed to serialize arguments', { cause: error });
    }
    void this.page.deliver({ kind: 'message', channel, args: encoded });
  }

  setWindowOpenHandler(handler: (details: OpenDetails) => OpenAnswer): void {
    this.traffic.openHandler = handler;
  }

  async executeJavaScript(code: string, userGesture = false): Promise<unknown> {
    this.alive();
    return this.page.evaluate(code, userGesture);
  }

  async insertCSS(css: string): Promise<string> {
    const style = `Object.assign(document.createElement('style'), { textContent: ${JSON.stringify(css)} })`;
    await this.page.evaluate(`document.head.append(${style})`);
    return '1';
  }

  reload(): void {
    this.alive();
    this.quietly(this.navigation.reload());
  }
  reloadIgnoringCache(): void {
    this.reload();
  }
  stop(): void {
    this.quietly(this.page.send('Page.stopLoading'));
  }
  getURL(): string {
    return this.navigation.url;
  }
  getTitle(): string {
    return this.title;
  }
  isDestroyed(): boolean {
    return this.isGone;
  }
  isCrashed(): boolean {
    return this.hasCrashed;
  }
  isLoading(): boolean {
    return this.navigation.isBusy;
  }
  isLoadingMainFrame(): boolean {
    return this.navigation.isBusy;
  }
  isFocused(): boolean {
    return !this.isGone;
  }
  focus(): void {
    this.alive();
  }
  openDevTools(): void {
    this.devToolsRequests += 1;
  }
  closeDevTools(): void {}
  toggleDevTools(): void {
    this.devToolsRequests += 1;
  }
  isDevToolsOpened(): boolean {
    return false;
  }
  setZoomFactor(factor: number): void {
    this.alive();
    this.zoom = factor;
    this.quietly(this.page.evaluate(`document.documentElement.style.zoom = '${Number(factor)}'`));
  }
  getZoomFactor(): number {
    return this.zoom;
  }
  setZoomLevel(level: number): void {
    this.setZoomFactor(1.2 ** level);
  }
  getZoomLevel(): number {
    return Math.log(this.zoom) / Math.log(1.2);
  }
  async setVisualZoomLevelLimits(): Promise<void> {}
  setBackgroundThrottling(): void {}
  getType(): 'window' {
    return 'window';
  }
  getUserAgent(): string {
    return defaultSession.getUserAgent();
  }
  getProcessId(): number {
    return this.id;
  }
  getOSProcessId(): number {
    return this.page.chromium.pid;
  }
  cut(): void {
    this.edit('cut');
  }
  copy(): void {
    this.edit('copy');
  }
  paste(): void {
    this.edit('paste');
  }
  undo(): void {
    this.edit('undo');
  }
  redo(): void {
    this.edit('redo');
  }
  selectAll(): void {
    this.edit('selectAll');
  }
  delete(): void {
    this.edit('delete');
  }

  /** The window is over: whatever still arrives from its Chromium is not for anybody. */
  finish(): void {
    if (this.isGone) return;
    this.isGone = true;
    all.delete(this.id);
    this.emit('destroyed');
  }

  reportGone(reason: 'crashed' | 'killed', exitCode: number): void {
    this.hasCrashed = true;
    this.emit('render-process-gone', shimEvent(), { reason, exitCode });
  }

  /** What the page reads of its visibility, as Electron tells it of hidden and minimized windows. */
  showAs(state: 'visible' | 'hidden'): void {
    this.whenOpen(() => this.page.deliver({ kind: 'visibility', state }));
  }

  private alive(): void {
    if (this.isGone) throw new TypeError('Object has been destroyed');
  }

  private edit(command: string): void {
    this.alive();
    const expression = `document.execCommand('${command}')`;
    this.quietly(this.page.send('Runtime.evaluate', { expression, userGesture: true }));
  }

  private createFrame(): HarnessFrame {
    const contents = this;
    const frame = guard('webFrameMain', {
      get url() {
        return contents.getURL();
      },
      get origin() {
        return /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(contents.getURL())?.[0] ?? 'null';
      },
      parent: null,
      get top(): HarnessFrame {
        return contents.mainFrame;
      },
      frames: [],
      name: '',
      routingId: this.id,
      processId: this.id,
      frameTreeNodeId: this.id,
      frameToken: String(this.id),
      detached: false,
      isDestroyed: () => contents.isGone,
      send: (channel: string, ...args: unknown[]) => contents.send(channel, ...args),
      executeJavaScript: (code: string) => contents.executeJavaScript(code),
    });
    return frame;
  }

  private listen(): void {
    const { page } = this;
    routeRequests(page.chromium.cdp, {
      mainFrameId: () => page.mainFrameId,
      isStray: (frameId) => page.isStray(frameId),
      mayNavigate: (facts) => this.navigation.mayNavigate(facts),
      decide: (facts) => this.decideRequest(facts),
    });
    page.on('navigated', () => {
      this.hasCrashed = false;
      if (this.watchesKeys) void page.deliver({ kind: 'watch keys', isOn: true });
    });
    page.on('fromPage', (message) => {
      if (message.kind !== 'titled' || message.title === this.title || this.isGone) return;
      this.title = message.title;
      this.emit('page-title-updated', shimEvent(), message.title, true);
    });
    page.on('console', (level, text, source, line) => {
      const from = toApp(source);
      const isBad = level === 'error' || level === 'warning' || level === 'assert';
      if (isBad) say(`The page logged (${level}): ${text}${from === '' ? '' : ` at ${from}:${line}`}`);
      const message = { level: level === 'log' ? 'info' : level, message: text, lineNumber: line, sourceId: from };
      this.emit('console-message', shimEvent({ ...message, frame: this.mainFrame }));
    });
    page.on('crashed', () => {
      if (!this.hasCrashed && !this.isGone) this.reportGone('crashed', 5);
    });
  }

  private async decideRequest(facts: RequestFacts): Promise<{ cancel?: boolean; redirectURL?: string }> {
    if (facts.isMainFrameDocument) {
      await applyPermissions(this.page, facts.url, (name, origin) => checkPermission(this, name, origin));
    }
    return decideRequest({
      url: facts.url,
      method: facts.method,
      webContentsId: this.id,
      webContents: this,
      frame: this.mainFrame,
      resourceType: facts.resourceType as 'other',
      referrer: facts.referrer,
      uploadData: facts.uploadData.map((bytes) => ({ bytes })) as never,
    });
  }

  private watchKeys(): void {
    this.watchesKeys = true;
    this.whenOpen(() => this.page.deliver({ kind: 'watch keys', isOn: true }));
  }

  private whenOpen(then: () => Promise<void>): void {
    if (!this.isGone) this.quietly(this.page.ready.then(then));
  }

  /** For what only fails because the window is closing. */
  private quietly(work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      if (!this.isGone && !(error instanceof CdpClosed)) say(messageOf(error));
    });
  }
}

export const webContents = guard('webContents', {
  getAllWebContents: () => [...all.values()],
  fromId: (id: number) => all.get(id),
  getFocusedWebContents: () => [...all.values()].at(-1) ?? null,
});
