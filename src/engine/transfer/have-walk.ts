// Goes ahead of the content and says, entry by entry, what needn't be sent: what is settled, what is half here, what
// lies there already under its name, what can't be taken. What it can't vouch for itself it lets the sender compare.
import type { KeyObject } from 'node:crypto';
import { closeSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { existingFile, ReceiveTree } from '../disk/receive-tree.ts';
import {
  BLOCK_BYTES,
  BLOCK_TAG_BYTES,
  type HaveItem,
  haveBytes,
  MOST_HAVE_BYTES,
  MOST_TAG_BYTES,
  type TransferMessage,
} from '../wire/transfer-messages.ts';
import { blocksOf, blockTag } from './blocks.ts';
import type { EntryRange } from './choice.ts';
import type { Incoming } from './incoming.ts';
import { type Listed, listed, renamedNote } from './list-cursor.ts';
import { SMALL_BYTES } from './small.ts';
import { openSource, readWhole } from './source-file.ts';
import { isTurnOver, nextTurn } from './turn.ts';

/** What was said of files that neither have come nor were confirmed yet. */
export type Claims = Map<number, Pick<HaveItem, 'what' | 'length'>>;

/** It doesn't run further ahead than this: what is claimed is remembered. */
const MOST_CLAIMS = 8192;
const FULL_LOOK_MS = 10;
/** Of folders that were made, so many are remembered until something is put into them. */
const MOST_MADE = 65_536;
/** So many tags of a large file are said at once, so that the sender compares while this side reads on. */
const TAGS_AT_ONCE = Math.min(MOST_TAG_BYTES, 32 * BLOCK_TAG_BYTES);
const NO_TAGS = new Uint8Array();
const NOTHING_SAID = { tags: NO_TAGS };

type Page = Pick<Extract<TransferMessage, { kind: 'have' }>, 'upTo' | 'items'>;

interface WalkNeeds {
  readonly incoming: Incoming;
  readonly checkKey: KeyObject;
  readonly claims: Claims;
}

export class HaveWalk {
  readonly #needs: WalkNeeds;
  readonly #scratch = Buffer.allocUnsafeSlow(SMALL_BYTES);
  #items: HaveItem[] = [];
  #itemBytes = 0;
  #spokenTo = 0;
  #isStopped = false;

  constructor(needs: WalkNeeds) {
    this.#needs = needs;
  }

  isSpokenOf(index: number): boolean {
    return index < this.#spokenTo;
  }

  stop(): void {
    this.#isStopped = true;
  }

  async *pages(): AsyncGenerator<Page> {
    const { incoming, claims } = this.#needs;
    const { journal, madeFolders, replaced } = incoming;
    madeFolders.clear();
    replaced.clear();
    const tree = new ReceiveTree(incoming.root, { replaced });
    const files = listed({
      manifestPath: incoming.staging.manifest,
      tree,
      folders: journal.folders,
      choice: incoming.choice,
      onFolder: (entry, path, verdict) => {
        if (verdict.ok && verdict.isNew && madeFolders.size < MOST_MADE) madeFolders.add(entry.index);
        if (verdict.ok && verdict.isRenamed && !journal.folders.has(entry.index))
          journal.add({ folder: entry.index, name: verdict.name, note: renamedNote(path, verdict.name) });
      },
    });
    const gaps: Iterator<EntryRange> = incoming.choice?.gaps() ?? [].values();
    let gap = gaps.next();
    const isNew = incoming.isNew && incoming.choice === null;
    for await (const page of files) {
      const next = (): Listed | null => (isNew ? page.nextUnsure() : page.next());
      let upTo = 0;
      for (let found = next(); found !== null || !page.isOver; found = next()) {
        const index = found === null ? page.index : found.entry.index;
        for (; !gap.done && gap.value.first < index; gap = gaps.next()) {
          if (this.#itemBytes + haveBytes(NOTHING_SAID) > MOST_HAVE_BYTES) yield this.#page(gap.value.first);
          this.#addUnwanted(gap.value);
        }
        upTo = found === null ? index : index + 1;
        const said = found === null ? null : this.#said(found);
        if (said !== null)
          for await (const item of said) {
            if (this.#itemBytes + haveBytes(item) > MOST_HAVE_BYTES) yield this.#page(index);
            this.#add(item);
            if (item.tags.length === TAGS_AT_ONCE) yield this.#page(index);
          }
        while (claims.size > MOST_CLAIMS && !this.#isStopped) {
          if (this.#items.length > 0) yield this.#page(upTo);
          await wait(FULL_LOOK_MS);
        }
        if (this.#isStopped) return;
        if (!isTurnOver()) continue;
        // The other side reads what it may send while the rest is looked through.
        yield this.#page(upTo);
        await nextTurn();
      }
      if (isNew) upTo = page.index;
      if (upTo > 0) yield this.#page(upTo);
    }
    for (; !gap.done; gap = gaps.next()) {
      if (this.#itemBytes + haveBytes(NOTHING_SAID) > MOST_HAVE_BYTES) yield this.#page(gap.value.first);
      this.#addUnwanted(gap.value);
    }
    // Folders at the end, of which there is nothing to say.
    yield this.#page(incoming.entries);
  }

  /** Null where there is nothing to say, as of most files: waiting for that would cost very many of them dearly. */
  #said({ entry, place }: Listed): Iterable<HaveItem> | AsyncIterable<HaveItem> | null {
    const { incoming, claims } = this.#needs;
    const { index, size } = entry;
    if (incoming.isSettled(index) || !place.ok || incoming.isInstalled(index, place, size))
      return [{ index, what: 'unwanted', length: 1, tags: NO_TAGS, offset: 0 }];
    const partial = incoming.partials.get(index);
    if (partial !== undefined && partial.length > 0 && partial.length <= size) {
      const { length, isSure } = partial;
      claims.set(index, { what: isSure ? 'sure' : 'check', length });
      if (isSure) return [{ index, what: 'sure', length, tags: NO_TAGS, offset: 0 }];
      return this.#compared(index, 'check', incoming.staging.partOf(index), length);
    }
    const present = existingFile(place, size);
    if (present === null) return null;
    claims.set(index, { what: 'there', length: size });
    return this.#compared(index, 'there', present, size);
  }

  async *#compared(index: number, what: 'check' | 'there', path: string, length: number): AsyncGenerator<HaveItem> {
    const { checkKey, claims } = this.#needs;
    const lost = (): void => void claims.delete(index);
    if (length <= SMALL_BYTES) {
      const bytes = this.#scratch.subarray(0, length);
      const isRead = readWhole(path, bytes);
      if (!isRead) return lost();
      return yield {
        index,
        what,
        length,
        tags: length === 0 ? NO_TAGS : blockTag(checkKey, index, 0, bytes),
        offset: 0,
      };
    }
    const file = await openSource(path, false).catch(() => null);
    if (file === null) return lost();
    try {
      let tags: Uint8Array[] = [];
      let offset = 0;
      const item = (): HaveItem => ({ index, what, length, tags: Buffer.concat(tags), offset });
      for await (const found of blocksOf(file, 0, length)) {
        if (found === null || this.#isStopped) return;
        tags.push(blockTag(checkKey, index, found.block, found.bytes));
        if (tags.length * BLOCK_TAG_BYTES < TAGS_AT_ONCE) continue;
        yield item();
        offset += tags.length * BLOCK_BYTES;
        tags = [];
      }
      if (tags.length > 0) yield item();
    } finally {
      closeSync(file);
    }
  }

  #add(item: HaveItem): void {
    const last = this.#items.at(-1);
    if (item.what === 'unwanted' && last?.what === 'unwanted' && last.index + last.length === item.index) {
      this.#items[this.#items.length - 1] = { ...last, length: last.length + item.length };
      return;
    }
    this.#items.push(item);
    this.#itemBytes += haveBytes(item);
  }

  /** Its person has left these out. */
  #addUnwanted({ first, count }: EntryRange): void {
    this.#add({ index: first, what: 'unwanted', length: count, tags: NO_TAGS, offset: 0 });
  }

  #page(upTo: number): Page {
    const items = this.#items;
    this.#items = [];
    this.#itemBytes = 0;
    this.#spokenTo = upTo;
    return { upTo, items };
  }
}
