// One stretch of one connection: says what is here already, takes the content, makes it safe and gives it its name.
// Everything passes in the order of the list, so that "settled up to here" is all that either side has to remember.
import type { KeyObject } from 'node:crypto';
import { closeSync } from 'node:fs';
import type { FileReason } from '../../contract/transfers.ts';
import { isFull, isGone, isPassing, isTooLarge } from '../disk/free-space.ts';
import { type FilePlace, ReceiveTree } from '../disk/receive-tree.ts';
import { errnoOf } from '../errors.ts';
import type { DataSegment } from '../wire/data.ts';
import type { IndexedEntry } from '../wire/manifest.ts';
import type { Outcome, TransferMessage } from '../wire/transfer-messages.ts';
import { failpoint } from './failpoint.ts';
import { endOf } from './file-end.ts';
import { type Claims, HaveWalk } from './have-walk.ts';
import type { Incoming } from './incoming.ts';
import { IncomingFile, writeWhole } from './incoming-file.ts';
import { type Listed, type ListedPage, listed, pathOf, renamedNote, skippedNote } from './list-cursor.ts';
import { patiently } from './patience.ts';
import { Settler } from './settler.ts';
import { SMALL_BYTES } from './small.ts';
import { StagedFolder } from './staged-folder.ts';
import { isTurnOver, nextTurn } from './turn.ts';
import { WriteRoom } from './write-room.ts';

/** Remembered in one round; what follows goes file by file. */
const MOST_REPLACED = 65_536;

/** The other device did what no Ferry does. */
export class ContentError extends Error {
  constructor(what: string) {
    super(`content: ${what}`);
    this.name = 'ContentError';
  }
}

/** What a stretch of one connection does with what comes. */
export interface Round {
  /** In pages, each as soon as it is known. */
  haves(): AsyncGenerator<Pick<Extract<TransferMessage, { kind: 'have' }>, 'upTo' | 'items'>>;
  /** Resolves when there is room for more; calls `release` when the bytes of this aren't needed any more. */
  take(segments: Iterable<DataSegment>, tag: Uint8Array, release: () => void): Promise<void>;
  /** Everything was sent. Says whether all of it is here. */
  end(): Promise<boolean>;
  /** What is half here stays for the next round. */
  stop(): Promise<void>;
}

export interface RoundNeeds {
  readonly incoming: Incoming;
  readonly checkKey: KeyObject;
  readonly onFile: (found: Listed) => void;
  /** So much more of what was listed is here. */
  readonly onBytes: (bytes: number) => void;
  /** A group of files has its names, and a power cut can't take them back. */
  readonly onSettled: (outcomes: readonly Outcome[]) => void;
  /** What has come can't be kept: said at once, however long the next record takes. */
  readonly onFailed: (error: unknown) => void;
}

export class ReceiveRound implements Round {
  readonly #needs: RoundNeeds;
  readonly #walk: HaveWalk;
  readonly #claims: Claims = new Map();
  readonly #settler: Settler;
  readonly #room: WriteRoom;
  readonly #pages: AsyncGenerator<ListedPage>;
  #page: ListedPage | null = null;
  /** Where it is in the list; null at the end of a page. */
  #at: Listed | null = null;
  #taking: Promise<void> = Promise.resolve();
  #open: IncomingFile | null = null;
  /** By depth, whether the folder that was entered last was made for this, with all around it. */
  readonly #made: boolean[] = [];
  /** That folder, where it was. */
  #madeAt: number | null = null;
  /** It is being filled, as long as nothing unusual comes of it. */
  #folder: StagedFolder | null = null;
  /** It can't be sent, or the file system has no files of that size: what else comes of it is passed over. */
  #givenUp: number | null = null;

