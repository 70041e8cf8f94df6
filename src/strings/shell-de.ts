// What the shell beside the window says, in German.
import { formatFor } from './format.ts';
import type { shell as english } from './shell-en.ts';

const fmt = formatFor('de');

export const shell: typeof english = {
  text: 'Text',

  sending: (what, device) => `Senden an ${device}: ${what}`,
  offering: (what) => `Warten auf einen Code: ${what}`,
  receiving: (what, device) => `Empfangen von ${device}: ${what}`,
  progress: (sentence, percent) => `${sentence}, ${fmt.percent(percent)}`,
  several: (count) => `${fmt.number(count)} Übertragungen laufen`,
  asks: (what, device) => `${device} möchte etwas senden: ${what}`,
  pausedUntil: (at) => `Angehalten bis ${fmt.time(at)}`,

  accept: (what, device) => `${what} von ${device} annehmen`,
  decline: 'Ablehnen',
  declineOne: (what, device) => `${what} von ${device} ablehnen`,
  see: (what, device) => `${what} von ${device} ansehen\u00a0…`,
  recent: 'Zuletzt',
  recentSent: (what, device) => `${what} an ${device}`,
  recentReceived: (what, device) => `${what} von ${device}`,
  someDevice: 'ein anderes Gerät',
  pause: '1\u00a0Stunde anhalten',
  goOn: 'Fortsetzen',

  sendFiles: 'Dateien senden\u00a0…',
  sendFolder: 'Ordner senden\u00a0…',
  sendText: 'Text senden\u00a0…',
  history: 'Verlauf',

  chooseFiles: 'Dateien zum Senden auswählen',
  chooseFolder: 'Ordner zum Senden auswählen',
  chooseInto: 'Wohin gespeichert wird',
  choose: 'Auswählen',
  pastedPicture: (moment) => `Eingefügtes Bild ${moment}`,

  unfinished: (count) =>
    fmt.plural(count, {
      one: '1\u00a0Übertragung ist nicht fertig; sie geht beim nächsten Mal weiter.',
      other: `${fmt.number(count)}\u00a0Übertragungen sind nicht fertig; sie gehen beim nächsten Mal weiter.`,
    }),
  quit: 'Beenden',
  keepRunning: 'Weiterlaufen lassen',
};
