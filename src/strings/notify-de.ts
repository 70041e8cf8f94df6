// What desktop notifications say beside the words of tray and window, in German.
import { formatFor } from './format.ts';
import type { notify as EnglishNotify } from './notify-en.ts';

const fmt = formatFor('de');

export const notify: typeof EnglishNotify = {
  wish: (device) => `Ein neues Gerät, das sich ${device} nennt, möchte senden`,
  wishUnnamed: 'Ein neues Gerät ohne Namen möchte senden',
  wishMore: 'Öffne Ferry, um ihm einen Code zu zeigen.',
  pinMore: 'Öffne Ferry, um sie einzugeben.',
  openToAnswer: (size) => `${size} · Zum Antworten Ferry öffnen`,
  accept: 'Annehmen',
  decline: 'Ablehnen',
  offers: (count) =>
    fmt.plural(count, {
      one: '1\u00a0Übertragung wartet auf dich',
      other: `${fmt.number(count)}\u00a0Übertragungen warten auf dich`,
    }),
  strangers: (count) =>
    fmt.plural(count, {
      one: '1\u00a0Anfrage von einem neuen Gerät',
      other: `${fmt.number(count)}\u00a0Anfragen von neuen Geräten`,
    }),
  open: 'Öffne Ferry, um zu antworten.',
  came: (what, device) => `${what} von ${device} empfangen`,
  sent: (what, device) => `${what} an ${device} gesendet`,
  failed: (device) => `Übertragung mit ${device} fehlgeschlagen`,
  declined: (device) => `Von ${device} abgelehnt`,
  resumed: (device) => `Es geht weiter mit ${device}`,
  load: (what, size) => `${what} · ${size}`,
  ends: (count) =>
    fmt.plural(count, {
      one: '1\u00a0Übertragung ist zu Ende',
      other: `${fmt.number(count)}\u00a0Übertragungen sind zu Ende`,
    }),
  endsMore: 'Öffne Ferry, um sie zu sehen.',
};