  constructor(needs: RoundNeeds) {
    this.#needs = needs;
    const { incoming, checkKey } = needs;
    const { staging, choice, root } = incoming;
    const { folders } = incoming.journal;
    this.#walk = new HaveWalk({ incoming, checkKey, claims: this.#claims });
    // A file too large for its volume is left out, with the next that comes of it; the others go on.
    this.#room = new WriteRoom((error) => {
      if (!isTooLarge(error)) needs.onFailed(error);
    });
    this.#settler = new Settler(incoming, needs.onSettled, needs.onFailed);
    const tree = new ReceiveTree(root, { replaced: incoming.replaced });
    this.#pages = listed({
      ...{ manifestPath: staging.manifest, tree, folders, choice },
      onFolder: ({ index, depth }) => this.#enter(index, depth),
    });
  }

  haves(): ReturnType<Round['haves']> {
    return this.#walk.pages();
  }

  take(segments: Iterable<DataSegment>, tag: Uint8Array, release: () => void): Promise<void> {
    this.#taking = this.#take(segments, tag, release);
    return this.#taking;
  }

  async #take(segments: Iterable<DataSegment>, tag: Uint8Array, release: () => void): Promise<void> {
    const writes: Promise<void>[] = [];
    failpoint('record');
    try {
      for (const segment of segments) {
        if (isTurnOver()) await nextTurn();
        if (segment.index === this.#givenUp || this.#isTakenAtOnce(segment)) continue;
        const found = await this.#advanceTo(segment.index);
        try {
          if (segment.kind === 'failed') await this.#failed(found, segment.reason);
          else if (segment.kind === 'end') await this.#ended(found, segment);
          else await this.#content(found, segment, tag, writes);
        } catch (error) {
          if (!isTooLarge(error)) throw error;
          await this.#failed(found, 'tooLargeForDisk');
        }
      }
      await this.#settler.room();
    } finally {
      void Promise.all(writes).then(release);
    }
  }

  async end(): Promise<boolean> {
    await this.#advanceTo(null);
    await this.#settler.flush();
    failpoint('acknowledge');
    return this.#needs.incoming.journal.damaged.size === 0;
  }

  /** What is whole gets its name, unless that is what went wrong; what is half here stays for the next round. */
  async stop(): Promise<void> {
    this.#walk.stop();
    // What is being taken at this moment is taken to its end, well or not.
    await this.#taking.catch(() => undefined);
    await this.#keepOpen();
    await this.#settler.flush().catch(() => this.#settler.abandon());
    await this.#pages.return(undefined);
  }

  async #keepOpen(): Promise<void> {
    const file = this.#open;
    this.#open = null;
    if (file === null) return;
    this.#needs.incoming.partials.set(file.index, await file.keep());
  }

  /** Null: to the end of the list. Whatever is passed over was not to be sent, or wasn't. */
  async #advanceTo(index: number | null): Promise<Listed> {
    for (;;) {
      for (let next = this.#at; next !== null; next = this.#step()) {
        if (index !== null && next.entry.index === index) return next;
        if (index !== null && next.entry.index > index) throw new ContentError('out of order, or of a folder');
        await this.#pass(next);
      }
      const page = await this.#pages.next();
      if (page.done) break;
      this.#page = page.value;
      this.#step();
    }
    if (index !== null) throw new ContentError('of nothing that was listed');
    return NOTHING;
  }

  #step(): Listed | null {
    this.#at = this.#page?.next() ?? null;
    return this.#at;
  }

  async #pass(found: Listed): Promise<void> {
    const { entry, place } = found;
    if (this.#open?.index === entry.index) await this.#keepOpen();
    const { incoming } = this.#needs;
    const { index, size } = entry;
    if (incoming.isSettled(index)) return;
    const part = incoming.staging.partOf(index);
    if (!place.ok)
      return this.#settler.add({ kind: 'skipped', index, note: skippedNote(pathOf(found), place.reason), part: null });
    const name = incoming.installedAs(index, place, size);
    // Wanted, and neither sent nor said to be impossible.
    if (name === null) return this.#settler.add({ kind: 'damaged', index });
    const note = name === place.name && !place.isChanged ? null : renamedNote(pathOf(found), name);
    this.#settler.add({ kind: 'installed', index, bytes: size, place, note, part });
  }

  async #failed(found: Listed, reason: FileReason): Promise<void> {
    const { incoming } = this.#needs;
    const { index } = found.entry;
    this.#givenUp = index;
    await this.#keepOpen();
    incoming.partials.delete(index);
    this.#claims.delete(index);
    this.#settler.add({
      kind: 'skipped',
      index,
      note: skippedNote(pathOf(found), reason),
      part: incoming.staging.partOf(index),
    });
    this.#step();
  }

  /**
   * A small file that comes in one piece, is new here and next in the list, as most of very many are: to wait for each of
   * its steps would take longer than the steps. Whatever isn't as usual is left to `#content`.
   */
  #isTakenAtOnce(segment: DataSegment): boolean {
    const found = this.#at;
    const { index } = segment;
    if (segment.kind !== 'content' || !segment.isLast || segment.offset !== 0) return false;
    if (found?.entry.index !== index || this.#open !== null) return false;
    const { entry, place } = found;
    const { length } = segment;
    if (!place.ok || length !== entry.size || length > SMALL_BYTES || this.#claims.has(index)) return false;
    const { incoming, onFile, onBytes } = this.#needs;
    const isUnwanted = incoming.isSettled(index) || incoming.isInstalled(index, place, length);
    if (isUnwanted || !this.#walk.isSpokenOf(index)) return false;
    onFile(found);
    const within = this.#folderFor(found, place);
    const staged = within?.pathOf(place.name) ?? incoming.staging.partOf(index);
    const file = writtenAtOnce(staged, entry, segment.content, within === null);
    if (file === null) return false;
    within?.took();
    // To make it durable it is kept open. Where there is no disk hundreds of open files are nothing but what the system has
    // to make room for, which takes longer than a hundred files.
    const isKept = !incoming.root.isInMemory;
    if (!isKept) closeSync(file);
    onBytes(length);
    failpoint('written');
    incoming.partials.delete(index);
    failpoint('digest');
    this.#step();
    this.#settler.add({ kind: 'file', index, bytes: length, file: isKept ? file : null, staged, within, found, place });
    return true;
  }

  /** What a folder inherits is as in staging only where all those around it were made for this, too. */
  #enter(index: number, depth: number): void {
    const isMade = this.#needs.incoming.madeFolders.delete(index) && (depth === 0 || this.#made[depth - 1] === true);
    this.#made.length = depth;
    this.#made.push(isMade);
    this.#madeAt = isMade ? index : null;
  }

  /** The one in which a file is staged with all others of its folder; null where it goes alone. */
  #folderFor(found: Listed, place: FilePlace): StagedFolder | null {
    const { index } = found.entry;
    if (this.#madeAt === index - 1) {
      this.#madeAt = null;
      const others = this.#page?.filesToEnd(found, SMALL_BYTES) ?? null;
      const { staging, choice, replaced } = this.#needs.incoming;
      const mayBe = others !== null && choice === null && replaced.size < MOST_REPLACED;
      this.#folder = mayBe ? StagedFolder.begin(staging.folderOf(index), place.folder, index, 1 + others) : null;
    }
    return this.#folder?.isNext(index, place) ? this.#folder : null;
  }

  async #content(
    found: Listed,
    { index, offset, length, isLast, content }: Extract<DataSegment, { kind: 'content' }>,
    tag: Uint8Array,
    writes: Promise<void>[],
  ): Promise<void> {
    const { entry, place } = found;
    const end = offset + length;
    if (end > entry.size || (isLast && end !== entry.size)) throw new ContentError('more than was listed');
    const { incoming } = this.#needs;
    const isUnwanted = incoming.isSettled(index) || !place.ok || incoming.isInstalled(index, place, entry.size);
    if (isUnwanted || !this.#walk.isSpokenOf(index)) throw new ContentError('of what was not wanted');
    if (this.#open === null) {
      this.#open = await this.#opened(entry);
      this.#needs.onFile(found);
    }
    const { taken, done } = this.#open.write(offset, content, tag);
    writes.push(done);
    this.#needs.onBytes(length);
    failpoint('written');
    await taken;
    if (isLast) this.#whole(found, this.#open, null);
  }

  /** What was claimed of it is there to be gone on with; something that lies under its name already is not. */
  async #opened(entry: IndexedEntry): Promise<IncomingFile> {
    const claim = this.#claims.get(entry.index);
    this.#claims.delete(entry.index);
    const isHalfHere = claim !== undefined && claim.what !== 'there';
    if (isHalfHere) this.#needs.onBytes(claim.length);
    const kept = isHalfHere ? { length: claim.length, isSure: claim.what === 'sure' } : NOTHING_KEPT;
    const part = this.#needs.incoming.staging.partOf(entry.index);
    const opening = patiently(() => IncomingFile.open(part, entry, kept, this.#room));
    // Those that wait to be settled are open, and may be the ones that are too many.
    if (opening instanceof Promise) await this.#settler.flush();
    const file = await opening;
    failpoint('open');
    return file;
  }

  async #ended(found: Listed, { index, size, digest }: Extract<DataSegment, { kind: 'end' }>): Promise<void> {
    const { entry } = found;
    if (size !== entry.size) throw new ContentError('another size than was listed');
    if (this.#open !== null) return this.#whole(found, this.#open, digest);
    const claim = this.#claims.get(index);
    if (claim?.length !== size) throw new ContentError('an end of nothing');
    // All of it was half here, and the sender has found it to be right.
    if (claim.what !== 'there') return this.#whole(found, await this.#opened(entry), digest);
    this.#claims.delete(index);
    this.#needs.onBytes(size);
    this.#settler.add({ kind: 'there', index, bytes: size, part: null });
    this.#step();
  }

  /** What comes next is taken while the last of it is still being written. */
  #whole(found: Listed, file: IncomingFile, digest: Uint8Array | null): void {
    this.#open = null;
    const { place } = found;
    if (!place.ok) throw new ContentError('of what was not wanted');
    const { index, size: bytes } = found.entry;
    const { incoming } = this.#needs;
    incoming.partials.delete(index);
    this.#step();
    const ended = endOf(file, { incoming, found, place, digest });
    this.#settler.add({ kind: 'ending', index, bytes, ended });
  }
}

/**
 * Null where it has to be waited for, or a part of it said why it can't be. Under the name that it is to have, whatever is
 * wrong with that (two names are one to the volume, or it has no such names) is found out when that is given to it alone.
 */
function writtenAtOnce(
  staged: string,
  entry: IndexedEntry,
  content: readonly Uint8Array[],
  isAlone: boolean,
): number | null {
  try {
    return writeWhole(staged, entry, content, isAlone);
  } catch (error) {
    const isOfName = !isAlone && errnoOf(error) !== '' && !isFull(error) && !isGone(error);
    if (!isPassing(error) && !isTooLarge(error) && !isOfName) throw error;
    return null;
  }
}

const NOTHING_KEPT = { length: 0, isSure: true };

/** What the end of the list is. */
const NOTHING: Listed = {
  entry: { kind: 'folder', depth: 0, name: '', size: 0, modifiedMs: 0, index: -1 },
  folders: [],
  place: { ok: false, reason: 'folderRefused' },
};
