// Large files that are opened, looked at and read from before their turn comes: between two of them the connection would
// have nothing to send for as long as that takes. And what they are read into, which is used again and again.
import { closeSync, fstatSync } from 'node:fs';
import type { IndexedEntry, PageEntries } from '../wire/manifest.ts';
import { SMALL_BYTES } from './small.ts';
import { asTrouble, checkIsListed, FileTrouble, isSame, type Looks, openSource, readAll } from './source-file.ts';
import type { SourcePath } from './source-path.ts';

export const RECORD_BYTES = 1024 * 1024;
const MOST_FILES = 2;
/** So many entries further, so that a page with nothing large in it isn't read twice. */
const MOST_ENTRIES = 64;

/** Made for the first file that needs them: those of each file would be left to the collector, one GiB of many. */
export class Buffers {
  readonly #free: Buffer[] = [];

  take(): Buffer {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(RECORD_BYTES);
  }

  give(buffer: Buffer): void {
    this.#free.push(buffer);
  }
}

/** Of one file. The buffer goes back to where it came from once the bytes have been sent. */
export interface Piece {
  readonly offset: number;
  readonly bytes: Buffer;
  readonly buffer: Buffer;
}

/** Open; whoever takes it closes it. */
export interface Opened {
  readonly file: number;
  readonly before: Looks;
  readonly first: Piece;
}

interface Needs {
  readonly buffers: Buffers;
  /** Whether all of it is to be sent, for all that its receiver will say. */
  readonly isNew: (index: number) => boolean;
  readonly pieceBytes: () => number;
}

export class ReadAhead {
  readonly #needs: Needs;
  readonly #coming = new Map<number, Promise<Opened | null>>();
  #scout: { readonly entries: PageEntries; readonly path: SourcePath; at: number } | null = null;

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** Another page of the list is begun. */
  turn(): void {
    this.#scout = null;
  }

  /**
   * Behind the entry that is being sent, which `page` and `path` stand at; when its last piece is being read, and not
   * before: what changes until its turn is to be sent as it is then.
   */
  look(at: number, page: PageEntries, path: SourcePath): void {
    if (this.#scout === null || this.#scout.at < at) this.#scout = { entries: page.rest(), path: path.copy(), at };
    const scout = this.#scout;
    while (this.#coming.size < MOST_FILES && scout.at < at + MOST_ENTRIES) {
      const entry = scout.entries.next();
      if (entry === null) return;
      scout.at = entry.index;
      scout.path.enter(entry);
      if (entry.size > SMALL_BYTES && this.#needs.isNew(entry.index))
        this.#coming.set(entry.index, this.#opened(entry, scout.path));
    }
  }

  /** Null where it wasn't, couldn't be, or isn't as it was: its turn will say why. */
  async take(index: number): Promise<Opened | null> {
    const opened = await this.#coming.get(index);
    this.#coming.delete(index);
    if (opened == null || isSame(opened.before, fstatSync(opened.file))) return opened ?? null;
    closeSync(opened.file);
    this.#needs.buffers.give(opened.first.buffer);
    return null;
  }

  /** Of those whose turn never came. */
  async close(): Promise<void> {
    for (const opened of await Promise.all(this.#coming.values())) if (opened !== null) closeSync(opened.file);
    this.#coming.clear();
  }

  async #opened(entry: IndexedEntry, { local, isNamed }: SourcePath): Promise<Opened | null> {
    const { buffers, pieceBytes } = this.#needs;
    let file: number | null = null;
    try {
      file = await openSource(local, isNamed);
      const before = fstatSync(file);
      checkIsListed(before, entry);
      return { file, before, first: await readPiece(file, 0, Math.min(pieceBytes(), entry.size), buffers) };
    } catch {
      if (file !== null) closeSync(file);
      return null;
    }
  }
}

export async function readPiece(file: number, offset: number, length: number, buffers: Buffers): Promise<Piece> {
  const buffer = buffers.take();
  const bytes = buffer.subarray(0, length);
  try {
    if (!(await readAll(file, bytes, offset))) throw new FileTrouble('changed');
    return { offset, bytes, buffer };
  } catch (error) {
    buffers.give(buffer);
    throw asTrouble(error);
  }
}
