// Every word a person reads, in German: "du", plain words, „…“ as quotes. The notes for translators are in en.ts.
// Non-breaking spaces are written as \u00a0: before "…" for left-out words, between a number and its unit; never inside
// a command, which may be copied.
import type { Strings } from './en.ts';
import type { ErrorTexts } from './error-text.ts';
import { formatFor } from './format.ts';

const fmt = formatFor('de');

const errors: ErrorTexts = {
  internal: () => ({
    title: 'Bei uns ist etwas schiefgegangen',
    next: 'Versuch es noch einmal. Wenn es wieder passiert, kopiere die Details in einen Fehlerbericht.',
  }),
  'input.invalid': (d) => ({
    title: `Ferry hat eine Anfrage bekommen, die es nicht versteht (${d.command})`,
    next: `Der Teil „${d.where}“ ist nicht wie erwartet. Wenn ein anderes Programm angefragt hat, aktualisiere es und Ferry.`,
  }),
  'data.unwritable': (d) => ({
    title: 'Ferry kann nicht in seinen Datenordner schreiben',
    next: `Gib deinem Benutzerkonto Schreibrechte für ${d.path} oder wähle mit --data DIR einen anderen Ordner. Das System meldet: ${d.reason}.`,
  }),
  'data.not_own': (d) => ({
    title: 'Ein Ordner, den Ferry braucht, gehört nicht dir allein',
    next: `${d.path} gehört einem anderen Benutzer oder ist für andere offen. Lass ihn entfernen oder wähle mit --data DIR einen anderen Datenordner.`,
  }),
  'data.not_a_folder': (d) => ({
    title: 'Ferrys Datenordner ist eine Datei',
    next: `Ferry bewahrt seine Daten in einem Ordner auf, und ${d.path} ist keiner. Wähle mit --data DIR einen anderen Ort.`,
  }),
  'data.not_ours': (d) => ({
    title: 'Im Datenordner liegen andere Dateien, deshalb hat Ferry dort nichts angerührt',
    next: `Wähle mit --data DIR statt ${d.path} einen leeren Ordner oder einen, den Ferry angelegt hat.`,
  }),
  'data.newer_version': (d) => ({
    title: 'Der Datenordner stammt von einem neueren Ferry',
    next: `Das Format von ${d.path} ist ${d.found}, dieses Ferry kennt Formate bis ${d.known}. Es wurde nichts geändert. Aktualisiere Ferry oder wähle mit --data DIR einen anderen Ordner.`,
  }),
  'data.in_use': (d) => ({
    title: 'Ferry läuft bereits mit diesem Datenordner',
    next: `Nutze das laufende Ferry oder beende es zuerst. Der Ordner ist ${d.path}.`,
  }),
  'data.damaged': (d) => ({
    title: 'Eine Datei in Ferrys Datenordner war beschädigt',
    next: `Sie wurde als ${d.keptAs} aufbewahrt, alles andere wird wie bisher verwendet. Wenn etwas fehlt, sieh dort nach.`,
  }),
  'data.disk_full': (d) => ({
    title: 'Für Ferrys eigene Daten ist kein Platz mehr',
    next: `Schaffe Platz auf dem Laufwerk, auf dem ${d.path} liegt, und versuch es noch einmal. Es ist nichts verloren gegangen.`,
  }),
  'settings.damaged': (d) => ({
    title: 'Einige Einstellungen konnten nicht gelesen werden',
    next: `Auf den Standard zurückgesetzt: ${d.keys}. Die beschädigte Datei wurde als ${d.keptAs} in Ferrys Datenordner aufbewahrt.`,
  }),
  'settings.unknown_key': (d) => ({
    title: `Eine Einstellung „${d.key}“ gibt es nicht`,
    next: '„ferry config“ zeigt alle Einstellungen.',
  }),
  'settings.invalid_value': (d) => ({
    title: `„${d.value}“ ist als Wert von ${d.key} nicht möglich`,
    next: `Erwartet: ${d.expected}. Es wurde nichts geändert.`,
  }),
  'settings.folder_missing': (d) => ({
    title: 'Diesen Ordner gibt es nicht',
    next: `Lege ${d.path} zuerst an oder wähle einen anderen. Es wurde nichts geändert.`,
  }),
  'settings.folder_unwritable': (d) => ({
    title: 'Ferry kann nicht in diesen Ordner schreiben',
    next: `Wähle einen anderen Ordner oder gib deinem Benutzerkonto Schreibrechte für ${d.path}. Es wurde nichts geändert.`,
  }),
  'identity.damaged': (d) => ({
    title: 'Der Schlüssel dieses Geräts war nicht lesbar, deshalb hat es einen neuen',
    next: `Deine anderen Geräte halten es jetzt für ein fremdes: Koppel sie neu. Die beschädigte Datei wurde als ${d.keptAs} in Ferrys Datenordner aufbewahrt.`,
  }),
  'identity.missing': () => ({
    title: 'Der Schlüssel dieses Geräts war weg, deshalb hat es einen neuen',
    next: 'Deine anderen Geräte halten es jetzt für ein fremdes: Koppel sie neu. Wenn du eine Kopie von identity.json hast, beende Ferry und leg sie zurück in den Datenordner.',
  }),
  'identity.locked': () => ({
    title: 'Der Schlüssel dieses Geräts ist gesperrt',
    next: 'Nur die Ferry-App kann ihn entsperren. Öffne die App und wiederhole den Befehl oder schalte den Schutz des Schlüssels in den Einstellungen der App aus.',
  }),
  'identity.not_unlocked': (d) => ({
    title: 'Das System hat den Schlüssel dieses Geräts nicht entsperrt',
    next: `Entsperre den Schlüsselspeicher des Systems und starte Ferry neu. Wenn er endgültig verloren ist, verschiebe identity.json aus ${d.path}: Ferry erzeugt dann einen neuen Schlüssel, und deine Geräte müssen neu gekoppelt werden.`,
  }),
  'identity.unprotected': () => ({
    title: 'Der Schlüssel dieses Geräts lässt sich hier nicht schützen',
    next: 'Ferry hat keinen Schlüsselspeicher des Systems gefunden, der ihn sperrt. Der Schlüssel bleibt, wie er war: in einer Datei, die nur dein Benutzerkonto lesen kann.',
  }),
  'identity.needs_app': () => ({
    title: 'Nur die Ferry-App kann den Schlüssel dieses Geräts schützen',
    next: 'Öffne die App und wiederhole den Befehl oder schalte es in den Einstellungen der App ein. Es wurde nichts geändert.',
  }),
  'device.unknown': () => ({
    title: 'Jenes Gerät ist nicht mit diesem gekoppelt',
    next: 'Vielleicht wurde die Kopplung inzwischen aufgehoben. Es wurde nichts geändert.',
  }),
  'device.list_damaged': (d) => ({
    title: 'Einige gekoppelte Geräte konnten nicht gelesen werden',
    next: `Koppel die fehlenden neu. Die beschädigte Datei wurde als ${d.keptAs} in Ferrys Datenordner aufbewahrt.`,
  }),
  'pairing.code_wrong': (d) => ({
    title: `Das ist nicht der Code auf ${d.name}`,
    next: `Es wurde nichts geteilt. ${fmt.plural(d.triesLeft, { one: 'Noch 1\u00a0Versuch', other: `Noch ${fmt.number(d.triesLeft)}\u00a0Versuche` })}.`,
  }),
  'pairing.code_burned': () => ({
    title: 'Zu viele falsche Codes',
    next: 'Vielleicht rät jemand. Zeig einen neuen Code, um weiterzumachen.',
  }),
  'pairing.tries_used': (d) => ({
    title: 'Zu viele falsche Codes',
    next: `Es wurde nichts geteilt. Lass auf ${d.name} einen neuen Code anzeigen und gib dann diesen ein.`,
  }),
  'pairing.paused': () => ({
    title: 'Codes sind für 10\u00a0Minuten ausgesetzt',
    next: 'Es waren zu viele falsche, vielleicht rät also jemand. Zeig einen neuen Code, um gleich weiterzumachen.',
  }),
  'pairing.paused_there': (d) => ({
    title: `${d.name} nimmt zurzeit keine Codes an`,
    next: 'Es waren zu viele falsche. Versuch es in 10\u00a0Minuten noch einmal, oder lass dort einen neuen Code anzeigen.',
  }),
  'pairing.not_shown': (d) => ({
    title: `Dieser Code wird auf ${d.name} gerade nicht angezeigt`,
    next: 'Es wurde nichts geteilt. Lass den Code dort noch einmal anzeigen und nimm dann diesen.',
  }),
  'pairing.busy': (d) => ({
    title: `${d.name} prüft gerade ein anderes Gerät`,
    next: 'Es wurde nichts geteilt. Versuch es in ein paar Sekunden noch einmal.',
  }),
  'pairing.closed': (d) => ({
    title: `Auf ${d.name} abgebrochen`,
    next: 'Es wurde nichts geteilt. Versuch es noch einmal, wenn dort jemand den Code zeigen kann.',
  }),
  'pairing.declined': (d) => ({
    title: `${d.name} hat abgelehnt`,
    next: 'Es wurde nichts geteilt.',
  }),
  'pairing.different': (d) => ({
    title: 'Die Bilder sind nicht gleich',
    next: `Es wurde nichts geteilt. Vielleicht ist jemand zwischen diesem Gerät und ${d.name}. Versuch es in einem Netzwerk, dem du vertraust, noch einmal.`,
  }),
  'pairing.other_device': (d) => ({
    title: 'Das ist nicht das Gerät, das den QR-Code zeigt',
    next: `Mit ${d.name} wurde nichts geteilt. Nimm den Code noch einmal von dort, wo er angezeigt wird.`,
  }),
  'pairing.timed_out': (d) => ({
    title: `${d.name} hat nicht rechtzeitig geantwortet`,
    next: 'Es wurde nichts geteilt. Versuch es noch einmal, wenn du beide Geräte zur Hand hast.',
  }),
  'pairing.disconnected': (d) => ({
    title: `Die Verbindung zu ${d.name} ist abgebrochen`,
    next: 'Es wurde nichts geteilt. Versuch es noch einmal, mit beiden Geräten im selben Netzwerk.',
  }),
  'pairing.not_understood': (d) => ({
    title: `${d.name} hat etwas gesendet, das Ferry nicht versteht`,
    next: 'Es wurde nichts geteilt. Aktualisiere Ferry auf beiden Geräten.',
  }),
  'login_item.refused': (d) => ({
    title: 'Was mit dem Computer startet, ließ sich nicht ändern',
    next: `Suche Ferry in der Liste deines Systems, die festlegt, was beim Anmelden startet. Das System meldet: ${d.reason}.`,
  }),
  'system.no_opener': (d) => ({
    title: 'Dein System konnte das nicht öffnen',
    next: `Kein Programm hier öffnet ${d.path}, oder das zuständige ist gescheitert. Im Dateimanager kannst du eines auswählen.`,
  }),
  'dialog.unavailable': () => ({
    title: 'Es ließ sich kein Dialog zur Ordnerauswahl öffnen',
    next: 'Im Browserfenster braucht Ferry dafür das Programm zenity. Du kannst auch „ferry config set receiveFolder DIR“ verwenden.',
  }),
  'local.not_trusted': (d) => ({
    title: 'Auf diesem Computer antwortet etwas an Ferrys Stelle',
    next: `Was unter ${d.path} antwortet, konnte nicht beweisen, dass es dein Ferry ist, deshalb hat es nichts erfahren. Beende Ferry überall und starte es neu.`,
  }),
  'local.gone': () => ({
    title: 'Ferry wurde mitten in der Anfrage beendet',
    next: 'Starte es wieder und wiederhole den Befehl.',
  }),
  'local.closed': () => ({
    title: 'Ferry wurde gerade beendet',
    next: 'Es wurde nichts getan. Wiederhole den Befehl.',
  }),
  'local.no_answer': () => ({
    title: 'Ferry läuft, antwortet aber nicht',
    next: 'Vielleicht ist es beschäftigt oder angehalten. Versuch es gleich noch einmal; wenn es so bleibt, beende Ferry und starte es neu.',
  }),
  'output.unwritable': (d) => ({
    title: 'Die Antwort konnte nicht vollständig geschrieben werden',
    next: `Das System meldet: ${d.reason}. Der Befehl selbst wurde ausgeführt.`,
  }),
  'usage.unknown_command': (d) => ({
    title: `Einen Befehl „${d.command}“ gibt es nicht`,
    next:
      d.nearest === ''
        ? '„ferry --help“ zeigt alle Befehle.'
        : `Meintest du „${d.nearest}“? „ferry --help“ zeigt alle Befehle.`,
  }),
  'usage.unknown_option': (d) => ({
    title: `Eine Option „${d.option}“ gibt es hier nicht`,
    next:
      d.nearest === ''
        ? '„ferry --help“ zeigt alle Optionen.'
        : `Meintest du „${d.nearest}“? „ferry --help“ zeigt alle Optionen.`,
  }),
  'usage.missing_value': (d) => ({
    title: `Die Option ${d.option} braucht einen Wert`,
    next: `So wird sie geschrieben: „${d.option} WERT“.`,
  }),
  'usage.unexpected_value': (d) => ({
    title: `Zur Option ${d.option} gehört kein Wert`,
    next: `Schreib nur „${d.option}“.`,
  }),
  'usage.missing_argument': (d) => ({
    title: `${d.argument} fehlt`,
    next: '„ferry --help“ zeigt, wie der Befehl geschrieben wird.',
  }),
  'usage.unexpected_argument': (d) => ({
    title: `„${d.argument}“ ist ein Argument zu viel`,
    next: 'Wenn es Leerzeichen enthält, setze es in Anführungszeichen. „ferry --help“ zeigt, wie der Befehl geschrieben wird.',
  }),
};

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
  },

  cli: {
    usage: 'Aufruf',
    commands: 'Befehle',
    options: 'Optionen',
    exitCodes: 'Rückgabewerte',
    about:
      'Überträgt Dateien zwischen deinen Geräten, und dort bleiben sie. Keine Cloud, kein Konto, keine Telemetrie.',
    command: {
      config: 'Einstellungen anzeigen oder ändern',
      help: 'Diese Hilfe anzeigen',
    },
    configUse: {
      list: 'Alle Einstellungen anzeigen',
      get: 'Eine Einstellung anzeigen',
      set: 'Eine Einstellung ändern',
      reset: 'Eine Einstellung auf den Standard zurücksetzen',
    },
    option: {
      help: 'Diese Hilfe anzeigen',
      version: 'Die Version anzeigen',
      json: 'Maschinenlesbare Zeilen statt Sätze ausgeben',
      data: 'Diesen Datenordner statt des üblichen verwenden',
    },
    exit: {
      ok: 'Erledigt',
      failed: 'Fehlgeschlagen; der Grund steht in der Standardfehlerausgabe',
      usage: 'Der Befehl war anders geschrieben als erwartet',
      unavailable:
        'Ferrys Daten sind gerade nicht nutzbar (in Gebrauch, schreibgeschützt oder von einer neueren Version)',
    },
    setTo: (key, value) => `${key} ist jetzt „${value}“`,
    /** Values are shown as they are typed, like every other value of `ferry config`. */
    yes: 'yes',
    no: 'no',
    setting: {
      deviceName: 'Der Name, den andere sehen',
      receiveFolder: 'Wohin empfangene Dateien kommen',
      visibility: 'Wer dieses Gerät sehen kann',
      language: 'Sprache der App',
      appearance: 'Hell oder dunkel',
      startWithComputer: 'Die App mit dem Computer starten',
      whenClosed: 'Was beim Schließen des Fensters geschieht',
      protectIdentity: 'Den Schlüssel dieses Geräts mit dem Schlüsselspeicher des Systems sperren',
      welcomed: 'Die Karte vom ersten Start ist beantwortet',
    },
    expected: {
      name: 'eine Zeile mit 1 bis 64\u00a0Zeichen, keines davon unsichtbar',
      folder: 'ein vorhandener Ordner oder „default“',
      oneOf: (values) => `einer der Werte ${fmt.either(values)}`,
      yesOrNo: '„yes“ oder „no“',
    },
    default: 'default',
  },
};
