// Devices nearby, the networks they are on, and the other ways to a device, in German.
import { formatFor } from './format.ts';
import type { nearby as English, networks as EnglishNetworks, otherWays as EnglishWays } from './nearby-en.ts';

const fmt = formatFor('de');

export const nearby: typeof English = {
  here: 'Gekoppelt · hier',
  needsUpdate: 'Braucht ein Update',
  needsUpdateMore: 'Das Ferry dort oder das hier ist für das andere zu alt.',
  lastSeen: (when) => `Zuletzt gesehen: ${when}`,
  twins: (name, count) =>
    count > 1
      ? `${fmt.number(count)}\u00a0Geräte nennen sich ${name}. Das richtige zeigt dir den Code.`
      : `Ein anderes Gerät heißt fast so wie ${name}. Das richtige zeigt dir den Code.`,
  allAway: 'Deine Geräte sind aus oder in einem anderen Netzwerk.',
  allAwayMore: 'Sie erscheinen hier von selbst, sobald sie wieder da sind.',
};

export const networks: typeof EnglishNetworks = {
  ask: 'Den Namen dieses Geräts in diesem Netzwerk zeigen?',
  askMore:
    'Wenn du dem Netzwerk vertraust, sehen alle darin dieses Gerät, solange Ferry offen ist. Bleibt es privat, finden es dort nur deine gekoppelten Geräte.',
  trust: 'Diesem Netzwerk vertrauen',
  keepPrivate: 'Privat bleiben',
  isTrusted: 'Diesem Netzwerk wird vertraut',
  isPrivate: 'In diesem Netzwerk bleibt das Gerät privat',
  via: (via) => `Verbindung: ${via}`,
  use: (via) => `${via} nutzen`,
  trustOf: (via) => `Wer dieses Gerät über ${via} sieht`,
  trusted: 'Vertraut: alle sehen es',
  public: 'Privat: nur gekoppelte Geräte',
  undecided: 'Offen: nur gekoppelte Geräte',
  off: 'Ferry nutzt es nicht.',
  none: 'Dieser Computer ist in keinem Netzwerk.',
  virtualTitle: 'VPNs, Tunnel und Container',
  virtualHint: 'Ferry lässt sie in Ruhe, bis du eins davon einschaltest.',
};

export const otherWays: typeof EnglishWays = {
  checks: 'Was Ferry geprüft hat',
  openFirewall: 'Firewall-Einstellungen',
  runCommands: 'Jemand mit Administratorrechten führt das in einem Terminal aus:',
  copyCommands: 'Befehle kopieren',
  lookThere: 'Öffne Ferry auf jenem Gerät und wähle dort „Ein Gerät fehlt?“.',
  startAgain: 'Beende Ferry und starte es neu.',

  addLabel: 'Adresse oder Link des anderen Geräts',
  addHint: 'Es zeigt beides auf dieser Seite. Du kannst auch ein Bild seines QR-Codes hier einfügen oder ablegen.',
  add: 'Hinzufügen',
  addEmpty: 'Gib eine Adresse oder einen Link ein.',
  choosePicture: 'Bild auswählen\u00a0…',
  calling: 'Wird angerufen\u00a0…',
  reading: 'Das Bild wird gelesen\u00a0…',
  added: (name) => `${name} steht jetzt unter „In der Nähe“.`,
  addedUnnamed: 'Es hat geantwortet und steht jetzt unter „In der Nähe“.',
  notPicture: 'Dieses Bild kann Ferry nicht lesen. Nimm ein PNG oder JPEG des QR-Codes.',
  pictureTooLarge: 'Dieses Bild ist zu groß. Schneide es auf den QR-Code zu.',
  noCode: 'In diesem Bild ist kein QR-Code zu finden. Versuch es mit einem größeren oder schärferen.',
  otherCode: 'Dieser QR-Code ist nicht von Ferry.',

  ownTitle: 'Adresse dieses Geräts',
  ownHint: 'Gib eine davon auf dem anderen Gerät unter „Über Adresse hinzufügen“ ein, oder lass es den QR-Code lesen.',
  ownNone:
    'Gerade kann sich niemand mit diesem Gerät verbinden: Es ist für niemanden sichtbar oder in keinem Netzwerk.',
  copy: 'Kopieren',
  copyOf: (address) => `${address} kopieren`,
  copyLink: 'Link kopieren',
  qr: 'QR-Code mit dem Link dieses Geräts',
};
