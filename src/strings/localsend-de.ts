// What is said of devices that have LocalSend and no Ferry, in German.
import { formatFor } from './format.ts';
import type { localSend as English } from './localsend-en.ts';

const fmt = formatFor('de');

export const localSend: typeof English = {
  mark: 'LocalSend',
  named: (device) => `${device} (LocalSend)`,
  standing: {
    verified: 'Verschlüsselt, geprüft',
    encrypted: 'Verschlüsselt, nicht geprüft',
    plain: 'Nicht verschlüsselt',
  },
  meaning: {
    verified: 'Verschlüsselt und von dir verglichen: Es ist das Gerät, das du gekoppelt hast.',
    encrypted: 'Verschlüsselt. Nicht geprüft: Nichts beweist, dass es das Gerät ist, als das es sich ausgibt.',
    plain: 'Nicht verschlüsselt: Wer hier den Datenverkehr ändern kann, kann lesen und austauschen, was gesendet wird.',
  },
  twins: (name, count) =>
    count > 1
      ? `${fmt.number(count)}\u00a0Geräte nennen sich ${name}. Nichts beweist, welches deins ist.`
      : `Ein anderes Gerät heißt fast genauso wie ${name}. Nichts beweist, welches deins ist.`,
  twin: (name) => `Mehrere Geräte nennen sich ${name} oder fast so. Nichts beweist, welches deins ist.`,
  pairHint:
    'Vergleiche die Bilder auf beiden Bildschirmen, dann ist es gekoppelt: So weißt du, dass es das ist, wenn es etwas sendet.',
  pairButton: 'Vergleichen',
  noPairing: 'Ohne Verschlüsselung gibt es nichts zu vergleichen. Deshalb lässt es sich nicht koppeln.',
  fingerprintHint: 'Bleibt gleich, bis LocalSend dort neu installiert wird.',
  forgetHint: 'Um es wieder zu koppeln, muss es neu verglichen werden.',
  askForgetMore: 'Es ist dann ein neues Gerät und muss fragen. Was von ihm gekommen ist, bleibt.',
  compareSame: (device) => `Ist das auf ${device} genauso?`,
  comparePicturesMore:
    'Öffne dort in LocalSend die Seite dieses Geräts und wähle die Prüfung. Vergleiche die Bilder auf beiden Bildschirmen.',
  compareTextMore: 'Öffne dort in LocalSend die Seite dieses Geräts, wähle die Prüfung und lass sie als Text anzeigen.',
  compareOld:
    'LocalSend ist dort älter als 1.18 und hat keine Seite zum Vergleichen. Aktualisiere es dort zuerst. Eine andere App zeigt vielleicht diesen Text.',
  picturesDiffer: 'Sind sie verschieden, vergleiche den Text: Eine andere Version zeigt vielleicht andere Bilder.',
  compareBy: 'Was verglichen wird',
  byPictures: 'Bilder',
  byText: 'Text',
  notSame: 'Es wurde nichts gekoppelt. Vielleicht sitzt jemand zwischen den beiden Geräten.',
  note: {
    verified: (what) => `${what} · Über LocalSend`,
    encrypted: (what) => `${what} · Über LocalSend, nicht geprüft`,
    plain: (what) => `${what} · Über LocalSend, nicht verschlüsselt`,
  },
  way: 'Weg',
  notAsked: (command) =>
    `Es kommt über LocalSend von einem Gerät, das nicht gekoppelt ist. Um selbst zu antworten: ${command}`,
  unfinished: (count) =>
    fmt.plural(count, {
      one: '1\u00a0Übertragung mit einem Gerät ohne Ferry ist nicht fertig und kann nächstes Mal nicht weitergehen.',
      other: `${fmt.number(count)}\u00a0Übertragungen mit Geräten ohne Ferry sind nicht fertig und können nächstes Mal nicht weitergehen.`,
    }),

  use: 'Geräte mit LocalSend sehen und von ihnen gesehen werden',
  useHint:
    'Solange alle dieses Gerät sehen, können Handys und Computer ohne Ferry ihm etwas senden. Du wirst jedes Mal gefragt.',
  pin: 'PIN',
  pinOn: 'Wer etwas sendet, gibt sie zuerst ein.',
  pinOff: 'Es wird keine verlangt.',
  setPin: 'Festlegen\u00a0…',
  changePin: 'Ändern\u00a0…',
  removePin: 'Entfernen',
  askPin: 'PIN für LocalSend',
  askPinMore:
    'Wer diesem Gerät über LocalSend etwas sendet, gibt sie zuerst ein. Sie hält Anfragen fern und beweist nicht, wer da ist. Sie wird nicht wieder angezeigt.',
  pinWrong: 'Eine PIN hat 4 bis 32\u00a0Zeichen und keine Leerzeichen.',
  pinIsSet: 'Die PIN ist festgelegt',
  pinIsGone: 'Es wird keine PIN mehr verlangt',
  typePin: (device) => `PIN von ${device} eingeben`,
  typePinMore: 'Sieh dort in den Einstellungen von LocalSend nach. Ferry bewahrt sie nirgends auf.',
  pinInPlain: 'Nicht verschlüsselt: Wer hier den Datenverkehr mitlesen kann, liest auch die PIN.',
  asksWithPin: (device) => `${device} wird gefragt\u00a0…`,
  typedPinUnfit: 'Eine PIN hat 1 bis 64\u00a0sichtbare Zeichen.',
  advanced: 'Erweitert',
  port: 'Portnummer',
  portHint: 'Hat ein anderes Programm diesen Port, nimmt Ferry einen freien.',
  portWrong: 'Ein Port ist eine Zahl von 1024 bis 65535.',
  group: 'Multicast-Adresse',
  groupHint: 'Geräte hören nur voneinander, wenn alle dieselbe verwenden.',
  groupWrong: 'Eine Multicast-Adresse liegt zwischen 224.0.0.0 und 239.255.255.255.',

  compare: 'Was jeder Weg bietet',
  browser: 'Browser',
  properties: {
    encrypted: 'Verschlüs\u00adselt',
    verified: 'Gegenseite geprüft',
    postQuantum: 'Quanten\u00adsicher',
    resumable: 'Geht weiter nach Abbruch',
  },
  ofFerry: {
    encrypted: 'Ja',
    verified: 'Durch Code oder Koppeln',
    postQuantum: 'Ja, nur nicht, wer es ist',
    resumable: 'Ja',
  },
  ofLocalSend: {
    encrypted: 'Wenn dort nicht abgestellt',
    verified: 'Wenn du vergleichst',
    postQuantum: 'Nein',
    resumable: 'Nein',
  },
  ofBrowser: { encrypted: 'Wenn du es wählst', verified: 'Nein', postQuantum: 'Nein', resumable: 'Zum Teil' },
};
