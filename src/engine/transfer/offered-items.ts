// What an offer consists of, as a person can take or leave it: what lies at its top, or what lies in its one folder. All
// that lies in a folder follows it in the list, so that each item is one stretch of it.
import { setImmediate as breathe } from 'node:timers/promises';
import { showHidden } from '../../base/text.ts';
import type { OfferedItem } from '../../contract/transfers.ts';
import { isActiveType } from '../disk/active-types.ts';
import { type Entry, EntryReader } from '../wire/manifest.ts';
import type { Page } from './manifest-file.ts';

const MOST_ITEMS = 2000;

type Found = { -readonly [Name in keyof OfferedItem]: OfferedItem[Name] };

/** The entries of one depth, each with all below it. */
class Level {
  readonly items: Found[] = [];
  isWhole = true;
  readonly #depth: number;

  constructor(depth: number) {
    this.#depth = depth;
  }

  add({ kind, depth, name, size }: Entry, index: number): void {
    if (depth < this.#depth) return;
    if (depth === this.#depth) {
      this.isWhole &&= this.items.length < MOST_ITEMS;
      if (!this.isWhole) return;
      const nothing = { count: 0, files: 0, bytes: 0, isActiveType: false };
      this.items.push({ name: showHidden(name), isFolder: kind === 'folder', first: index, ...nothing });
    }
    const item = this.isWhole ? this.items.at(-1) : undefined;
    if (item === undefined) return;
    item.count++;
    if (kind === 'folder') return;
    item.files++;
    item.bytes += size;
    item.isActiveType ||= isActiveType(name);
  }
}

export async function offeredItems(
  pages: readonly Page[],
): Promise<{ readonly items: readonly OfferedItem[]; readonly isWhole: boolean }> {
  const [top, within] = [new Level(0), new Level(1)];
  const reader = new EntryReader();
  let index = 0;
  for (const { page } of pages) {
    reader.readEach(page, (entry) => {
      top.add(entry, index);
      // Of more than one thing at the top nobody looks further.
      if (top.items.length === 1) within.add(entry, index);
      index++;
    });
    await breathe();
  }
  const isOneFolder = top.items.length === 1 && within.items.length > 0;
  const { items, isWhole } = isOneFolder ? within : top;
  return { items: isWhole ? items : [], isWhole };
}
