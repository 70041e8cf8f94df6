// Receives one transfer from a guest: a device that speaks another product's protocol. Its files come each by itself, in
// whatever order it likes; they are asked about, written, made safe and named like our own. Nothing of it goes on after
// this program.
import { createHash, type Hash } from 'node:crypto';
import type { FileReason } from '../../contract/transfers.ts';
import { isEqual } from '../crypto/hash.ts';
import { release } from '../crypto/release.ts';
import { isTooLarge } from '../disk/free-space.ts';
import { ReceiveTree } from '../disk/receive-tree.ts';
import { endOf } from '../transfer/file-end.ts';
import type { Incoming } from '../transfer/incoming.ts';
import { IncomingFile } from '../transfer/incoming-file.ts';
import { type Listed, listed, pathOf, shownPath, skippedNote } from '../transfer/list-cursor.ts';
import type { Page } from '../transfer/manifest-file.ts';
import { OfferList } from '../transfer/offer-list.ts';
import { OfferThumbs } from '../transfer/offer-thumbs.ts';
import { patiently } from '../transfer/patience.ts';
import { Settler } from '../transfer/settler.ts';
import { WriteRoom } from '../transfer/write-room.ts';
import type { Outcome } from '../wire/transfer-messages.ts';
import { Frames } from './frames.ts';
import type { IncomingWork } from './incoming-work.ts';
import { FOLDER_TROUBLE, refusalOf } from './obstacle.ts';
import type { ReceiveEnd, ReceiveState, Refusal } from './receive-machine.ts';
import type { ReceivingNeeds } from './receiving-needs.ts';

/** So long after a file has come it is safe, if no others come that are made safe with it. */
const SETTLE_MS = 200;
/** Nothing of it comes any more: its device has gone without a word. */
const QUIET_MS = 60_000;

type Shared =
  | 'offer'
  | 'listRoom'
  | 'limit'
  | 'objectionTo'
  | 'begin'
  | 'finish'
  | 'clock'
  | 'log'
  | 'onChange'
  | 'onAsked'
  | 'onOutcomes';

export interface GuestNeeds extends Pick<ReceivingNeeds, Shared> {
  readonly pages: readonly Page[];
  readonly onEnded: (end: ReceiveEnd) => void | Promise<void>;
  /** What has come can't be kept. */
  readonly onTrouble: (error: unknown) => void;
  /** Nothing more comes by its way, which its person didn't do to this transfer. */
  readonly onCutOff: () => void;
}

/** Those that are taken, by their place in the list; null where nothing is. */
export type GuestAnswer = ReadonlySet<number> | null;

export type FileEnd =
  /** It is here, and once the last of all is, all of them are safe. */
  | 'saved'
  /** Other bytes than were announced: it may be sent once more. */
  | 'wrongHash'
  | 'wrongSize'
  /** It broke off, and may be sent once more. */
  | 'broken'
  /** Of what wasn't accepted, is being sent already or has come. */
  | 'notDue'
  /** It can't be kept here. */
  | 'failed';

