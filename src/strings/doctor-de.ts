// "Can't see a device?" and `ferry doctor` in German.
import type { DoctorStrings } from './doctor-en.ts';
import { type FindingTexts, found, letInCommands, MDNS_PORT } from './finding-text.ts';

const list = (names: readonly string[]): string => names.join(', ');

const addByAddress = 'Füge das andere Gerät bis dahin über seine Adresse hinzu: „ferry pair“ zeigt sie dort.';
const quitIt = 'Beende dieses Programm und starte Ferry dann neu.';
const permission = 'Schalte Ferry in den Systemeinstellungen unter Datenschutz & Sicherheit, Lokales Netzwerk ein.';

function letIn(firewall: string, port: number, place: string, udpPort = MDNS_PORT): string {
  const commands = letInCommands(firewall, port, place, udpPort);
  if (commands !== null) return `Führe ${commands.map((command) => `„${command}“`).join(' und dann ')} aus.`;
  if (firewall === 'windows')
    return 'Wähle in der Windows-Sicherheit unter Firewall- und Netzwerkschutz „Zugriff von App durch Firewall zulassen“ und setze für dieses Netzwerk das Häkchen bei Ferry.';
  if (firewall === 'macos')
    return 'Erlaube Ferry in den Systemeinstellungen unter Netzwerk, Firewall, Optionen eingehende Verbindungen.';
  return `Lass TCP-Port ${port} und UDP-Port ${udpPort} durch die Firewall herein.`;
}

