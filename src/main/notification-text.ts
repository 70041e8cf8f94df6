// The words and buttons of a notification, from what is to be told.
import type { Load, Note, OfWay } from '../policy/notifying.ts';
import { isolate } from '../strings/format.ts';
import type { Strings } from '../strings/index.ts';
import { thingsOf, wayWords } from '../strings/things.ts';

export type Answer = 'accept' | 'decline';

export interface NotificationText {
  readonly title: string;
  readonly body: string;
  readonly buttons: readonly { readonly answer: Answer; readonly label: string }[];
  /** What a click on it does. */
  readonly open: string;
  /** Somebody waits for the answer; else it is only told. */
  readonly isAsking: boolean;
}

export const notificationText = (note: Note, t: Strings): NotificationText => ({
  ...wordsOf(note, t),
  open: t.tray.open,
});

function wordsOf(note: Note, t: Strings): Omit<NotificationText, 'open'> {
  switch (note.is) {
    case 'offer': {
      const size = byWay(note, t.transfer.size(note.load.bytes), t);
      return {
        title: t.shell.asks(whatOf(note.load, t), nameOf(note.device, t)),
        body: note.answers === 'both' ? size : t.notify.openToAnswer(size),
        buttons: [
          ...(note.answers === 'both' ? [{ answer: 'accept' as const, label: t.notify.accept }] : []),
          ...(note.answers === 'none' ? [] : [{ answer: 'decline' as const, label: t.notify.decline }]),
        ],
        isAsking: true,
      };
    }
    case 'pin':
      return {
        title: t.transfer.waitingForPin(nameOf(note.device, t)),
        body: t.notify.pinMore,
        buttons: [],
        isAsking: true,
      };
    case 'wish': {
      const title = note.device === null ? t.notify.wishUnnamed : t.notify.wish(nameOf(note.device, t));
      return { title, body: t.notify.wishMore, buttons: [], isAsking: true };
    }
    case 'offers':
    case 'strangers':
      return { title: t.notify[note.is](note.count), body: t.notify.open, buttons: [], isAsking: true };
    case 'ends':
      return { title: t.notify.ends(note.count), body: t.notify.endsMore, buttons: [], isAsking: false };
    case 'came':
    case 'sent': {
      const title = t.notify[note.is](whatOf(note.load, t), nameOf(note.device, t));
      const size = byWay(note, t.transfer.size(note.load.bytes), t);
      return { title, body: size, buttons: [], isAsking: false };
    }
    case 'untaken': {
      const title = t.activity.tookNothing(nameOf(note.device, t));
      return { title, body: byWay(note, whatOf(note.load, t), t), buttons: [], isAsking: false };
    }
    case 'failed':
    case 'declined':
    case 'resumed': {
      const body = byWay(note, t.notify.load(whatOf(note.load, t), t.transfer.size(note.load.bytes)), t);
      return { title: t.notify[note.is](nameOf(note.device, t)), body, buttons: [], isAsking: false };
    }
  }
}

/** Below what happened it is said where nothing proves who it was. */
const byWay = ({ safety, via }: OfWay, words: string, strings: Strings): string =>
  safety === undefined ? words : wayWords(strings, via === undefined ? {} : { via }).note[safety](words);

/** In every language: there is no element round it here that would keep a name in the other direction together. */
const nameOf = (device: string, t: Strings): string => (device === '' ? t.shell.someDevice : isolate(device));

function whatOf({ content, kind, files, folders }: Load, t: Strings): string {
  return content === 'text' ? t.shell.text : thingsOf(t, kind, { files, folders });
}
