// What a page offers for download: found once, when the page is made, and read as it was found or not at all. Each file
// has a number there, which is all that a visitor can name.
import { close, fstatSync } from 'node:fs';
import { lstat, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { sha256 } from '../../crypto/hash.ts';
import { ferryError } from '../../errors.ts';
import type { OwnData } from '../../transfer/own-data.ts';
import { patiently } from '../../transfer/patience.ts';
import { type ListedSource, listSource, type Root } from '../../transfer/plan.ts';
import {
  checkIsListed,
  checkIsSame,
  FileTrouble,
  isListed,
  openSource,
  readAll,
  type Seen,
} from '../../transfer/source-file.ts';
import { SourcePath } from '../../transfer/source-path.ts';
import { type Entry, entriesIn } from '../../wire/manifest.ts';
import type { Stretch } from './range.ts';

const PIECE_BYTES = 256 * 1024;
const closed = promisify(close);

export interface SharedEntry {
  readonly entry: Entry;
  /** From the top, its own name as the last. */
  readonly names: readonly string[];
  readonly path: string;
  /** A person gave this very path. */
  readonly isNamed: boolean;
}

export interface SharedFiles extends Pick<ListedSource, 'summary' | 'names' | 'skipped'> {
  readonly entries: readonly SharedEntry[];
}

/** Throws what its person is told: nothing of it can be shared, or it is too much. */
export async function shareFiles(roots: readonly Root[], own: OwnData, most: number): Promise<SharedFiles> {
  const { pages, summary, names, skipped } = await listSource(roots, own);
  if (summary.entries > most) throw ferryError('transfer.too_many_files', { most });
  const source = new SourcePath(roots);
  const entries: SharedEntry[] = [];
  for (const { page } of pages)
    for (const entry of entriesIn(page)) {
      source.enter(entry);
      entries.push({ entry, names: source.names, path: source.local, isNamed: source.isNamed });
    }
  return { entries, summary, names, skipped };
}

/** At a glance: so that what would break off somewhere isn't begun. */
export async function areAsListed(entries: readonly SharedEntry[]): Promise<boolean> {
  for (const { path, isNamed, entry } of entries) {
    if (entry.kind === 'folder') continue;
    const seen = await (isNamed ? stat : lstat)(path).catch(() => null);
    if (seen === null || !isListed(seen, entry)) return false;
  }
  return true;
}

/** Throws a FileTrouble where it isn't what was listed. It has to be closed. */
export async function openShared({ path, isNamed, entry }: SharedEntry): Promise<OpenFile> {
  const file = await patiently(() => openSource(path, isNamed));
  try {
    const seen = fstatSync(file);
    checkIsListed(seen, entry);
    return new OpenFile(file, seen);
  } catch (error) {
    await closed(file);
    throw error;
  }
}

export class OpenFile {
  readonly #file: number;
  readonly #seen: Seen;

  constructor(file: number, seen: Seen) {
    this.#file = file;
    this.#seen = seen;
  }

  /** Another one, once the file is another. What it is made of says more than a stranger needs. */
  tag(secret: Uint8Array): string {
    const { size, mtimeMs, ctimeMs, ino } = this.#seen;
    const hash = sha256(secret, Buffer.from([size, mtimeMs, ctimeMs, ino].join(' ')));
    return `"${Buffer.from(hash.subarray(0, 16)).toString('base64url')}"`;
  }

  /** The last piece is given only once the file is known to have stayed the same. */
  async *pieces({ from, to }: Stretch): AsyncGenerator<Buffer> {
    for (let at = from; at < to; ) {
      const piece = Buffer.allocUnsafeSlow(Math.min(PIECE_BYTES, to - at));
      if (!(await readAll(this.#file, piece, at))) throw new FileTrouble('changed');
      at += piece.length;
      if (at === to) checkIsSame(this.#seen, fstatSync(this.#file));
      yield piece;
    }
  }

  close(): Promise<void> {
    return closed(this.#file);
  }
}
