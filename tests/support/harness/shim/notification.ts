import type { Notification, NotificationAction, NotificationConstructorOptions } from 'electron';
import { runtime } from '../runtime.ts';
import { guardedEmitter, shimEvent } from './guard.ts';

export const notifications: HarnessNotification[] = [];

/** Shown to nobody. Headed (`npm start`) there are none, and the app is told so, as on a system without them. */
export class HarnessNotification
  extends guardedEmitter('Notification')
  implements Pick<Notification, 'show' | 'close' | 'title' | 'body' | 'silent' | 'urgency' | 'actions' | 'subtitle'>
{
  title: string;
  subtitle: string;
  body: string;
  silent: boolean;
  hasReply: boolean;
  replyPlaceholder: string;
  closeButtonText: string;
  sound: string;
  toastXml: string;
  urgency: NonNullable<NotificationConstructorOptions['urgency']>;
  timeoutType: NonNullable<NotificationConstructorOptions['timeoutType']>;
  actions: NotificationAction[];
  readonly icon: unknown;
  isShown = false;

  constructor(options: NotificationConstructorOptions = {}) {
    super();
    if (!runtime.isReady) throw new Error('Cannot create Notification before app is ready');
    this.title = options.title ?? '';
    this.subtitle = options.subtitle ?? '';
    this.body = options.body ?? '';
    this.silent = options.silent ?? false;
    this.hasReply = options.hasReply ?? false;
    this.replyPlaceholder = options.replyPlaceholder ?? '';
    this.closeButtonText = options.closeButtonText ?? '';
    this.sound = options.sound ?? '';
    this.toastXml = options.toastXml ?? '';
    this.urgency = options.urgency ?? 'normal';
    this.timeoutType = options.timeoutType ?? 'default';
    this.actions = options.actions ?? [];
    this.icon = options.icon;
  }

  static isSupported(): boolean {
    return !runtime.isHeaded;
  }

  show(): void {
    if (runtime.isHeaded) {
      setImmediate(() => this.emit('failed', shimEvent(), 'The Chromium harness has no notifications.'));
      return;
    }
    if (!notifications.includes(this)) notifications.push(this);
    this.isShown = true;
    setImmediate(() => this.emit('show', shimEvent()));
  }

  close(): void {
    if (!this.isShown) return;
    this.isShown = false;
    setImmediate(() => this.emit('close', shimEvent({ reason: 'applicationHidden' })));
  }
}
