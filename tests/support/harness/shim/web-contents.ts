import { pathToFileURL } from 'node:url';
import type { WebContents } from 'electron';
import { CdpClosed } from '../cdp-pipe.ts';
import { messageOf } from '../deadline.ts';
import type { WindowPage } from '../page.ts';
import { type RequestFacts, routeRequests } from '../requests.ts';
import { say } from '../runtime.ts';
import { isOwnScheme, schemeOf, toApp, toChromium } from '../urls.ts';
import type { PageWish } from '../worlds/main-world.ts';
import type { FromPage, SyncQuestion } from '../worlds/preload-world.ts';
import type { WireValue } from '../worlds/wire.ts';
import { guard, guardedEmitter, shimEvent } from './guard.ts';
import { HarnessIpcMain, ipcMain, wire } from './ipc-main.ts';
import { applyPermissions, grantPermission } from './permissions.ts';
import { checkPermission, decidePermission, decideRequest, defaultSession } from './session.ts';

type OpenDetails = {
  url: string;
  frameName: string;
  features: string;
  disposition: string;
  referrer: object;
  postBody?: object;
};
type OpenAnswer = { action: 'allow' | 'deny'; overrideBrowserWindowOptions?: object };

/** What a WebContents needs of the window it is in. */
export interface WebContentsOwner {
  readonly createChild: (url: string, options: object) => void;
  readonly closeByPage: () => void;
  readonly resizedByPerson: (bounds: { width: number; height: number; x: number; y: number }) => void;
}

const openDocument = new Map<number, HarnessWebContents>();
let lastId = 0;

const badLoad = (code: string, number: number, url: string): Error =>
  Object.assign(new Error(`${code} (${number}) loading '${url}'`), { code, errno: number, url });

