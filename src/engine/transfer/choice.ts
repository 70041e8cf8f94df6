// What a person takes of an offer, by places in its list: what they chose, and the folders above it. The rest is passed
// over by everything that goes through that list.
import { setImmediate as breathe } from 'node:timers/promises';
import { ferryError } from '../errors.ts';
import { type Entry, EntryReader } from '../wire/manifest.ts';
import type { Page } from './manifest-file.ts';

export interface EntryRange {
  readonly first: number;
  readonly count: number;
}

export interface Amount {
  readonly files: number;
  readonly folders: number;
  readonly bytes: number;
}

export class Choice {
  /** Ascending, apart from each other. */
  readonly ranges: readonly EntryRange[];
  readonly #entries: number;

  constructor(ranges: readonly EntryRange[], entries: number) {
    this.ranges = ranges;
    this.#entries = entries;
  }

  isChosen(index: number): boolean {
    let [low, high] = [0, this.ranges.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const { first, count } = this.ranges[middle] ?? NOTHING;
      if (index < first) high = middle;
      else if (index >= first + count) low = middle + 1;
      else return true;
    }
    return false;
  }

  /** What is left out, ascending. */
  *gaps(): Generator<EntryRange> {
    let from = 0;
    for (const { first, count } of this.ranges) {
      if (first > from) yield { first: from, count: first - from };
      from = first + count;
    }
    if (from < this.#entries) yield { first: from, count: this.#entries - from };
  }
}

/** In order, and each place once; null where one isn't in the list. */
export function soundRanges(only: readonly EntryRange[], entries: number): readonly EntryRange[] | null {
  const merged: { first: number; count: number }[] = [];
  for (const { first, count } of [...only].sort((a, b) => a.first - b.first)) {
    if (first + count > entries) return null;
    join(merged, first, count);
  }
  return merged;
}

/** Goes through the list once, page by page, and says what is taken by these ranges and how much that is. */
export class Choosing {
  readonly #wanted: Choice;
  readonly #entries: number;
  /** The folders around where it is, by their places; those that are taken by now are none. */
  readonly #above: (number | null)[] = [];
  readonly #alone: number[] = [];
  #index = 0;
  #files = 0;
  #folders = 0;
  #bytes = 0;

  constructor(ranges: readonly EntryRange[], entries: number) {
    this.#wanted = new Choice(ranges, entries);
    this.#entries = entries;
  }

  add({ kind, depth, size }: Entry): void {
    const index = this.#index++;
    this.#above.length = Math.min(this.#above.length, depth);
    const isWanted = this.#wanted.isChosen(index);
    if (isWanted) {
      for (const [at, folder] of this.#above.entries()) {
        if (folder === null) continue;
        this.#alone.push(folder);
        this.#folders++;
        this.#above[at] = null;
      }
      if (kind === 'folder') this.#folders++;
      else this.#files++;
      this.#bytes += size;
    }
    if (kind === 'folder') this.#above[depth] = isWanted ? null : index;
  }

  end(): { readonly choice: Choice; readonly amount: Amount } {
    const merged: { first: number; count: number }[] = [];
    const alone = this.#alone.map((first) => ({ first, count: 1 }));
    const all = [...alone, ...this.#wanted.ranges].sort((a, b) => a.first - b.first);
    for (const { first, count } of all) join(merged, first, count);
    const amount = { files: this.#files, folders: this.#folders, bytes: this.#bytes };
    return { choice: new Choice(merged, this.#entries), amount };
  }
}

/** Null where it is all of the offer. Throws where what was chosen isn't in its list. */
export async function chosenOf(
  pages: readonly Page[],
  only: readonly EntryRange[],
  { entries }: { readonly entries: number },
): Promise<ReturnType<Choosing['end']> | null> {
  const ranges = soundRanges(only, entries);
  if (ranges === null) throw ferryError('transfer.not_now', {});
  const choosing = new Choosing(ranges, entries);
  const reader = new EntryReader();
  for (const { page } of pages) {
    reader.readEach(page, (entry) => choosing.add(entry));
    await breathe();
  }
  const chosen = choosing.end();
  return chosen.choice.gaps().next().done ? null : chosen;
}

function join(merged: { first: number; count: number }[], first: number, count: number): void {
  const last = merged.at(-1);
  if (last === undefined || first > last.first + last.count) merged.push({ first, count });
  else last.count = Math.max(last.count, first + count - last.first);
}

const NOTHING: EntryRange = { first: 0, count: 0 };
