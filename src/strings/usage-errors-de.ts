// The sentences in German of what was typed wrong on the command line.
import type { ErrorTexts } from './error-text.ts';
import { formatFor } from './format.ts';

const fmt = formatFor('de');

export const usageErrors = {
  'usage.secret_given': (d) => ({
    title: `Was bei ${d.option} steht, enthält ein Geheimnis`,
    next: 'Andere Programme können lesen, was in einem Befehl steht. Lass „&s=“ und alles danach weg.',
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
  'usage.not_with_running': (d) => ({
    title: `${d.option} lässt sich nicht ändern, während Ferry läuft`,
    next: 'Lass die Option weg, um das laufende Ferry zu nutzen, beende es zuerst, oder wähle mit --data DIR einen anderen Datenordner.',
  }),
  'usage.no_code': () => ({
    title: 'Ein Code wird gebraucht, und er lässt sich nirgends eingeben',
    next: 'Führ den Befehl in einem Terminal aus oder schreib den Code in die erste Zeile der Standardeingabe.',
  }),
  'usage.terminal_in': () => ({
    title: '--stdin sendet, was ein anderes Programm schreibt, und das hier ist ein Terminal',
    next: 'Setz es hinter eine Pipe, wie in „tar c DIR | ferry send --stdin NAME.tar“.',
  }),
  'usage.terminal_out': () => ({
    title: '--stdout schreibt, was kommt, wie es ist, und das hier ist ein Terminal',
    next: 'Setz ein Programm oder eine Datei dahinter, wie in „ferry receive --stdout > FILE“.',
  }),
  'usage.invalid_value': (d) => ({
    title: `„${d.value}“ ist als Wert von ${d.option} nicht möglich`,
    next: '„ferry --help“ zeigt, was erwartet wird.',
  }),
  'usage.needs_running': (d) => ({
    title: `Für „${d.command}“ muss Ferry laufen`,
    next: 'Sonst bewegt sich ohnehin nichts. Öffne Ferry und versuch es noch einmal.',
  }),
  'usage.needs_terminal': (d) => ({
    title: `Für „${d.command}“ muss jemand auf den Bildschirm sehen`,
    next: 'Führ den Befehl in einem Terminal aus.',
  }),
  'usage.waits_for_paired': (d) => ({
    title: `Auf ${d.name} kann nichts warten, das Gerät ist nicht gekoppelt`,
    next: 'Koppel zuerst die beiden Geräte, oder lass --wait weg.',
  }),
  'usage.text_unfit': (d) => ({
    title: 'Das lässt sich nicht als Text senden',
    next: `Ein Text ist UTF-8, nicht leer und hat höchstens ${fmt.bytes(d.mostBytes)}. Sende es stattdessen als Datei.`,
  }),
  'usage.not_together': (d) => ({
    title: `${d.first} und ${d.second} gehen nicht zusammen`,
    next: 'Lass eines davon weg. „ferry --help“ zeigt, wie der Befehl geschrieben wird.',
  }),
} satisfies Partial<ErrorTexts>;
