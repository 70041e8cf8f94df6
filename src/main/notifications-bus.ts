// Notifications on Linux, by the desktop's own service: Electron's have no buttons there.
import { randomBytes } from 'node:crypto';
import type { NoteKey } from '../policy/notifying.ts';
import { type BusService, SessionBus } from './dbus.ts';
import type { NotificationListener, NotificationService } from './notification-service.ts';
import type { NotificationText } from './notification-text.ts';

const SERVICE = 'org.freedesktop.Notifications';
const OBJECT = { name: SERVICE, path: '/org/freedesktop/Notifications', interface: SERVICE };
/** It is part of the standard that this action is the click on the notification. */
const CLICK = 'default';
const LOW = 0;
const NORMAL = 1;
const NO_ID = 0;
const ITS_OWN_TIME = -1;

interface Entry {
  text: NotificationText;
  isQuiet: boolean;
  /** The service's, as long as it shows it. */
  id: number | null;
  /** Its buttons' names are unlike any other's: what is pressed belongs to what is shown now, and to us. */
  nonce: string;
  isSending: boolean;
  /** What it says has changed since it was sent. */
  isStale: boolean;
  isClosed: boolean;
}

interface BusNotificationOptions {
  readonly address: string | undefined;
  readonly icon: string;
  readonly listener: NotificationListener;
  /** Once: why nothing is shown. */
  onSilent(reason: string): void;
}

export class BusNotifications implements NotificationService {
  readonly #options: BusNotificationOptions;
  readonly #entries = new Map<NoteKey, Entry>();
  #bus: SessionBus | null = null;
  #service: BusService | null = null;
  #owner: string | null = null;
  #isSilent = false;
  readonly #sending = new Set<Promise<void>>();

  private constructor(options: BusNotificationOptions) {
    this.#options = options;
  }

  /** Null where there is no session bus. */
  static async open(options: BusNotificationOptions): Promise<BusNotifications | null> {
    const notifications = new BusNotifications(options);
    return (await notifications.#connect()) ? notifications : null;
  }

  show(key: NoteKey, text: NotificationText, isQuiet: boolean): void {
    const entry = this.#entries.get(key) ?? {
      text,
      isQuiet,
      id: null,
      nonce: '',
      isSending: false,
      isStale: false,
      isClosed: false,
    };
    this.#entries.set(key, entry);
    entry.text = text;
    entry.isQuiet = isQuiet;
    this.#startSending(entry);
  }

  close(key: NoteKey): void {
    const entry = this.#entries.get(key);
    this.#entries.delete(key);
    if (entry !== undefined) this.#takeBack(entry);
  }

  end(): void {
    for (const key of [...this.#entries.keys()]) this.close(key);
    // One that is on its way has to come back with its number before it can be taken back.
    void Promise.all(this.#sending).then(() => this.#bus?.end());
  }

  async #connect(): Promise<boolean> {
    const bus = await SessionBus.open(this.#options.address, () => this.#lose());
    if (bus === null) return false;
    this.#bus = bus;
    try {
      this.#service = await bus.watch(OBJECT, {
        onSignal: (member, body) => this.#hear(member, body),
        onOwner: (owner) => this.#follow(owner),
      });
      return true;
    } catch {
      bus.end();
      return false;
    }
  }

  #startSending(entry: Entry): void {
    const sending = this.#send(entry).finally(() => this.#sending.delete(sending));
    this.#sending.add(sending);
  }

  async #send(entry: Entry): Promise<void> {
    entry.isStale = entry.isSending;
    if (entry.isSending) return;
    entry.isSending = true;
    const owner = this.#owner;
    try {
      const id = await this.#notify(entry);
      // Who was asked is there no more: the number was of its own counting. (From none to one is what asking does.)
      if (owner !== null && owner !== this.#owner) entry.isStale = true;
      else entry.id = id;
    } catch (error) {
      // Also where one has come while none was there to be asked: it left out what was on its way.
      if (owner !== this.#owner) entry.isStale = this.#owner !== null;
      else this.#fallSilent(String(error));
    }
    entry.isSending = false;
    if (entry.isClosed) this.#takeBack(entry);
    else if (entry.isStale) await this.#send(entry);
  }

  async #notify(entry: Entry): Promise<number> {
    const service = this.#service;
    if (service === null) throw new Error('the bus is gone');
    const capabilities = new Set(textsIn(await service.call('GetCapabilities', '', [])));
    const { text, isQuiet } = entry;
    entry.nonce = randomBytes(8).toString('hex');
    const buttons = text.buttons.flatMap(({ answer, label }) => [`${answer}-${entry.nonce}`, label]);
    const body = capabilities.has('body-markup') ? escapeMarkup(text.body) : text.body;
    const hints = [
      ['urgency', ['y', text.isAsking ? NORMAL : LOW]],
      ['category', ['s', 'transfer']],
      ['desktop-entry', ['s', 'app.ferry.Ferry']],
      ['suppress-sound', ['b', isQuiet]],
    ];
    const id = await service.call('Notify', 'susssasa{sv}i', [
      'Ferry',
      entry.id ?? NO_ID,
      this.#options.icon,
      capabilities.has('body') ? text.title : `${text.title} · ${text.body}`,
      capabilities.has('body') ? body : '',
      capabilities.has('actions') ? [CLICK, text.open, ...buttons] : [],
      hints,
      ITS_OWN_TIME,
    ]);
    if (typeof id !== 'number') throw new Error('an answer that is no number');
    return id;
  }

  #takeBack(entry: Entry): void {
    entry.isClosed = true;
    if (entry.isSending || entry.id === null) return;
    // Where it is gone already there is nothing to do.
    void this.#service?.call('CloseNotification', 'u', [entry.id]).catch(() => undefined);
    entry.id = null;
  }

  #hear(member: string, [id, what]: readonly unknown[]): void {
    const found = [...this.#entries].find(([, entry]) => entry.id !== null && entry.id === id);
    if (found === undefined) return;
    const [key, entry] = found;
    if (member === 'ActionInvoked') {
      if (what === CLICK) this.#options.listener.onAnswer(key, 'open');
      const pressed = entry.text.buttons.find(({ answer }) => what === `${answer}-${entry.nonce}`);
      if (pressed !== undefined) this.#options.listener.onAnswer(key, pressed.answer);
    } else if (member === 'NotificationClosed') {
      entry.id = null;
      // It is on its way to be shown anew.
      if (entry.isSending) return;
      this.#entries.delete(key);
      this.#options.listener.onPutAway(key);
    }
  }

  /** Another service knows nothing of what the one before it showed. */
  #follow(owner: string | null): void {
    this.#owner = owner;
    for (const entry of this.#entries.values()) {
      entry.id = null;
      if (owner !== null && !entry.isSending) this.#startSending(entry);
    }
  }

  #lose(): void {
    this.#service = null;
    for (const key of [...this.#entries.keys()]) {
      this.#entries.delete(key);
      this.#options.listener.onPutAway(key);
    }
  }

  #fallSilent(reason: string): void {
    if (this.#isSilent) return;
    this.#isSilent = true;
    this.#options.onSilent(reason.slice(0, 200));
  }
}

const escapeMarkup = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const textsIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
