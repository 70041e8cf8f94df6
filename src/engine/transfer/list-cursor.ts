// Goes through a transfer's list in order, and with it through the folders here: where each entry belongs, or why it
// can't be taken. Each round goes through it twice, ahead to say what is here already, and behind with the content.
import { showHidden } from '../../base/text.ts';
import type { FileNote, FileReason } from '../../contract/transfers.ts';
import type { FilePlace, FolderVerdict, ReceiveTree } from '../disk/receive-tree.ts';
import type { Refused } from '../disk/safe-path.ts';
import { EntryPath } from '../wire/manifest.ts';
import type { Choice } from './choice.ts';
import { entryPagesOf, type IndexedEntry } from './manifest-file.ts';

export interface Listed {
  readonly entry: IndexedEntry;
  readonly path: readonly string[];
  readonly place: FilePlace | Refused;
}

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
export async function* listed({
  manifestPath,
  tree,
  folders,
  choice,
  onFolder,
}: CursorNeeds): AsyncGenerator<Iterable<Listed>> {
  const names = new EntryPath();
  const files = function* (page: Iterable<IndexedEntry>): Generator<Listed> {
    for (const entry of page) {
      const path = names.enter(entry);
      if (choice?.isChosen(entry.index) === false) continue;
      if (entry.kind === 'file') yield { entry, path, place: tree.file(entry.depth, entry.name) };
      else {
        const verdict = tree.enterFolder(entry.depth, entry.name, folders.get(entry.index) ?? null);
        onFolder?.(entry, path, verdict);
      }
    }
  };
  for await (const page of entryPagesOf(manifestPath)) yield files(page);
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
