import type { BrowserWindow, BrowserWindowConstructorOptions, ProgressBarOptions, Rectangle } from 'electron';
import { guardedEmitter } from './guard.ts';

/** What tests want to know of a window and Electron has no question for. */
export interface WindowRecords {
  /** As Electron was told it: below 0 for none, above 1 for unknown. */
  progress: number;
  progressMode: ProgressBarOptions['mode'] | null;
  isFlashing: boolean;
  isMenuBarVisible: boolean;
}

const defaults = { x: 80, y: 60, width: 800, height: 600 };

type Checked = Pick<
  BrowserWindow,
  | 'isModal'
  | 'isEnabled'
  | 'isResizable'
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
  | 'setOverlayIcon'
  | 'moveTop'
  | 'setAlwaysOnTop'
  | 'isAlwaysOnTop'
  | 'setFullScreen'
  | 'isFullScreen'
  | 'getMediaSourceId'
  | 'getNativeWindowHandle'
>;

/** What a window keeps about itself: size and place, title, and what it tells the desktop. */
export abstract class WindowState extends guardedEmitter('BrowserWindow') implements Checked {
  abstract readonly id: number;
  readonly records: WindowRecords = { progress: -1, progressMode: null, isFlashing: false, isMenuBarVisible: true };
  protected bounds: Rectangle;
  protected title: string;
  private minimum: [number, number];
  private background: string;
  private menuHides: boolean;
  private isOnTop = false;
  private isFull = false;

  constructor(options: BrowserWindowConstructorOptions, title: string) {
    super();
    this.bounds = {
      x: options.x ?? defaults.x,
      y: options.y ?? defaults.y,
      width: options.width ?? defaults.width,
      height: options.height ?? defaults.height,
    };
    this.minimum = [options.minWidth ?? 0, options.minHeight ?? 0];
    this.title = options.title ?? title;
    this.background = options.backgroundColor ?? '#FFFFFF';
    this.menuHides = options.autoHideMenuBar === true;
  }

  protected abstract alive(): void;
  protected abstract moveOnDesktop(bounds: { left: number; top: number; width: number; height: number }): void;
  protected abstract stateOnDesktop(state: 'normal' | 'minimized' | 'maximized' | 'fullscreen'): void;

  isModal(): boolean {
    return false;
  }
  isEnabled(): boolean {
    return true;
  }
  isResizable(): boolean {
    return true;
  }
  isFullScreen(): boolean {
    return this.isFull;
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
    next.width = Math.max(next.width, this.minimum[0]);
    next.height = Math.max(next.height, this.minimum[1]);
    this.bounds = next;
    const { x: left, y: top, width, height } = next;
    this.moveOnDesktop({ left, top, width, height });
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
  setProgressBar(progress: number, options?: ProgressBarOptions): void {
    this.alive();
    this.records.progress = progress;
    this.records.progressMode = options?.mode ?? null;
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
    this.stateOnDesktop(isFull ? 'fullscreen' : 'normal');
    this.emit(isFull ? 'enter-full-screen' : 'leave-full-screen');
  }
  getMediaSourceId(): string {
    return `window:${this.id}:0`;
  }
  getNativeWindowHandle(): Buffer {
    return Buffer.alloc(8);
  }
}
