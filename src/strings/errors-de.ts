// The sentences of every error in German.
import type { ErrorTexts } from './error-text.ts';
import { formatFor } from './format.ts';
import { usageErrors } from './usage-errors-de.ts';

const fmt = formatFor('de');

export const errors: ErrorTexts = {
  ...usageErrors,
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
  'data.not_read': (d) => ({
    title: 'Eine von Ferrys Dateien war nicht zu lesen, darum gilt, was bisher darin stand',
    next: `Bringe ${d.path} in Ordnung (nicht so, wie es sein muss, oder nicht mehr da) und lass es noch einmal lesen.`,
  }),
  'data.disk_full': (d) => ({
    title: 'Für Ferrys eigene Daten ist kein Platz mehr',
    next: `Schaffe Platz auf dem Laufwerk, auf dem ${d.path} liegt, und versuch es noch einmal. Es ist nichts verloren gegangen.`,
  }),
  'data.no_home': () => ({
    title: 'Dieser Benutzer hat keinen persönlichen Ordner, in dem Ferry seine Daten ablegen könnte',
    next: 'Wähle einen Ordner mit --data DIR.',
  }),
  'settings.damaged': (d) => ({
    title: 'Einige Einstellungen konnten nicht gelesen werden',
    next: `Auf den Standard zurückgesetzt: ${d.keys}. Die beschädigte Datei wurde als ${d.keptAs} in Ferrys Datenordner aufbewahrt.`,
  }),
  'settings.not_read': (d) => ({
    title: 'Die Einstellungen waren nicht zu lesen, darum bleibt alles, wie es war',
    next:
      d.keys === ''
        ? `Bringe ${d.path} in Ordnung (kein JSON, oder nicht mehr da) und lass es noch einmal lesen.`
        : `Bringe diese in ${d.path} in Ordnung und lass es noch einmal lesen: ${d.keys}.`,
  }),
  'settings.no_folder': () => ({
    title: 'Es gibt keinen Ordner, in den empfangen werden kann',
    next: 'Dieser Benutzer hat keinen persönlichen Ordner, also auch keinen für Downloads. Nenne einen mit --into DIR, oder wähle ihn auf Dauer mit „ferry config set receiveFolder DIR“.',
  }),
  'settings.unknown_key': (d) => ({
    title: `Eine Einstellung „${d.key}“ gibt es nicht`,
    next: '„ferry config“ zeigt alle Einstellungen.',
  }),
  'settings.invalid_value': (d) => ({
    title: `„${d.value}“ ist als Wert von ${d.key} nicht möglich`,
    next: `Erwartet: ${d.expected}. Es wurde nichts geändert.`,
  }),
  'settings.secret_given': (d) => ({
    title: `Der Wert von ${d.key} gehört in keinen Befehl`,
    next: `Andere Programme können lesen, was dort steht. Nimm deshalb jetzt einen anderen. „ferry config set ${d.key}“ fragt danach oder nimmt die erste Zeile der Standardeingabe.`,
  }),
  'settings.secret_unfit': (d) => ({
    title: `Was eingegeben wurde, ist als Wert von ${d.key} nicht möglich`,
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
    next: 'Vielleicht rät jemand. Ab jetzt gilt nur ein neuer Code.',
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
    next: 'Es wurde nichts geteilt. Versuch es noch einmal, wenn du beide Geräte zur Hand hast.',
  }),
  'pairing.declined': (d) => ({
    title: `${d.name} hat abgelehnt`,
    next: 'Es wurde nichts geteilt.',
  }),
  'pairing.once_there': (d) => ({
    title: `${d.name} möchte es nur dieses Mal`,
    next: 'Die Geräte sind nicht gekoppelt. Was jetzt gesendet wird, kommt trotzdem an.',
  }),
  'pairing.pictures_differ': (d) => ({
    title: `Die Bilder waren nicht dieselben wie auf ${d.name}`,
    next: 'Vielleicht ist jemand zwischen den beiden Geräten. Geändert wurde dadurch nichts: Vergiss das Gerät auf beiden Seiten und koppelt sie in einem Netzwerk, dem du vertraust, neu.',
  }),
  'pairing.other_device': (d) => ({
    title: 'Das ist nicht das Gerät, das den QR-Code zeigt',
    next: `Mit ${d.name} wurde nichts geteilt. Nimm den Code noch einmal von dort, wo er angezeigt wird.`,
  }),
  'pairing.timed_out': (d) => ({
    title: `${d.name} hat nicht rechtzeitig geantwortet`,
    next: 'Es wurde nichts geteilt. Versuch es noch einmal, wenn du beide Geräte zur Hand hast.',
  }),
  'pairing.not_a_code': () => ({
    title: 'Das ist kein Code',
    next: 'Ein Code besteht aus den sechs Ziffern, die das andere Gerät zeigt.',
  }),
  'pairing.over': () => ({
    title: 'Diese Kopplung wurde inzwischen beendet',
    next: 'Beginn noch einmal, wenn du beide Geräte zur Hand hast.',
  }),
  'pairing.disconnected': (d) => ({
    title: `Die Verbindung zu ${d.name} ist abgebrochen`,
    next: 'Es wurde nichts geteilt. Versuch es noch einmal, mit beiden Geräten im selben Netzwerk.',
  }),
  'pairing.not_understood': (d) => ({
    title: `${d.name} hat etwas gesendet, das Ferry nicht versteht`,
    next: 'Es wurde nichts geteilt. Aktualisiere Ferry auf beiden Geräten.',
  }),
  'device.unreachable': (d) => ({
    title: d.name === '' ? 'Das Gerät ist nicht erreichbar' : `${d.name} ist nicht erreichbar`,
    next:
      d.where === ''
        ? `Vielleicht schläft es oder ist in einem anderen Netzwerk. Öffne ${d.via === undefined ? 'Ferry' : 'LocalSend'} dort und versuch es noch einmal.`
        : `Unter ${d.where} hat kein Ferry geantwortet. Prüf die Adresse und ob Ferry dort offen und im selben Netzwerk ist.`,
  }),
  'device.forgotten': (d) => ({
    title: `Die Kopplung mit ${d.name} wurde aufgehoben`,
    next: 'Koppel die beiden neu, um wieder etwas zu senden oder zu empfangen.',
  }),
  'device.forgotten_there': (d) => ({
    title: `Auf ${d.name} wurde die Kopplung aufgehoben`,
    next: 'Es wurde nichts gesendet. Heb sie auch hier auf und koppelt dann noch einmal.',
  }),
  'device.identity_changed': (d) => ({
    title: `Das ist nicht das Gerät ${d.name}, mit dem du gekoppelt bist`,
    next: 'Es hat einen neuen Schlüssel. Wenn Ferry dort neu installiert wurde, koppel es neu. Wenn nicht, gibt sich vielleicht jemand dafür aus.',
  }),
  'device.another_there': (d) => ({
    title: `An der Stelle von ${d.name} antwortet ein anderes Gerät`,
    next: 'Es wurde nichts gesendet. Wurde LocalSend dort neu installiert, such noch einmal nach Geräten. Wenn nicht, gibt sich vielleicht jemand dafür aus.',
  }),
  'device.not_found': (d) => ({
    title: `Kein Gerät, das gekoppelt oder in der Nähe ist, heißt „${d.name}“`,
    next:
      d.nearest === ''
        ? 'Gib stattdessen seine Adresse an. „ferry devices“ zeigt die Geräte, die hier einen Namen haben.'
        : `Meintest du „${d.nearest}“? „ferry devices“ zeigt alle.`,
  }),
  'device.ambiguous': (d) => ({
    title: `Mehrere gekoppelte Geräte heißen „${d.name}“`,
    next: 'Gib stattdessen die ID des gemeinten Geräts an. „ferry devices“ zeigt alle.',
  }),
  'device.without_ferry': (d) => ({
    title: `${d.name} hat kein Ferry`,
    next: 'Es ist über LocalSend da. Was verlangt war, braucht Ferry auf beiden Geräten.',
  }),
  'device.no_address': (d) => ({
    title: `Wo ${d.name} zu erreichen ist, ist noch nicht bekannt`,
    next: 'Gib statt des Namens die Adresse an oder lass zuerst von dort etwas senden.',
  }),
  'nearby.not_an_address': (d) => ({
    title: `„${d.text}“ ist keine Adresse eines Geräts`,
    next: 'Gib ein, was das andere Gerät zeigt: eine Adresse wie 192.168.1.20 oder einen Link, der mit „ferry:“ beginnt.',
  }),
  'nearby.newer_link': () => ({
    title: 'Dieser Link ist von einem neueren Ferry',
    next: 'Aktualisiere Ferry auf diesem Computer oder gib die Adresse des anderen Geräts ein.',
  }),
  'nearby.itself': () => ({
    title: 'Das ist dieses Gerät selbst',
    next: 'Gib die Adresse oder den Link des anderen ein.',
  }),
  'network.unknown': (d) => ({
    title: 'Dieser Computer ist nicht in diesem Netzwerk',
    next: `Über „${d.via}“ ist gerade keins da. „ferry networks“ zeigt, welche es gibt.`,
  }),
  'network.not_kept': (d) => ({
    title: 'Diese Wahl bleibt nicht erhalten',
    next: `Ferry kann das Netzwerk über „${d.via}“ später nicht wiedererkennen und merkt sich die Wahl nur, solange es läuft. Öffne Ferry und wähle dann noch einmal.`,
  }),
  'network.port_taken': (d) => ({
    title: `Ferry kann Port ${d.port} nicht nutzen`,
    next: 'Ein anderes Programm nutzt ihn, oder das System behält ihn sich vor. Wähle einen anderen.',
  }),
  'network.not_open': (d) => ({
    title: 'Andere Geräte erreichen dieses gerade nicht',
    next: `Prüf das Netzwerk und versuch es noch einmal. Das System meldet: ${d.reason}.`,
  }),
  'page.guessed': () => ({
    title: 'Zu oft wurde eine falsche PIN eingegeben',
    next: 'Der Link gilt nicht mehr. Mach einen neuen, und gib seine PIN nur denen, für die er ist.',
  }),
  'page.over': () => ({
    title: 'Dieser Link gilt nicht mehr',
    next: 'Mach einen neuen.',
  }),
  'page.too_many': (d) => ({
    title: `Es gibt schon ${fmt.number(d.most)} Links`,
    next: 'Beende zuerst einen davon.',
  }),
  'transfer.unknown': () => ({
    title: 'Diese Übertragung gibt es nicht',
    next: 'Vielleicht ist sie fertig oder wurde verworfen. „ferry transfers“ zeigt die unfertigen.',
  }),
  'transfer.not_now': () => ({
    title: 'Das geht mit dieser Übertragung gerade nicht',
    next: 'Vielleicht ist sie zu Ende oder läuft schon wieder. „ferry transfers“ zeigt die unfertigen.',
  }),
  'transfer.nothing_to_send': (d) => ({
    title: 'Es gibt nichts zu senden',
    next: `„${d.path}“ ist weder eine Datei noch ein Ordner. Pipes, Gerätedateien und Ähnliches werden nicht gesendet.`,
  }),
  'transfer.source_missing': (d) => ({
    title: 'Was gesendet werden soll, gibt es nicht',
    next: `„${d.path}“ gibt es dort nicht. Prüf die Schreibweise. Es wurde nichts gesendet.`,
  }),
  'transfer.source_unreadable': (d) => ({
    title: 'Ferry kann nicht lesen, was gesendet werden soll',
    next: `Gib deinem Benutzerkonto Leserechte für ${d.path} oder lass es weg. Das System meldet: ${d.reason}.`,
  }),
  'transfer.same_name': (d) => ({
    title: `Zweimal kommt der Name „${d.name}“ vor`,
    next: 'Beides käme an derselben Stelle an. Benenn eines davon um oder sende sie nacheinander.',
  }),
  'transfer.no_files': (d) => ({
    title: 'Es gibt keine Datei zu senden',
    next: `„${d.path}“ ist ein leerer Ordner. LocalSend nimmt Dateien, und Ordner nur mit dem, was darin liegt.`,
  }),
  'transfer.too_many_files': (d) => ({
    title: 'Das sind zu viele Dateien für eine Übertragung',
    next: `Auf einmal gehen höchstens ${fmt.number(d.most)}, bei langen Namen weniger. Sende einige der Ordner für sich.`,
  }),
  'transfer.declined': (d) => ({
    title: `${d.name} hat abgelehnt`,
    next: 'Es wurde nichts gesendet.',
  }),
  'transfer.none_offered': (d) => ({
    title: `${d.name} sendet nichts`,
    next: 'Der Code stimmt, aber es kam nichts. Lass es dort noch einmal senden und nimm dann den neuen Code.',
  }),
  'transfer.not_receiving': (d) => ({
    title: `${d.name} empfängt gerade nicht`,
    next: 'Öffne dort Ferry oder führe „ferry receive“ aus und versuch es noch einmal.',
  }),
  'transfer.canceled': (d) => ({
    title: `Auf ${d.name} abgebrochen`,
    next: 'Was schon vollständig angekommen ist, bleibt erhalten.',
  }),
  'transfer.ended_here': () => ({
    title: 'Es konnte hier nicht weitergehen',
    next: 'Eine Pause, eine Einstellung, ein anderes Netzwerk, ein neuer Schlüssel für dieses Gerät oder das Ende von Ferry war der Grund; von selbst geht es nicht weiter. Was schon vollständig angekommen ist, bleibt erhalten. Sende den Rest noch einmal.',
  }),
  'transfer.gone': (d) => ({
    title: `${d.name} hat diese Übertragung nicht mehr`,
    next: 'Sie ist dort fertig, wurde verworfen oder war zu alt. Lass sie noch einmal senden.',
  }),
  'transfer.not_understood': (d) => ({
    title: `${d.name} hat etwas angeboten, das Ferry nicht versteht`,
    next: 'Es wurde nichts angenommen. Aktualisiere Ferry auf beiden Geräten.',
  }),
  'transfer.not_understood_there': (d) => ({
    title: `Ferry auf ${d.name} versteht nicht, was angeboten wurde`,
    next: 'Es wurde nichts gesendet. Aktualisiere Ferry auf beiden Geräten.',
  }),
  'transfer.no_streams_there': (d) => ({
    title: `Ferry auf ${d.name} ist zu alt für das, was aus einer Pipe kommt`,
    next: 'Aktualisiere Ferry dort, oder schreib es erst in eine Datei und sende die.',
  }),
  'transfer.stream_to_guest': (d) => ({
    title: `${d.name} hat kein Ferry und nimmt nichts aus einer Pipe`,
    next: 'Schreib es erst in eine Datei und sende die, oder nimm dort Ferry.',
  }),
  'transfer.busy_there': (d) => ({
    title: `${d.name} ist mit einer anderen Übertragung beschäftigt`,
    next: 'Es wurde nichts gesendet. Warte, bis sie fertig ist, oder beende sie dort, und sende dann noch einmal.',
  }),
  'transfer.pin_needed': (d) => ({
    title: `${d.name} verlangt eine PIN`,
    next: 'Es wurde nichts gesendet, weil sie hier niemand eingegeben hat. Sende noch einmal, im Fenster von Ferry oder in einem Terminal: Dort kann man sie eingeben.',
  }),
  'transfer.pin_wrong': (d) => ({
    title: `Das ist nicht die PIN von ${d.name}`,
    next: `Sieh dort in den Einstellungen von LocalSend nach. Bisher falsch: ${fmt.number(d.count)}. Nach drei falschen nimmt das Gerät keine mehr an.`,
  }),
  'transfer.pin_blocked': (d) => ({
    title: `${d.name} nimmt von diesem Computer keine PIN mehr an`,
    next: 'Zu viele waren falsch. Starte LocalSend dort neu und sende dann noch einmal.',
  }),
  'transfer.refused_there': (d) => ({
    title: `${d.name} konnte nicht annehmen, was angeboten wurde`,
    next: `LocalSend hat dort mit dem Fehler ${fmt.number(d.status)} geantwortet. Starte es dort neu oder aktualisiere es und sende dann noch einmal.`,
  }),
  'transfer.stream_lost': () => ({
    title: 'Ein Teil davon ist verloren und lässt sich nicht noch einmal holen',
    next: 'Ferry wurde auf einem der Geräte neu gestartet, oder es kam anders an, als es gesendet wurde. Sende es noch einmal von vorn.',
  }),
  'transfer.stream_broken': () => ({
    title: 'Das Programm, das es an Ferry gab, ist zu früh zu Ende gegangen',
    next: 'Was davon da war, wurde aufgegeben. Sende es noch einmal von vorn.',
  }),
  'transfer.stream_away': (d) => ({
    title: `Die Verbindung zu ${d.name} ging verloren und kam nicht wieder`,
    next: 'Eine Pipe wartet eine halbe Minute darauf. Sende es noch einmal von vorn.',
  }),
  'transfer.output_closed': () => ({
    title: 'Niemand liest mehr aus der Standardausgabe',
    next: 'Das Programm hinter der Pipe ist zu Ende gegangen, bevor alles da war.',
  }),
  'transfer.not_one_file': (d) => ({
    title: `${d.name} bietet mehr als eine Datei an, oder einen Text`,
    next: 'In die Standardausgabe passt eine Datei. Empfang in einen Ordner, oder lass es mit „tar c DIR | ferry send --stdin NAME.tar“ als eine senden.',
  }),
  'transfer.disk_full': (d) => ({
    title: 'Auf diesem Computer ist nicht genug Platz',
    next: `Gebraucht werden ${fmt.bytes(d.neededBytes)}, frei sind ${fmt.bytes(d.freeBytes)}. Schaffe Platz oder wähle einen anderen Ordner.`,
  }),
  'transfer.disk_full_there': (d) => ({
    title: `Auf ${d.name} ist nicht genug Platz`,
    next: `Gebraucht werden ${fmt.bytes(d.neededBytes)}, frei sind ${fmt.bytes(d.freeBytes)}. Schaffe dort Platz oder wähle dort einen anderen Ordner.`,
  }),
  'transfer.folder_gone': (d) => ({
    title: 'Den Ordner für empfangene Dateien gibt es nicht mehr',
    next: `Lege ${d.folder} wieder an, schließ das Laufwerk an, auf dem er war, oder wähle einen anderen Ordner.`,
  }),
  'transfer.folder_unwritable': (d) => ({
    title: 'Ferry kann nicht in den Ordner für empfangene Dateien schreiben',
    next: `Gib deinem Benutzerkonto Schreibrechte für ${d.folder} oder wähle einen anderen Ordner.${d.reason === '' ? '' : ` Das System meldet: ${d.reason}.`}`,
  }),
  'transfer.all_paused': () => ({
    title: 'Alles ist angehalten',
    next: 'Es wird von selbst gesendet, sobald es weitergeht.',
  }),
  'transfer.paused_there': (d) => ({
    title: `${d.name} nimmt gerade nichts mehr an`,
    next: 'Dort wurde es angehalten, oder etwas ist im Weg; das Ferry auf jenem Gerät sagt, was. Danach geht es weiter.',
  }),
  'transfer.no_folder_there': (d) => ({
    title: `${d.name} hat gerade keinen Ordner dafür`,
    next: 'Es wurde nichts gesendet. Das Ferry auf jenem Gerät sagt, woran es liegt; sende danach noch einmal.',
  }),
  'transfer.folder_unsuitable': (d) => ({
    title: 'In diesem Ordner liegt zu viel anderes, um dorthin zu empfangen',
    next: `${d.folder} gehört dem System oder Ferry oder ist ein ganzer Benutzerordner. Wähle einen anderen, etwa „Downloads“.`,
  }),
  'transfer.dropped': (d) => ({
    title: 'Was von einer unfertigen Übertragung da war, wurde aufgegeben',
    next: `Es kam von ${d.name} und brauchte mehr Platz, als unfertige Übertragungen bekommen. Lass es noch einmal senden.`,
  }),
  'transfer.place_gone': (d) => ({
    title: d.name === '' ? 'Es ist nicht mehr da' : `${d.name} ist nicht mehr da`,
    next: 'Es wurde verschoben, umbenannt oder gelöscht, oder das Laufwerk, auf dem es war, ist nicht angeschlossen.',
  }),
  'login_item.refused': (d) => ({
    title: 'Was mit dem Computer startet, ließ sich nicht ändern',
    next: `Suche Ferry in der Liste deines Systems, die festlegt, was beim Anmelden startet. Das System meldet: ${d.reason}.`,
  }),
  'system.no_settings': () => ({
    title: 'Ferry kann die Systemeinstellungen hier nicht öffnen',
    next: 'Öffne sie selbst; was dort zu ändern ist, steht darüber.',
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
  'local.no_place': (d) => ({
    title: 'Es gibt keinen Ort, an dem die Befehle dieses Ferry erreichen könnten',
    next: `Der Pfad ${d.path} ist zu lang für einen Socket, und ${d.instead} lässt sich nicht an seiner Stelle anlegen. Wähle mit --data DIR einen Datenordner mit kürzerem Pfad. Das System sagt: ${d.reason}.`,
  }),
  'local.no_pipe': (d) => ({
    title: 'Der Socket, den Ferry für eine Pipe braucht, lässt sich nicht anlegen',
    next: `Er käme in ${d.path}. Setz TMPDIR auf einen Ordner, in den du schreiben kannst. Das System sagt: ${d.reason}.`,
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
  'runtime.too_old': (d) => ({
    title: `Ferry braucht Node ${d.needed} oder neuer`,
    next: `Dies ist Node ${d.found}. Installiere ein neueres und führe den Befehl damit aus.`,
  }),
};
