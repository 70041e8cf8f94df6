import type { BrowserWindow, BrowserWindowConstructorOptions, Rectangle } from 'electron';
import { CdpClosed } from '../cdp-pipe.ts';
import { messageOf } from '../deadline.ts';
import { WindowPage } from '../page.ts';
import { type OpenWindow, runtime, say } from '../runtime.ts';
import { app, closeWasPrevented, windowClosed } from './app.ts';
import { guardedEmitter, shimEvent } from './guard.ts';
import { nativeTheme } from './native-theme.ts';
import { HarnessWebContents } from './web-contents.ts';
import { checkWebPreferences, readPreload } from './web-preferences.ts';

let lastId = 0;
const open = new Map<number, HarnessBrowserWindow>();
let focused: HarnessBrowserWindow | null = null;

const defaults = { x: 80, y: 60, width: 800, height: 600 };

/** What tests want to know of a window and Electron has no question for. */
export interface WindowRecords {
  progress: number;
  isFlashing: boolean;
  isMenuBarVisible: boolean;
}

export class HarnessBrowserWindow
  extends guardedEmitter('BrowserWindow')
  implements
    OpenWindow,
    Pick<
      BrowserWindow,
      | 'loadURL'
      | 'loadFile'
      | 'reload'
      | 'show'
      | 'showInactive'
      | 'hide'
      | 'focus'
      | 'blur'
      | 'isVisible'
      | 'isFocused'
      | 'isDestroyed'
      | 'isMinimized'
      | 'isMaximized'
      | 'isFullScreen'
      | 'isNormal'
      | 'isModal'
      | 'isEnabled'
      | 'isResizable'
      | 'minimize'
      | 'maximize'
      | 'unmaximize'
      | 'restore'
      | 'close'
      | 'destroy'
      | 'getBounds'
      | 'getContentBounds'
      | 'getNormalBounds'
      | 'setBounds'
      | 'getSize'
      | 'setSize'
      | 'getContentSize'
      | 'setContentSize'
      | 'getPosition'
      | 'setPosition'
      | 'center'
      | 'getMinimumSize'
      | 'setMinimumSize'
      | 'setTitle'
      | 'getTitle'
      | 'setMenu'
      | 'removeMenu'
      | 'setMenuBarVisibility'
      | 'isMenuBarVisible'
      | 'setAutoHideMenuBar'
      | 'isMenuBarAutoHide'
      | 'setProgressBar'
      | 'flashFrame'
      | 'setBackgroundColor'
      | 'getBackgroundColor'
      | 'setIcon'
      | 'setSkipTaskbar'
      | 'moveTop'
      | 'setAlwaysOnTop'
      | 'isAlwaysOnTop'
      | 'setFullScreen'
      | 'setOverlayIcon'
      | 'getMediaSourceId'
      | 'getNativeWindowHandle'
    >
{
  readonly id: number;
  readonly gone: Promise<void>;
  readonly records: WindowRecords = { progress: -1, isFlashing: false, isMenuBarVisible: true };
  private readonly contents: HarnessWebContents;
  private readonly page: WindowPage;
  private bounds: Rectangle;
  private minimum = [0, 0];
  private title: string;
  private background: string;
  private isOver = false;
  private isShown: boolean;
  private isSmall = false;
  private isLarge = false;
  private isOnTop = false;
  private isFull = false;
  private menuHides: boolean;
  private announceGone: () => void = () => undefined;

  constructor(options: BrowserWindowConstructorOptions = {}) {
    super();
    if (!runtime.isReady) throw new Error('Cannot create BrowserWindow before app is ready');
    const preferences = options.webPreferences ?? {};
    checkWebPreferences(preferences);
    const preload = readPreload(preferences.preload);
    lastId += 1;
    this.id = lastId;
    this.bounds = {
      x: options.x ?? defaults.x,
      y: options.y ?? defaults.y,
      width: options.width ?? defaults.width,
      height: options.height ?? defaults.height,
    };
    this.minimum = [options.minWidth ?? 0, options.minHeight ?? 0];
    this.title = options.title ?? app.getName();
    this.background = options.backgroundColor ?? '#FFFFFF';
    this.isShown = options.show !== false;
    this.menuHides = options.autoHideMenuBar === true;
    this.gone = new Promise((resolve) => {
      this.announceGone = resolve;
    });
    let page: WindowPage | undefined;
    this.contents = new HarnessWebContents(
      (answerSync) => {
        const { width, height } = this.bounds;
        page = new WindowPage({ width, height, name: app.getName(), language: app.getLocale() }, preload, answerSync);
        return page;
      },
      {
        createChild: (url, childOptions) => {
          const child = new HarnessBrowserWindow({ ...childOptions, show: true });
          this.contents.emit('did-create-window', child, { url });
          void child.loadURL(url);
        },
        closeByPage: () => this.close(),
        resizedByPerson: (bounds) => this.onResized(bounds),
      },
    );
    this.page = page as unknown as WindowPage;
    open.set(this.id, this);
    runtime.windows.set(this.id, this);
    if (this.isShown) focused = this;
    this.watch();
    app.emit('web-contents-created', shimEvent(), this.contents);
    app.emit('browser-window-created', shimEvent(), this);
  }

  static getAllWindows(): HarnessBrowserWindow[] {
    return [...open.values()];
  }

  static getFocusedWindow(): HarnessBrowserWindow | null {
    return focused;
  }

  static fromId(id: number): HarnessBrowserWindow | null {
    return open.get(id) ?? null;
  }

  static fromWebContents(contents: unknown): HarnessBrowserWindow | null {
    return [...open.values()].find((window) => window.contents === contents) ?? null;
  }

  get webContents(): HarnessWebContents {
    return this.contents;
  }

  loadURL(url: string): Promise<void> {
    this.alive();
    return this.contents.loadURL(url);
  }

  loadFile(file: string, options?: object): Promise<void> {
    this.alive();
    return this.contents.loadFile(file, options);
  }

  reload(): void {
    this.contents.reload();
  }

  show(): void {
    this.appear();
    this.focus();
  }

  showInactive(): void {
    this.appear();
  }

  hide(): void {
    this.alive();
    if (!this.isShown) return;
    this.isShown = false;
    this.blur();
    this.contents.showAs('hidden');
    this.onDesktop({ windowState: 'minimized' });
    this.emit('hide');
  }

  focus(): void {
    this.alive();
    if (!this.isShown || focused === this) return;
    focused?.blur();
    focused = this;
    if (runtime.isHeaded) this.quietly(this.page.send('Page.bringToFront'));
    this.emit('focus');
    app.emit('browser-window-focus', shimEvent(), this);
  }

  blur(): void {
    this.alive();
    if (focused !== this) return;
    focused = null;
    this.emit('blur');
    app.emit('browser-window-blur', shimEvent(), this);
  }

  isVisible(): boolean {
    return !this.isOver && this.isShown && !this.isSmall;
  }

  isFocused(): boolean {
    return focused === this;
  }

  isDestroyed(): boolean {
    return this.isOver;
  }

  isMinimized(): boolean {
    return this.isSmall;
  }

  isMaximized(): boolean {
    return this.isLarge;
  }

  isFullScreen(): boolean {
    return this.isFull;
  }

  isNormal(): boolean {
    return !this.isSmall && !this.isLarge && !this.isFull;
  }

  isModal(): boolean {
    return false;
  }

  isEnabled(): boolean {
    return true;
  }

  isResizable(): boolean {
    return true;
  }

  minimize(): void {
    this.alive();
    if (this.isSmall) return;
    this.isSmall = true;
    this.blur();
    this.contents.showAs('hidden');
    this.onDesktop({ windowState: 'minimized' });
    this.emit('minimize');
  }

  restore(): void {
    this.alive();
    if (!this.isSmall && !this.isLarge) return;
    const wasSmall = this.isSmall;
    this.isSmall = false;
    if (!wasSmall) this.isLarge = false;
    this.contents.showAs('visible');
    this.onDesktop({ windowState: 'normal' });
    this.emit('restore');
  }

  maximize(): void {
    this.alive();
    this.isLarge = true;
    this.isSmall = false;
    this.isShown = true;
    this.onDesktop({ windowState: 'maximized' });
    this.emit('maximize');
  }

  unmaximize(): void {
    this.alive();
    if (!this.isLarge) return;
    this.isLarge = false;
    this.onDesktop({ windowState: 'normal' });
    this.emit('unmaximize');
  }

  /** Asks: a listener of 'close' may prevent it. */
  close(): void {
    if (this.isOver) return;
    const event = shimEvent();
    this.emit('close', event);
    if (event.defaultPrevented) {
      closeWasPrevented();
      return;
    }
    // Electron lets the page go first; what follows never runs inside the caller.
    setImmediate(() => this.finish());
  }

  destroy(): void {
    this.finish();
  }

  getBounds(): Rectangle {
    this.alive();
    return { ...this.bounds };
  }

  getContentBounds(): Rectangle {
    return this.getBounds();
  }

  getNormalBounds(): Rectangle {
    return this.getBounds();
  }

  setBounds(bounds: Partial<Rectangle>): void {
    this.alive();
    const before = this.bounds;
    const next = { ...before, ...bounds };
    next.width = Math.max(next.width, this.minimum[0] ?? 0);
    next.height = Math.max(next.height, this.minimum[1] ?? 0);
    this.bounds = next;
    const { x: left, y: top, width, height } = next;
    this.quietly(this.page.setWindow({ left, top, width, height }));
    if (before.x !== left || before.y !== top) this.emit('move');
    if (before.width !== width || before.height !== height) this.emit('resize');
  }

  getSize(): number[] {
    this.alive();
    return [this.bounds.width, this.bounds.height];
  }

  setSize(width: number, height: number): void {
    this.setBounds({ width, height });
  }

  getContentSize(): number[] {
    return this.getSize();
  }

  setContentSize(width: number, height: number): void {
    this.setBounds({ width, height });
  }

  getPosition(): number[] {
    this.alive();
    return [this.bounds.x, this.bounds.y];
  }

  setPosition(x: number, y: number): void {
    this.setBounds({ x, y });
  }

  center(): void {
    this.alive();
  }

  getMinimumSize(): number[] {
    return [...this.minimum];
  }

  setMinimumSize(width: number, height: number): void {
    this.minimum = [width, height];
  }

  setTitle(title: string): void {
    this.alive();
    this.title = title;
  }

  getTitle(): string {
    this.alive();
    return this.title;
  }

  setMenu(_menu: unknown): void {
    this.alive();
  }

  removeMenu(): void {
    this.records.isMenuBarVisible = false;
  }

  setMenuBarVisibility(isVisible: boolean): void {
    this.records.isMenuBarVisible = isVisible;
  }

  isMenuBarVisible(): boolean {
    return this.records.isMenuBarVisible;
  }

  setAutoHideMenuBar(hides: boolean): void {
    this.menuHides = hides;
  }

  isMenuBarAutoHide(): boolean {
    return this.menuHides;
  }

  setProgressBar(progress: number): void {
    this.alive();
    this.records.progress = progress;
  }

  flashFrame(isFlashing: boolean): void {
    this.alive();
    this.records.isFlashing = isFlashing;
  }

  setBackgroundColor(color: string): void {
    this.background = color;
  }

  getBackgroundColor(): string {
    return this.background;
  }

  setIcon(_icon: unknown): void {
    this.alive();
  }

  setSkipTaskbar(_skips: boolean): void {
    this.alive();
  }

  setOverlayIcon(_overlay: unknown, _description: string): void {
    this.alive();
  }

  moveTop(): void {
    this.alive();
  }

  setAlwaysOnTop(isOnTop: boolean): void {
    this.isOnTop = isOnTop;
  }

  isAlwaysOnTop(): boolean {
    return this.isOnTop;
  }

  setFullScreen(isFull: boolean): void {
    this.alive();
    if (this.isFull === isFull) return;
    this.isFull = isFull;
    this.onDesktop({ windowState: isFull ? 'fullscreen' : 'normal' });
    this.emit(isFull ? 'enter-full-screen' : 'leave-full-screen');
  }

  getMediaSourceId(): string {
    return `window:${this.id}:0`;
  }

  getNativeWindowHandle(): Buffer {
    return Buffer.alloc(8);
  }

  private alive(): void {
    if (this.isOver) throw new TypeError('Object has been destroyed');
  }

  private appear(): void {
    this.alive();
    if (this.isShown && !this.isSmall) return;
    this.isShown = true;
    this.isSmall = false;
    this.contents.showAs('visible');
    this.onDesktop({ windowState: 'normal' });
    this.emit('show');
  }

  /** Headless windows have no desktop to be hidden from; minimizing them would only stop their animations. */
  private onDesktop(state: { windowState: string }): void {
    if (runtime.isHeaded) this.quietly(this.page.setWindow(state));
  }

  private watch(): void {
    const { page, contents } = this;
    contents.once('did-finish-load', () => this.emit('ready-to-show', shimEvent()));
    contents.on('page-title-updated', (_event: unknown, title: string) => {
      const event = shimEvent();
      this.emit('page-title-updated', event, title, true);
      if (!event.defaultPrevented) this.title = title;
    });
    const forget = nativeTheme.apply(page);
    void this.gone.then(forget);
    void this.announce();
    void page.chromium.exited.then(({ code, signal }) => {
      if (this.isOver) return;
      if (code === 0) {
        // The person closed the window: it can't be prevented any more, but the app hears it in the usual order.
        this.emit('close', shimEvent());
      } else {
        say(`The Chromium of window ${this.id} ended unexpectedly (${signal ?? code}).`);
        contents.reportGone('killed', code ?? 9);
      }
      this.finish();
    });
  }

  private async announce(): Promise<void> {
    const { page } = this;
    try {
      await page.ready;
      const endpoint = await page.chromium.endpoint;
      if (!this.isOver) runtime.report({ type: 'window opened', windowId: this.id, pid: page.chromium.pid, endpoint });
    } catch (error) {
      if (!this.isOver && !(error instanceof CdpClosed)) say(`Window ${this.id} didn't open: ${messageOf(error)}`);
    }
  }

  private finish(): void {
    if (this.isOver) return;
    this.isOver = true;
    if (focused === this) focused = null;
    open.delete(this.id);
    runtime.windows.delete(this.id);
    runtime.report({ type: 'window closed', windowId: this.id });
    this.contents.finish();
    void this.page.chromium.stop().then(this.announceGone);
    this.emit('closed');
    windowClosed();
  }

  private onResized(bounds: Rectangle): void {
    if (this.isOver || !runtime.isHeaded) return;
    const before = this.bounds;
    this.bounds = { x: bounds.x, y: bounds.y, width: bounds.width, height: bounds.height };
    if (before.width !== bounds.width || before.height !== bounds.height) this.emit('resize');
    if (before.x !== bounds.x || before.y !== bounds.y) this.emit('move');
  }

  private quietly(work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      if (!this.isOver && !(error instanceof CdpClosed)) say(messageOf(error));
    });
  }
}
