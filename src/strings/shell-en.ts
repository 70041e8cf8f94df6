// What the shell beside the window says, in English: tray menu, application menu, dialogs. A device's name comes as its
// menu can show it: short, hidden characters shown.
import { formatFor } from './format.ts';

const fmt = formatFor('en');

export const shell = {
  /** `what` is what a transfer consists of, as in `activity.kinds`; else this. */
  text: 'a text',

  /** The tray’s first line and its tooltip. */
  sending: (what: string, device: string) => `Sending ${what} to ${device}`,
  /** Nobody has typed the code yet. */
  offering: (what: string) => `Waiting for a code to send ${what}`,
  receiving: (what: string, device: string) => `Receiving ${what} from ${device}`,
  /** One of the two above, and how far it is. */
  progress: (sentence: string, percent: number) => `${sentence}, ${fmt.percent(percent)}`,
  several: (count: number) => `${fmt.number(count)} transfers under way`,
  asks: (what: string, device: string) => `${device} wants to send ${what}`,
  pausedUntil: (at: number) => `Paused until ${fmt.time(at)}`,

  accept: (what: string, device: string) => `Accept ${what} from ${device}`,
  decline: 'Decline',
  /** Where more than one waits. */
  declineOne: (what: string, device: string) => `Decline ${what} from ${device}`,
  /** Where it can’t be accepted without seeing it. */
  see: (what: string, device: string) => `See ${what} from ${device}…`,
  recent: 'Recent',
  recentSent: (what: string, device: string) => `${what} to ${device}`,
  recentReceived: (what: string, device: string) => `${what} from ${device}`,
  /** For a device whose name isn’t known any more. */
  someDevice: 'another device',
  pause: 'Pause for 1 hour',
  goOn: 'Resume',

  sendFiles: 'Send files…',
  sendFolder: 'Send folder…',
  sendText: 'Send text…',
  history: 'History',

  chooseFiles: 'Choose files to send',
  chooseFolder: 'Choose a folder to send',
  chooseInto: 'Where to save',
  choose: 'Choose',
  /** The name, without its ending, of the file that a picture from the clipboard becomes. `moment` as "2026-11-22 14.02". */
  pastedPicture: (moment: string) => `Pasted picture ${moment}`,

  unfinished: (count: number) =>
    fmt.plural(count, {
      one: '1 transfer is unfinished; it goes on next time.',
      other: `${fmt.number(count)} transfers are unfinished; they go on next time.`,
    }),
  quit: 'Quit',
  keepRunning: 'Keep running',
};
