// What a receiver has said ahead of the content, until the sender comes to it. Whoever says it may say it of all that is
// listed, and in the smallest portions: what it takes is counted as it lies in memory, and no step looks at all of it.
import type { HaveItem } from '../wire/transfer-messages.ts';

/** A receiver says what it has of some thousand files ahead of their content, and has a tag for each MiB of it. */
const MOST_BYTES = 128 * 1024 * 1024;
/** Of one beside its tags, and of tags beside their bytes. */
const ITEM_BYTES = 64;
const TAGS_BYTES = 256;
const NO_TAGS = new Uint8Array();
/** So many that were passed are let go at once. */
const LEAST_PASSED = 1024;
const MOST_LOOKED_THROUGH = 64;

export class HaveQueue {
  #items: HaveItem[] = [];
  #passed = 0;
  #bytes = 0;

  /** False where it is more than anybody has to say. */
  add(items: readonly HaveItem[]): boolean {
    for (const item of items) {
      this.#items.push(item.tags.length === 0 ? { ...item, tags: NO_TAGS } : item);
      this.#bytes += bytesOf(item);
    }
    return this.#bytes <= MOST_BYTES;
  }

  get first(): HaveItem | undefined {
    return this.#items[this.#passed];
  }

  /** Whether none is of that entry, a little further on; no where it would take long to find out. */
  isSilentOf(index: number): boolean {
    for (let at = this.#passed; at < this.#passed + MOST_LOOKED_THROUGH; at++) {
      const item = this.#items[at];
      if (item === undefined || item.index > index) return true;
      if (index < (item.what === 'unwanted' ? item.index + item.length : item.index + 1)) return false;
    }
    return false;
  }

  pass(): void {
    const { first } = this;
    if (first === undefined) return;
    this.#bytes -= bytesOf(first);
    this.#passed++;
    if (this.#passed < LEAST_PASSED || this.#passed * 2 < this.#items.length) return;
    this.#items = this.#items.slice(this.#passed);
    this.#passed = 0;
  }
}

const bytesOf = ({ tags }: HaveItem): number => ITEM_BYTES + (tags.length === 0 ? 0 : TAGS_BYTES + tags.length);
