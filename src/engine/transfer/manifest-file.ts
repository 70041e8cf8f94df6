// A transfer's list on the disk, so that memory stays the same however long it is: pages, each behind its length and the
// place of its first entry. Both sides keep theirs for as long as the transfer may go on, and read it from the front.
import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { OWNER_ONLY_FILE, syncFile } from '../disk/own-file.ts';
import { EntryReader, PAGE_BYTES, PageEntries } from '../wire/manifest.ts';
import { failpoint } from './failpoint.ts';
import { isTurnOver, nextTurn } from './turn.ts';

const HEAD_BYTES = 8;

export interface Page {
  /** The place in the list of its first entry. */
  readonly first: number;
  readonly page: Uint8Array;
}

export class ManifestWriter {
  readonly #file: number;

  private constructor(file: number) {
    this.#file = file;
  }

  static create(path: string): ManifestWriter {
    const file = openSync(path, 'w', OWNER_ONLY_FILE);
    failpoint('list');
    return new ManifestWriter(file);
  }

  async add({ first, page }: Page): Promise<void> {
    const head = Buffer.alloc(HEAD_BYTES);
    head.writeUInt32BE(page.length);
    head.writeUInt32BE(first, 4);
    for (let rest = Buffer.concat([head, page]); rest.length > 0; ) rest = rest.subarray(writeSync(this.#file, rest));
    if (isTurnOver()) await nextTurn();
  }

  async close(): Promise<void> {
    try {
      await syncFile(this.#file);
    } finally {
      closeSync(this.#file);
    }
    failpoint('list');
  }
}

/**
 * From the place of one on, each with that of the next; others have their turn between them. Throws where the file isn't
 * what was written.
 */
export async function* pagesOf(path: string, from = 0): AsyncGenerator<Page & { readonly next: number }> {
  const file = openSync(path, 'r');
  try {
    for (let place = from; ; ) {
      if (isTurnOver()) await nextTurn();
      const found = readUpTo(file, HEAD_BYTES + PAGE_BYTES, place);
      if (found.length === 0) return;
      const length = found.length < HEAD_BYTES ? 0 : found.readUInt32BE();
      const end = HEAD_BYTES + length;
      if (length === 0 || length > PAGE_BYTES || end > found.length) throw new Error('damaged list');
      place += end;
      yield { first: found.readUInt32BE(4), page: found.subarray(HEAD_BYTES, end), next: place };
    }
  } finally {
    closeSync(file);
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
      reader.readEach(page, () => entries++);
    }
  } catch {
    return false;
  }
  return hash.digest().equals(digest);
}

/**
 * All entries in order, a page at a time. That they are a list was seen when it was written, or by `isManifest`.
 */
export async function* entryPagesOf(path: string): AsyncGenerator<PageEntries> {
  for await (const { first, page } of pagesOf(path)) yield new PageEntries(page, first);
}

/** Less only where the file ends. */
function readUpTo(file: number, length: number, place: number): Buffer {
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const count = readSync(file, buffer, filled, length - filled, place + filled);
    if (count === 0) break;
    filled += count;
  }
  return buffer.subarray(0, filled);
}
