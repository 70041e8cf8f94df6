import type { BrowserWindow, BrowserWindowConstructorOptions, Rectangle } from 'electron';
import { CdpClosed } from '../cdp-pipe.ts';
import { messageOf } from '../deadline.ts';
import { WindowPage } from '../page.ts';
import { type OpenWindow, runtime, say } from '../runtime.ts';
import { app, closeWasPrevented, windowClosed } from './app.ts';
import { shimEvent } from './guard.ts';
import { nativeTheme } from './native-theme.ts';
import { HarnessWebContents } from './web-contents.ts';
import { checkWebPreferences, readPreload } from './web-preferences.ts';
import { WindowState } from './window-state.ts';

let lastId = 0;
const open = new Map<number, HarnessBrowserWindow>();
let focused: HarnessBrowserWindow | null = null;

type Checked = Pick<
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
  | 'isNormal'
  | 'minimize'
  | 'maximize'
  | 'unmaximize'
  | 'restore'
  | 'close'
  | 'destroy'
>;

export class HarnessBrowserWindow extends WindowState implements OpenWindow, Checked {
  readonly id: number;
  readonly gone: Promise<void>;
  private readonly contents: HarnessWebContents;
  private readonly page: WindowPage;
  private isOver = false;
  private isShown: boolean;
  private isSmall = false;
  private isLarge = false;
  private announceGone: () => void = () => undefined;

  constructor(options: BrowserWindowConstructorOptions = {}) {
    super(options, app.getName());
    if (!runtime.isReady) throw new Error('Cannot create BrowserWindow before app is ready');
    const preferences = options.webPreferences ?? {};
    checkWebPreferences(preferences);
    const preload = readPreload(preferences.preload);
    lastId += 1;
    this.id = lastId;
    this.isShown = options.show !== false;
    this.gone = new Promise((resolve) => {
      this.announceGone = resolve;
    });
    this.contents = new HarnessWebContents(
      (answerSync) => {
        const { width, height } = this.bounds;
        const chromium = { width, height, name: app.getName(), language: app.getLocale() };
        return new WindowPage(chromium, preload, answerSync);
      },
      {
        createChild: (url, childOptions) => {
          const child = new HarnessBrowserWindow({ webPreferences: preferences, ...childOptions, show: true });
          this.contents.emit('did-create-window', child, { url });
          void child.loadURL(url);
        },
        closeByPage: () => this.close(),
        resizedByPerson: (bounds) => this.onResized(bounds),
      },
    );
    this.page = this.contents.page;
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
    this.stateOnDesktop('minimized');
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
  isNormal(): boolean {
    return !this.isSmall && !this.isLarge && !this.isFullScreen();
  }

  minimize(): void {
    this.alive();
    if (this.isSmall) return;
    this.isSmall = true;
    this.blur();
    this.contents.showAs('hidden');
    this.stateOnDesktop('minimized');
    this.emit('minimize');
  }

  restore(): void {
    this.alive();
    if (!this.isSmall && !this.isLarge) return;
    const wasSmall = this.isSmall;
    this.isSmall = false;
    if (!wasSmall) this.isLarge = false;
    this.contents.showAs('visible');
    this.stateOnDesktop('normal');
    this.emit('restore');
  }

  maximize(): void {
    this.alive();
    this.isLarge = true;
    this.isSmall = false;
    this.isShown = true;
    this.stateOnDesktop('maximized');
    this.emit('maximize');
  }

  unmaximize(): void {
    this.alive();
    if (!this.isLarge) return;
    this.isLarge = false;
    this.stateOnDesktop('normal');
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

  protected alive(): void {
    if (this.isOver) throw new TypeError('Object has been destroyed');
  }

  private appear(): void {
    this.alive();
    if (this.isShown && !this.isSmall) return;
    this.isShown = true;
    this.isSmall = false;
    this.contents.showAs('visible');
    this.stateOnDesktop('normal');
    this.emit('show');
  }

  protected moveOnDesktop(bounds: { left: number; top: number; width: number; height: number }): void {
    this.quietly(this.page.setWindow(bounds));
  }

  /** Headless windows have no desktop to be hidden from; minimizing them would only stop their animations. */
  protected stateOnDesktop(windowState: string): void {
    if (runtime.isHeaded) this.quietly(this.page.setWindow({ windowState }));
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
    // It can't be prevented any more, but the app hears it in the usual order.
    const onPersonClosed = (): void => {
      if (this.isOver) return;
      this.emit('close', shimEvent());
      this.finish();
    };
    page.on('closedByPerson', onPersonClosed);
    void page.chromium.exited.then(({ code, signal }) => {
      if (this.isOver) return;
      if (code === 0) {
        onPersonClosed();
        return;
      }
      say(`The Chromium of window ${this.id} ended unexpectedly (${signal ?? code}).`);
      contents.reportGone('killed', code ?? 9);
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
      // The page has said what it waited for; a Chromium that died is reported where its end is.
      if (!this.isOver && !(error instanceof CdpClosed)) this.destroy();
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
    void this.page.stop().then(this.announceGone);
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
