import type { Rectangle, Tray } from 'electron';
import { runtime } from '../runtime.ts';
import { guardedEmitter } from './guard.ts';
import { HarnessMenu } from './menu.ts';
import { type HarnessImage, imageFrom } from './native-image.ts';

export const trays = new Set<HarnessTray>();

/** A tray icon nobody sees: it keeps what it was told, for tests to read and click. */
export class HarnessTray
  extends guardedEmitter('Tray')
  implements
    Pick<
      Tray,
      | 'destroy'
      | 'isDestroyed'
      | 'setToolTip'
      | 'setTitle'
      | 'getTitle'
      | 'popUpContextMenu'
      | 'closeContextMenu'
      | 'getBounds'
      | 'setIgnoreDoubleClickEvents'
      | 'focus'
    >
{
  image: HarnessImage;
  pressedImage: HarnessImage | null = null;
  toolTip = '';
  menu: HarnessMenu | null = null;
  private title = '';
  private isGone = false;

  constructor(image: unknown, _guid?: string) {
    super();
    if (!runtime.isReady) throw new Error('Cannot create Tray before app is ready');
    this.image = this.checkImage(image);
    trays.add(this);
  }

  setImage(image: unknown): void {
    this.alive();
    this.image = this.checkImage(image);
  }
  setPressedImage(image: unknown): void {
    this.pressedImage = imageFrom(image);
  }
  setContextMenu(menu: HarnessMenu | null): void {
    this.alive();
    if (menu !== null && !(menu instanceof HarnessMenu))
      throw new TypeError('Tray.setContextMenu takes a Menu or null');
    this.menu = menu;
  }
  setToolTip(toolTip: string): void {
    this.alive();
    this.toolTip = toolTip;
  }
  setTitle(title: string): void {
    this.alive();
    this.title = title;
  }
  getTitle(): string {
    return this.title;
  }
  setIgnoreDoubleClickEvents(): void {
    this.alive();
  }
  popUpContextMenu(): void {
    this.alive();
    this.menu?.popup();
  }
  closeContextMenu(): void {
    this.alive();
  }
  focus(): void {
    this.alive();
  }
  getBounds(): Rectangle {
    return { x: 0, y: 0, width: 22, height: 22 };
  }
  destroy(): void {
    this.isGone = true;
    trays.delete(this);
  }
  isDestroyed(): boolean {
    return this.isGone;
  }

  private alive(): void {
    if (this.isGone) throw new TypeError('Tray is destroyed');
  }

  /** Electron throws for a path that leads nowhere, and shows nothing for an image that is empty. */
  private checkImage(image: unknown): HarnessImage {
    const checked = imageFrom(image);
    if (typeof image === 'string' && checked.isEmpty()) throw new Error(`Failed to load image from path '${image}'`);
    return checked;
  }
}
