// The list of an offer that nobody has answered yet, in memory: before a person has accepted, nothing is written. Whether
// it is what the offer said is known at its end.
import type { FileKind } from '../../contract/transfers.ts';
import { isEqual } from '../crypto/hash.ts';
import { isActiveType } from '../disk/active-types.ts';
import { type Entry, EntryReader, entriesIn, MOST_MANIFEST_BYTES } from '../wire/manifest.ts';
import { TEXT_NAME, type TransferMessage } from '../wire/transfer-messages.ts';
import { CommonKind } from './file-kind.ts';
import type { Page } from './manifest-file.ts';

const MOST_NAMES = 5;

export type Offer = Extract<TransferMessage, { kind: 'offer' }>;

/** All lists of one device that wait for an answer together: one long one has room, a hundred have not. */
export class ListRoom {
  #bytes = MOST_MANIFEST_BYTES;

  take(bytes: number): boolean {
    if (bytes > this.#bytes) return false;
    this.#bytes -= bytes;
    return true;
  }

  giveBack(bytes: number): void {
    this.#bytes += bytes;
  }
}

export class OfferList {
  readonly pages: Page[] = [];
  /** The first that lie at the top: what a person is shown, whatever the offer says. */
  readonly names: string[] = [];
  hasActiveTypes = false;
  /** Of its smallest file. */
  leastBytes = Number.POSITIVE_INFINITY;
  readonly #kind = new CommonKind();
  readonly #offer: Offer;
  readonly #reader = new EntryReader();
  #entries = 0;
  #isWhole = false;
  readonly #room: ListRoom;
  #bytes = 0;

  constructor(offer: Offer, room: ListRoom) {
    this.#offer = offer;
    this.#room = room;
  }

  /** Whether it is whole with that. Throws a ManifestError where it isn't the list that was offered. */
  add({ first, page }: Page): boolean {
    const { entries, digest, files, folders, bytes, isText = false, isStream = false } = this.#offer;
    if (first !== this.#entries || !this.#room.take(page.length)) throw new OfferError();
    this.#bytes += page.length;
    this.#reader.readEach(page, ({ kind, depth, name, size }) => {
      if (++this.#entries > entries) throw new OfferError();
      if (isText && name !== TEXT_NAME) throw new OfferError();
      if ((kind === 'stream') !== isStream) throw new OfferError();
      if (depth === 0 && !isText && this.names.length < MOST_NAMES) this.names.push(name);
      if (kind === 'folder') return;
      this.hasActiveTypes ||= isActiveType(name);
      this.leastBytes = Math.min(this.leastBytes, size);
      this.#kind.add(name);
    });
    this.pages.push({ first, page });
    if (this.#entries < entries) return false;
    const found = this.#reader.end();
    const isSame = found.files === files && found.folders === folders && found.bytes === bytes;
    if (!isSame || !isEqual(found.digest, digest)) throw new OfferError();
    this.#isWhole = true;
    return true;
  }

  get isWhole(): boolean {
    return this.#isWhole;
  }

  /** Null where there is none, or not any more. */
  entryAt(index: number): Entry | null {
    const found = this.pages.findLast(({ first }) => first <= index);
    if (found === undefined) return null;
    let place = found.first;
    for (const entry of entriesIn(found.page)) if (place++ === index) return entry;
    return null;
  }

  get kind(): FileKind {
    return this.#kind.kind;
  }

  /** It was answered: what is needed of it from now on is on the disk. */
  release(): void {
    this.pages.length = 0;
    this.#room.giveBack(this.#bytes);
    this.#bytes = 0;
  }
}

/** What came isn't what was offered. */
export class OfferError extends Error {}
