// What a desktop does with notifications, whichever way it is asked.
import type { NoteKey } from '../policy/notifying.ts';
import type { Answer, NotificationText } from './notification-text.ts';

export interface NotificationListener {
  /** A button, or a click on the notification itself. */
  onAnswer(key: NoteKey, answer: Answer | 'open'): void;
  /** It is shown no more, and we didn't ask for that. */
  onPutAway(key: NoteKey): void;
}

export interface NotificationService {
  /** In the place of what is shown under the same key; quiet: without ringing again. */
  show(key: NoteKey, text: NotificationText, isQuiet: boolean): void;
  close(key: NoteKey): void;
  /** Takes everything back: what a program shows that has ended can't be answered. */
  end(): void;
}
