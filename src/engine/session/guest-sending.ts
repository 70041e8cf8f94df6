// Sends one transfer to a guest: a device that speaks another product's protocol. It is asked once, with the whole list;
// then its files go there, each by itself. Nothing of it goes on after this program, or after a break.
import { readFile } from 'node:fs/promises';
import { showHidden } from '../../base/text.ts';
import { type ErrorInfo, errorInfo } from '../../contract/errors.ts';
import { type FileReason, MOST_FILE_NOTES } from '../../contract/transfers.ts';
import type { Via } from '../../contract/vias.ts';
import type { Clock, Log } from '../ports.ts';
import type { FileStates } from '../transfer/file-states.ts';
import { type GuestFile, guestListOf, sourcesIn } from '../transfer/guest-list.ts';
import { skippedNote } from '../transfer/list-cursor.ts';
import { momentaryHashes } from '../transfer/momentary-hashes.ts';
import type { SendLimit } from '../transfer/paced-records.ts';
import type { Root } from '../transfer/plan.ts';
import { Frames } from './frames.ts';
import { GuestUploads, type UploadsEnd } from './guest-uploads.ts';
import type { GuestOffer, GuestWay, NotAccepted, OfferOutcome } from './guest-way.ts';
import { noProgress, type OutgoingWork, type SendProgress, type WorkState } from './outgoing-work.ts';
import type { SendEnd } from './send-machine.ts';

/** Somebody else's files go there just now, or its person is asked about others. */
const BUSY_MS = 60_000;
const FIRST_WAIT_MS = 1000;
const MOST_WAIT_MS = 5000;
/** Our person may have to look it up on that device. Nothing else can go there meanwhile. */
const PIN_MS = 10 * 60_000;

export interface GuestSendingNeeds {
  readonly way: GuestWay;
  readonly via: Via;
  /** As it calls itself. */
  readonly name: string;
  readonly roots: readonly Root[];
  readonly manifestPath: string;
  readonly isText: boolean;
  readonly limit: SendLimit;
  readonly fileStates: FileStates;
  readonly clock: Clock;
  readonly log: Log;
  readonly onChange: () => void;
  readonly onEnded: (end: SendEnd) => void;
  /** Nothing more goes by its way, which its person didn't do to this transfer. */
  readonly onCutOff: () => void;
  /** Something of our own is broken. */
  readonly troubleOf: (error: unknown) => ErrorInfo;
}

export class GuestSending implements OutgoingWork {
  readonly link = null;
  readonly progress: SendProgress = noProgress();
  readonly #needs: GuestSendingNeeds;
  readonly #frames: Frames;
  readonly #over = new AbortController();
  #state: WorkState = { name: 'away' };
  /** Takes what our person types, while that is asked for. */
  #takePin: (pin: string) => void = () => undefined;
  /** Its device is being told. */
  #leaving: Promise<void> = Promise.resolve();
  /** Those that are taken; up to there all have their end. */
  #wanted: readonly GuestFile[] = [];
  #settledTo = 0;
  readonly #settled = new Set<number>();

