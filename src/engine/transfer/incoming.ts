// A transfer that was accepted, on this side's disk: its list, its journal, what is half here. It outlives connections,
// programs and power cuts; a round (receive-round.ts) is what one stretch of one connection adds to it.
import { statSync, unlinkSync, writeFileSync } from 'node:fs';
import { type FileNote, MOST_FILE_NOTES } from '../../contract/transfers.ts';
import { findInstalled } from '../disk/install.ts';
import { syncFolder } from '../disk/own-file.ts';
import type { ReceiveRoot } from '../disk/receive-root.ts';
import { existingFile, type FilePlace, ReceiveTree } from '../disk/receive-tree.ts';
import { EntryPath } from '../wire/manifest.ts';
import type { Outcome } from '../wire/transfer-messages.ts';
import type { Choice } from './choice.ts';
import type { Kept } from './incoming-file.ts';
import { Journal } from './journal.ts';
import { listed, skippedNote } from './list-cursor.ts';
import { entryPagesOf, isManifest, ManifestWriter, type Page } from './manifest-file.ts';
import { Staging } from './staging.ts';

interface Listing {
  readonly entries: number;
  /** Null: all of it. */
  readonly choice: Choice | null;
}

export class Incoming {
  readonly root: ReceiveRoot;
  readonly staging: Staging;
  readonly journal: Journal;
  /** Of the list. */
  readonly entries: number;
  readonly choice: Choice | null;
  readonly partials = new Map<number, Kept>();
  /** Folders of the list that this round has made, and nothing has been put into yet. */
  readonly madeFolders = new Set<number>();
  /** The numbers of those that have been replaced in this round, by which both walks know them. */
  readonly replaced = new Set<bigint>();
  /** Staged by a run that ended before it could say what became of them: they may have their names already. */
  readonly #doubted = new Map<number, number>();
  /** Their folder has taken its place, which couldn't be written down any more. */
  readonly #placed = new Set<number>();
  /** By their place in the list, the names they have been given. */
  readonly #installed = new Map<number, string>();

  private constructor(root: ReceiveRoot, staging: Staging, { entries, choice }: Listing) {
    this.root = root;
    this.staging = staging;
    this.entries = entries;
    this.choice = choice;
    this.journal = Journal.open(staging.journal);
  }

  /** The first that is written of a transfer: by now its person has accepted. */
  static async begin(root: ReceiveRoot, id: string, pages: readonly Page[], listing: Listing): Promise<Incoming> {
    const staging = new Staging(root.path, id);
    staging.make();
    const writer = ManifestWriter.create(staging.manifest);
    for (const page of pages) await writer.add(page);
    await writer.close();
    writeFileSync(staging.journal, '');
    await syncFolder(staging.folder);
    return new Incoming(root, staging, listing);
  }

  /** What a former program left; null where its list isn't what was accepted, so that nothing can be made of it. */
  static async load(root: ReceiveRoot, id: string, digest: Uint8Array, listing: Listing): Promise<Incoming | null> {
    const staging = new Staging(root.path, id);
    if (!(await isManifest(staging.manifest, digest))) return null;
    const incoming = new Incoming(root, staging, listing);
    for (const [first, count] of incoming.journal.placing)
      if (!staging.hasFolder(first)) for (let at = 0; at < count; at++) incoming.place(first + at);
    staging.emptyFolders();
    for (const [index, length] of staging.parts()) incoming.doubt(index, length);
    for (const index of incoming.journal.intents.keys()) incoming.#doubted.set(index, 0);
    return incoming;
  }

  /** What lies in staging of it may be whole, and may have its name already. */
  doubt(index: number, length: number): void {
    this.#doubted.set(index, length);
    this.partials.set(index, { length, isSure: false });
  }

  /** What wrote it was sent by a program that may know nothing more of it. */
  doubtPartials(): void {
    for (const [index, { length }] of this.partials) this.partials.set(index, { length, isSure: false });
  }

  /** Its folder has taken its place, and the group that it belongs to wasn't settled. */
  place(index: number): void {
    this.#placed.add(index);
  }

  /** Nothing of it has come. */
  get isNew(): boolean {
    const { settledTo, damaged } = this.journal;
    const known = [this.partials, this.#doubted, this.#placed, this.#installed, damaged];
    return settledTo === 0 && known.every(({ size }) => size === 0);
  }

  isSettled(index: number): boolean {
    return index < this.journal.settledTo && !this.journal.damaged.has(index);
  }

  /** Whether a run that was killed has given it its name, and couldn't write that down any more. */
  isInstalled(index: number, place: FilePlace, size: number): boolean {
    return this.installedAs(index, place, size) !== null;
  }

  /** The name it has been given so. */
  installedAs(index: number, place: FilePlace, size: number): string | null {
    const known = this.#installed.get(index);
    if (known !== undefined) return known;
    if (this.#placed.delete(index) && existingFile(place, size) !== null) {
      this.#installed.set(index, place.name);
      return place.name;
    }
    if (!this.#doubted.delete(index)) return null;
    const staged = this.staging.partOf(index);
    const intended = this.journal.intents.get(index) ?? null;
    const name = findInstalled({ staged, place, size, intended });
    if (name !== null) {
      this.#installed.set(index, name);
      this.partials.delete(index);
      return name;
    }
    // It has a name somewhere else by now: nothing may be written into it any more.
    if ((statSync(staged, { throwIfNoEntry: false })?.nlink ?? 1) > 1) {
      unlinkSync(staged);
      this.partials.delete(index);
    }
    return null;
  }

  /** They came damaged again and again: what is to be said of them. */
  async giveUpDamaged(): Promise<readonly Outcome[]> {
    const { journal } = this;
    const notes: FileNote[] = [];
    const path = new EntryPath();
    for await (const page of entryPagesOf(this.staging.manifest)) {
      for (const entry of page) {
        const names = path.enter(entry);
        if (journal.damaged.has(entry.index) && notes.length < MOST_FILE_NOTES)
          notes.push(skippedNote(names, 'damaged'));
      }
    }
    const damaged = [...journal.damaged];
    const counts = { ...journal.counts, skipped: journal.counts.skipped + damaged.length };
    journal.add({ settledTo: journal.settledTo, counts, notes, mended: damaged });
    return damaged.map((index) => ({ index, what: 'skipped', reason: 'damaged' }));
  }

  /** Folders that came with it have their own times again, now that nothing more is put into them. */
  async setFolderTimes(): Promise<void> {
    // By the same disk's clock.
    const madeSince = statSync(this.staging.folder).birthtimeMs;
    // One that its person has removed meanwhile is not made again.
    const tree = new ReceiveTree(this.root, { isLooking: true });
    const { folders } = this.journal;
    const files = listed({
      manifestPath: this.staging.manifest,
      tree,
      folders,
      choice: this.choice,
      onFolder: ({ depth, modifiedMs }, _path, verdict) => {
        if (verdict.ok) tree.touchFolder(depth, modifiedMs, madeSince);
      },
    });
    for await (const page of files) page.passFolders();
  }

  /** Done, or given up: what is whole has its name, and nothing else stays. */
  remove(): void {
    this.journal.close();
    this.staging.remove();
  }

  close(): void {
    this.journal.close();
  }
}
