// A small folder that is new here comes as one: its files are staged under their own names, side by side, and when all of
// them are whole it takes its place in a single step, instead of two for each of them. Whatever isn't as usual with one
// of them, or with that place, takes them out of it, and they are given their names one by one, as all others are.
import { mkdirSync, readdirSync } from 'node:fs';
import { sep } from 'node:path';
import type { EnteredFolder, FilePlace } from '../disk/receive-tree.ts';
import type { LocalName } from '../disk/safe-path.ts';

/** Of files: they are settled together. */
export const MOST_FILES_AT_ONCE = 128;

export class StagedFolder {
  readonly path: string;
  /** The place in the list of its first file, behind which the others follow. */
  readonly first: number;
  readonly count: number;
  readonly #folder: EnteredFolder;
  #taken = 0;
  #isInstalled = false;

  private constructor(path: string, folder: EnteredFolder, first: number, count: number) {
    this.path = path;
    this.#folder = folder;
    this.first = first;
    this.count = count;
  }

  /** Null where it can't be. */
  static begin(path: string, folder: EnteredFolder, first: number, count: number): StagedFolder | null {
    if (!folder.canBeReplaced || count > MOST_FILES_AT_ONCE) return null;
    try {
      mkdirSync(path);
    } catch {
      return null;
    }
    return new StagedFolder(path, folder, first, count);
  }

  /** Whether that file goes along. */
  isNext(index: number, { isChanged }: FilePlace): boolean {
    return !this.isWhole && index === this.first + this.#taken && !isChanged;
  }

  pathOf(name: LocalName): string {
    return `${this.path}${sep}${name}`;
  }

  /** The next of them is there. */
  took(): void {
    this.#taken++;
  }

  /** All of its files are there. */
  get isWhole(): boolean {
    return this.#taken === this.count;
  }

  /** False where something is in the way, or missing: then nothing was done. */
  install(): boolean {
    this.#isInstalled = this.#isAllHere && this.#folder.isReplacedBy(this.path);
    return this.#isInstalled;
  }

  /** Another program may have taken one of them away. A file that goes alone finds that out by itself. */
  get #isAllHere(): boolean {
    try {
      return readdirSync(this.path).length === this.count;
    } catch {
      return false;
    }
  }

  get isInstalled(): boolean {
    return this.#isInstalled;
  }
}
