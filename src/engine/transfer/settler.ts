// Makes what has come safe, in groups: content to the disk, then the name, then the journal, then the word to the sender.
// After a power cut at any moment each file is whole under its name, or waits in staging; never both, never half.
import { closeSync, unlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import type { FileNote } from '../../contract/transfers.ts';
import { isActiveType } from '../disk/active-types.ts';
import { type Installed, installFile } from '../disk/install.ts';
import { markOrigin } from '../disk/origin-mark.ts';
import type { FilePlace } from '../disk/receive-tree.ts';
import type { Outcome } from '../wire/transfer-messages.ts';
import { failpoint } from './failpoint.ts';
import { GroupSync } from './group-sync.ts';
import type { Incoming } from './incoming.ts';
import { type Listed, pathOf, renamedNote, skippedNote } from './list-cursor.ts';
import { patiently } from './patience.ts';
import { isTurnOver, nextTurn } from './turn.ts';

const MOST_FILES = 256;
const MOST_BYTES = 64 * 1024 * 1024;

interface DueFile {
  readonly kind: 'file';
  readonly index: number;
  readonly bytes: number;
  /** Open, and whole. */
  readonly file: number;
  readonly staged: string;
  readonly found: Listed;
  readonly place: FilePlace;
}

/** Once all that has come of a file is written: it is whole, or not as it was sent, or the volume has no files of its size. */
export type Ended = DueFile | DueSkipped | DueDamaged;

interface DueSkipped {
  readonly kind: 'skipped';
  readonly index: number;
  readonly note: FileNote;
  readonly part: string | null;
}

interface DueDamaged {
  readonly kind: 'damaged';
  readonly index: number;
}

/** What is known of it. */
type Settling =
  | Ended
  /** Was there before. */
  | { readonly kind: 'there'; readonly index: number; readonly bytes: number; readonly part: null }
  /** Has its name from a run that ended before it could say so. */
  | {
      readonly kind: 'installed';
      readonly index: number;
      readonly bytes: number;
      readonly place: FilePlace;
      readonly note: FileNote | null;
      readonly part: string;
    };

/** `ended` throws where it can't be written; what is kept of it then is the caller's. */
export type Due =
  | Settling
  | { readonly kind: 'ending'; readonly index: number; readonly bytes: number; readonly ended: Promise<Ended> };

/** What is to be said of those that have got their names; nothing, where these are as they were sent. */
type Notes = ReadonlyMap<number, FileNote>;

type OnSettled = (outcomes: readonly Outcome[]) => void;

export class Settler {
  readonly #incoming: Incoming;
  readonly #onSettled: OnSettled;
  readonly #onFailed: (error: unknown) => void;
  readonly #sync = new GroupSync();
  #due: Due[] = [];
  #dueBytes = 0;
  #settling: Promise<void> | null = null;
  /** The folders of the group before, whose own names are safe. */
  #named: ReadonlySet<string> = new Set();
  /** The end of one couldn't be written: those before it are settled first. */
  #isBroken = false;
  #failure: { readonly error: unknown } | null = null;

  /** `onFailed`: a group, at once; whoever adds more, or waits for the rest, hears it as well. */
  constructor(incoming: Incoming, onSettled: OnSettled, onFailed: (error: unknown) => void) {
    this.#incoming = incoming;
    this.#onSettled = onSettled;
    this.#onFailed = onFailed;
  }

  /** In the order of the list. */
  add(due: Due): void {
    this.#due.push(due);
    this.#dueBytes += contentBytes(due);
    if (due.kind === 'ending')
      due.ended.catch(() => {
        this.#isBroken = true;
      });
    if (this.#due.length >= MOST_FILES || this.#dueBytes >= MOST_BYTES) void this.#start();
  }

  /** Resolves when no more than a group is waiting. Throws what a group failed with, or the end of a file. */
  async room(): Promise<void> {
    while ((this.#due.length >= MOST_FILES || this.#isBroken) && this.#failure === null) await this.#start();
    this.#throwIfFailed();
  }

  async flush(): Promise<void> {
    while ((this.#due.length > 0 || this.#settling !== null) && this.#failure === null) await this.#start();
    this.#throwIfFailed();
  }

  /** Nothing of it will be settled in this round: closes what is open, and leaves it where it lies. */
  async abandon(): Promise<void> {
    await this.#settling;
    for (const due of this.#due.splice(0)) {
      const found = due.kind === 'ending' ? await due.ended.catch(() => null) : due;
      if (found?.kind !== 'file') continue;
      closeSync(found.file);
      this.#incoming.doubt(found.index, found.bytes);
    }
  }

  #start(): Promise<void> {
    this.#settling ??= this.#settle()
      .catch((error: unknown) => {
        this.#failure = { error };
        this.#onFailed(error);
      })
      .finally(() => {
        this.#settling = null;
      });
    return this.#settling;
  }

  async #settle(): Promise<void> {
    const group = await this.#ended();
    if (group.length === 0) return;
    const files = group.filter((due) => due.kind === 'file');
    await this.#sync.files(files);
    failpoint('fsync');
    const installed = await this.#install(files);
    await this.#write(group, installed);
    failpoint('journal');
    for (const due of this.#due.splice(0, group.length)) this.#dueBytes -= contentBytes(due);
    for (const due of group) {
      if (due.kind === 'file') {
        closeSync(due.file);
        unlinkIfThere(due.staged);
      } else if (due.kind !== 'damaged' && due.part !== null) unlinkIfThere(due.part);
      failpoint('tidy');
      if (isTurnOver()) await nextTurn();
    }
    this.#onSettled(group.flatMap((due) => outcomeOf(due, installed)));
    failpoint('acknowledge');
  }

  /** The next group, up to a file whose end can't be written. Throws where that is the first. */
  async #ended(): Promise<readonly Settling[]> {
    const group: Settling[] = [];
    for (const due of this.#due.slice(0, MOST_FILES)) {
      try {
        group.push(due.kind === 'ending' ? await due.ended : due);
      } catch (error) {
        if (group.length === 0) throw error;
        break;
      }
    }
    return group;
  }

  async #install(files: readonly DueFile[]): Promise<Notes> {
    const notes = new Map<number, FileNote>();
    for (let at = 0; at < files.length; ) {
      const next = files[at] as DueFile;
      const { folder } = next.place;
      if (isActiveType(next.place.name)) await markOrigin(next.staged);
      // As many as can be done at once, so that their folder is held by nobody when others have their turn.
      const waiting = folder.holdOn(() => {
        for (let due: DueFile | undefined = next; due?.place.folder === folder; due = files[at]) {
          if (due !== next && (isActiveType(due.place.name) || isTurnOver())) break;
          at++;
          const later = this.#installOne(due, notes);
          if (later !== null) return later;
          failpoint('install');
        }
        return null;
      });
      await waiting;
      if (waiting !== null) failpoint('install');
      if (isTurnOver()) await nextTurn();
    }
    return notes;
  }

  /** Null where it was done at once. */
  #installOne(due: DueFile, notes: Map<number, FileNote>): Promise<void> | null {
    const { index, staged, place, found } = due;
    const intend = (name: string): void => this.#incoming.journal.add({ intend: index, name });
    const noted = (installed: Installed): void => {
      if (!installed.ok) notes.set(index, skippedNote(pathOf(found), installed.reason));
      else if (installed.name !== place.name || place.isChanged)
        notes.set(index, renamedNote(pathOf(found), installed.name));
    };
    const installed = patiently(() => installFile({ staged, place, intend }));
    if (installed instanceof Promise) return installed.then(noted);
    noted(installed);
    return null;
  }

  async #write(group: readonly Settling[], installed: Notes): Promise<void> {
    const { journal } = this.#incoming;
    const before = journal.counts;
    const counts = { ...before };
    const notes: FileNote[] = [];
    const damaged: number[] = [];
    const mended: number[] = [];
    for (const due of group) {
      if (due.kind === 'damaged') {
        damaged.push(due.index);
        continue;
      }
      if (journal.damaged.has(due.index)) mended.push(due.index);
      const note = noteOf(due, installed);
      if (note !== null) notes.push(note);
      if (note?.kind === 'skipped') counts.skipped++;
      else if (due.kind === 'there') counts.alreadyThere++;
      else counts.files++;
      if (due.kind !== 'skipped') counts.bytes += due.bytes;
    }
    // The names first: what the journal calls settled is never looked for again.
    await this.#syncNames(group);
    const settledTo = Math.max(journal.settledTo, (group.at(-1)?.index ?? 0) + 1);
    journal.add({ settledTo, counts, notes, damaged, mended });
    await this.#sync.journal(journal);
  }

  /** A name is safe where its folder's own is, and so on up to the receive folder. */
  async #syncNames(group: readonly Settling[]): Promise<void> {
    const named = new Set<string>();
    const due = new Set<string>();
    let latest: FilePlace['folder'] | null = null;
    for (const each of group) {
      if ((each.kind !== 'file' && each.kind !== 'installed') || each.place.folder === latest) continue;
      latest = each.place.folder;
      const { path, root } = latest;
      named.add(path);
      due.add(path);
      if (this.#named.has(path)) continue;
      for (let folder: string = path; folder !== root.path; folder = dirname(folder)) due.add(dirname(folder));
    }
    await this.#sync.folders(due);
    this.#named = named;
  }

  #throwIfFailed(): void {
    if (this.#failure !== null) throw this.#failure.error;
  }
}

const contentBytes = (due: Due): number => (due.kind === 'file' || due.kind === 'ending' ? due.bytes : 0);

/** Null where there is nothing to be said of it. */
function noteOf(due: Settling, installed: Notes): FileNote | null {
  if (due.kind === 'file') return installed.get(due.index) ?? null;
  return due.kind === 'skipped' || due.kind === 'installed' ? due.note : null;
}

function outcomeOf(due: Settling, installed: Notes): readonly Outcome[] {
  const { index } = due;
  if (due.kind === 'there') return [{ index, what: 'alreadyThere', reason: null }];
  const note = noteOf(due, installed);
  if (note === null) return NO_OUTCOME;
  return note.kind === 'renamed'
    ? [{ index, what: 'renamed', reason: null }]
    : [{ index, what: 'skipped', reason: note.reason }];
}

const NO_OUTCOME: readonly Outcome[] = [];

function unlinkIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // It never was, or has gone: then there is nothing to tidy.
  }
}
