// What `ferry serve` says of itself and of what comes, in German.
import { formatFor } from './format.ts';
import type { serving as EnglishServing } from './serve-en.ts';

const fmt = formatFor('de');

export const serving: typeof EnglishServing = {
  ready: (name, folder) => `${name} empfängt in den Ordner ${folder}`,
  reachedAt: (addresses, port) => `Zu erreichen unter ${fmt.either(addresses)}, Port ${port}`,
  takesAllPaired: 'Alles, was gekoppelte Geräte senden, wird angenommen',
  takesFrom: (devices) =>
    `Ohne Rückfrage angenommen, außer Programmen, Skripten und Pipes: was von ${devices.join(', ')} kommt`,
  takesNothing: (command) =>
    `Noch wird nichts außer Text angenommen. Annehmen, was ein gekoppeltes Gerät sendet: ${command}`,
  nobodyPaired: (command) => `Noch ist kein Gerät gekoppelt. Eines koppeln: ${command}`,
  received: (what, device, folder, took) => `${what} von ${device} in ${took} empfangen und in ${folder} abgelegt`,
  receivedText: (what, device, command) => `${what} von ${device} empfangen. Lesen: ${command}`,
  sent: (what, device, took) => `${what} an ${device} in ${took} gesendet`,
  took: (seconds) => `${fmt.number(Math.round(10 * seconds) / 10)}\u00a0s`,
  skipped: (count) =>
    fmt.plural(count, {
      one: '1\u00a0Datei wurde ausgelassen',
      other: `${fmt.number(count)}\u00a0Dateien wurden ausgelassen`,
    }),
  refused: (what, device, why) => `Abgelehnt, was ${device} senden wollte, ${what}: ${why}`,
  why: {
    notPaired: (command) => `nicht mit diesem Gerät gekoppelt. Koppeln: ${command}`,
    notAlwaysAccepted: (command) => `niemand ist da, der gefragt werden könnte. Annehmen, was es sendet: ${command}`,
    activeTypes: (command) =>
      `Programme oder Skripte sind darunter. Um selbst zu antworten: ${command}, dann noch einmal senden lassen`,
    dailyLimit: (command) => `heute kam genug ohne Rückfrage. Ändern, wie viel es sein darf: ${command}`,
    littleSpace: (command) =>
      `es bliebe wenig Platz. Um selbst zu antworten: ${command}, dann noch einmal senden lassen`,
    sizeUnknown: (command) =>
      `es kommt aus einer Pipe, und niemand weiß, wie viel es ist. Um selbst zu antworten: ${command}, dann noch einmal senden lassen`,
    spaceUnknown: (command) =>
      `wie viel Platz frei ist, ist nicht bekannt. Um selbst zu antworten: ${command}, dann noch einmal senden lassen`,
    notTaken: (command) =>
      `es ließ sich nicht annehmen. Um selbst zu antworten: ${command}, dann noch einmal senden lassen`,
  },
  codeRefused: (device, command) =>
    `Ein neues Gerät, das sich ${device} nennt, wollte einen Code; es wurde keiner gezeigt. Einen zeigen: ${command}`,
  more: (count, device) =>
    fmt.plural(count, {
      one: `1 weiteres Mal wurde etwas von ${device} abgelehnt, oder es wurde nichts daraus`,
      other: `${fmt.number(count)} weitere Male wurde etwas von ${device} abgelehnt, oder es wurde nichts daraus`,
    }),
  moreOfNew: (count) =>
    fmt.plural(count, {
      one: '1 weiteres Mal wurde etwas von neuen Geräten abgelehnt, oder es wurde nichts daraus',
      other: `${fmt.number(count)} weitere Male wurde etwas von neuen Geräten abgelehnt, oder es wurde nichts daraus`,
    }),
  reloaded: 'Einstellungen, gekoppelte Geräte und Netzwerke wurden neu gelesen',
  stopping: (count) =>
    count === 0
      ? 'Wird gestoppt'
      : fmt.plural(count, {
          one: 'Wird gestoppt; 1\u00a0Übertragung geht weiter, wenn Ferry wieder läuft',
          other: `Wird gestoppt; ${fmt.number(count)}\u00a0Übertragungen gehen weiter, wenn Ferry wieder läuft`,
        }),
  stopped: 'Gestoppt',
};
