// One stretch of one connection that brings a stream into a folder. What is written here its sender forgets, and it can't
// read anything twice: so this side says what is sure to be here, and has nothing compared.
import { isTooLarge } from '../disk/free-space.ts';
import { ReceiveTree } from '../disk/receive-tree.ts';
import type { DataSegment, Segment } from '../wire/data.ts';
import { type IndexedEntry, MOST_FILE_BYTES } from '../wire/manifest.ts';
import type { HaveItem, Outcome } from '../wire/transfer-messages.ts';
import { failpoint } from './failpoint.ts';
import { endOf } from './file-end.ts';
import type { Incoming } from './incoming.ts';
import { IncomingFile } from './incoming-file.ts';
import { type Listed, listed, pathOf, renamedNote, skippedNote } from './list-cursor.ts';
import { patiently } from './patience.ts';
import { ContentError, type Round } from './receive-round.ts';
import { type Due, Settler } from './settler.ts';
import { WriteRoom } from './write-room.ts';

/** It is alone in its list. */
const INDEX = 0;
/** So much is written before it is looked once more whether there is room. */
const LOOK_EVERY_BYTES = 64 * 1024 * 1024;
const NO_TAGS = new Uint8Array();

interface StreamNeeds {
  readonly incoming: Incoming;
  readonly onFile: (found: Listed) => void;
  /** So much more is written. */
  readonly onBytes: (bytes: number) => void;
  readonly onSettled: (outcomes: readonly Outcome[]) => void;
  /** What has come can't be kept: said at once, however long the next record takes. */
  readonly onFailed: (error: unknown) => void;
  /** Throws where the disk has no room for more. */
  readonly mustHaveRoom: () => Promise<void>;
}

export class StreamRound implements Round {
  readonly #needs: StreamNeeds;
  readonly #settler: Settler;
  readonly #room: WriteRoom;
  #found: Listed | null = null;
  #isSpokenOf = false;
  #file: IncomingFile | null = null;
  #writtenTo = 0;
  #lookedAt = 0;
  #isTooLarge = false;
  /** What is to be settled at the end of the round; null while that isn't known. */
  #due: Due | null = null;
  #taking: Promise<void> = Promise.resolve();

