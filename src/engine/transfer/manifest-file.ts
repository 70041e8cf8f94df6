// A transfer's list on the disk, so that memory stays the same however long it is: pages, each behind its length and the
// place of its first entry. Both sides keep theirs for as long as the transfer may go on, and read it from the front.
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { OWNER_ONLY_FILE } from '../disk/own-file.ts';
import { type Entry, EntryReader, entriesIn, PAGE_BYTES } from '../wire/manifest.ts';
import { failpoint } from './failpoint.ts';

const HEAD_BYTES = 8;

export interface Page {
  /** The place in the list of its first entry. */
  readonly first: number;
  readonly page: Uint8Array;
}

export interface IndexedEntry extends Entry {
  readonly index: number;
}

export class ManifestWriter {
  readonly #file: FileHandle;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async create(path: string): Promise<ManifestWriter> {
    const file = await open(path, 'w', OWNER_ONLY_FILE);
    failpoint('list');
    return new ManifestWriter(file);
  }

  async add({ first, page }: Page): Promise<void> {
    const head = Buffer.alloc(HEAD_BYTES);
    head.writeUInt32BE(page.length);
    head.writeUInt32BE(first, 4);
    await this.#file.writev([head, page]);
  }

  async close(): Promise<void> {
    await this.#file.sync();
    await this.#file.close();
    failpoint('list');
  }
}

/** From the place of one on, each with that of the next. Throws where the file isn't what was written. */
export async function* pagesOf(path: string, from = 0): AsyncGenerator<Page & { readonly next: number }> {
  const file = await open(path, 'r');
  try {
    for (let place = from; ; ) {
      const head = await readExactly(file, HEAD_BYTES, place);
      if (head === null) return;
      const length = head.readUInt32BE();
      if (length === 0 || length > PAGE_BYTES) throw new Error('damaged list');
      const page = await readExactly(file, length, place + HEAD_BYTES);
      if (page === null) throw new Error('damaged list');
      place += HEAD_BYTES + length;
      yield { first: head.readUInt32BE(4), page, next: place };
    }
  } finally {
    await file.close();
  }
}

/** Whether it is still the list that was agreed upon. */
export async function isManifest(path: string, digest: Uint8Array): Promise<boolean> {
  const hash = createHash('sha256');
  const reader = new EntryReader();
  let entries = 0;
  try {
    for await (const { first, page } of pagesOf(path)) {
      hash.update(page);
      if (first !== entries) return false;
      for (const _entry of reader.each(page)) entries++;
    }
  } catch {
    return false;
  }
  return hash.digest().equals(digest);
}

/**
 * All entries in order, a page at a time. An entry is made when it is asked for, and can go at once. That they are a list
 * was seen when it was written, or by `isManifest`.
 */
export async function* entryPagesOf(path: string): AsyncGenerator<Iterable<IndexedEntry>> {
  for await (const { first, page } of pagesOf(path)) yield indexed(first, page);
}

function* indexed(first: number, page: Uint8Array): Generator<IndexedEntry> {
  let index = first;
  for (const { kind, depth, name, size, modifiedMs } of entriesIn(page))
    yield { kind, depth, name, size, modifiedMs, index: index++ };
}

async function readExactly(file: FileHandle, length: number, place: number): Promise<Buffer | null> {
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, place + filled);
    if (bytesRead === 0) {
      if (filled === 0) return null;
      throw new Error('damaged list');
    }
    filled += bytesRead;
  }
  return buffer;
}