  constructor(needs: GuestSendingNeeds) {
    this.#needs = needs;
    this.#frames = new Frames(needs.clock, needs.onChange);
    const { canceled } = needs.way;
    const end = (): void => (canceled.reason === 'there' ? this.#end({ kind: 'canceledThere' }) : this.#cutOff());
    canceled.addEventListener('abort', end, { once: true });
  }

  get state(): WorkState {
    return this.#state;
  }

  begin(): void {
    this.#run().catch((error: unknown) => {
      if (this.#isOver) return;
      this.#needs.log('error', 'transfer.failed', { cause: String(error) });
      this.fail(this.#needs.troubleOf(error));
    });
  }

  cancel(): void {
    this.#end({ kind: 'canceledHere' });
  }

  fail(error: ErrorInfo): void {
    this.#end(failed(error));
  }

  async stop(): Promise<void> {
    this.#cutOff();
    await this.#leaving;
  }

  /** False where none is asked for, or no more. */
  typePin(pin: string): boolean {
    if (this.#state.name !== 'waitingForPin') return false;
    this.#go({ name: 'waitingForAnswer' });
    this.#takePin(pin);
    return true;
  }

  /** Its way is shut here, which its person didn't do to this transfer. */
  #cutOff(): void {
    if (this.#isOver) return;
    this.#needs.onCutOff();
    this.cancel();
  }

  get #isOver(): boolean {
    return this.#state.name === 'ended';
  }

  async #run(): Promise<void> {
    const { way, manifestPath } = this.#needs;
    const { files, tooLong } = await guestListOf(manifestPath);
    for (const file of tooLong) this.#skip(file, 'pathTooLong');
    const [first] = files;
    if (first === undefined) return this.#end(this.#whole);
    const reached = await way.reach(this.#over.signal);
    if (reached !== 'here') return this.#end(this.#endBy(reached));
    const hashes = await this.#hashesOf(files);
    this.#go({ name: 'waitingForAnswer' });
    const wanted = await this.#ask(files, hashes);
    if (wanted === null) return;
    this.#choose(files, wanted);
    this.#go({ name: 'sending', round: 1 });
    this.#end(this.#endBy(await this.#uploads().run()));
  }

  async #hashesOf(files: readonly GuestFile[]): Promise<GuestOffer['hashes']> {
    const { way, roots, clock } = this.#needs;
    if (!way.checksHashes) return new Map();
    return await momentaryHashes({ files, sourceOf: sourcesIn(roots), clock, signal: this.#over.signal });
  }

  /** Null where it has ended with the answer. */
  async #ask(files: readonly GuestFile[], hashes: GuestOffer['hashes']): Promise<ReadonlySet<number> | null> {
    const text = await this.#text();
    let pin: string | null = null;
    for (let typed = 0; ; typed++) {
      const outcome = await this.#offer({ files, hashes, text, pin });
      if (this.#isOver) return null;
      if (outcome.kind === 'accepted') return outcome.wanted;
      if (outcome.kind === 'nothingWanted' && !this.#needs.isText) return NONE;
      // It is kept for no longer than the question that it goes with.
      pin = outcome.kind === 'pinNeeded' ? await this.#askPin(typed) : null;
      if (this.#isOver) return null;
      if (pin === null) {
        this.#end(this.#endOf(outcome));
        return null;
      }
    }
  }

  /** Again and again for a while, where that device is busy. */
  async #offer(offer: GuestOffer): Promise<OfferOutcome> {
    const { way, clock } = this.#needs;
    let busySince: number | null = null;
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(2 * waitMs, MOST_WAIT_MS)) {
      const outcome = await way.offer(offer, this.#over.signal);
      if (outcome.kind !== 'busy') return outcome;
      busySince ??= clock.now();
      if (Math.abs(clock.now() - busySince) + waitMs > BUSY_MS) return outcome;
      await this.#wait(waitMs);
      if (this.#isOver) return outcome;
    }
  }

  /** Null where nobody has typed one in time, or it is over. */
  async #askPin(wrong: number): Promise<string | null> {
    const { promise, resolve } = Promise.withResolvers<string | null>();
    const cancel = this.#needs.clock.after(PIN_MS, () => resolve(null));
    this.#over.signal.addEventListener('abort', () => resolve(null), { once: true });
    this.#takePin = resolve;
    this.#go({ name: 'waitingForPin', wrong });
    return await promise.finally(cancel);
  }

  async #text(): Promise<string | null> {
    const { isText, roots } = this.#needs;
    const [root] = roots;
    return isText && root !== undefined ? await readFile(root.path, 'utf8') : null;
  }

  async #wait(ms: number): Promise<void> {
    const { signal } = this.#over;
    await new Promise<void>((resolve) => {
      const cancel = this.#needs.clock.after(ms, resolve);
      signal.addEventListener('abort', () => resolve(cancel()), { once: true });
    });
  }

  #endOf(outcome: NotAccepted): SendEnd {
    const { name } = this.#needs;
    switch (outcome.kind) {
      case 'declined':
        return { kind: 'declined' };
      case 'nothingWanted':
        return this.#whole;
      case 'busy':
        return failed(errorInfo('transfer.busy_there', { name }));
      case 'pinNeeded':
        return failed(errorInfo('transfer.pin_needed', { name }));
      case 'tooMany':
        return failed(errorInfo('transfer.pin_blocked', { name }));
      case 'refused':
        return failed(errorInfo('transfer.refused_there', { name, status: outcome.status }));
      case 'unreachable':
      case 'another':
        return this.#endBy(outcome.kind);
    }
  }

