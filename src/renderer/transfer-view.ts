// A transfer as its row says it: what, how it stands, and what can be done about it. Nothing in here knows React.

import { assertNever } from '../base/assert-never.ts';
import { showHidden } from '../base/text.ts';
import { webLinkIn } from '../base/web-link.ts';
import type { ErrorInfo } from '../contract/errors.ts';
import type { ShownTransfer } from '../contract/transfers.ts';
import { isNothingTaken, isOver } from '../contract/transfers.ts';
import { isolate } from '../strings/format.ts';
import type { Strings } from '../strings/index.ts';
import { errorText } from '../strings/index.ts';
import { deviceBy, thingsOf } from '../strings/things.ts';
import { isHardStop } from './device-view.ts';

export type TransferAction =
  | 'showCode'
  | 'pause'
  | 'resume'
  | 'cancel'
  | 'show'
  | 'again'
  | 'pairAgain'
  | 'copy'
  | 'openLink'
  | 'read'
  | 'remove';

/** The picture beside the words; it never says more than they do. */
export type TransferMark = 'send' | 'receive' | 'waiting' | 'paused' | 'done' | 'warning' | 'ended';

export interface TransferView {
  /** Hidden characters shown; a name from outside where `isName`. */
  readonly what: string;
  readonly isName: boolean;
  /** "to Studio PC"; empty while nobody is there. */
  readonly whom: string;
  /** Both, for what speaks of the transfer by name. */
  readonly name: string;
  readonly status: string;
  readonly mark: TransferMark;
  /** Null where no bar is shown. */
  readonly percent: number | null;
  /** What is in the way, for the line below the status. */
  readonly next: string | null;
  readonly actions: readonly TransferAction[];
}

/** What only watching tells: how far it was at most, and since when it moves. */
export interface Pace {
  readonly percent: number;
  readonly movingSince: number | null;
}

const UNKNOWN_PACE: Pace = { percent: 0, movingSince: null };
/** Before that, an estimate is a guess. */
const ESTIMATE_AFTER_MS = 3000;

/** A percentage never goes back, whatever the other device says. */
export function paceOf(row: Pick<ShownTransfer, 'stage' | 'done' | 'total'>, before: Pace, now: number): Pace {
  return {
    percent: Math.max(before.percent, percentOf(row)),
    movingSince: row.stage === 'moving' ? (before.movingSince ?? now) : null,
  };
}

function percentOf({ done, total, isStream }: Pick<ShownTransfer, 'done' | 'total' | 'isStream'>): number {
  // Nobody knows before its end.
  if (isStream) return 0;
  const [part, whole] =
    total.bytes > 0 ? [done.bytes, total.bytes] : [done.files + done.alreadyThere + done.skipped, total.files];
  return whole === 0 ? 0 : Math.max(0, Math.min(100, Math.floor((100 * part) / whole)));
}

export interface Paces {
  /** The newest of a transfer; the same object until something of it changes. */
  of(row: ShownTransfer, now: number): Pace;
}

/** For as long as the window is open: a row that comes back goes on where it was. */
export function createPaces(): Paces {
  const known = new Map<string, { readonly row: ShownTransfer; readonly pace: Pace }>();
  return {
    of(row, now) {
      const before = known.get(row.id);
      if (before?.row === row) return before.pace;
      const pace = paceOf(row, before?.pace ?? UNKNOWN_PACE, now);
      if (isOver(row)) known.delete(row.id);
      else known.set(row.id, { row, pace });
      return pace;
    },
  };
}

export function transferView(strings: Strings, row: ShownTransfer, pace: Pace, now: number): TransferView {
  const { what, isName } = whatOf(strings, row);
  const moves = row.stage === 'moving' || row.stage === 'checking';
  // Where it stood is of use while it waits to go on.
  const waits = row.stage === 'away' || row.stage === 'paused' || row.stage === 'stopped';
  const whom = whomOf(strings, row);
  return {
    what,
    isName,
    whom,
    name: whom === '' ? what : strings.activity.named(what, whom),
    status: statusOf(strings, row, pace, now),
    mark: markOf(row),
    percent: !row.isStream && (moves || (waits && pace.percent > 0)) ? pace.percent : null,
    next: row.trouble === null || saysItself(row) ? null : textOf(strings, row.trouble).next,
    actions: actionsOf(row),
  };
}

/** One thing by its name, several by what they are. */
export function whatOf(
  strings: Strings,
  { content, names, kind, total }: Pick<ShownTransfer, 'content' | 'names' | 'kind' | 'total'>,
): { readonly what: string; readonly isName: boolean } {
  if (content === 'text') return { what: strings.activity.text, isName: false };
  const [only] = names;
  if (only !== undefined && names.length === 1) return { what: showHidden(only), isName: true };
  return { what: thingsOf(strings, kind, total), isName: false };
}

