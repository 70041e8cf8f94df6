// The files of a transfer, asked for a page at a time as they are scrolled to; of a million only some pages are kept.
import type { TransferFile, TransferId } from '../contract/transfers.ts';
import type { Bridge } from '../contract/window.ts';
import { ask } from './ask.ts';

export const PAGE = 100;
const MOST_PAGES = 8;

export interface FilePages {
  readonly total: number;
  readonly pages: ReadonlyMap<number, readonly TransferFile[]>;
}

export interface FileLoader {
  /** These rows are looked at now; asks for what isn't there, or with `isStale` for all of it once more. */
  look(first: number, count: number, isStale?: boolean): void;
  stop(): void;
}

/** Tells the whole of it after each page; `null` when the list isn't kept. */
export function loadFiles(bridge: Bridge, id: TransferId, onChange: (loaded: FilePages | null) => void): FileLoader {
  let loaded: FilePages = { total: 0, pages: new Map() };
  let hasStopped = false;
  const asking = new Set<number>();

  async function load(page: number): Promise<void> {
    if (asking.has(page)) return;
    asking.add(page);
    const answer = await ask(bridge, 'transfer.files', { id, first: page * PAGE, count: PAGE });
    asking.delete(page);
    if (hasStopped) return;
    if (!answer.ok) {
      if (loaded.pages.size === 0) onChange(null);
      return;
    }
    const pages = new Map(loaded.pages);
    // What was looked at longest ago goes first.
    pages.delete(page);
    pages.set(page, answer.value.files);
    for (const oldest of pages.keys()) {
      if (pages.size <= MOST_PAGES) break;
      pages.delete(oldest);
    }
    loaded = { total: answer.value.total, pages };
    onChange(loaded);
  }

  return {
    look(first, count, isStale = false) {
      const last = Math.floor(Math.max(first, first + count - 1) / PAGE);
      for (let page = Math.floor(first / PAGE); page <= last; page++)
        if (isStale || !loaded.pages.has(page)) void load(page);
    },
    stop() {
      hasStopped = true;
    },
  };
}

export const fileAt = ({ pages }: FilePages, index: number): TransferFile | null =>
  pages.get(Math.floor(index / PAGE))?.[index % PAGE] ?? null;

/** Which rows of a list are on screen, and some on both sides so that scrolling finds them there. */
export function visibleRows(
  scrolled: number,
  height: number,
  rowHeight: number,
  total: number,
): { readonly first: number; readonly count: number } {
  const spare = 8;
  const first = Math.max(0, Math.min(total, Math.floor(scrolled / rowHeight) - spare));
  const end = Math.min(total, Math.ceil((scrolled + height) / rowHeight) + spare);
  return { first, count: Math.max(0, end - first) };
}