  #endBy(end: UploadsEnd): SendEnd {
    const { name, via } = this.#needs;
    switch (end) {
      case 'all':
        return this.#whole;
      case 'gone':
        return { kind: 'canceledThere' };
      case 'unreachable':
        return failed(errorInfo('device.unreachable', { name, where: '', via }));
      case 'another':
        return failed(errorInfo('device.another_there', { name }));
    }
  }

  #choose(files: readonly GuestFile[], wanted: ReadonlySet<number>): void {
    const { progress } = this;
    this.#wanted = files.filter(({ index }) => wanted.has(index));
    for (const { index, size } of files) {
      if (wanted.has(index)) continue;
      this.#needs.fileStates.leaveOut(index, 1);
      progress.notWanted++;
      progress.notWantedBytes += size;
    }
  }

  #uploads(): GuestUploads {
    const { way, roots, limit, clock } = this.#needs;
    return new GuestUploads({
      ...{ way, limit, clock },
      files: this.#wanted,
      sourceOf: sourcesIn(roots),
      isOver: () => this.#isOver,
      signal: this.#over.signal,
      onBegun: ({ path }) => {
        this.progress.currentFile = showHidden(path);
      },
      onBytes: (bytes) => {
        this.progress.bytes += bytes;
        this.#frames.soon();
      },
      onSettled: (file, reason) => {
        if (reason === null) this.progress.files++;
        else this.#skip(file, reason);
        this.#settle(file);
        this.#frames.soon();
      },
    });
  }

  #skip({ index, path }: GuestFile, reason: FileReason): void {
    const { progress } = this;
    progress.skipped++;
    this.#needs.fileStates.note({ index, what: 'skipped', reason });
    if (progress.notes.length < MOST_FILE_NOTES) progress.notes.push(skippedNote([path], reason));
  }

  /** Several are under way: what is behind one of them waits to be counted. */
  #settle({ index }: GuestFile): void {
    this.#settled.add(index);
    for (let next = this.#wanted[this.#settledTo]; next !== undefined; next = this.#wanted[this.#settledTo]) {
      if (!this.#settled.delete(next.index)) break;
      this.#settledTo++;
      this.#needs.fileStates.settledTo = next.index + 1;
    }
  }

  /** As far as it was wanted, and could be sent. */
  get #whole(): SendEnd {
    const { skipped, alreadyThere, notWanted } = this.progress;
    return { kind: 'done', skipped, alreadyThere, notWanted };
  }

  #go(state: WorkState): void {
    if (this.#isOver) return;
    this.#state = state;
    this.#frames.now();
  }

  #end(end: SendEnd): void {
    if (this.#isOver) return;
    const { way, onEnded, onChange } = this.#needs;
    this.#state = { name: 'ended', end };
    this.#frames.stop();
    const isTold = end.kind === 'canceledHere' || end.kind === 'failed';
    // Told first: what is broken off before that looks like a fault there.
    this.#leaving = (isTold ? way.cancel() : Promise.resolve()).then(() => {
      this.#over.abort();
      way.close();
    });
    onEnded(end);
    onChange();
  }
}

const failed = (error: ErrorInfo): SendEnd => ({ kind: 'failed', error });

const NONE: ReadonlySet<number> = new Set();
