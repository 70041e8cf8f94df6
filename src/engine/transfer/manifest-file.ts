// A transfer's list on the disk, so that memory stays the same however long it is: pages, each behind its length and the
// place of its first entry. Both sides keep theirs for as long as the transfer may go on, and read it from the front.
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { OWNER_ONLY_FILE } from '../disk/own-file.ts';
import { EntryReader, PAGE_BYTES, PageEntries } from '../wire/manifest.ts';
import { failpoint } from './failpoint.ts';

const HEAD_BYTES = 8;

export interface Page {
  /** The place in the list of its first entry. */
  readonly first: number;
  readonly page: Uint8Array;
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
      const found = await readUpTo(file, HEAD_BYTES + PAGE_BYTES, place);
      if (found.length === 0) return;
      const length = found.length < HEAD_BYTES ? 0 : found.readUInt32BE();
      const end = HEAD_BYTES + length;
      if (length === 0 || length > PAGE_BYTES || end > found.length) throw new Error('damaged list');
      place += end;
      yield { first: found.readUInt32BE(4), page: found.subarray(HEAD_BYTES, end), next: place };
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
 * All entries in order, a page at a time. That they are a list was seen when it was written, or by `isManifest`.
 */
export async function* entryPagesOf(path: string): AsyncGenerator<PageEntries> {
  for await (const { first, page } of pagesOf(path)) yield new PageEntries(page, first);
}

/** Less only where the file ends. */
async function readUpTo(file: FileHandle, length: number, place: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, place + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