const findings: FindingTexts = {
  'network.connected': (f) => found('Dieser Computer ist in einem Netzwerk', `${list(f.names)}.`),
  'network.none': () =>
    found(
      'Dieser Computer ist in keinem Netzwerk',
      'Geräte treffen sich in einem Netzwerk; nichts geht über das Internet.',
      'Verbinde ihn mit einem WLAN oder einem Kabel.',
    ),
  'network.only_virtual': (f) =>
    found(
      'Nur ein VPN oder ein virtuelles Netzwerk ist verbunden',
      `Ferry lässt sie in Ruhe, bis du sie auswählst: ${list(f.names)}.`,
      'Verbinde den Computer mit einem WLAN oder einem Kabel.',
    ),
  'network.off': (f) =>
    found(
      'Ferry nutzt keines der Netzwerke dieses Computers',
      `Sie sind in Ferry ausgeschaltet: ${list(f.names)}.`,
      'Schalte eines ein: „ferry networks“ zeigt sie.',
    ),
  'permission.given': () => found('Ferry darf das lokale Netzwerk nutzen'),
  'permission.denied': () =>
    found('macOS hält Ferry vom lokalen Netzwerk fern', 'Ohne diese Erlaubnis wird kein Gerät gefunden.', permission),
  'permission.unknown': () =>
    found('Unklar, ob Ferry das lokale Netzwerk nutzen darf', 'macOS verrät es nicht.', permission),
  'multicast.works': (f) => found('Ankündigungen funktionieren auf diesem Computer', `${list(f.names)}.`),
  'multicast.refused': (f) =>
    found(
      'Das System lässt Ferry nicht nach Geräten suchen',
      `Es weigert sich bei ${list(f.names)} und meldet ${f.reason}.`,
      addByAddress,
    ),
  'multicast.unheard': (f) =>
    found(
      'Was Ferry ins Netzwerk fragt, kommt nicht zurück',
      `Bei ${list(f.names)} hält etwas den UDP-Port 5353 auf, vermutlich eine Firewall auf diesem Computer.`,
      addByAddress,
    ),
  'multicast.lost': (f) =>
    found(
      'Das Netzwerk verschluckt Ankündigungen',
      `Verbunden, aber nicht vom einen zum anderen angekündigt: ${list(f.names)}. Router und WLAN können Multicast sperren.`,
      'Erlaube Multicast im Router; dort heißt es oft mDNS oder Bonjour. Füge Geräte bis dahin über ihre Adresse hinzu.',
    ),
  'multicast.unknown': () =>
    found('Unklar, ob Ankündigungen hier funktionieren', 'Im Moment gibt es nichts, womit es sich prüfen lässt.'),
  'port.open': (f) => found('Ferry ist erreichbar', `Es wartet an Port ${f.port}.`),
  'port.hidden': () =>
    found(
      'Dieses Gerät ist für niemanden sichtbar',
      'Deshalb nimmt es keine Verbindungen an, auch nicht von gekoppelten Geräten.',
      'Mach es wieder sichtbar: „ferry config set visibility whileOpen“.',
    ),
  'port.closed': () =>
    found('Ferry ist nicht erreichbar', 'Es hat keinen Port, an dem es wartet.', 'Beende Ferry und starte es neu.'),
  'program.none': () => found('Kein anderes Programm ist Ferry im Weg'),
  'program.agreed_port': (f) =>
    found(
      f.program === ''
        ? 'Ein anderes Programm belegt Ferrys üblichen Port'
        : `${f.program} belegt Ferrys üblichen Port`,
      `Ferry wartet an ${f.ownPort} statt an ${f.port}. Wer die Adresse dieses Geräts eingibt, muss „:${f.ownPort}“ anhängen.`,
      quitIt,
    ),
  'program.mdns_port': (f) =>
    found(
      f.program === ''
        ? 'Ein anderes Programm behält Ankündigungen für sich'
        : `${f.program} behält Ankündigungen für sich`,
      `Es teilt UDP-Port ${f.port} nicht, deshalb hört Ferry keine anderen Geräte.`,
      quitIt,
    ),
  'firewall.off': () => found('Keine Firewall auf diesem Computer ist im Weg'),
  'firewall.allows': (f) => found('Die Firewall dieses Computers lässt Ferry herein', `An Port ${f.port}.`),
  'firewall.passed': (f) =>
    found('Keine Firewall ist im Weg', `Gerade mit diesem Computer verbunden: ${list(f.names)}.`),
  'firewall.blocks': (f) =>
    found(
      'Die Firewall dieses Computers sperrt andere Geräte aus',
      `Sie lässt an Port ${f.port} niemanden herein.`,
      letIn(f.firewall, f.port, f.place),
    ),
  'firewall.blocks_all': () =>
    found(
      'Die Firewall dieses Computers sperrt alle aus',
      'Sie blockiert alle eingehenden Verbindungen.',
      'Schalte in den Systemeinstellungen unter Netzwerk, Firewall, Optionen „Alle eingehenden Verbindungen blockieren“ aus.',
    ),
  'firewall.public_network': () =>
    found(
      'Windows hält dieses Netzwerk für ein öffentliches',
      'Seine Firewall lässt Ferry nur in privaten Netzwerken herein.',
      'Wenn das Netzwerk deines ist, stell es in den Einstellungen unter Netzwerk und Internet auf „Privat“.',
    ),
  'firewall.suspected': (f) =>
    found(
      'Die Firewall dieses Computers sperrt anscheinend andere Geräte aus',
      `Sie ist an, und ein Gerät konnte sich nicht mit Port ${f.port} verbinden.`,
      letIn(f.firewall, f.port, f.place),
    ),
  'firewall.unseen': (f) =>
    found(
      'Die Firewall dieses Computers ist an',
      `Ob sie Ferry an Port ${f.port} hereinlässt, sieht nur, wer den Computer verwaltet.`,
      letIn(f.firewall, f.port, f.place),
    ),
  'firewall.unknown': () =>
    found(
      'Unklar, ob eine Firewall im Weg ist',
      'Ferry kann die Regeln der Firewall dieses Computers nicht sehen, falls es eine gibt.',
    ),
  'vpn.none': () => found('Kein VPN ist aktiv'),
  'vpn.beside': (f) => found('Ein VPN ist aktiv und lässt dieses Netzwerk in Ruhe', `${list(f.names)}.`),
  'vpn.suspected': (f) =>
    found(
      'Ein VPN ist aktiv',
      `Es könnte den Computer von seinem eigenen Netzwerk fernhalten: ${list(f.names)}.`,
      'Trenne das VPN und sieh noch einmal nach.',
    ),
  'vpn.takes_local': (f) =>
    found(
      'Ein VPN nimmt, was für dieses Netzwerk bestimmt ist',
      `Es geht zu ${list(f.names)} und erreicht kein Gerät in der Nähe.`,
      'Trenne das VPN oder erlaube in seinen Einstellungen das lokale Netzwerk.',
    ),
  'networks.one': () => found('Dieser Computer ist in nur einem Netzwerk'),
  'networks.untrusted': (f) =>
    found(
      'Neue Geräte sehen dieses hier nicht',
      `${list(f.names)}: Noch hat niemand gesagt, dass diesem Netzwerk zu trauen ist.`,
      'Ist es dein eigenes, wähl in den Einstellungen „Diesem Netzwerk vertrauen“.',
    ),
  'networks.several': (f) => found('Dieser Computer ist in mehreren Netzwerken', `${list(f.names)}.`),
  'networks.several_suspected': (f) =>
    found(
      'Dieser Computer ist in mehreren Netzwerken',
      `In ${list(f.names)} antwortet kein Gerät. Das andere ist vielleicht in noch einem.`,
      'Verbinde beide Geräte mit demselben Netzwerk.',
    ),
  'reach.works': (f) => found('Geräte in der Nähe antworten', `${list(f.names)}.`),
  'reach.silent': (f) =>
    found(
      f.names.length === 1
        ? `${list(f.names)} ist zu sehen, antwortet aber nicht`
        : 'Geräte sind zu sehen, antworten aber nicht',
      `Vielleicht sperrt dort eine Firewall Ferry aus: ${list(f.names)}.`,
      'Führe auf diesem Gerät „ferry doctor“ aus.',
    ),
  'reach.nobody': (f) => found('Geräte sind zu sehen, und keines antwortet', `${list(f.names)}.`),
  'reach.none_seen': () =>
    found(
      'Kein anderes Gerät ist zu sehen',
      'Ferry muss dort offen, im selben Netzwerk und sichtbar sein.',
      'Wenn es das ist, füge es über seine Adresse hinzu: „ferry pair“ zeigt sie dort.',
    ),
  'callback.works': (f) => found('Andere Geräte können sich mit diesem Computer verbinden', `${list(f.names)}.`),
  'callback.fails': (f) =>
    found(
      f.names.length === 1
        ? `${list(f.names)} sieht dich, kann sich aber nicht zurückverbinden`
        : 'Andere Geräte sehen dich, können sich aber nicht zurückverbinden',
      `Etwas hält Port ${f.port} dieses Computers geschlossen für: ${list(f.names)}.`,
      letIn(f.firewall, f.port, f.place),
    ),
  'callback.unknown': () =>
    found(
      'Unklar, ob sich andere Geräte mit diesem Computer verbinden können',
      'Kein gekoppeltes Gerät ist verbunden, das es versuchen könnte.',
    ),
  'isolation.none': () => found('In diesem Netzwerk erreichen Geräte einander'),
  'isolation.suspected': (f) =>
    found(
      'Dieses Netzwerk hält Geräte anscheinend voneinander fern',
      `Zu sehen, aber nicht erreichbar, wie im Gäste-WLAN: ${list(f.names)}.`,
      'Nutze ein Netzwerk, das nicht für Gäste ist, oder erlaube im Router, dass Geräte einander erreichen.',
    ),
  'isolation.unknown': () =>
    found('Unklar, ob dieses Netzwerk Geräte voneinander fernhält', 'Niemand ist da, mit dem es sich prüfen lässt.'),
  'localsend.open': (f) =>
    found('Geräte mit LocalSend können hierher senden', `Ferry wartet an Port ${f.port} auf sie.`),
  'localsend.other_port': (f) =>
    found(
      f.program === ''
        ? 'Ein anderes Programm belegt LocalSends üblichen Port'
        : `${f.program} belegt LocalSends üblichen Port`,
      `Ferry wartet an ${f.ownPort} statt an ${f.port}. Manche Geräte mit LocalSend suchen diesen Computer nur an ${f.port}.`,
      'Wenn ein Gerät mit LocalSend diesen Computer nicht sieht, beende dieses Programm und starte Ferry dann neu.',
    ),
  'localsend.hidden': () =>
    found('Geräte mit LocalSend sehen dieses nicht', 'Es ist für niemanden sichtbar und deshalb auch für sie zu.'),
  'localsend.paused': () =>
    found('Geräte mit LocalSend sehen dieses nicht', 'Alles ist angehalten, und damit ist es auch für sie zu.'),
  'localsend.not_receiving': () =>
    found(
      'Geräte mit LocalSend können im Moment nicht hierher senden',
      'Hier empfängt gerade nichts, deshalb ist Ferry für sie zu.',
      'Öffne Ferry oder führe „ferry receive“ aus.',
    ),
  'localsend.paired_only': () =>
    found(
      'Neue Geräte mit LocalSend sehen dieses im Moment nicht',
      'Nur gekoppelte sehen es.',
      'Führe „ferry receive“ aus: Dann sehen alle diesen Computer 10\u00a0Minuten lang.',
    ),
  'localsend.failed': (f) =>
    found(
      'Geräte mit LocalSend erreichen diesen Computer nicht',
      f.reason === ''
        ? 'Ferry konnte nicht für sie öffnen; im Protokoll steht, warum.'
        : `Ferry konnte nicht für sie öffnen: Das System meldet ${f.reason}.`,
      'Beende Ferry und starte es neu.',
    ),
  'localsend.blocked': (f) =>
    found(
      'Die Firewall dieses Computers sperrt Geräte mit LocalSend aus',
      `Sie kommen über TCP-Port ${f.port} und werden über UDP-Port ${f.udpPort} angekündigt.`,
      letIn(f.firewall, f.port, f.place, f.udpPort),
    ),
  'localsend.unseen': (f) =>
    found(
      'Unklar, ob die Firewall Geräte mit LocalSend hereinlässt',
      `Das sieht nur, wer den Computer verwaltet. Sie kommen über TCP-Port ${f.port} und werden über UDP-Port ${f.udpPort} angekündigt.`,
      letIn(f.firewall, f.port, f.place, f.udpPort),
    ),
  'localsend.kept_out': () =>
    found('Die Firewall sperrt auch Geräte mit LocalSend aus', 'Was Ferry hereinlässt, lässt auch sie herein.'),
  'localsend.unknown': () => found('Unklar, ob Geräte mit LocalSend dieses sehen', 'Ferry öffnet gerade erst für sie.'),
};

export const doctor: DoctorStrings = {
  title: 'Ein Gerät fehlt?',
  looking: 'Wird geprüft\u00a0…',
  allFine: 'Es wurde nichts gefunden, was Geräte voneinander fernhält.',
  state: { good: 'In Ordnung', bad: 'Braucht dich', unknown: 'Unbekannt' },
  action: {
    tryAgain: 'Erneut versuchen',
    beVisible: '10\u00a0Minuten sichtbar sein',
    addByAddress: 'Über Adresse hinzufügen',
    openNetworkSettings: 'Netzwerkeinstellungen',
    openPermission: 'Systemeinstellungen öffnen',
    chooseNetwork: 'Netzwerke auswählen',
  },
  findings,
};
