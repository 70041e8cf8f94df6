// Every text that a person can meet in a language, with samples in it.
import type { Strings } from '../../../src/strings/en.ts';
import { errorTexts } from './error-samples.ts';
import { findingTexts } from './finding-samples.ts';
import { MEETING_SAMPLES } from './meeting-samples.ts';
import { NOTIFY_SAMPLES } from './notify-samples.ts';
import { SHELL_SAMPLES } from './shell-samples.ts';

export const AT = new Date(2026, 4, 6, 14, 2).getTime();

/** What the functions outside `errors` are called with; names where nothing else is said. */
const SAMPLE_INPUT: Readonly<Record<string, (strings: Strings) => readonly unknown[]>> = {
  'visibility.menu': (strings) => [strings.visibility.nobody],
  'visibility.everyoneUntil': () => [AT],
  'settings.version': () => ['0.1.0'],
  'tray.needsYou': () => [3],
  'page.amount': () => [12, 48_000_000],
  'page.size': () => [48_000_000],
  'page.onlyInAll': () => [12],
  'page.pinWrong': () => [3],
  'pages.note.verified': (strings) => [strings.transfer.size(48_000_000)],
  'pages.note.encrypted': (strings) => [strings.transfer.size(48_000_000)],
  'pages.note.plain': (strings) => [strings.transfer.size(48_000_000)],
  'pages.notAsked': () => ['ferry receive'],
  'pages.visitor': () => ['192.0.2.7'],
  'pages.shareIsThere': (strings) => [strings.transfer.files(12), '10:00'],
  'pages.receiveIsThere': () => ['10:00'],
  'pages.pin': () => ['123456'],
  'pages.time': () => [AT],
  'pages.shareTitle': (strings) => [strings.transfer.files(12)],
  'pages.leftOut': () => [3],
  'pages.lastDownload': () => [AT, '192.0.2.7'],
  'pages.until': () => [AT],
  'pages.downloaded': () => [3],
  'transfer.doneSkipped': () => [3],
  'transfer.files': () => [12],
  'transfer.folders': () => [12],
  'transfer.size': () => [48_000_000],
  'transfer.sizeOf': () => [1_200_000_000, 4_000_000_000],
  'transfer.countOf': () => [3, 12],
  'transfer.percent': () => [62],
  'transfer.rate': () => [48_000_000],
  'transfer.timeLeft': () => [120],
  'transfer.names': () => [['photos', 'notes.txt'], 10],
  'transfer.renamed': () => ['photos/a.txt', 'a (2).txt'],
  'sending.sendToSelected': () => [3],
  'sending.rowName': (strings) => ['Studio PC', strings.nearby.here],
  'sending.titleFiles': () => [3],
  'sending.together': (strings) => [strings.transfer.size(48_000_000)],
  'sending.more': () => [3],
  'sending.textTooLong': () => [1_048_576],
  'sending.joined': () => [3],
  'activity.kinds.picture': () => [12],
  'activity.kinds.video': () => [12],
  'activity.kinds.music': () => [12],
  'activity.kinds.document': () => [12],
  'activity.kinds.archive': () => [12],
  'activity.kinds.program': () => [12],
  'activity.kinds.file': () => [12],
  'activity.named': (strings) => [strings.activity.text, strings.activity.to('Studio PC')],
  'activity.rowName': (strings) => [strings.activity.text, strings.transfer.done],
  'activity.sending': () => [62],
  'activity.receiving': () => [62],
  'activity.timeLeft': () => [120],
  'activity.stopped': (strings) => [strings.errors['transfer.gone']({ name: 'Studio PC' }).title],
  'activity.paused': (strings) => [strings.errors['transfer.paused_there']({ name: 'Studio PC' }).title],
  'activity.took': () => [120],
  'activity.leftOut': () => [3],
  'activity.alreadyThere': () => [3],
  'activity.buttonOf': (strings) => [strings.activity.show, 'Studio PC'],
  'activity.said.started': (strings) => ['Studio PC', strings.activity.sending(0)],
  'activity.said.part': () => ['Studio PC', 25],
  'activity.said.ended': (strings) => ['Studio PC', strings.transfer.done],
  'transferDetails.notesMore': () => [3],
  'transferDetails.fileState': (strings) => [strings.transferDetails.states.skipped, strings.transfer.reason.link],
  'localSend.twins': () => ['Studio PC', 2],
  'localSend.note.verified': (strings) => [strings.transfer.size(48_000_000)],
  'localSend.note.encrypted': (strings) => [strings.transfer.size(48_000_000)],
  'localSend.note.plain': (strings) => [strings.transfer.size(48_000_000)],
  'localSend.notAsked': () => ['ferry receive'],
  'localSend.unfinished': () => [3],
  'cli.setTo': () => ['visibility', 'paired'],
  'serving.reachedAt': () => [['192.0.2.7', 'fe80::1'], 26_810],
  'serving.takesFrom': () => [['Mia-s MacBook', 'Studio PC']],
  'serving.received': (t) => [t.transfer.files(2), 'Studio PC', 'Inbox', t.serving.took(0.4)],
  'serving.receivedText': (t) => [t.cli.text(t.transfer.size(6)), 'Studio PC', 'ferry history show 1a2b3c4d'],
  'serving.sent': (t) => [t.transfer.files(2), 'Studio PC', t.serving.took(0.4)],
  'serving.refused': (t) => [t.transfer.files(2), 'Studio PC', t.serving.why.notPaired('ferry pair')],
  'serving.took': () => [0.4],
  'serving.skipped': () => [3],
  'serving.stopping': () => [3],
  'serving.more': () => [3, 'Studio PC'],
  'serving.moreOfNew': () => [3],
  'identity.forgets': () => [3],
  'identity.endsTransfers': () => [3],
  'cli.wouldSend': (strings) => [strings.transfer.files(12), 'Studio PC'],
  'cli.wouldShowCode': (strings) => [strings.transfer.files(12)],
  'cli.wouldLeaveOut': () => [3],
  'cli.reachedAt': () => [['192.0.2.7:26810', '[fe80::1%eth0]:26810']],
  'cli.code': () => ['482 915'],
  'cli.onTheOther': () => ['ferry receive --from 192.0.2.7'],
  'cli.offer': (strings) => ['Studio PC', strings.transfer.files(12)],
  'cli.offerNew': (strings) => ['Studio PC', strings.transfer.files(12)],
  'cli.offerNames': (strings) => [strings.transfer.names(['photos', 'notes.txt'], 10), 'Inbox'],
  'cli.amount': (strings) => [strings.transfer.files(12), strings.transfer.size(48_000_000)],
  'cli.sendingTo': (strings) => [strings.transfer.files(12), 'Studio PC'],
  'cli.receivingFrom': (strings) => [strings.transfer.files(12), 'Studio PC'],
  'cli.sentTo': (strings) => [strings.transfer.files(12), 'Studio PC'],
  'cli.receivedFrom': (strings) => [strings.transfer.files(12), 'Studio PC', 'Inbox'],
  'cli.alreadyThere': () => [3],
  'cli.fileNote': (strings) => ['photos/a.txt', strings.transfer.reason.link],
  'cli.more': () => [80],
  'cli.text': (strings) => [strings.transfer.size(48_000)],
  'cli.waitsNoMore': () => ['ferry transfers resume 1a2b3c4d'],
  'cli.taken': () => [3, 12],
  'cli.moment': () => [AT, AT],
  'cli.waitsWithCode': () => ['ferry receive --from Leo'],
  'cli.pausedResume': () => ['ferry transfers resume 1a2b3c4d'],
  'cli.stoppedResume': () => ['ferry transfers resume 1a2b3c4d'],
  'cli.expected.oneOf': () => [['whileOpen', 'paired', 'nobody']],
  ...SHELL_SAMPLES,
  ...NOTIFY_SAMPLES,
  ...MEETING_SAMPLES,
};
const NAMES = ['Mia-s MacBook', 'Studio PC', 'Leo'];

type Leaf = { readonly path: string; readonly value: unknown };

function leaves(value: unknown, path = ''): Leaf[] {
  if (typeof value !== 'object' || value === null) return [{ path, value }];
  return Object.entries(value).flatMap(([key, part]) => leaves(part, path === '' ? key : `${path}.${key}`));
}

export const shape = (strings: Strings) => leaves(strings).map(({ path, value }) => `${path}: ${typeof value}`);

/** By their paths. */
export function texts(strings: Strings): Map<string, string> {
  const found = new Map([...errorTexts(strings), ...findingTexts(strings)]);
  for (const { path, value } of leaves(strings)) {
    if (path === 'locale' || path === 'direction' || /^(?:errors|doctor\.findings)\./.test(path)) continue;
    if (typeof value === 'function') found.set(path, String(value(...(SAMPLE_INPUT[path]?.(strings) ?? NAMES))));
    else found.set(path, String(value));
  }
  return found;
}

export const pathsWhere = (strings: Strings, isBad: (text: string, path: string) => boolean): string[] =>
  [...texts(strings)].filter(([path, text]) => isBad(text, path)).map(([path, text]) => `${path}: ${text}`);
