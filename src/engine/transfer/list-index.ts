// Finds files of a list by their number, without going through all of it each time: what was come by is remembered at
// every so many pages, with the folders around that place.
import { setImmediate as breathe } from 'node:timers/promises';
import { entriesIn } from '../wire/manifest.ts';
import { type Page, pagesOf } from './manifest-file.ts';

/** Of a page of 48 KiB each: some ten thousand entries, which are read in a moment. */
const PAGES_BETWEEN = 16;

export interface ListedFile {
  /** Of its entry. */
  readonly index: number;
  readonly path: readonly string[];
  readonly bytes: number;
}

/** Pages from the one at that place on; `next` is the place of the one behind it. */
export type PageSource = (place: number) => AsyncIterable<Page & { readonly next: number }>;

interface Mark {
  readonly place: number;
  readonly files: number;
  readonly above: readonly string[];
}

export class ListIndex {
  readonly #source: PageSource;
  readonly #marks: Mark[] = [{ place: 0, files: 0, above: [] }];

  constructor(source: PageSource) {
    this.#source = source;
  }

  async files(first: number, count: number): Promise<readonly ListedFile[]> {
    const mark = this.#marks.findLast(({ files }) => files <= first) ?? { place: 0, files: 0, above: [] };
    const found: ListedFile[] = [];
    const names = [...mark.above];
    let [number, pages] = [mark.files, 0];
    for await (const { first: firstIndex, page, next } of this.#source(mark.place)) {
      let index = firstIndex;
      for (const { kind, depth, name, size } of entriesIn(page)) {
        names.length = Math.min(names.length, depth);
        names.push(name);
        if (kind === 'file' && number++ >= first) found.push({ index, path: [...names], bytes: size });
        if (found.length === count) return found;
        index++;
      }
      if (++pages % PAGES_BETWEEN === 0) this.#remember({ place: next, files: number, above: [...names] });
      await breathe();
    }
    return found;
  }

  #remember(mark: Mark): void {
    if (mark.place > (this.#marks.at(-1)?.place ?? 0)) this.#marks.push(mark);
  }
}

export const onDisk =
  (path: string): PageSource =>
  (place) =>
    pagesOf(path, place);

export const inMemory = (pages: readonly Page[]): PageSource =>
  async function* (place) {
    for (const [at, page] of pages.slice(place).entries()) yield { ...page, next: place + at + 1 };
  };
