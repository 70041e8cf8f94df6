// Small pictures of what is offered: those that came with an offer, in memory until it is answered, and those that go out
// with ours. Nothing here decodes them.
import { showHidden } from '../../base/text.ts';
import type { Thumbnail } from '../../contract/transfers.ts';
import type { Clock } from '../ports.ts';
import { EntryPath } from '../wire/manifest.ts';
import { isThumb, MOST_THUMBS, type TransferMessage } from '../wire/transfer-messages.ts';
import { fileKind } from './file-kind.ts';
import { entryPagesOf } from './manifest-file.ts';
import type { OfferList } from './offer-list.ts';
import type { Root } from './plan.ts';

type Thumb = Extract<TransferMessage, { kind: 'thumb' }>;

export class OfferThumbs {
  #isOver = false;
  readonly #thumbs: (Thumbnail & { readonly index: number })[] = [];

  get count(): number {
    return this.#thumbs.length;
  }

  get shown(): readonly Thumbnail[] {
    return this.#thumbs.map(({ name, jpeg }) => ({ name, jpeg }));
  }

  /** False where it is one too many, or of nothing that was listed by now. */
  add({ index, jpeg }: Thumb, list: OfferList): boolean {
    if (this.#isOver) return true;
    const isNext = index > (this.#thumbs.at(-1)?.index ?? -1);
    if (!list.isWhole || !isNext || this.#thumbs.length >= MOST_THUMBS) return false;
    const entry = list.entryAt(index);
    if (entry?.kind !== 'file') return false;
    this.#thumbs.push({ index, name: showHidden(entry.name), jpeg: Buffer.from(jpeg).toString('base64') });
    return true;
  }

  /** It was answered: what still comes is passed over. */
  close(): void {
    this.#isOver = true;
    this.#thumbs.length = 0;
  }
}

/** Null where there is none of it. */
export type MakeThumbnail = (path: string) => Promise<Uint8Array | null>;

const MAKING_MS = 3000;

/** What takes longer is done without. */
export const soon =
  (make: MakeThumbnail, clock: Clock): MakeThumbnail =>
  async (path) => {
    const late = Promise.withResolvers<null>();
    const cancel = clock.after(MAKING_MS, () => late.resolve(null));
    try {
      return await Promise.race([make(path), late.promise]);
    } finally {
      cancel();
    }
  };

/** It isn't looked for further down. */
const MOST_ENTRIES_SEEN = 5000;

interface Source {
  readonly manifestPath: string;
  readonly roots: readonly Root[];
  readonly make: MakeThumbnail;
}

/** Of the first pictures of a list, as far as they can be had. */
export async function* thumbsOf({ manifestPath, roots, make }: Source): AsyncGenerator<Omit<Thumb, 'kind' | 'id'>> {
  const path = new EntryPath();
  const rootPaths = new Map(roots.map((root) => [root.name, root.path]));
  let tried = 0;
  for await (const page of entryPagesOf(manifestPath)) {
    const pictures: { readonly index: number; readonly local: string }[] = [];
    let last = 0;
    for (const entry of page) {
      last = entry.index;
      const [top = '', ...below] = path.enter(entry);
      if (entry.kind !== 'file' || entry.size === 0 || fileKind(entry.name) !== 'picture') continue;
      if (tried + pictures.length >= MOST_THUMBS) continue;
      pictures.push({ index: entry.index, local: [rootPaths.get(top) ?? '', ...below].join('/') });
    }
    for (const { index, local } of pictures) {
      tried++;
      const jpeg = await make(local).catch(() => null);
      if (jpeg !== null && isThumb(jpeg)) yield { index, jpeg };
    }
    if (tried >= MOST_THUMBS || last >= MOST_ENTRIES_SEEN) return;
  }
}
