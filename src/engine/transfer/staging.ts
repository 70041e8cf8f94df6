// Where a transfer's content lies until it is whole: a folder of its own in the receive folder, so on the same volume,
// for the owner only. Names in it are numbers of the list; nothing that came from the network names anything here, but for
// files of a folder that takes its place as a whole (staged-folder.ts), by the names that they are to have.
import { existsSync, lstatSync, mkdirSync, readdirSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { OWNER_ONLY_FOLDER } from '../disk/own-file.ts';
import { STAGING_NAME } from '../disk/safe-path.ts';
import { errnoOf } from '../errors.ts';
import { Journal } from './journal.ts';

const PART = /^(\d{1,7})\.part$/;
const FOLDER = /^\d{1,7}\.folder$/;

export class Staging {
  readonly folder: string;
  readonly manifest: string;
  readonly journal: string;
  readonly #outer: string;

  /** `root` is a receive folder whose links were resolved. */
  constructor(root: string, id: string) {
    this.#outer = join(root, STAGING_NAME);
    this.folder = join(this.#outer, id);
    this.manifest = join(this.folder, 'manifest');
    this.journal = join(this.folder, 'journal');
  }

  make(): void {
    for (const folder of [this.#outer, this.folder]) {
      try {
        mkdirSync(folder, { mode: OWNER_ONLY_FOLDER });
      } catch (error) {
        // A link would lead what is staged somewhere else.
        if (errnoOf(error) !== 'EEXIST' || !lstatSync(folder).isDirectory()) throw error;
      }
    }
  }

  partOf(index: number): string {
    // For each of very many small files, so not by `join`, which takes the whole path apart.
    return `${this.folder}${sep}${index}.part`;
  }

  /** Of files that take their place together, as long as it hasn't: then it isn't here any more. */
  folderOf(index: number): string {
    return `${this.folder}${sep}${index}.folder`;
  }

  hasFolder(index: number): boolean {
    return existsSync(this.folderOf(index));
  }

  /** As a former program left them nothing can be made of what is in them. They stay, as a mark that they never got there. */
  emptyFolders(): void {
    for (const each of readdirSync(this.folder, { withFileTypes: true })) {
      const folder = join(this.folder, each.name);
      const names = FOLDER.test(each.name) && each.isDirectory() ? readdirSync(folder) : [];
      for (const name of names) rmSync(join(folder, name), { recursive: true, force: true });
    }
  }

  /**
   * Nothing else is under way in this receive folder, by whatever program: somebody else's transfer may have entered a
   * folder that this one has made, and would find another in its place.
   */
  get isAlone(): boolean {
    return readdirSync(this.#outer).length === 1;
  }

  /** What is here of files that aren't whole, by their place in the list. */
  parts(): ReadonlyMap<number, number> {
    const found = new Map<number, number>();
    for (const name of readdirSync(this.folder)) {
      const [, index] = PART.exec(name) ?? [];
      if (index !== undefined) found.set(Number(index), statSync(join(this.folder, name)).size);
    }
    return found;
  }

  /** All of it, and the folder around it where nothing else is in there. */
  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
    try {
      rmdirSync(this.#outer);
    } catch (error) {
      if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(errnoOf(error))) throw error;
    }
  }

  /** Of the files: those that have their names, and what is half here of others. None where it can't be told. */
  contentBytes(): number {
    try {
      return [...this.parts().values()].reduce((sum, size) => sum + size, Journal.countsIn(this.journal).bytes);
    } catch {
      return 0;
    }
  }

  /** What it occupies, journal and list included. Nothing is followed anywhere else. */
  bytes(): number {
    try {
      return occupied(this.folder, true);
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return 0;
      throw error;
    }
  }
}

function occupied(folder: string, hasFolders: boolean): number {
  let bytes = 0;
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const found = lstatSync(path);
    bytes += found.blocks * 512;
    if (hasFolders && found.isDirectory() && FOLDER.test(name)) bytes += occupied(path, false);
  }
  return bytes;
}
