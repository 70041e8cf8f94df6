// Notifications by Electron: with buttons on Windows, and on macOS in a signed app; elsewhere a click is all there is.
import { Notification } from 'electron';
import type { NoteKey } from '../policy/notifying.ts';
import type { NotificationListener, NotificationService } from './notification-service.ts';
import type { NotificationText } from './notification-text.ts';

export class ElectronNotifications implements NotificationService {
  readonly #listener: NotificationListener;
  readonly #onSilent: (reason: string) => void;
  /** One that nobody holds is collected, and its click with it. */
  readonly #shown = new Map<NoteKey, Notification>();

  constructor(listener: NotificationListener, onSilent: (reason: string) => void) {
    this.#listener = listener;
    this.#onSilent = onSilent;
  }

  show(key: NoteKey, text: NotificationText, isQuiet: boolean): void {
    this.close(key);
    if (!Notification.isSupported()) return;
    const notification = new Notification({
      title: text.title,
      body: text.body,
      silent: isQuiet,
      actions: text.buttons.map(({ label }) => ({ type: 'button', text: label })),
    });
    this.#shown.set(key, notification);
    /** Of one that was replaced or closed meanwhile nothing counts any more. */
    const ifShown = (act: () => void) => () => {
      if (this.#shown.get(key) === notification) act();
    };
    const putAway = (): void => {
      this.#shown.delete(key);
      this.#listener.onPutAway(key);
    };
    notification.on(
      'click',
      ifShown(() => this.#listener.onAnswer(key, 'open')),
    );
    notification.on('action', ({ actionIndex }) => {
      const pressed = text.buttons[actionIndex];
      if (pressed !== undefined) ifShown(() => this.#listener.onAnswer(key, pressed.answer))();
    });
    notification.on('close', ({ reason }) => {
      // On Windows it lies in the list of notifications then, and can be pressed there.
      if (reason !== 'timedOut') ifShown(putAway)();
    });
    notification.on('failed', (_event, error) => {
      this.#onSilent(error);
      ifShown(putAway)();
    });
    notification.show();
  }

  close(key: NoteKey): void {
    const notification = this.#shown.get(key);
    this.#shown.delete(key);
    notification?.close();
  }

  end(): void {
    for (const key of [...this.#shown.keys()]) this.close(key);
  }
}
