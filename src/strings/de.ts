// Every word a person reads, in German: "du", plain words, „…“ as quotes. The notes for translators are in en.ts.
// Non-breaking spaces are written as \u00a0: before "…" for left-out words, between a number and its unit; never inside
// a command, which may be copied.

import { cli } from './cli-de.ts';
import { doctor } from './doctor-de.ts';
import type { Strings } from './en.ts';
import { errors } from './errors-de.ts';
import { formatFor } from './format.ts';
import { identity } from './identity-de.ts';
import { localSend } from './localsend-de.ts';
import { aboutDevice, fromNearby, incoming, meeting, moreSettings } from './meeting-de.ts';
import { nearby, networks, otherWays } from './nearby-de.ts';
import { notify } from './notify-de.ts';
import { page, pages } from './page-de.ts';
import { serving } from './serve-de.ts';
import { shell } from './shell-de.ts';
import { activity, history, sending, transferDetails } from './transfers-de.ts';

const fmt = formatFor('de');

export const de: Strings = {
  locale: 'de',
  direction: 'ltr',
  errors,

  common: {
    appName: 'Ferry',
    cancel: 'Abbrechen',
    save: 'Speichern',
    tryAgain: 'Erneut versuchen',
    dismiss: 'Ausblenden',
    back: 'Zurück',
    loading: 'Wird geladen\u00a0…',
    details: 'Details',
    copyDetails: 'Details kopieren',
    copied: 'Kopiert',
  },

  standIn:
    'Das ist Ferry in einem Browserfenster, ohne Electron. Hier fehlen: Symbol im Infobereich, Menüleiste, Start mit dem Computer. Das Fenster zu schließen beendet Ferry.',

  thisDevice: {
    region: 'Dieses Gerät',
    rename: (name) => `Dieses Gerät umbenennen, derzeit ${name}`,
    nameLabel: 'Name dieses Geräts',
    renamed: (name) => `Dieses Gerät heißt jetzt ${name}`,
    nameTooLong: 'Ein Name hat höchstens 64\u00a0Zeichen.',
    nameEmpty: 'Ein Name braucht mindestens ein Zeichen.',
    nameHidden: 'Ein Name kann keine unsichtbaren Zeichen enthalten.',
  },

  visibility: {
    menu: (state) => `Sichtbarkeit dieses Geräts: ${state}`,
    everyone: 'Hier sichtbar',
    everyoneUntil: (at) => `Sichtbar bis ${fmt.time(at)}\u00a0Uhr`,
    paired: 'Nur gekoppelte Geräte',
    nobody: 'Nicht sichtbar',
    noNetwork: 'Kein Netzwerk',
    pairedHint: 'Neue Geräte sehen dich nicht.',
    nobodyHint: 'Kein Gerät sieht dich, auch kein gekoppeltes.',
    beVisible: '10\u00a0Minuten sichtbar sein',
    chooseWhileOpen: 'Alle, solange Ferry offen ist',
    choosePaired: 'Nur gekoppelte Geräte',
    chooseNobody: 'Niemand',
    chooseEveryone: 'Alle, 10\u00a0Minuten lang',
    chooseLegend: 'Sichtbar für',
  },

  transfer: {
    preparing: 'Wird vorbereitet\u00a0…',
    connecting: 'Verbindung wird aufgebaut\u00a0…',
    waitingForDevice: 'Warten auf das andere Gerät',
    waitingForAnswer: (device) => `Warten, bis ${device} annimmt`,
    waitingForPin: (device) => `${device} fragt nach seiner PIN`,
    asking: 'Wartet auf deine Antwort',
    sending: 'Senden',
    receiving: 'Empfangen',
    checking: 'Wird geprüft\u00a0…',
    away: (device) => `Verbindung verloren; geht weiter, wenn ${device} wieder da ist`,
    paused: 'Angehalten',
    stopped: 'Gestoppt',
    done: 'Fertig',
    doneSkipped: (count) =>
      fmt.plural(count, {
        one: 'Fertig, 1\u00a0Datei ausgelassen',
        other: `Fertig, ${fmt.number(count)}\u00a0Dateien ausgelassen`,
      }),
    declined: 'Abgelehnt',
    canceled: 'Abgebrochen',
    failed: 'Fehlgeschlagen',
    files: (count) => fmt.plural(count, { one: '1\u00a0Datei', other: `${fmt.number(count)}\u00a0Dateien` }),
    folders: (count) => fmt.plural(count, { one: '1\u00a0Ordner', other: `${fmt.number(count)}\u00a0Ordner` }),
    size: (bytes) => fmt.bytes(bytes),
    sizeUnknown: 'Größe unbekannt',
    sizeOf: (part, whole) => fmt.bytesOf(part, whole).join(' von '),
    countOf: (part, whole) => `${fmt.number(part)} von ${fmt.number(whole)}`,
    percent: (value) => fmt.percent(value),
    rate: (bytes) => `${fmt.bytes(bytes)}/s`,
    timeLeft: (seconds) => `noch etwa ${fmt.duration(seconds)}`,
    names: (names, more) => [...names, ...(more > 0 ? [`${fmt.number(more)} weitere`] : [])].join(', '),
    hasActiveTypes: 'Programme oder Skripte sind dabei.',
    renamed: (path, newName) => `${path} kam als ${newName} an`,
    renamedThere: (path) => `${path} heißt dort anders`,
    reason: {
      link: 'Verknüpfungen werden nicht gesendet',
      special: 'Nur Dateien und Ordner werden gesendet',
      nameNotUnicode: 'Der Name ist nicht als Text lesbar',
      nameNotSendable: 'Der Name lässt sich nicht senden',
      nameTooLong: 'Der Name ist zu lang',
      tooDeep: 'Liegt zu viele Ordner tief',
      unreadable: 'Nicht lesbar',
      vanished: 'War weg, als die Datei an der Reihe war',
      changed: 'Hat sich während des Sendens immer wieder geändert',
      nameUnsafe: 'Der Name ist auf dem empfangenden Gerät nicht sicher',
      nameReserved: 'Der Name ist auf dem empfangenden Gerät reserviert',
      pathTooLong: 'Der Pfad ist für das empfangende Gerät zu lang',
      pathThroughLink: 'Der Pfad führt durch eine Verknüpfung',
      folderRefused: 'Der Ordner dafür ließ sich nicht anlegen',
      tooLargeForDisk: 'Zu groß für das Laufwerk des empfangenden Geräts',
      damaged: 'Kam beschädigt an und wurde verworfen',
      notWritable: 'Ließ sich nicht schreiben',
      notWanted: 'Von der Person, die empfängt, weggelassen',
      ownData: 'Ferrys eigene Schlüssel werden nie gesendet',
      notSent: 'Das andere Gerät hat vorher aufgehört',
      emptyFolder: 'Leere Ordner können nicht dorthin',
    },
  },

  home: {
    title: 'Übersicht',
    nearby: 'In der Nähe',
    activity: 'Aktivität',
    looking: 'Suche nach Geräten in diesem Netzwerk\u00a0…',
    lookingMore: 'Öffne Ferry auf einem anderen Computer. Er erscheint hier dann von selbst.',
    notVisibleMore: 'Dieses Gerät ist so eingestellt, dass niemand es sieht.',
    noActivity: 'Zieh Dateien auf ein Gerät, um sie zu senden.',
    noNetwork: 'Du bist mit keinem Netzwerk verbunden.',
    noNetworkMore: 'Verbinde dich mit einem WLAN oder per Kabel; nichts geht übers Internet.',
    openSettings: 'Einstellungen',
    notices: 'Meldungen',
  },

  firstRun: {
    title: 'Willkommen bei Ferry',
    nameLabel: 'Dieses Gerät heißt',
    nameHint: 'Alle in diesem Netzwerk sehen diesen Namen, solange Ferry offen ist.',
    folderLabel: 'Ordner für empfangene Dateien',
    folderChange: 'Ändern\u00a0…',
    startLabel: 'Mit dem Computer starten',
    /** The system's button is "Erlauben" on macOS and "Zulassen" on Windows, so it isn't named here. */
    networkPrompt:
      'Dein Computer wird fragen, ob Ferry das lokale Netzwerk nutzen darf. Stimme zu, sonst können andere Geräte dieses hier nicht finden.',
    start: 'Loslegen',
  },

  settings: {
    title: 'Einstellungen',
    general: 'Allgemein',
    receiving: 'Empfangen',
    network: 'Netzwerk',
    about: 'Über Ferry',
    deviceName: 'Name dieses Geräts',
    language: 'Sprache',
    languageSystem: 'Wie im System',
    appearance: 'Erscheinungsbild',
    appearanceSystem: 'Wie im System',
    appearanceLight: 'Hell',
    appearanceDark: 'Dunkel',
    startWithComputer: 'Mit dem Computer starten',
    protectIdentity: 'Den Schlüssel dieses Geräts mit dem Schlüsselspeicher des Systems sperren',
    whenClosed: 'Beim Schließen des Fensters',
    whenClosedAsk: 'Beim ersten Mal fragen',
    whenClosedKeep: 'Im Hintergrund weiter empfangen',
    whenClosedQuit: 'Ferry beenden',
    receiveFolder: 'Ordner für empfangene Dateien',
    /** The folder's name on German systems. */
    downloads: 'Downloads',
    chooseFolder: 'Auswählen\u00a0…',
    showFolder: 'Anzeigen',
    useDownloads: '„Downloads“ verwenden',
    visibility: 'Wer dieses Gerät sehen kann',
    version: (version) => `Ferry ${version}`,
    promise: 'Keine Cloud, kein Konto, keine Telemetrie. Nichts verlässt dein Netzwerk.',
    guide: 'So funktioniert’s',
    security: 'Sicherheit',
    licences: 'Lizenzen',
    saved: 'Gespeichert',
  },

  closing: {
    trayTitle: 'Ferry läuft im Infobereich weiter, damit andere dir etwas senden können.',
    menuBarTitle: 'Ferry läuft in der Menüleiste weiter, damit andere dir etwas senden können.',
    gotIt: 'Verstanden',
    quitInstead: 'Lieber beenden',
    noTrayTitle: 'Im Hintergrund weiter empfangen?',
    noTrayMore: 'Starte Ferry noch einmal, um dieses Fenster zurückzuholen.',
    keep: 'Weiter empfangen',
    quit: 'Beenden',
  },

  tray: {
    ready: 'Bereit zum Empfangen',
    onlyPaired: 'Bereit für gekoppelte Geräte',
    hidden: 'Für kein Gerät sichtbar',
    noNetwork: 'Kein Netzwerk',
    receiveFromNearby: 'Aus der Nähe empfangen',
    visibleTo: 'Sichtbar für',
    everyone: 'Alle, 10\u00a0Minuten lang',
    whileOpen: 'Alle, solange Ferry offen ist',
    paired: 'Gekoppelte Geräte',
    nobody: 'Niemand',
    open: 'Ferry öffnen',
    quit: 'Beenden',
    needsYou: (count) =>
      fmt.plural(count, {
        one: '1\u00a0Meldung wartet auf dich',
        other: `${fmt.number(count)}\u00a0Meldungen warten auf dich`,
      }),
  },

  menu: {
    file: 'Datei',
    edit: 'Bearbeiten',
    view: 'Ansicht',
    window: 'Fenster',
    help: 'Hilfe',
    settings: 'Einstellungen\u00a0…',
    home: 'Übersicht',
    close: 'Fenster schließen',
    quit: 'Ferry beenden',
    about: 'Über Ferry',
    hide: 'Ferry ausblenden',
    hideOthers: 'Andere ausblenden',
    showAll: 'Alle einblenden',
    services: 'Dienste',
    undo: 'Rückgängig',
    redo: 'Wiederholen',
    cut: 'Ausschneiden',
    copy: 'Kopieren',
    paste: 'Einfügen',
    selectAll: 'Alles auswählen',
    zoomIn: 'Größer',
    zoomOut: 'Kleiner',
    zoomReset: 'Originalgröße',
    fullScreen: 'Vollbild',
    minimize: 'Minimieren',
    guide: 'So funktioniert’s',
    security: 'Sicherheit',
  },

  dialog: {
    chooseFolderTitle: 'Ordner für empfangene Dateien',
    chooseFolderButton: 'Auswählen',
    cannotStart: 'Ferry kann nicht starten',
    addDevice: 'Das Gerät hinzufügen, zu dem dieser Link führt?',
    addDeviceDetail: (where) =>
      `Laut Link ist es unter ${where} zu erreichen. Ferry ruft es dort, und es sieht den Namen dieses Geräts.`,
    addDeviceButton: 'Gerät hinzufügen',
  },

  nearby,
  localSend,
  networks,
  otherWays,
  notify,

  incoming,
  meeting,
  fromNearby,
  aboutDevice,
  moreSettings,
  serving,
  page,
  pages,
  identity,
  shell,

  sending,
  activity,
  transferDetails,
  history,

  cli,

  doctor,
};
