import type { EventEmitter } from 'node:events';
import type { WindowPage } from '../page.ts';
import { toApp, toChromium } from '../urls.ts';
import type { PageWish } from '../worlds/main-world.ts';
import type { FromPage, SyncQuestion } from '../worlds/preload-world.ts';
import type { WireValue } from '../worlds/wire.ts';
import { type ShimEvent, shimEvent } from './guard.ts';
import { type HarnessIpcMain, ipcMain, wire } from './ipc-main.ts';
import { grantPermission } from './permissions.ts';
import { decidePermission } from './session.ts';

export type OpenDetails = { url: string; frameName: string; features: string; disposition: string; referrer: object };
export type OpenAnswer = { action: 'allow' | 'deny'; overrideBrowserWindowOptions?: object };

/** What a WebContents needs of the window it is in. */
export interface WebContentsOwner {
  readonly createChild: (url: string, options: object) => void;
  readonly closeByPage: () => void;
  readonly resizedByPerson: (bounds: { width: number; height: number; x: number; y: number }) => void;
}

interface TrafficContents extends EventEmitter {
  readonly id: number;
  readonly mainFrame: unknown;
  readonly ipc: HarnessIpcMain;
  getURL(): string;
  isDestroyed(): boolean;
  send(channel: string, ...args: unknown[]): void;
}

/** What arrives from a page: messages for ipcMain, and wishes that the app decides on. */
export class PageTraffic {
  openHandler: ((details: OpenDetails) => OpenAnswer) | null = null;
  private readonly contents: TrafficContents;
  private readonly page: WindowPage;
  private readonly owner: WebContentsOwner;

  constructor(contents: TrafficContents, page: WindowPage, owner: WebContentsOwner) {
    this.contents = contents;
    this.page = page;
    this.owner = owner;
    page.on('fromPage', (message) => {
      if (!contents.isDestroyed()) this.onMessage(message);
    });
    page.on('windowOpen', (url, name, features) => this.openWindow(toApp(url), name, features.join(',')));
  }

  /** Questions the page stands still for. */
  async answerSync(question: SyncQuestion): Promise<WireValue> {
    if (question.ask === 'key') {
      const event = shimEvent();
      this.contents.emit('before-input-event', event, question.input);
      return event.defaultPrevented;
    }
    if (question.ask !== 'sendSync') return null;
    return new Promise((resolve) => {
      const event = this.ipcEvent();
      // Answered as soon as a listener sets returnValue, which may be later.
      Object.defineProperty(event, 'returnValue', { set: (value: unknown) => resolve(wire.encode(value)) });
      const isHeard = ipcMain.emit(question.channel, event, ...(wire.decode(question.args) as unknown[]));
      if (!isHeard) resolve(wire.encode(undefined));
    });
  }

  private onMessage(message: FromPage): void {
    const { contents } = this;
    switch (message.kind) {
      case 'invoke':
        void this.answerInvoke(message.id, message.channel, wire.decode(message.args) as unknown[]);
        return;
      case 'send': {
        const { channel } = message;
        const args = wire.decode(message.args) as unknown[];
        contents.emit('ipc-message', this.ipcEvent(), channel, ...args);
        contents.ipc.emit(channel, this.ipcEvent(), ...args);
        ipcMain.emit(channel, this.ipcEvent(), ...args);
        return;
      }
      case 'wish':
        this.onWish(message.wish);
        return;
      case 'resized':
        this.owner.resizedByPerson(message);
        return;
      case 'titled':
        return;
      case 'context menu':
        contents.emit('context-menu', shimEvent(), {
          ...message,
          frame: contents.mainFrame,
          linkURL: '',
          mediaType: 'none',
          misspelledWord: '',
          dictionarySuggestions: [],
          editFlags: { canCut: true, canCopy: true, canPaste: true, canSelectAll: true },
        });
        return;
      case 'preload failed':
        console.error('Unable to load preload script', message.stack);
        contents.emit('preload-error', shimEvent(), '', new Error(message.message));
        return;
    }
  }

  private async answerInvoke(id: number, channel: string, args: unknown[]): Promise<void> {
    const target = this.contents.ipc.has(channel) ? this.contents.ipc : ipcMain;
    const answer = await target.answer(this.ipcEvent(), channel, args);
    if (!this.contents.isDestroyed()) await this.page.deliver({ kind: 'answer', id, ...answer });
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
    const requestingUrl = this.contents.getURL();
    const details = { isMainFrame: true, requestingUrl, mediaTypes: wish.mediaTypes ?? [] };
    const isGranted = await decidePermission(this.contents, wish.permission, details);
    await grantPermission(this.page, toChromium(requestingUrl), wish.permission, isGranted);
    await this.page.deliver({ kind: 'permission', id: wish.id, isGranted });
  }

  private openWindow(url: string, frameName: string, features: string): void {
    const referrer = { url: this.contents.getURL(), policy: 'strict-origin-when-cross-origin' };
    const disposition = features === '' ? 'foreground-tab' : 'new-window';
    const answer = this.openHandler?.({ url, frameName, features, disposition, referrer }) ?? { action: 'allow' };
    if (answer.action === 'allow') this.owner.createChild(url, answer.overrideBrowserWindowOptions ?? {});
  }

  private ipcEvent(): ShimEvent {
    const { contents } = this;
    return shimEvent({
      type: 'frame' as const,
      sender: contents,
      senderFrame: contents.isDestroyed() ? null : contents.mainFrame,
      frameId: contents.id,
      processId: contents.id,
      ports: [],
      reply: (channel: string, ...args: unknown[]) => contents.send(channel, ...args),
    });
  }
}
