// When the desktop is told something, and when that is taken back: a reducer over the state, without words or systems.
import type { State } from '../contract/state.ts';
import type { FileKind, ShownTransfer, TransferStage } from '../contract/transfers.ts';
import { isNothingTaken, isOver } from '../contract/transfers.ts';
import type { Safety } from '../contract/vias.ts';
import { safetyOf } from '../contract/vias.ts';
import { outsideName } from './outside-name.ts';

/** Never more than a name, a count and a size: a notification is seen by whoever passes, and stays in lists of the system. */
export interface Load {
  readonly content: ShownTransfer['content'];
  readonly kind: FileKind;
  readonly files: number;
  readonly folders: number;
  readonly bytes: number;
}

/** Only of what doesn't go by Ferry. */
export interface OfWay {
  readonly safety?: Safety;
  /** Where it isn't LocalSend, of which there is most. */
  readonly via?: 'page';
}

export type Note =
  /** An offer. `answers`: what can be answered without opening the window. */
  | (OfWay & {
      readonly is: 'offer';
      readonly device: string;
      readonly load: Load;
      readonly answers: 'both' | 'decline' | 'none';
    })
  /** A device asks for its PIN before it takes anything of ours. */
  | { readonly is: 'pin'; readonly device: string }
  /** A device that isn't paired hopes to be let in; null where it has said no name. */
  | { readonly is: 'wish'; readonly device: string | null }
  /** So many at once that one stands for all. */
  | { readonly is: 'offers' | 'strangers' | 'ends'; readonly count: number }
  | (OfWay & {
      readonly is: 'came' | 'sent' | 'untaken' | 'failed' | 'declined' | 'resumed';
      readonly device: string;
      readonly load: Load;
    });

/** Of the thing that a note is about: one note for each, whatever becomes of it. */
export type NoteKey = `${'offer' | 'pin' | 'wish' | 'end'}:${string}` | 'offers' | 'strangers' | 'ends';

export interface Facts {
  readonly isWindowFocused: boolean;
  readonly isWindowVisible: boolean;
  readonly isLocked: boolean;
  readonly now: number;
}

/** What has to be known besides the state. */
export interface Noticed {
  /** What the desktop shows, as far as can be known. */
  readonly open: ReadonlyMap<NoteKey, Note>;
  /** What asks and has had its note: it doesn't get another when that was put away. */
  readonly told: ReadonlySet<NoteKey>;
  readonly askedAt: ReadonlyMap<string, number>;
  /** When strangers rang lately. */
  readonly rangAt: readonly number[];
  /** Null before the first look: what had ended by then is no news. */
  readonly stages: ReadonlyMap<string, TransferStage> | null;
  readonly brokenAt: ReadonlyMap<string, number>;
  readonly hasResumed: ReadonlySet<string>;
  /** What became of transfers while nobody looked. */
  readonly ends: ReadonlyMap<string, Note>;
}

export const NOTHING_NOTICED: Noticed = {
  open: new Map(),
  told: new Set(),
  askedAt: new Map(),
  rangAt: [],
  stages: null,
  brokenAt: new Map(),
  hasResumed: new Set(),
  ends: new Map(),
};

export interface Noticing {
  readonly next: Noticed;
  /** In the place of the one with the same key, if that is shown; then without a sound. */
  readonly show: readonly { readonly key: NoteKey; readonly note: Note; readonly isQuiet: boolean }[];
  readonly close: readonly NoteKey[];
  readonly lookAgainAt: number | null;
}

/** What is taken without asking is answered within this time, and then nobody was asked. */
export const ASK_AFTER_MS = 500;
/** More than so many at once are one. */
export const MOST_NOTES = 3;
/** Strangers who come and go would ring for ever: beyond that many (and one for all) they wait for so long. */
const RINGS_WITHIN_MS = 60_000;
/** A connection that was gone for less wasn't missed. */
const BROKEN_FOR_MS = 10_000;
/** A row that comes into sight ended is news only so long: the others are history. */
const NEWS_MS = 60_000;

