// Goes through a transfer's list in order, and with it through the folders here: where each entry belongs, or why it
// can't be taken. Each round goes through it twice, ahead to say what is here already, and behind with the content.
import { showHidden } from '../../base/text.ts';
import type { FileNote, FileReason } from '../../contract/transfers.ts';
import type { FilePlace, FolderVerdict, ReceiveTree } from '../disk/receive-tree.ts';
import { isPlainName, type Refused } from '../disk/safe-path.ts';
import type { IndexedEntry, PageEntries } from '../wire/manifest.ts';
import type { Choice } from './choice.ts';
import { entryPagesOf } from './manifest-file.ts';

export interface Listed {
  readonly entry: IndexedEntry;
  /** The names of the folders it lies in, from the top; of all files in one they are the same array. */
  readonly folders: readonly string[];
  readonly place: FilePlace | Refused;
}

/** As the sender calls it. */
export const pathOf = ({ folders, entry }: Pick<Listed, 'folders' | 'entry'>): readonly string[] => [
  ...folders,
  entry.name,
];

interface CursorNeeds {
  readonly manifestPath: string;
  readonly tree: ReceiveTree;
  /** The names that folders were given here before. */
  readonly folders: ReadonlyMap<number, string>;
  /** Null: all of it. Of the rest no folder is made. */
  readonly choice: Choice | null;
  readonly onFolder?: (entry: IndexedEntry, path: readonly string[], verdict: FolderVerdict) => void;
}

/** Every file that was chosen, with its place, in pages; folders are made on the way. Nothing is looked at before it is due. */
export async function* listed(needs: CursorNeeds): AsyncGenerator<ListedPage> {
  const above: (readonly string[])[] = [[]];
  for await (const page of entryPagesOf(needs.manifestPath)) yield new ListedPage(needs, page, above);
}

/** No generator: of very many small files, each step that isn't taken counts. */
export class ListedPage {
  readonly #needs: CursorNeeds;
  readonly #page: PageEntries;
  /** By depth, the way to what lies there. */
  readonly #above: (readonly string[])[];

  constructor(needs: CursorNeeds, page: PageEntries, above: (readonly string[])[]) {
    this.#needs = needs;
    this.#page = page;
    this.#above = above;
  }

  /** Null at its end. */
  next(): Listed | null {
    for (let entry = this.#page.next(); entry !== null; entry = this.#page.next()) {
      const found = this.#found(entry);
      if (found !== null) return found;
    }
    return null;
  }

  /**
   * The next of which there may be something to say where nothing has come yet: files with plain names in a folder that was
   * just made are passed. Null at the end, and after each folder, so that others have their turn between.
   */
  nextUnsure(): Listed | null {
    const { tree } = this.#needs;
    const { platform } = tree;
    this.#page.passFiles(
      (depth) => tree.isNewAt(depth),
      (bytes, from, to) => isPlainName(bytes, from, to, platform),
    );
    const entry = this.#page.next();
    return entry === null ? null : this.#found(entry);
  }

  /** As many as follow the last in its folder, where that has nothing but files and they are as small; else null. */
  filesToEnd({ entry }: Listed, mostBytes: number): number | null {
    return this.#page.filesToEnd(entry.depth, mostBytes);
  }

  get isOver(): boolean {
    return this.#page.isOver;
  }

  /** Of the next in the list. */
  get index(): number {
    return this.#page.index;
  }

  /** Only its folders are entered. */
  passFolders(): void {
    for (let entry = this.#page.nextFolder(); entry !== null; entry = this.#page.nextFolder()) {
      const folders = this.#above[entry.depth];
      if (folders === undefined) throw new Error('in no folder');
      this.#enter(entry, folders, this.#isWanted(entry));
    }
  }

  /** Null for what isn't wanted, and for a folder, which is entered. */
  #found(entry: IndexedEntry): Listed | null {
    const folders = this.#above[entry.depth];
    if (folders === undefined) throw new Error('in no folder');
    const isWanted = this.#isWanted(entry);
    if (entry.kind === 'folder') this.#enter(entry, folders, isWanted);
    else if (isWanted) return { entry, folders, place: this.#needs.tree.file(entry.depth, entry.name) };
    return null;
  }

  #isWanted({ index }: IndexedEntry): boolean {
    const { choice } = this.#needs;
    return choice === null || choice.isChosen(index);
  }

  #enter(entry: IndexedEntry, folders: readonly string[], isWanted: boolean): void {
    const { tree, folders: named, onFolder } = this.#needs;
    const path = [...folders, entry.name];
    this.#above.length = entry.depth + 1;
    this.#above.push(path);
    if (!isWanted) return;
    const verdict = tree.enterFolder(entry.depth, entry.name, named.get(entry.index) ?? null);
    onFolder?.(entry, path, verdict);
  }
}

/** A path as it is shown: of names from outside, with what is hidden in them made visible. */
export const shownPath = (path: readonly string[]): string => path.map(showHidden).join('/');

export const skippedNote = (path: readonly string[], reason: FileReason): FileNote => ({
  path: shownPath(path),
  kind: 'skipped',
  reason,
  newName: null,
});

export const renamedNote = (path: readonly string[], newName: string): FileNote => ({
  path: shownPath(path),
  kind: 'renamed',
  reason: null,
  newName,
});