const deviceOf = (strings: Strings, row: Pick<ShownTransfer, 'device' | 'via'>): string => {
  const { device } = row;
  return deviceBy(
    strings,
    row,
    device === null || device.name === '' ? strings.cli.unnamed : isolate(showHidden(device.name)),
  );
};

function whomOf(strings: Strings, row: ShownTransfer): string {
  if (row.device === null) return '';
  const device = deviceOf(strings, row);
  return row.direction === 'send' ? strings.activity.to(device) : strings.activity.from(device);
}

/** Names in it are set apart, because the sentence may be of the other direction. */
function textOf(strings: Strings, trouble: ErrorInfo) {
  return errorText(strings.errors, trouble);
}

/** Whose word already says all that its trouble would. */
const saysItself = ({ stage, trouble }: Pick<ShownTransfer, 'stage' | 'trouble'>): boolean =>
  stage === 'declined' || (stage === 'canceled' && trouble?.code === 'transfer.canceled');

function statusOf(strings: Strings, row: ShownTransfer, { percent, movingSince }: Pace, now: number): string {
  const { transfer, activity } = strings;
  const device = deviceOf(strings, row);
  switch (row.stage) {
    case 'preparing':
    case 'asking':
    case 'checking':
      return transfer[row.stage];
    case 'connecting':
      // What comes has been here before: this program was ended meanwhile, and maybe the other device calls.
      return row.direction === 'send' ? transfer.connecting : transfer.away(device);
    case 'queued':
      return activity.queued(device);
    case 'waitingForDevice':
      return activity.waitingForCode;
    case 'waitingForAnswer':
      return transfer.waitingForAnswer(device);
    case 'waitingForPin':
      return transfer.waitingForPin(device);
    case 'moving': {
      if (row.isStream) return row.direction === 'send' ? transfer.sending : transfer.receiving;
      const words = row.direction === 'send' ? activity.sending(percent) : activity.receiving(percent);
      const isSure = movingSince !== null && now - movingSince >= ESTIMATE_AFTER_MS;
      return joined([words, isSure && row.secondsLeft !== null ? activity.timeLeft(row.secondsLeft) : null]);
    }
    case 'away':
      return transfer.away(device);
    case 'paused':
      return row.trouble === null ? transfer.paused : activity.paused(textOf(strings, row.trouble).title);
    case 'stopped':
      return row.trouble === null ? transfer.paused : activity.stopped(textOf(strings, row.trouble).title);
    case 'done':
      return isNothingTaken(row) ? activity.tookNothing(device) : doneWords(strings, row);
    case 'declined':
      return transfer.declined;
    case 'canceled':
      if (row.trouble === null) return activity.canceledHere;
      return row.trouble.code === 'transfer.canceled'
        ? activity.canceledThere(device)
        : activity.stopped(textOf(strings, row.trouble).title);
    case 'failed':
      return row.trouble === null ? transfer.failed : activity.stopped(textOf(strings, row.trouble).title);
    default:
      return assertNever(row.stage);
  }
}

const joined = (parts: readonly (string | null)[]): string => parts.filter((part) => part !== null).join(' · ');

function doneWords({ transfer, activity }: Strings, row: ShownTransfer): string {
  const { skipped, notWanted } = row.done;
  const seconds = row.activeMs / 1000;
  const rate = averageRate(row);
  return joined([
    skipped > 0 ? transfer.doneSkipped(skipped) : transfer.done,
    notWanted > 0 ? activity.leftOut(notWanted) : null,
    // Of what took no time nobody wants to know how long.
    row.content === 'files' && rate !== null && seconds >= 1
      ? `${activity.took(seconds)}, ${transfer.rate(rate)}`
      : null,
    // By other ways it is compared only where its sender says what it should be.
    row.content === 'files' && row.via === undefined ? activity.verified : null,
  ]);
}

/** Of all its stretches together; null while that is nobody's business. */
export function averageRate({ activeMs, done }: Pick<ShownTransfer, 'activeMs' | 'done'>): number | null {
  return activeMs > 0 && done.bytes > 0 ? Math.round((1000 * done.bytes) / activeMs) : null;
}