const BROKEN: ReadonlySet<TransferStage> = new Set(['away', 'paused', 'stopped']);

/** Only in the window is there enough to see of a stranger, or of programs, to accept them; and only its person unlocks. */
export const mayAcceptOutside = (
  { stage, direction, device, hasActiveTypes }: ShownTransfer,
  isLocked: boolean,
): boolean =>
  stage === 'asking' && direction === 'receive' && device?.isPaired === true && !hasActiveTypes && !isLocked;

export function notice(before: Noticed, state: Pick<State, 'pairings' | 'transfers'>, facts: Facts): Noticing {
  const isInFront = facts.isWindowFocused && facts.isWindowVisible && !facts.isLocked;
  const rows = Object.values(state.transfers);

  const asking = rows.filter(({ stage, direction }) => stage === 'asking' && direction === 'receive');
  const askedAt = new Map(asking.map(({ id }) => [id as string, before.askedAt.get(id) ?? facts.now]));
  const isDue = (id: string) => facts.now - (askedAt.get(id) ?? facts.now) >= ASK_AFTER_MS;
  const times = [...askedAt].filter(([id]) => !isDue(id)).map(([, at]) => at + ASK_AFTER_MS);

  // Strangers stand apart, so that no crowd of them hides what a paired device asks.
  const friends = new Map<NoteKey, Note>();
  const strangers = new Map<NoteKey, Note>();
  for (const row of asking.filter(({ id }) => isDue(id)))
    (row.device?.isPaired === true ? friends : strangers).set(`offer:${row.id}`, offerNote(row, facts.isLocked));
  for (const { id, stage, device } of Object.values(state.pairings))
    if (stage === 'asked') strangers.set(`wish:${id}`, { is: 'wish', device: device && outsideName(device) });

  const told = new Set<NoteKey>();
  const wanted = new Map<NoteKey, Note>();
  for (const row of rows.filter(({ stage }) => stage === 'waitingForPin')) {
    // Who is at the window has its sheet before them.
    if (isInFront) told.add(`pin:${row.id}`);
    else friends.set(`pin:${row.id}`, { is: 'pin', device: nameOf(row) });
  }
  ask('offers', friends, before, told, wanted);
  const newStrangers = ask('strangers', strangers, before, told, wanted);
  const rangAt = before.rangAt.filter((at) => facts.now - at < RINGS_WITHIN_MS);
  for (const key of newStrangers) {
    if (rangAt.length <= MOST_NOTES) rangAt.push(facts.now);
    else {
      wanted.delete(key);
      told.delete(key);
      times.push((rangAt[0] ?? facts.now) + RINGS_WITHIN_MS);
    }
  }

  const passed = pass(before, rows, facts.now);
  const ends = new Map(isInFront ? [] : passed.ends);
  if (ends.size > MOST_NOTES) wanted.set('ends', { is: 'ends', count: ends.size });
  else for (const [id, note] of ends) wanted.set(`end:${id}`, note);

  const changed = [...wanted].filter(([key, note]) => !isSame(before.open.get(key), note));
  return {
    next: { ...passed, open: wanted, told, askedAt, rangAt, ends },
    show: changed.map(([key, note]) => ({ key, note, isQuiet: before.open.has(key) })),
    close: [...before.open.keys()].filter((key) => !wanted.has(key)),
    lookAgainAt: times.length === 0 ? null : Math.min(...times),
  };
}

/** The desktop shows it no more: somebody put it away, or its time was over. */
export function putAway(before: Noticed, key: NoteKey): Noticed {
  const open = new Map(before.open);
  open.delete(key);
  const ends = new Map(key === 'ends' ? [] : before.ends);
  if (key.startsWith('end:')) ends.delete(key.slice('end:'.length));
  return { ...before, open, ends };
}