export class HarnessWebContents
  extends guardedEmitter('webContents')
  implements
    Pick<
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
      | 'getType'
      | 'getUserAgent'
      | 'setUserAgent'
      | 'setBackgroundThrottling'
      | 'setAudioMuted'
      | 'isAudioMuted'
      | 'insertCSS'
      | 'getProcessId'
      | 'getOSProcessId'
      | 'cut'
      | 'copy'
      | 'paste'
      | 'undo'
      | 'redo'
      | 'selectAll'
      | 'delete'
    >
{
  readonly id: number;
  readonly session = defaultSession;
  readonly ipc = new HarnessIpcMain();
  readonly mainFrame;
  /** What the developer tools were asked to do, for tests. */
  devToolsRequests = 0;
  private readonly page: WindowPage;
  private readonly owner: WebContentsOwner;
  private url = '';
  private title = '';
  private isGone = false;
  private hasCrashed = false;
  private isBusy = false;
  private isMuted = false;
  private zoom = 1;
  private ownNavigations = 0;
  private openHandler: ((details: OpenDetails) => OpenAnswer) | null = null;
  private watchedKeys = false;

  constructor(
    openPage: (answer: (question: SyncQuestion) => Promise<WireValue>) => WindowPage,
    owner: WebContentsOwner,
  ) {
    super();
    lastId += 1;
    this.id = lastId;
    this.owner = owner;
    this.page = openPage((question) => this.answerSync(question));
    openDocument.set(this.id, this);
    const contents = this;
    this.mainFrame = guard('webFrameMain', {
      get url() {
        return contents.url;
      },
      get origin() {
        const own = /^([a-z][a-z0-9+.-]*:\/\/[^/]*)/i.exec(contents.url)?.[1];
        return own ?? 'null';
      },
      parent: null,
      get top() {
        return contents.mainFrame;
      },
      frames: [] as never[],
      name: '',
      routingId: this.id,
      processId: this.id,
      frameTreeNodeId: this.id,
      frameToken: String(this.id),
      detached: false,
      isDestroyed: () => contents.isGone,
      send: (channel: string, ...args: unknown[]) => contents.send(channel, ...args),
      executeJavaScript: (code: string) => contents.executeJavaScript(code),
    }) as unknown as {
      readonly url: string;
      readonly origin: string;
      readonly parent: null;
      readonly top: unknown;
      isDestroyed(): boolean;
    };
    this.on('newListener', (name: string) => {
      if (name === 'before-input-event') this.watchKeys();
    });
    this.listen();
  }

  async loadURL(url: string): Promise<void> {
    const loading = this.load(url);
    // As in Electron: who doesn't await it gets no unhandled rejection.
    loading.catch(() => undefined);
    return loading;
  }

  async loadFile(
    file: string,
    options?: { query?: Record<string, string>; search?: string; hash?: string },
  ): Promise<void> {
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
    this.openHandler = handler;
  }

  async executeJavaScript(code: string, userGesture = false): Promise<unknown> {
    this.alive();
    return this.page.evaluate(code, userGesture);
  }

  reload(): void {
    this.alive();
    this.ownNavigations += 1;
    this.quietly(this.page.send('Page.reload'));
  }

  reloadIgnoringCache(): void {
    this.reload();
  }

  stop(): void {
    this.quietly(this.page.send('Page.stopLoading'));
  }

  getURL(): string {
    return this.url;
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
    return this.isBusy;
  }

  isLoadingMainFrame(): boolean {
    return this.isBusy;
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
    this.quietly(this.page.send('Emulation.setPageScaleFactor', { pageScaleFactor: 1 }));
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

  getType(): 'window' {
    return 'window';
  }

  getUserAgent(): string {
    return defaultSession.getUserAgent();
  }

  setUserAgent(): void {}

  setBackgroundThrottling(): void {}

  setAudioMuted(isMuted: boolean): void {
    this.isMuted = isMuted;
  }

  isAudioMuted(): boolean {
    return this.isMuted;
  }

  async insertCSS(css: string): Promise<string> {
    const add = `document.head.append(Object.assign(document.createElement('style'), { textContent: ${JSON.stringify(css)} }))`;
    await this.page.evaluate(add);
    return '1';
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
    openDocument.delete(this.id);
    this.emit('destroyed');
  }

  reportGone(reason: 'crashed' | 'killed', exitCode: number): void {
    this.hasCrashed = true;
    this.emit('render-process-gone', shimEvent(), { reason, exitCode });
  }

  showAs(state: 'visible' | 'hidden'): void {
    if (!this.isGone)
      void this.page.ready.then(
        () => this.page.deliver({ kind: 'visibility', state }),
        () => undefined,
      );
  }

  private alive(): void {
    if (this.isGone) throw new TypeError('Object has been destroyed');
  }

  private edit(command: string): void {
    this.alive();
    this.quietly(
      this.page.send('Runtime.evaluate', { expression: `document.execCommand('${command}')`, userGesture: true }),
    );
  }

  private async load(url: string): Promise<void> {
    this.alive();
    if (schemeOf(url) === '') throw badLoad('ERR_INVALID_URL', -300, url);
    this.ownNavigations += 1;
    this.isBusy = true;
    const loaded = new Promise<void>((resolve, reject) => {
      const finished = (): void => settle(resolve);
      const failed = (_event: unknown, code: number, name: string): void =>
        settle(() => reject(badLoad(name, code, url)));
      const over = (): void => settle(() => reject(badLoad('ERR_ABORTED', -3, url)));
      const settle = (then: () => void): void => {
        this.off('did-finish-load', finished);
        this.off('did-fail-load', failed);
        this.off('destroyed', over);
        then();
      };
      this.on('did-finish-load', finished);
      this.on('did-fail-load', failed);
      this.on('destroyed', over);
    });
    loaded.catch(() => undefined);
    let failure: string | undefined;
    try {
      failure = (await this.page.navigate(toChromium(url))).errorText;
    } catch (error) {
      if (!(error instanceof CdpClosed)) throw error;
      failure = 'net::ERR_ABORTED';
    }
    if (failure === undefined) return loaded;
    this.isBusy = false;
    this.ownNavigations = 0;
    const name = failure.replace(/^net::/, '');
    const code = name === 'ERR_ABORTED' ? -3 : name === 'ERR_BLOCKED_BY_CLIENT' ? -20 : -2;
    if (!this.isGone) this.emit('did-fail-load', shimEvent(), code, name, url, true);
    throw badLoad(name, code, url);
  }

  private listen(): void {
    const { page } = this;
    routeRequests(page.chromium.cdp, {
      mainFrameId: () => page.mainFrameId,
      mayNavigate: (facts) => this.mayNavigate(facts),
      decide: (facts) => this.decideRequest(facts),
    });
    page.on('fromPage', (message) => this.onPage(message));
    page.on('navigated', (url) => {
      this.url = toApp(url);
      this.hasCrashed = false;
      this.emit('did-navigate', shimEvent(), this.url, 200, 'OK');
      if (this.watchedKeys) void page.deliver({ kind: 'watch keys', isOn: true });
    });
    page.on('navigatedInPage', (url) => {
      this.url = toApp(url);
      this.emit('did-navigate-in-page', shimEvent(), this.url, true);
    });
    page.on('domReady', () => this.emit('dom-ready', shimEvent()));
    page.on('loaded', () => {
      if (this.url === '') return;
      this.isBusy = false;
      this.emit('did-finish-load', shimEvent());
      this.emit('did-stop-loading', shimEvent());
    });
    page.on('title', (title) => {
      if (title === this.title || this.url === '') return;
      this.title = title;
      this.emit('page-title-updated', shimEvent(), title, true);
    });
    page.on('console', (level, text, source, line) => {
      const isBad = level === 'error' || level === 'warning' || level === 'assert';
      if (isBad) say(`The page logged (${level}): ${text}${source === '' ? '' : ` at ${toApp(source)}:${line}`}`);
      const message = {
        level: level === 'log' ? 'info' : level,
        message: text,
        lineNumber: line,
        sourceId: toApp(source),
      };
      this.emit('console-message', shimEvent({ ...message, frame: this.mainFrame }));
    });
    page.on('crashed', () => {
      if (!this.hasCrashed) this.reportGone('crashed', 5);
    });
    page.on('windowOpen', (url, name, features) => this.openWindow(toApp(url), name, features.join(',')));
    page.on('navigationRequested', (url) => this.onUnservedNavigation(url));
  }

  /** Documents Chromium can't ask the harness for: schemes it doesn't know. An app:// link is the app's own page. */
  private onUnservedNavigation(url: string): void {
    if (/^(https?|file|blob|data|about|javascript):/i.test(url)) return;
    const event = this.navigationEvent(url, false);
    this.emit('will-navigate', event, url, false, true, this.id, this.id);
    if (!event.defaultPrevented && isOwnScheme(url)) void this.loadURL(url);
  }

  private navigationEvent(url: string, isSameDocument: boolean): ReturnType<typeof shimEvent<object>> {
    return shimEvent({ url, isSameDocument, isMainFrame: true, frame: this.mainFrame, initiator: this.mainFrame });
  }

  private mayNavigate(facts: RequestFacts): boolean {
    if (facts.isRedirect) {
      const event = this.navigationEvent(facts.url, false);
      this.emit('will-redirect', event, facts.url, false, true, this.id, this.id);
      return !event.defaultPrevented;
    }
    if (this.ownNavigations > 0) {
      this.ownNavigations = 0;
      return true;
    }
    const event = this.navigationEvent(facts.url, false);
    this.emit('will-frame-navigate', event);
    this.emit('will-navigate', event, facts.url, false, true, this.id, this.id);
    return !event.defaultPrevented;
  }

  private async decideRequest(facts: RequestFacts): Promise<{ cancel?: boolean; redirectURL?: string }> {
    if (facts.isMainFrameDocument) {
      await applyPermissions(this.page, facts.url, (name, origin) => checkPermission(this, name, origin));
    }
    lastRequest += 1;
    return decideRequest({
      id: lastRequest,
      url: facts.url,
      method: facts.method,
      webContentsId: this.id,
      webContents: this,
      frame: this.mainFrame,
      resourceType: facts.resourceType as 'other',
      referrer: facts.referrer,
      timestamp: Date.now(),
      uploadData: facts.uploadData.map((bytes) => ({ bytes })) as never,
    });
  }

  private onPage(message: FromPage): void {
    if (this.isGone) return;
    switch (message.kind) {
      case 'invoke':
        void this.answerInvoke(message.id, message.channel, wire.decode(message.args) as unknown[]);
        return;
      case 'send': {
        const args = wire.decode(message.args) as unknown[];
        this.emit('ipc-message', this.ipcEvent(message.channel), message.channel, ...args);
        this.ipc.emit(message.channel, this.ipcEvent(message.channel), ...args);
        ipcMain.emit(message.channel, this.ipcEvent(message.channel), ...args);
        return;
      }
      case 'wish':
        this.onWish(message.wish);
        return;
      case 'resized':
        this.owner.resizedByPerson(message);
        return;
      case 'context menu':
        this.emit('context-menu', shimEvent(), {
          ...message,
          frame: this.mainFrame,
          linkURL: '',
          mediaType: 'none',
          misspelledWord: '',
          dictionarySuggestions: [],
          editFlags: { canCut: true, canCopy: true, canPaste: true, canSelectAll: true },
        });
        return;
      case 'preload failed':
        console.error('Unable to load preload script', message.stack);
        this.emit('preload-error', shimEvent(), '', new Error(message.message));
        return;
    }
  }

  private onWish(wish: PageWish): void {
    switch (wish.wish) {
      case 'open':
        this.openWindow(toApp(wish.url), wish.name, wish.features);
        return;
      case 'close':
        this.owner.closeByPage();
        return;
      case 'permission':
        void this.answerPermission(wish);
        return;
    }
  }

  private async answerPermission(wish: Extract<PageWish, { wish: 'permission' }>): Promise<void> {
    const details = { isMainFrame: true, requestingUrl: this.url, mediaTypes: wish.mediaTypes ?? [] };
    const isGranted = await decidePermission(this, wish.permission, details);
    await grantPermission(this.page, toChromium(this.url), wish.permission, isGranted);
    await this.page.deliver({ kind: 'permission', id: wish.id, isGranted });
  }

  private openWindow(url: string, frameName: string, features: string): void {
    const referrer = { url: this.url, policy: 'strict-origin-when-cross-origin' };
    const details = {
      url,
      frameName,
      features,
      disposition: features === '' ? 'foreground-tab' : 'new-window',
      referrer,
    };
    const answer = this.openHandler?.(details) ?? { action: 'allow' as const };
    if (answer.action === 'allow') this.owner.createChild(url, answer.overrideBrowserWindowOptions ?? {});
  }

  private ipcEvent(_channel: string): ReturnType<typeof shimEvent<object>> & { returnValue?: unknown } {
    return shimEvent({
      type: 'frame' as const,
      sender: this,
      senderFrame: this.isGone ? null : this.mainFrame,
      frameId: this.id,
      processId: this.id,
      ports: [],
      reply: (channel: string, ...args: unknown[]) => this.send(channel, ...args),
    });
  }

  private async answerInvoke(id: number, channel: string, args: unknown[]): Promise<void> {
    const target = this.ipc.has(channel) ? this.ipc : ipcMain;
    const answer = await target.answer(this.ipcEvent(channel), channel, args);
    if (!this.isGone) await this.page.deliver({ kind: 'answer', id, ...answer });
  }

  private async answerSync(question: SyncQuestion): Promise<WireValue> {
    if (question.ask === 'key') {
      const event = shimEvent();
      this.emit('before-input-event', event, question.input);
      return event.defaultPrevented;
    }
    if (question.ask !== 'sendSync') return null;
    return new Promise((resolve) => {
      const event = this.ipcEvent(question.channel);
      // Answers as soon as a listener sets returnValue, which may be later.
      Object.defineProperty(event, 'returnValue', { set: (value: unknown) => resolve(wire.encode(value)) });
      const args = wire.decode(question.args) as unknown[];
      const isHeard = ipcMain.emit(question.channel, event, ...args);
      if (!isHeard) resolve(wire.encode(undefined));
    });
  }

  private watchKeys(): void {
    this.watchedKeys = true;
    void this.page.ready.then(
      () => this.page.deliver({ kind: 'watch keys', isOn: true }),
      () => undefined,
    );
  }

  /** For what only fails because the window is closing. */
  private quietly(work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      if (!this.isGone && !(error instanceof CdpClosed)) say(messageOf(error));
    });
  }
}

let lastRequest = 0;

export const webContents = guard('webContents', {
  getAllWebContents: () => [...openDocument.values()],
  fromId: (id: number) => openDocument.get(id),
  getFocusedWebContents: () => [...openDocument.values()].at(-1) ?? null,
});
