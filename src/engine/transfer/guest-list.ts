// What of a list a guest can be sent: it knows files with paths, and no folders.
import { MOST_FILE_NOTES } from '../../contract/transfers.ts';
import { ferryError } from '../errors.ts';
import type { IndexedEntry } from '../wire/manifest.ts';
import { skippedNote } from './list-cursor.ts';
import { entryPagesOf } from './manifest-file.ts';
import type { Plan, Root } from './plan.ts';
import type { Source } from './whole-file.ts';

/** All of them are in one message, which Ferry takes no longer from others. */
const MOST_FILES = 100_000;
const MOST_MESSAGE_BYTES = 32 * 1024 * 1024;
/** Beside its path, with all that may be said of it. */
const FILE_BYTES = 256;
const MOST_PATH = 4096;

export interface GuestFile {
  /** Its place in the list. */
  readonly index: number;
  /** With the folders that it lies in, from the top. */
  readonly path: string;
  readonly size: number;
  readonly modifiedMs: number;
}

export interface GuestList {
  readonly files: readonly GuestFile[];
  /** Of them nobody there would take the whole list. */
  readonly tooLong: readonly GuestFile[];
  /** Nothing lies in them; of several, one in the other, the topmost. */
  readonly emptyFolders: readonly string[];
}

/** What a guest can't be sent of it is said beforehand. Throws where nothing can. */
export function withoutEmptyFolders(plan: Plan, { files, tooLong, emptyFolders }: GuestList): Plan {
  if (files.length + tooLong.length === 0) throw ferryError('transfer.no_files', { path: plan.roots[0]?.path ?? '' });
  const notes = emptyFolders.slice(0, MOST_FILE_NOTES).map((path) => skippedNote([path], 'emptyFolder'));
  return { ...plan, skipped: plan.skipped + emptyFolders.length, notes: [...plan.notes, ...notes] };
}

interface Open {
  readonly path: string;
  /** So many were empty before it. */
  readonly before: number;
  hasFile: boolean;
}

/** Throws where they are more than one message may name. */
export async function guestListOf(manifestPath: string): Promise<GuestList> {
  const walk = new Walk();
  for await (const page of entryPagesOf(manifestPath)) for (const entry of page) walk.enter(entry);
  walk.close(0);
  return walk;
}

class Walk implements GuestList {
  readonly files: GuestFile[] = [];
  readonly tooLong: GuestFile[] = [];
  readonly emptyFolders: string[] = [];
  readonly #open: Open[] = [];
  #bytes = 0;

  enter({ kind, depth, name, index, size, modifiedMs }: IndexedEntry): void {
    this.close(depth);
    const above = this.#open.at(-1);
    const path = above === undefined ? name : `${above.path}/${name}`;
    if (kind === 'folder') {
      this.#open.push({ path, before: this.emptyFolders.length, hasFile: false });
      return;
    }
    if (above !== undefined) above.hasFile = true;
    const isTooLong = path.length > MOST_PATH;
    (isTooLong ? this.tooLong : this.files).push({ index, path, size, modifiedMs });
    if (isTooLong) return;
    this.#bytes += FILE_BYTES + Buffer.byteLength(JSON.stringify(path));
    if (this.files.length > MOST_FILES || this.#bytes > MOST_MESSAGE_BYTES)
      throw ferryError('transfer.too_many_files', { most: MOST_FILES });
  }

  /** Those as deep as that, and deeper. */
  close(depth: number): void {
    for (let folder = this.#open[depth]; folder !== undefined; folder = this.#open[depth]) {
      const last = this.#open.pop() ?? folder;
      const above = this.#open.at(-1);
      if (last.hasFile) {
        if (above !== undefined) above.hasFile = true;
      } else this.emptyFolders.splice(last.before, Number.POSITIVE_INFINITY, last.path);
    }
  }
}

/** Where files of the list lie here, and whether a person gave this very path. */
export function sourcesIn(roots: readonly Root[]): (file: GuestFile) => Source {
  const pathOf = new Map(roots.map(({ name, path }) => [name, path]));
  return ({ path }) => {
    const slash = path.indexOf('/');
    if (slash < 0) return { path: pathOf.get(path) ?? '', isNamed: true };
    return { path: `${pathOf.get(path.slice(0, slash)) ?? ''}${path.slice(slash)}`, isNamed: false };
  };
}
