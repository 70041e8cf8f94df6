// Sends one transfer: does what send-machine.ts asks for, on whichever connection there is.

import { showHidden } from '../../base/text.ts';
import type { ErrorInfo } from '../../contract/errors.ts';
import { MOST_FILE_NOTES } from '../../contract/transfers.ts';
import { CLOSE_REASON } from '../noise/channel.ts';
import type { Clock, Log } from '../ports.ts';
import { checkKey } from '../transfer/blocks.ts';
import type { FileStates } from '../transfer/file-states.ts';
import { entryPagesOf, pagesOf } from '../transfer/manifest-file.ts';
import { type MakeThumbnail, thumbsOf } from '../transfer/offer-thumbs.ts';
import type { ContentRecord, ContentWay, SendLimit } from '../transfer/paced-records.ts';
import type { Root } from '../transfer/plan.ts';
import { readAgain } from '../transfer/send-again.ts';
import { ContentSender } from '../transfer/send-content.ts';
import { StreamSender } from '../transfer/send-stream.ts';
import type { Seen } from '../transfer/source-file.ts';
import type { StreamSource } from '../transfer/stream-source.ts';
import { EntryPath, type ManifestSummary } from '../wire/manifest.ts';
import { encodeTransferMessage, type Outcome, type TransferMessage } from '../wire/transfer-messages.ts';
import { Frames } from './frames.ts';
import type { Link } from './link.ts';
import { noProgress, type OutgoingWork, type SendProgress } from './outgoing-work.ts';
import { RoundOut } from './round-out.ts';
import { type SendEffect, type SendEnd, type SendEvent, type SendState, startSend, stepSend } from './send-machine.ts';

export interface SendingNeeds {
  readonly id: Uint8Array;
  readonly roots: readonly Root[];
  readonly manifestPath: string;
  readonly summary: ManifestSummary;
  readonly names: readonly string[];
  /** Of the source, when it was listed. */
  readonly skipped: number;
  readonly text: { readonly isPrivate: boolean } | null;
  /** What comes out of a pipe, in the place of files. */
  readonly stream: StreamSource | null;
  readonly run: Uint8Array;
  readonly limit: SendLimit;
  readonly fileStates: FileStates;
  /** Null: whoever has this key is shown none. */
  readonly thumbnailsFor: (key: Uint8Array) => MakeThumbnail | null;
  readonly clock: Clock;
  readonly log: Log;
  readonly onChange: () => void;
  readonly onEnded: (end: SendEnd) => void;
  /** Something of our own is broken. */
  readonly troubleOf: (error: unknown) => ErrorInfo;
}

export class Sending implements OutgoingWork {
  readonly #needs: SendingNeeds;
  readonly #frames: Frames;
  readonly progress: SendProgress = noProgress();
  #state: SendState = startSend();
  #link: Link | null = null;
  #content: ContentSender | StreamSender | null = null;
  #out: RoundOut | null = null;
  readonly #begun = new Map<number, Seen>();
  /** The one that is being given. */
  #list: Promise<void> = Promise.resolve();
  #cancelWait: () => void = () => undefined;
  #unnamed = new Map<number, Outcome>();
  /** The walk through the list for the names of what was skipped or renamed; null between two. */
  #naming: Promise<void> | null = null;

  constructor(needs: SendingNeeds) {
    this.#needs = needs;
    this.#frames = new Frames(needs.clock, needs.onChange);
  }

  get state(): SendState {
    return this.#state;
  }

  get link(): Link | null {
    return this.#link;
  }

  attach(link: Link): void {
    this.#link = link;
    this.#tell({ type: 'linked' });
  }

  detach(): void {
    this.#link = null;
    this.#tell({ type: 'lost' });
  }

  hear(message: TransferMessage): void {
    this.#tell({ type: 'received', message });
  }

  cancel(): void {
    this.#tell({ type: 'userCanceled' });
  }

  /** It can't go on, for that reason. */
  fail(error: ErrorInfo): void {
    this.#tell({ type: 'failed', error });
  }

  /** Our person stops it here, and may let it go on later. */
  async stop(): Promise<void> {
    if (this.#link !== null) this.#send({ kind: 'hold', id: this.#needs.id, reason: 'stoppedByPerson', ...NO_NUMBERS });
    this.detach();
  }

  #tell(event: SendEvent): void {
    const before = this.#state;
    const [state, effects] = stepSend(before, event);
    this.#state = state;
    for (const effect of effects) this.#perform(effect);
    if (state === before) return;
    if (state.name === 'ended') this.#showEnd(state.end);
    else this.#frames.now();
  }