  constructor(needs: StreamNeeds) {
    this.#needs = needs;
    this.#room = new WriteRoom((error) => {
      if (!isTooLarge(error)) needs.onFailed(error);
    });
    this.#settler = new Settler(needs.incoming, needs.onSettled, needs.onFailed);
  }

  async *haves(): ReturnType<Round['haves']> {
    const { incoming, onBytes } = this.#needs;
    const found = await firstOf(incoming);
    this.#found = found;
    const { place, entry } = found;
    const part = incoming.staging.partOf(INDEX);
    const kept = incoming.partials.get(INDEX) ?? NOTHING_KEPT;
    const name = place.ok && !incoming.isSettled(INDEX) ? incoming.installedAs(INDEX, place, kept.length) : null;
    this.#isSpokenOf = true;
    if (!place.ok) {
      this.#due = { kind: 'skipped', index: INDEX, note: skippedNote(pathOf(found), place.reason), part: null };
    } else if (name !== null) {
      const note = name === entry.name ? null : renamedNote(pathOf(found), name);
      this.#due = { kind: 'installed', index: INDEX, bytes: kept.length, place, note, part };
    }
    if (this.#due !== null || incoming.isSettled(INDEX)) return yield has({ what: 'unwanted', length: 1 });
    // What a former program has written is nothing that this one can vouch for.
    if (kept.length === 0 || !kept.isSure) return yield { upTo: INDEX + 1, items: [] };
    this.#writtenTo = kept.length;
    onBytes(kept.length);
    yield has({ what: 'sure', length: kept.length });
  }

  take(segments: Iterable<DataSegment>, tag: Uint8Array, release: () => void): Promise<void> {
    this.#taking = this.#take(segments, tag, release);
    return this.#taking;
  }

  async #take(segments: Iterable<DataSegment>, tag: Uint8Array, release: () => void): Promise<void> {
    const writes: Promise<void>[] = [];
    failpoint('record');
    try {
      for (const segment of segments) {
        // The volume has no files of that size: what else comes of it is passed over.
        if (this.#isTooLarge) continue;
        const found = this.#mustBeDue(segment);
        if (segment.kind === 'content') await this.#content(found, segment, tag, writes);
        else if (segment.kind === 'end') await this.#ended(found, segment);
        else throw new ContentError('a failure of a stream');
      }
    } catch (error) {
      if (!isTooLarge(error) || this.#found === null) throw error;
      await this.#leaveOut(this.#found);
    } finally {
      void Promise.all(writes).then(release);
    }
  }

  async end(): Promise<boolean> {
    const { journal } = this.#needs.incoming;
    if (this.#due === null && !this.#needs.incoming.isSettled(INDEX)) this.#due = { kind: 'damaged', index: INDEX };
    if (this.#due !== null) this.#settler.add(this.#due);
    this.#due = null;
    await this.#settler.flush();
    return journal.damaged.size === 0;
  }

  async stop(): Promise<void> {
    await this.#taking.catch(() => undefined);
    const file = this.#file;
    this.#file = null;
    if (file !== null) this.#needs.incoming.partials.set(INDEX, await file.keep());
    // Its end has come, and may still be settled.
    if (this.#due?.kind === 'ending') this.#settler.add(this.#due);
    this.#due = null;
    await this.#settler.flush().catch(() => this.#settler.abandon());
  }

  #mustBeDue({ index }: Segment): Listed {
    const isDue = this.#isSpokenOf && this.#due === null && !this.#needs.incoming.isSettled(INDEX);
    if (index !== INDEX || !isDue || this.#found === null) throw new ContentError('of what was not wanted');
    return this.#found;
  }

  async #content(
    found: Listed,
    { offset, content, isLast }: Extract<DataSegment, { kind: 'content' }>,
    tag: Uint8Array,
    writes: Promise<void>[],
  ): Promise<void> {
    if (isLast) throw new ContentError('the last of a stream, without its end');
    if (this.#file === null) await this.#needs.mustHaveRoom();
    this.#file ??= await this.#opened(found);
    const file = this.#file;
    const { taken, done } = file.write(offset, content, tag);
    writes.push(done);
    void done.then(() => this.#isWritten(file));
    await taken;
    failpoint('written');
    if (this.#writtenTo - this.#lookedAt < LOOK_EVERY_BYTES) return;
    this.#lookedAt = this.#writtenTo;
    await this.#needs.mustHaveRoom();
  }

  async #leaveOut(found: Listed): Promise<void> {
    const { incoming } = this.#needs;
    this.#isTooLarge = true;
    await this.#file?.keep();
    this.#file = null;
    incoming.partials.delete(INDEX);
    const note = skippedNote(pathOf(found), 'tooLargeForDisk');
    this.#due = { kind: 'skipped', index: INDEX, note, part: incoming.staging.partOf(INDEX) };
  }

  #isWritten({ writtenTo }: IncomingFile): void {
    const bytes = writtenTo - this.#writtenTo;
    if (bytes <= 0) return;
    this.#writtenTo = writtenTo;
    this.#needs.onBytes(bytes);
  }

  async #ended(found: Listed, { size, digest }: Extract<DataSegment, { kind: 'end' }>): Promise<void> {
    const { incoming } = this.#needs;
    const { place } = found;
    this.#file ??= await this.#opened(found);
    const file = this.#file;
    if (!place.ok || file.reach !== size) throw new ContentError('another size than has come');
    this.#file = null;
    incoming.partials.delete(INDEX);
    const whole = { ...found, entry: { ...found.entry, size } };
    const ended = endOf(file, { incoming, found: whole, place, digest });
    // Whoever adds it to a group hears of it then.
    ended.catch(() => undefined);
    this.#due = { kind: 'ending', index: INDEX, bytes: size, ended };
  }

  async #opened(found: Listed): Promise<IncomingFile> {
    const { incoming, onFile } = this.#needs;
    const kept = this.#writtenTo === 0 ? NOTHING_KEPT : { length: this.#writtenTo, isSure: true };
    const entry: IndexedEntry = { ...found.entry, size: MOST_FILE_BYTES };
    const file = await patiently(() => IncomingFile.open(incoming.staging.partOf(INDEX), entry, kept, this.#room));
    failpoint('open');
    onFile(found);
    return file;
  }
}

const NOTHING_KEPT = { length: 0, isSure: true };

const has = ({ what, length }: Pick<HaveItem, 'what' | 'length'>) => ({
  upTo: INDEX + 1,
  items: [{ index: INDEX, what, length, tags: NO_TAGS, offset: 0 }],
});

async function firstOf({ staging, root, journal, choice }: Incoming): Promise<Listed> {
  const tree = new ReceiveTree(root);
  for await (const page of listed({ manifestPath: staging.manifest, tree, folders: journal.folders, choice })) {
    const found = page.next();
    if (found !== null) return found;
  }
  throw new Error('a list without its stream');
}