/** Into `wanted`: each by itself, or from the fourth on, until all are answered, one for all. Gives those that are new. */
function ask(
  crowd: 'offers' | 'strangers',
  asks: ReadonlyMap<NoteKey, Note>,
  before: Noticed,
  told: Set<NoteKey>,
  wanted: Map<NoteKey, Note>,
): readonly NoteKey[] {
  const isCrowd = asks.size > MOST_NOTES || (asks.size > 0 && before.told.has(crowd));
  const own: ReadonlyMap<NoteKey, Note> = isCrowd ? new Map([[crowd, { is: crowd, count: asks.size }]]) : asks;
  for (const [key, note] of own) {
    told.add(key);
    if (before.open.has(key) || !before.told.has(key)) wanted.set(key, note);
  }
  return [...own.keys()].filter((key) => !before.told.has(key));
}

const DONE = { send: 'sent', receive: 'came' } as const;

/** What has become of the transfers since the last look. */
function pass(
  before: Noticed,
  rows: readonly ShownTransfer[],
  now: number,
): Pick<Noticed, 'stages' | 'brokenAt' | 'hasResumed' | 'ends'> {
  const brokenAt = new Map<string, number>();
  const hasResumed = new Set<string>();
  const ends = new Map<string, Note>();
  for (const row of rows) {
    const { id, stage, direction } = row;
    const wasBroken = before.brokenAt.get(id);
    if (!isOver(row) && stage !== 'moving') {
      // On the way back it is called and listed again: that is still the same gap.
      if (wasBroken !== undefined || BROKEN.has(stage)) brokenAt.set(id, wasBroken ?? now);
    }
    if (before.hasResumed.has(id) && !isOver(row)) hasResumed.add(id);

    const kept = before.ends.get(id);
    if (kept !== undefined && (kept.is !== 'resumed' || stage === 'moving' || stage === 'checking')) ends.set(id, kept);
    if (before.stages === null || before.stages.get(id) === stage) continue;
    if (stage === 'moving' && wasBroken !== undefined && now - wasBroken >= BROKEN_FOR_MS && !hasResumed.has(id)) {
      hasResumed.add(id);
      ends.set(id, endNote('resumed', row));
    }
    if (!isOver(row) || !isNews(before.stages.get(id), row, now)) continue;
    ends.delete(id);
    if (stage === 'done') ends.set(id, isNothingTaken(row) ? untakenNote(row) : endNote(DONE[direction], row));
    else if (stage === 'failed') ends.set(id, endNote('failed', row));
    else if (stage === 'declined' && direction === 'send') ends.set(id, endNote('declined', row));
  }
  return { stages: new Map(rows.map(({ id, stage }) => [id, stage])), brokenAt, hasResumed, ends };
}

const isNews = (stageBefore: TransferStage | undefined, { endedAt }: ShownTransfer, now: number): boolean =>
  stageBefore === undefined ? endedAt !== null && now - endedAt < NEWS_MS : !isOver({ stage: stageBefore });

function offerNote(row: ShownTransfer, isLocked: boolean): Note {
  const mayDecline = isLocked ? 'none' : 'decline';
  const answers = mayAcceptOutside(row, isLocked) ? 'both' : mayDecline;
  return { is: 'offer', device: nameOf(row), load: loadOf(row), answers, ...safetyIn(row) };
}

const endNote = (is: 'came' | 'sent' | 'untaken' | 'failed' | 'declined' | 'resumed', row: ShownTransfer): Note => ({
  is,
  device: nameOf(row),
  load: loadOf(row),
  ...safetyIn(row),
});

/** All of it was left out, and so is no part of what went. */
const untakenNote = ({ total, done, ...row }: ShownTransfer): Note =>
  endNote('untaken', { ...row, done, total: { ...total, files: done.notWanted, folders: 0 } });

function safetyIn(row: ShownTransfer): OfWay {
  const safety = safetyOf(row, row.device?.isPaired ?? false);
  return safety === null ? {} : { safety, ...(row.via === 'page' ? { via: row.via } : {}) };
}

const nameOf = ({ device }: ShownTransfer): string => outsideName(device?.name ?? '');

const loadOf = ({ content, kind, total: { files, folders, bytes } }: ShownTransfer): Load => ({
  content,
  kind,
  files,
  folders,
  bytes,
});

const isSame = (one: Note | undefined, other: Note): boolean => JSON.stringify(one) === JSON.stringify(other);