  /** Only with the names of what is to be said of that: they stand in the list, which goes by it. */
  #showEnd(end: SendEnd): void {
    if (this.#naming !== null) {
      void this.#naming.then(() => this.#showEnd(end));
      return;
    }
    this.#frames.stop();
    this.#needs.onEnded(end);
    this.#needs.onChange();
  }

  #perform(effect: SendEffect): void {
    const { id, summary, names, skipped, run, clock } = this.#needs;
    switch (effect.type) {
      case 'offer': {
        const { files, folders, bytes, entries, digest } = summary;
        const { text, stream } = this.#needs;
        const ofText = { ...(text === null ? {} : TEXT), ...(text?.isPrivate ? PRIVATE : {}) };
        const flags = { ...ofText, ...(stream === null ? {} : STREAM) };
        this.#send({ kind: 'offer', id, run, files, folders, bytes, entries, digest, names, skipped, ...flags });
        return;
      }
      case 'sendList':
        this.#guarded(this.#sendList());
        return;
      case 'begin':
        this.#send({ kind: 'begin', id, round: effect.round });
        return;
      case 'end':
        this.#send({ kind: 'end', id, round: effect.round, records: effect.records });
        return;
      case 'startContent':
        this.#guarded(this.#startContent(effect.round));
        return;
      case 'stopContent':
        this.#content?.paced.stop();
        this.#content = null;
        this.#out?.stop();
        this.#out = null;
        return;
      case 'hearHave':
        if (this.#content?.hearHave(effect.message) === false) this.#tell({ type: 'malformed' });
        else this.#noteHave(effect.message);
        return;
      case 'hearAck':
        this.#hearAck(effect.message);
        return;
      case 'cancelThere':
        this.#send({ kind: 'cancel', id, reason: 'byPerson' });
        return;
      case 'wait':
        this.#cancelWait();
        this.#cancelWait =
          effect.ms === null ? () => undefined : clock.after(effect.ms, () => this.#tell({ type: 'timedOut' }));
        return;
      case 'violation':
        this.#needs.log('warn', 'transfer.violation', { direction: 'send' });
        void this.#link?.close(CLOSE_REASON.violation).catch(() => undefined);
        return;
      case 'drop':
        this.#link?.destroy();
        return;
    }
  }

  async #sendList(): Promise<void> {
    const link = this.#link;
    const [before, list] = [this.#list, Promise.withResolvers<void>()];
    this.#list = list.promise;
    const isLatest = (): boolean => this.#list === list.promise && this.#link === link;
    // However often it is asked for, one is under way.
    await before;
    try {
      if (link === null || !isLatest()) return;
      for await (const { first, page } of pagesOf(this.#needs.manifestPath)) {
        if (!isLatest()) return;
        const { type, body } = encodeTransferMessage({ kind: 'entries', id: this.#needs.id, first, page });
        await link.send(type, body);
      }
      await this.#sendThumbs(link, isLatest);
    } finally {
      list.resolve();
    }
  }

  /** For as long as the other person thinks about it. */
  async #sendThumbs(link: Link, isLatest: () => boolean): Promise<void> {
    const { id, manifestPath, roots, text, thumbnailsFor } = this.#needs;
    const make = text === null ? thumbnailsFor(link.channel.remoteKey) : null;
    if (make === null) return;
    for await (const thumb of thumbsOf({ manifestPath, roots, make })) {
      if (!isLatest() || this.#state.name !== 'waitingForAnswer') return;
      const { type, body } = encodeTransferMessage({ kind: 'thumb', id, ...thumb });
      await link.send(type, body);
    }
  }

  async #startContent(round: number): Promise<void> {
    const link = this.#link;
    if (link === null) return;
    const { id, manifestPath, roots, stream } = this.#needs;
    const { limit } = this.#needs;
    const again = { manifestPath, roots, begun: this.#begun };
    const out = new RoundOut({
      ...{ id, round, limit, lanes: link.lanes, clock: this.#needs.clock },
      readAgain: (records) => stream?.again(records) ?? readAgain(again, records),
      onShorter: (bytes) => content.paced.hearShorter(bytes),
      onTrouble: (error) => this.#guarded(Promise.reject(error)),
    });
    const way = {
      id,
      round,
      send: (record: ContentRecord) => out.send(record),
      waitForWord: (word: Promise<void>) => out.waitForWord(word),
      recordBytes: () => link.lanes.recordBytes,
      limit,
    };
    const content = stream === null ? this.#filesOver(link, way) : new StreamSender({ ...way, source: stream });
    this.#content = content;
    this.#out = out;
    if (await content.run()) this.#tell({ type: 'allSent', round, records: content.paced.count });
  }

  #filesOver({ channel }: Link, way: ContentWay): ContentSender {
    const { id, manifestPath, roots, summary } = this.#needs;
    return new ContentSender({
      ...way,
      entries: summary.entries,
      manifestPath,
      roots,
      begun: this.#begun,
      checkKey: checkKey(channel.exporter, id),
      onFile: (path) => {
        this.progress.currentFile = shown(path);
        this.#frames.soon();
      },
      onFailed: () => undefined,
    });
  }

  #noteHave({ items }: Extract<TransferMessage, { kind: 'have' }>): void {
    // Without that, nothing is unwanted but what is settled, or can't be taken.
    if (this.progress.notWanted === 0) return;
    for (const { what, index, length } of items)
      if (what === 'unwanted') this.#needs.fileStates.leaveOut(index, length);
  }

  #hearAck(message: Extract<TransferMessage, { kind: 'ack' }>): void {
    this.#content?.paced.hearCredit(message.credit);
    this.#out?.heard(message);
    const { stream } = this.#needs;
    stream?.settle(message.safeBytes);
    // Not before: that a file was sent to its end doesn't say that the word of it has arrived.
    for (const index of this.#begun.keys()) if (index < message.settledUpTo) this.#begun.delete(index);
    const { progress } = this;
    const { files, entries } = this.#needs.summary;
    const bytes = stream?.bytes ?? this.#needs.summary.bytes;
    // It may say what it likes; no more than all of it is shown.
    progress.notWanted = Math.min(files, message.notWanted ?? 0);
    progress.notWantedBytes = Math.min(bytes, message.notWantedBytes ?? 0);
    progress.bytes = Math.min(bytes, Math.max(progress.bytes, message.safeBytes));
    progress.files = Math.min(files, Math.max(progress.files, message.files));
    const { fileStates } = this.#needs;
    fileStates.settledTo = Math.max(fileStates.settledTo, Math.min(entries, message.settledUpTo));
    for (const outcome of message.outcomes) {
      fileStates.note(outcome);
      if (outcome.what === 'skipped') progress.skipped = Math.min(files, progress.skipped + 1);
      if (outcome.what === 'alreadyThere') progress.alreadyThere = Math.min(files, progress.alreadyThere + 1);
      const isNamed = outcome.what !== 'alreadyThere' && outcome.index < entries;
      if (isNamed && this.#unnamed.size < MOST_FILE_NOTES) this.#unnamed.set(outcome.index, outcome);
    }
    this.#nameMore();
    this.#frames.soon();
  }

  #nameMore(): void {
    if (this.#naming !== null || this.#unnamed.size === 0 || this.progress.notes.length >= MOST_FILE_NOTES) return;
    const naming = this.#name();
    this.#guarded(naming);
    this.#naming = naming
      .catch(() => undefined)
      .then(() => {
        this.#naming = null;
        this.#nameMore();
      });
  }

  /** The receiver says places in the list; what they are called stands there only. One walk through it at a time. */
  async #name(): Promise<void> {
    const { notes } = this.progress;
    while (this.#unnamed.size > 0 && notes.length < MOST_FILE_NOTES) {
      const wanted = this.#unnamed;
      this.#unnamed = new Map();
      const path = new EntryPath();
      for await (const page of entryPagesOf(this.#needs.manifestPath)) {
        for (const entry of page) {
          const names = path.enter(entry);
          const outcome = wanted.get(entry.index);
          if (outcome === undefined || notes.length >= MOST_FILE_NOTES) continue;
          const kind = outcome.what === 'renamed' ? 'renamed' : 'skipped';
          notes.push({ path: shown(names), kind, reason: outcome.reason, newName: null });
        }
      }
      if (this.#state.name !== 'ended') this.#frames.soon();
    }
  }

  #send(message: TransferMessage): void {
    const { type, body } = encodeTransferMessage(message);
    // A connection that breaks says so by itself.
    void this.#link?.send(type, body).catch(() => undefined);
  }

  #guarded(work: Promise<void>): void {
    const link = this.#link;
    work.catch((error: unknown) => {
      // Whatever went wrong with a connection that is gone, or that is just being left, is no news.
      if (link !== this.#link || link?.channel.isEnding) return;
      this.#needs.log('error', 'transfer.failed', { cause: String(error) });
      this.#tell({ type: 'failed', error: this.#needs.troubleOf(error) });
    });
  }
}

const TEXT = { isText: true } as const;
const PRIVATE = { isPrivate: true } as const;
const STREAM = { isStream: true } as const;
const NO_NUMBERS = { neededBytes: 0, freeBytes: 0 };

const shown = (path: readonly string[]): string => path.map(showHidden).join('/');
