// Dasselbe auf Deutsch.

import type { Strings } from './en.ts';
import { formatFor } from './format.ts';

const fmt = formatFor('de');

const files = (count: number): string =>
  fmt.plural(count, { one: '1\u00a0Datei', other: `${fmt.number(count)}\u00a0Dateien` });

export const page: Strings['page'] = {
  shareTitle: (device) => `Dateien von ${device}`,
  receiveTitle: (device) => `Dateien an ${device} senden`,
  plain:
    'Diese Seite ist nicht verschlüsselt. Wer den Verkehr in diesem Netzwerk verändern kann, kann lesen und austauschen, was darüber geht.',
  encrypted: 'Diese Seite ist verschlüsselt, aber nichts beweist deinem Browser, von welchem Computer sie kommt.',
  amount: (count, bytes) => `${files(count)}, ${fmt.bytes(bytes)}`,
  size: (bytes) => fmt.bytes(bytes),
  all: 'Alles als ZIP-Datei herunterladen',
  changed: 'Etwas davon hat sich geändert, seit es den Link gibt, oder ist nicht mehr da. Bitte um einen neuen Link.',
  back: 'Zurück zu den Dateien',
  onlyInAll: (count) =>
    fmt.plural(count, {
      one: '1 weitere Datei, in der ZIP-Datei',
      other: `${fmt.number(count)} weitere Dateien, in der ZIP-Datei`,
    }),
  listWithoutScript: 'Liste der Dateien anzeigen',
  sendingNeedsScript: 'Um von dieser Seite Dateien zu senden, muss JavaScript eingeschaltet sein.',
  pin: 'PIN',
  pinIsOn: (device) => `Sie steht auf ${device}.`,
  pinWrong: (left) =>
    left === 0
      ? 'Das war zu oft falsch. Dieser Link gilt nicht mehr.'
      : fmt.plural(left, {
          one: 'Das ist nicht die PIN. Du hast noch einen Versuch.',
          other: `Das ist nicht die PIN. Du hast noch ${fmt.number(left)} Versuche.`,
        }),
  goOn: 'Weiter',
  chooseFiles: 'Dateien wählen\u00a0…',
  chooseFolder: 'Ordner wählen\u00a0…',
  asking: (device) => `${device} muss noch annehmen`,
  sending: 'Wird gesendet. Lass diese Seite offen.',
  cancel: 'Abbrechen',
  done: 'Fertig. Alles ist angekommen.',
  partlyDone: 'Fertig, aber nicht alles wurde angenommen.',
  declined: 'Es wurde abgelehnt. Nichts wurde gesendet.',
  canceled: 'Die Übertragung wurde abgebrochen.',
  failed: 'Das konnte nicht angenommen werden. Nichts wurde gesendet.',
  notNow: 'Dort kann gerade nichts angenommen werden. Versuch es später noch einmal.',
  tooMuch: 'Das ist zu viel auf einmal. Wähl weniger aus.',
  over: 'Dieser Link gilt nicht mehr.',
};

export const pages: Strings['pages'] = {
  mark: 'Browser-Seite',
  note: {
    verified: (what) => `${what} · Über eine Seite`,
    encrypted: (what) => `${what} · Über eine Seite, nicht geprüft`,
    plain: (what) => `${what} · Über eine Seite, nicht verschlüsselt`,
  },
  notAsked: (command) => `Es kommt aus einem Browser. Um selbst zu antworten: ${command}`,
  visitor: (address) => `Browser unter ${address}`,
  shareIsThere: (what, until) => `Bis ${until} kann, wer diesen Link hat, herunterladen: ${what}`,
  receiveIsThere: (until) => `Bis ${until} kann, wer diesen Link hat, Dateien anbieten:`,
  pin: (pin) => `PIN: ${pin}`,
  plain:
    'Er ist nicht verschlüsselt: Wer den Verkehr in diesem Netzwerk verändern kann, kann lesen und austauschen, was darüber geht.',
  encrypted:
    'Er ist verschlüsselt. Browser warnen trotzdem, weil ihnen nichts beweist, welchen Computer sie erreicht haben.',
  renews: 'Jede Nutzung verlängert ihn. Strg-C beendet ihn.',
  downloaded: (count) =>
    fmt.plural(count, { one: 'Einmal heruntergeladen', other: `${fmt.number(count)}-mal heruntergeladen` }),
  time: (at) => fmt.time(at),
  over: 'Der Link gilt nicht mehr',

  region: 'Links für Browser',
  share: 'An ein Gerät ohne Ferry: Link zeigen',
  receive: 'Von einem Gerät ohne Ferry: Link zeigen',
  askPin: 'Auch nach einer PIN fragen',
  encrypt: 'Verschlüsseln',
  encryptMeans:
    'Verschlüsselt warnt jeder Browser zuerst, und manche Handys öffnen nichts: Nichts beweist ihnen, dass es dieser Computer ist.',
  shareTitle: (what) => `Ein Link zu: ${what}`,
  receiveTitle: 'Ein Link, um Dateien hierher zu senden',
  how: 'Öffne ihn in einem Browser in diesem Netzwerk, oder scanne ihn.',
  qr: 'QR-Code des Links',
  otherLinks: 'Andere Adressen dieses Computers',
  leftOut: (count) =>
    fmt.plural(count, {
      one: '1\u00a0Datei konnte nicht dazugenommen werden.',
      other: `${fmt.number(count)}\u00a0Dateien konnten nicht dazugenommen werden.`,
    }),
  lastDownload: (at, address) => `Zuletzt um ${fmt.time(at)}, an ${address}.`,
  until: (at) => `Bis ${fmt.time(at)}. Jede Nutzung verlängert ihn.`,
  stop: 'Beenden',
};
