// Makes what has come safe, in groups: content to the disk, then the name, then the journal, then the word to the sender.
// After a power cut at any moment each file is whole under its name, or waits in staging; never both, never half.
import { closeSync, renameSync, unlinkSync } from 'node:fs';
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
import type { StagedFolder } from './staged-folder.ts';
import { isTurnOver, nextTurn } from './turn.ts';

const MOST_FILES = 256;
const MOST_BYTES = 64 * 1024 * 1024;

interface DueFile {
  readonly kind: 'file';
  readonly index: number;
  readonly bytes: number;
  /** Open, and whole; null where it needn't be open any more. */
  readonly file: number | null;
  staged: string;
  /** Where it is staged with all others of its folder. */
  within: StagedFolder | null;
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
  readonly #sync: GroupSync;
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
    this.#sync = new GroupSync(incoming.root);
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
      if (found.file !== null) closeSync(found.file);
      this.#leave(found);
    }
  }

  #leave(due: DueFile): void {
    const { index, bytes, within } = due;
    if (within?.isInstalled) {
      this.#incoming.place(index);
      return;
    }
    try {
      if (within !== null) this.#takeOut(due);
    } catch {
      // It is sent again.
      return;
    }
    this.#incoming.doubt(index, bytes);
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
    const folders = this.#wholeFolders(files);
    await this.#sync.files(files);
    await this.#sync.folders(Array.from(folders, ({ path }) => path));
    failpoint('fsync');
    if (folders.size > 0)
      this.#incoming.journal.add({ placing: Array.from(folders, ({ first, count }) => [first, count]) });
    const installed = await this.#install(files);
    await this.#write(group, installed);
    failpoint('journal');
    for (const due of this.#due.splice(0, group.length)) this.#dueBytes -= contentBytes(due);
    for (const due of group) {
      if (due.kind === 'file') {
        if (due.file !== null) closeSync(due.file);
        if (due.within === null) unlinkIfThere(due.staged);
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
    return upToWholeFolder(group);
  }

  /** The others' files go alone. */
  #wholeFolders(files: readonly DueFile[]): ReadonlySet<StagedFolder> {
    const whole = new Set<StagedFolder>();
    for (const [at, due] of files.entries()) {
      const { within } = due;
      if (within === null || whole.has(within)) continue;
      const last = files[at + within.count - 1];
      if (within.isWhole && within.first === due.index && last?.within === within) whole.add(within);
      else this.#takeOut(due);
    }
    return whole;
  }

  /** To where a file that goes alone is staged. */
  #takeOut(due: DueFile): void {
    const alone = this.#incoming.staging.partOf(due.index);
    renameSync(due.staged, alone);
    due.staged = alone;
    due.within = null;
  }

  async #install(files: readonly DueFile[]): Promise<Notes> {
    const notes = new Map<number, FileNote>();
    for (let at = 0; at < files.length; ) {
      const next = files[at] as DueFile;
      const { folder } = next.place;
      if (next.within !== null && (await this.#installFolder(next.within, files.slice(at, at + next.within.count)))) {
        at += next.within.count;
        continue;
      }
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

  /** False where its files have to go alone, after all. */
  async #installFolder(within: StagedFolder, files: readonly DueFile[]): Promise<boolean> {
    for (const { staged, place } of files) if (isActiveType(place.name)) await markOrigin(staged);
    const isInstalled = this.#incoming.staging.isAlone && within.install();
    if (!isInstalled) for (const due of files) this.#takeOut(due);
    failpoint('install');
    if (isTurnOver()) await nextTurn();
    return isInstalled;
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

/** As much of a group as doesn't part a folder that takes its place as a whole; all of it where that would be nothing. */
function upToWholeFolder(group: readonly Settling[]): readonly Settling[] {
  const last = group.at(-1);
  const within = last?.kind === 'file' ? last.within : null;
  if (within === null || last?.index === within.first + within.count - 1) return group;
  const end = group.findIndex((due) => due.kind === 'file' && due.within === within);
  return end > 0 ? group.slice(0, end) : group;
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