function markOf(row: ShownTransfer): TransferMark {
  const { stage, direction, done } = row;
  switch (stage) {
    case 'moving':
    case 'checking':
      return direction;
    case 'preparing':
    case 'connecting':
    case 'queued':
    case 'waitingForDevice':
    case 'waitingForAnswer':
    case 'waitingForPin':
    case 'asking':
    case 'away':
      return 'waiting';
    case 'paused':
      return 'warning';
    case 'stopped':
      return 'paused';
    case 'done':
      if (isNothingTaken(row)) return 'ended';
      return done.skipped > 0 ? 'warning' : 'done';
    case 'declined':
    case 'canceled':
      return 'ended';
    case 'failed':
      return 'warning';
    default:
      return assertNever(stage);
  }
}

/** The one that is wanted most comes first. */
export function actionsOf(row: ActingOn): TransferAction[] {
  const actions = actionsBetweenFerries(row);
  return row.via === undefined ? actions : actions.filter((action) => !FERRY_ALONE.has(action));
}

type ActingOn = Pick<
  ShownTransfer,
  'stage' | 'direction' | 'content' | 'done' | 'trouble' | 'isStream' | 'into' | 'via'
>;

/** Others know neither a pause nor a pairing. */
const FERRY_ALONE: ReadonlySet<TransferAction> = new Set(['pause', 'resume', 'showCode', 'pairAgain']);

function actionsBetweenFerries(row: ActingOn): TransferAction[] {
  const { stage, direction, content, done } = row;
  switch (stage) {
    case 'preparing':
    case 'connecting':
    case 'queued':
    case 'waitingForAnswer':
    case 'waitingForPin':
    case 'checking':
      return ['cancel'];
    case 'waitingForDevice':
      return ['showCode', 'cancel'];
    case 'asking':
      return [];
    case 'moving':
    case 'away':
    case 'paused':
      return ['pause', 'cancel'];
    case 'stopped':
      return ['resume', 'cancel'];
    case 'done':
      if (content === 'text')
        return direction === 'receive' ? ['copy', 'openLink', 'read', 'remove'] : ['read', 'remove'];
      if (direction === 'send') return done.skipped > 0 && !row.isStream ? ['again', 'remove'] : ['remove'];
      // What went on to a command lies nowhere.
      return row.into === null ? ['remove'] : ['show', 'remove'];
    case 'declined':
    case 'canceled':
    case 'failed':
      // A pipe can't be read once more.
      if (direction === 'receive' || (row.isStream && !isHardStop(row))) return ['remove'];
      return [isHardStop(row) ? 'pairAgain' : 'again', 'remove'];
    default:
      return assertNever(stage);
  }
}

export interface Activity {
  readonly running: readonly ShownTransfer[];
  readonly latest: readonly ShownTransfer[];
  /** How many more are over. */
  readonly more: number;
}

const LATEST = 5;

/** What is under way, the newest first, and the latest that are over; what asks has a card of its own. */
export function activityOf(transfers: Readonly<Record<string, ShownTransfer>>): Activity {
  const running: ShownTransfer[] = [];
  const latest: ShownTransfer[] = [];
  let over = 0;
  for (const id in transfers) {
    const row = transfers[id];
    if (row === undefined || row.stage === 'asking') continue;
    if (!isOver(row)) {
      running.push(row);
      continue;
    }
    over++;
    // Of up to some hundreds only these few are ever put in order: this runs with every patch.
    const last = latest.at(-1);
    if (latest.length === LATEST && last !== undefined && byEnd(row, last) > 0) continue;
    latest.push(row);
    latest.sort(byEnd);
    if (latest.length > LATEST) latest.pop();
  }
  return { running: running.sort(byStart), latest, more: over - latest.length };
}

const byStart = (one: ShownTransfer, other: ShownTransfer): number =>
  other.startedAt - one.startedAt || (one.id < other.id ? -1 : 1);

const byEnd = (one: ShownTransfer, other: ShownTransfer): number => endOf(other) - endOf(one) || byStart(one, other);

export const endOf = ({ endedAt, startedAt }: ShownTransfer): number => endedAt ?? startedAt;

export interface HistoryDay {
  /** Midnight at its beginning, by the clock here. */
  readonly day: number;
  readonly rows: readonly ShownTransfer[];
}

/** Everything that is over, the newest day first. */
export function historyDays(transfers: readonly ShownTransfer[]): readonly HistoryDay[] {
  const days: { day: number; rows: ShownTransfer[] }[] = [];
  for (const row of [...transfers].sort(byEnd)) {
    const day = new Date(endOf(row)).setHours(0, 0, 0, 0);
    const last = days.at(-1);
    if (last?.day === day) last.rows.push(row);
    else days.push({ day, rows: [row] });
  }
  return days;
}

/** As it is opened by the main process: nothing else has a button that opens it. */
export const isLink = (text: string): boolean => {
  const link = webLinkIn(text);
  return link !== null && URL.canParse(link);
};