export class GuestReceiving implements IncomingWork {
  readonly link = null;
  readonly thumbs = new OfferThumbs();
  readonly list: OfferList;
  /** Resolves with what its person says, or when there is nothing more to be said. */
  readonly answered: Promise<GuestAnswer>;
  readonly #needs: GuestNeeds;
  readonly #frames: Frames;
  readonly #answered = Promise.withResolvers<GuestAnswer>();
  readonly #over = new AbortController();
  #state: ReceiveState = { name: 'listing' };
  #incoming: Incoming | null = null;
  #settler: Settler | null = null;
  readonly #room = new WriteRoom((error) => {
    if (!isTooLarge(error)) this.#fail(error);
  });
  /** What is still to come; and what is coming of that, with how many bytes are here. */
  #due = new Map<number, Listed>();
  readonly #coming = new Map<number, number>();
  #bytes = 0;
  #isAnyHere = false;
  #current: Listed | null = null;
  /** The making of its place, or the making safe of all of it. */
  #working: Promise<void> = Promise.resolve();
  #ending: Promise<void> = Promise.resolve();
  #cancelQuiet: () => void = () => undefined;
  #cancelSettle: () => void = () => undefined;

  constructor(needs: GuestNeeds) {
    this.#needs = needs;
    this.#frames = new Frames(needs.clock, needs.onChange);
    this.list = new OfferList(needs.offer, needs.listRoom);
    this.answered = this.#answered.promise;
  }

  get state(): ReceiveState {
    return this.#state;
  }

  get incoming(): Incoming | null {
    return this.#incoming;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get currentFile(): string | null {
    return this.#current === null ? null : shownPath(pathOf(this.#current));
  }

  /** When it is over, whoever brings it need not go on. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  /** Its end, where it has one that its device may hear of. */
  get end(): ReceiveEnd | null {
    return this.#state.name === 'ended' ? this.#state.end : null;
  }

  get #isOver(): boolean {
    return this.end !== null;
  }

  /** Has its person asked, unless it can't be taken. */
  async ask(): Promise<void> {
    const refusal = await this.#objection();
    if (this.#state.name !== 'listing') return;
    if (refusal !== null) return this.#end({ kind: 'refused', refusal });
    // Shown by what follows: before that it would pass for one that was answered.
    this.#state = { name: 'asking' };
    this.#needs.onAsked(this.list);
  }

  async #objection(): Promise<Refusal | null> {
    try {
      for (const page of this.#needs.pages) this.list.add(page);
    } catch {
      return { verdict: 'notUnderstood' };
    }
    return this.#needs.objectionTo(this.list).catch(() => FOLDER_TROUBLE);
  }

  accept(): void {
    if (this.#state.name !== 'asking') return;
    this.#go({ name: 'beginning', isAway: false });
    this.#working = this.#begin().catch((error: unknown) => {
      this.#needs.log('warn', 'transfer.not_begun', { cause: String(error) });
      this.#end({ kind: 'refused', refusal: refusalOf(error, this.#missingBytes) });
    });
  }

  decline(why: Refusal | null): void {
    if (this.#state.name !== 'asking') return;
    this.#end(why === null ? { kind: 'declined' } : { kind: 'refused', refusal: why });
  }

  async #begin(): Promise<void> {
    const incoming = await this.#needs.begin(this.list);
    if (this.#state.name !== 'beginning') return incoming.remove();
    this.list.release();
    this.#incoming = incoming;
    const settler = new Settler(
      incoming,
      (outcomes) => this.#settled(outcomes),
      (error) => this.#fail(error),
    );
    this.#settler = settler;
    const { staging, root, journal, choice } = incoming;
    const tree = new ReceiveTree(root);
    for await (const page of listed({ manifestPath: staging.manifest, tree, folders: journal.folders, choice }))
      for (let found = page.next(); found !== null; found = page.next()) this.#due.set(found.entry.index, found);
    // They come in any order: until each has come, the list has gaps.
    journal.add({ settledTo: incoming.entries, counts: journal.counts, damaged: [...this.#due.keys()] });
    for (const [index, found] of this.#due) {
      if (found.place.ok) continue;
      this.#due.delete(index);
      settler.add({ kind: 'skipped', index, note: skippedNote(pathOf(found), found.place.reason), part: null });
    }
    if (this.#state.name !== 'beginning') return;
    this.#go({ name: 'receiving', round: 0, isBegun: true });
    this.#answered.resolve(new Set(this.#due.keys()));
    this.#wait();
    this.#finishIfWhole();
  }

  /** One file, from its front. Its pieces are gone for everyone else. Never throws. */
  async write(index: number, content: AsyncIterable<Uint8Array>, sha256: Uint8Array | null): Promise<FileEnd> {
    const found = this.#due.get(index);
    if (this.#state.name !== 'receiving' || found === undefined || this.#coming.has(index)) return 'notDue';
    this.#coming.set(index, 0);
    this.#cancelQuiet();
    const end = await this.#take(found, content, sha256);
    this.#coming.delete(index);
    if (this.#isOver) return 'notDue';
    if (end === 'saved' || end === 'failed') this.#due.delete(index);
    if (end === 'saved') this.#isAnyHere = true;
    this.#wait();
    this.#finishIfWhole();
    // With the last of them the sender's person hears that all of it is here, or that it couldn't be made safe.
    await this.#working;
    return this.end?.kind === 'refused' ? 'failed' : end;
  }

  /** It won't come: its sender says so, or has tried too often. */
  giveUp(index: number, reason: 'notSent' | 'damaged' = 'notSent'): void {
    const found = this.#due.get(index);
    if (found === undefined || this.#coming.has(index) || this.#state.name !== 'receiving') return;
    this.#due.delete(index);
    this.#skip(found, reason);
    this.#finishIfWhole();
  }

  async #take(found: Listed, content: AsyncIterable<Uint8Array>, sha256: Uint8Array | null): Promise<FileEnd> {
    const { entry, place } = found;
    const incoming = this.#incoming;
    if (incoming === null || !place.ok) return 'notDue';
    this.#current = found;
    let file: IncomingFile | null = null;
    try {
      file = await patiently(() => IncomingFile.open(incoming.staging.partOf(entry.index), entry, NEW, this.#room));
      const hash = sha256 === null ? null : createHash('sha256');
      if (!(await this.#copy(file, entry.size, content, hash))) return await this.#dropped(file, 'wrongSize');
      const isSame = hash === null || sha256 === null || isEqual(hash.digest(), sha256);
      if (!isSame) return await this.#dropped(file, 'wrongHash');
      this.#settler?.add(await endOf(file, { incoming, found, place, digest: null }));
      this.#settleSoon();
      return 'saved';
    } catch (error) {
      if (file !== null) await this.#dropped(file, 'broken').catch(() => undefined);
      if (error instanceof BrokenOff || this.#over.signal.aborted) return 'broken';
      this.#needs.log('warn', 'transfer.file_failed', { cause: String(error) });
      this.#skip(found, isTooLarge(error) ? 'tooLargeForDisk' : 'notWritable');
      return 'failed';
    }
  }

  #skip(found: Listed, reason: FileReason): void {
    const { index } = found.entry;
    this.#settler?.add({ kind: 'skipped', index, note: skippedNote(pathOf(found), reason), part: null });
  }

  /** Whether it has the size that was announced. */
  async #copy(
    file: IncomingFile,
    size: number,
    content: AsyncIterable<Uint8Array>,
    hash: Hash | null,
  ): Promise<boolean> {
    let at = 0;
    for await (const piece of brokenOff(content)) {
      if (this.#over.signal.aborted) throw new BrokenOff();
      if (at + piece.length > size) return false;
      if (piece.length === 0) continue;
      await this.#needs.limit.take(piece.length, () => this.#over.signal.aborted);
      hash?.update(piece);
      const pieces = [piece];
      const { taken, done } = file.write(at, pieces, NO_TAG);
      void done.then(() => release(pieces));
      at += piece.length;
      this.#bytes += piece.length;
      this.#coming.set(file.index, at);
      this.#frames.soon();
      await taken;
    }
    return at === size;
  }

  /** Others may come at the same time, whose bytes still count. */
  async #dropped(file: IncomingFile, end: FileEnd): Promise<FileEnd> {
    this.#bytes -= this.#coming.get(file.index) ?? 0;
    await file.drop();
    this.#frames.soon();
    return end;
  }

  #settleSoon(): void {
    this.#cancelSettle();
    this.#cancelSettle = this.#needs.clock.after(SETTLE_MS, () => void this.#settler?.flush().catch(() => undefined));
  }

  #settled(outcomes: readonly Outcome[]): void {
    this.#needs.onOutcomes(outcomes);
    this.#frames.soon();
  }

  /** For the next of them. */
  #wait(): void {
    this.#cancelQuiet();
    if (this.#coming.size > 0 || this.#state.name !== 'receiving') return;
    this.#cancelQuiet = this.#needs.clock.after(QUIET_MS, () => {
      if (!this.#isAnyHere) return this.#end({ kind: 'withdrawn' });
      for (const index of [...this.#due.keys()]) this.giveUp(index);
    });
  }

  #finishIfWhole(): void {
    if (this.#due.size > 0 || this.#state.name !== 'receiving') return;
    this.#cancelQuiet();
    this.#go({ name: 'finishing', round: 0 });
    this.#working = this.#finish().catch((error: unknown) => this.#fail(error));
  }

  async #finish(): Promise<void> {
    await this.#settler?.flush();
    if (this.#incoming === null || this.end !== null) return;
    await this.#needs.finish(this.#incoming);
    this.#end({ kind: 'done' });
  }

  /** Its device has given it up. */
  canceledThere(): void {
    this.#end({ kind: 'canceledThere' });
  }

  /** When all of it is here, that is too late. */
  cancel(): void {
    if (this.#state.name !== 'finishing') this.#end({ kind: 'canceledHere' });
  }

  /** Its way is shut here. */
  cutOff(): void {
    if (this.#isOver || this.#state.name === 'finishing') return;
    this.#needs.onCutOff();
    this.cancel();
  }

  async stop(): Promise<void> {
    this.cutOff();
    await this.#working;
    await this.#ending;
  }

  #fail(error: unknown): void {
    if (this.end !== null) return;
    this.#needs.onTrouble(error);
    this.#end({ kind: 'refused', refusal: refusalOf(error, this.#missingBytes) });
  }

  get #missingBytes(): number {
    return Math.max(0, this.#needs.offer.bytes - this.#bytes);
  }

  #go(state: ReceiveState): void {
    this.#state = state;
    this.#frames.now();
  }

  /** What has its name stays; nothing else does. */
  #end(end: ReceiveEnd): void {
    if (this.end !== null) return;
    this.#state = { name: 'ended', end };
    this.#cancelQuiet();
    this.#cancelSettle();
    this.#over.abort();
    this.#answered.resolve(null);
    this.#frames.stop();
    this.list.release();
    this.thumbs.close();
    this.#due.clear();
    const settler = this.#settler;
    const settling = settler === null ? Promise.resolve() : settler.flush().catch(() => settler.abandon());
    this.#ending = settling.then(() => this.#needs.onEnded(end));
  }
}

/** Its sender's fault, or the network's; never the disk's. */
class BrokenOff extends Error {}

async function* brokenOff(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* content;
  } catch {
    throw new BrokenOff();
  }
}

const NEW = { length: 0, isSure: true };
const NO_TAG = new Uint8Array();
