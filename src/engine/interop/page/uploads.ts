// What visitors of a page upload: first what they would like to, which becomes one of our offers; then each file as the
// body of a request of its own. Nothing is kept of either before this device's person has said yes.
import { addAbortSignal } from 'node:stream';
import * as v from 'valibot';
import { parseJson } from '../../../base/json.ts';
import { sha256 } from '../../crypto/hash.ts';
import type { Clock } from '../../ports.ts';
import type { FileEnd, GuestReceiving } from '../../session/guest-receiving.ts';
import type { Guest } from '../../session/incoming-transfer.ts';
import type { ListedOffer } from '../../session/incoming-transfers.ts';
import { stageOfReceiveEnd } from '../../session/shown-transfer.ts';
import { MOST_FILE_BYTES } from '../../wire/manifest.ts';
import { bodyOf } from '../http/body.ts';
import { type Exchange, isUnread } from '../http/exchange.ts';
import { BodyError } from '../http/guarded-body.ts';
import { offeredList } from '../offered-list.ts';
import { type Answer, DONE, json, NOT_FOUND } from './answers.ts';
import type { PageLimits } from './limits.ts';

const Size = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MOST_FILE_BYTES));
const WantedFile = v.object({
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(8192)),
  size: Size,
  modified: v.optional(v.pipe(v.number(), v.finite())),
});
type WantedFile = v.InferOutput<typeof WantedFile>;

const BAD: Answer = { status: 400, isLast: true };
const BUSY: Answer = { status: 429 };
const NOT_NOW: Answer = { status: 409 };
const TOO_MUCH: Answer = { status: 413, isLast: true };

const ANSWERS: Readonly<Record<FileEnd, Answer>> = {
  saved: DONE,
  wrongHash: BAD,
  wrongSize: BAD,
  broken: BAD,
  notDue: { status: 409, isLast: true },
  failed: { status: 507, isLast: true },
};

export interface UploadNeeds {
  /** Null where nothing is taken from it. */
  readonly offered: (guest: Guest, offer: ListedOffer) => GuestReceiving | null;
  readonly visitorName: (address: string) => string;
  /** Of the link, so that a visitor of another one is somebody else. */
  readonly secret: Uint8Array;
  readonly isPlain: boolean;
  readonly random: (byteCount: number) => Uint8Array;
  readonly clock: Clock;
  readonly limits: PageLimits;
  readonly onUsed: () => void;
}

interface Coming {
  readonly end: () => void;
  readonly ended: Promise<unknown>;
}

interface Upload {
  readonly address: string;
  readonly receiving: GuestReceiving;
  /** By their numbers in the visitor's list, those that are taken; null before the answer. */
  taken: ReadonlyMap<number, number> | null;
  readonly sizes: readonly number[];
  /** What is here, by the same numbers. */
  readonly saved: Set<number>;
  readonly coming: Map<number, Coming>;
  /** How often one of them broke off. */
  readonly broken: Map<number, number>;
  /** Nobody asks what has become of it. */
  cancelSilence: () => void;
}

export class Uploads {
  readonly #needs: UploadNeeds;
  /** In the order in which they were offered. */
  readonly #uploads = new Map<string, Upload>();

  constructor(needs: UploadNeeds) {
    this.#needs = needs;
  }

  /** Before what it offers is read; null lets it. */
  mayOffer(address: string): Answer | null {
    const { waiting, waitingOfOne } = this.#needs.limits;
    const all = [...this.#uploads.values()].filter(({ receiving, taken }) => taken === null && receiving.end === null);
    const ofOne = all.filter((upload) => upload.address === address);
    return all.length >= waiting || ofOne.length >= waitingOfOne ? BUSY : null;
  }

  async offer(address: string, words: Buffer): Promise<Answer> {
    const { clock, random, limits, offered, onUsed } = this.#needs;
    const files = wantedIn(words, limits.entries);
    if (files === 'tooMuch') return TOO_MUCH;
    if (files === null) return BAD;
    const named = files.map(({ name, size, modified = null }, at) => ({
      id: String(at),
      fileName: name,
      size,
      modifiedMs: modified,
    }));
    const list = await offeredList(named, clock.now());
    if (list === null) return TOO_MUCH;
    if (list.files === 0) return BAD;
    const isBusy = this.mayOffer(address);
    if (isBusy !== null) return isBusy;
    const { pages, indexOf, refused, ...summary } = list;
    const offer = { kind: 'offer', id: random(16), run: random(8), ...summary, skipped: refused.length } as const;
    const receiving = offered(this.#guest(address), { offer, pages });
    if (receiving === null) return NOT_NOW;
    onUsed();
    const sizes = files.map(({ size }) => size);
    const upload: Upload = {
      address,
      receiving,
      taken: null,
      sizes,
      saved: new Set(),
      coming: new Map(),
      broken: new Map(),
      cancelSilence: () => undefined,
    };
    const id = Buffer.from(random(16)).toString('base64url');
    this.#keep(id, upload);
    this.#awaitQuestion(upload);
    void receiving.answered.then((accepted) => {
      upload.cancelSilence();
      const due = [...indexOf].filter(([, index]) => accepted?.has(index));
      upload.taken = new Map(due.map(([at, index]) => [Number(at), index]));
    });
    return json({ id });
  }

  /** How it stands: what its visitor waits for. */
  look(address: string, id: string): Answer {
    const upload = this.#find(address, id);
    if (upload === null) return NOT_FOUND;
    const { receiving, taken, saved, sizes } = upload;
    const going = taken === null ? 'asking' : 'receiving';
    const stage = receiving.end === null ? going : stageOfReceiveEnd(receiving.end);
    if (stage === 'asking') this.#awaitQuestion(upload);
    if (stage === 'receiving') return json({ stage, due: [...(taken?.keys() ?? [])].filter((at) => !saved.has(at)) });
    return json({ stage, ...(stage === 'done' ? { isAll: saved.size === sizes.length } : {}) });
  }

  async file(exchange: Exchange, address: string, id: string, at: string): Promise<Answer> {
    const upload = this.#find(address, id);
    const number = /^(0|[1-9]\d{0,6})$/.test(at) ? Number(at) : -1;
    const index = upload?.taken?.get(number);
    if (upload === null || index === undefined) return { ...NOT_FOUND, isLast: true };
    const size = upload.sizes[number] ?? 0;
    const said = exchange.request.headers['content-length'];
    if (said !== undefined && Number(said) !== size) return BAD;
    // Its visitor knows sooner than this device that a connection is lost, and has come back by another.
    for (let before = upload.coming.get(number); before !== undefined; before = upload.coming.get(number)) {
      before.end();
      await before.ended;
    }
    // Or what was lost was only the answer.
    if (upload.saved.has(number)) return { ...DONE, isLast: isUnread(exchange.request) };
    return ANSWERS[await this.#take(exchange, upload, number, index)];
  }

  async #take(exchange: Exchange, upload: Upload, number: number, index: number): Promise<FileEnd> {
    const { clock, limits } = this.#needs;
    const { uploadSilenceMs: silenceMs, uploadBytesPerSecond: bytesPerSecond, uploadBehindMs: behindMs } = limits;
    const { receiving, saved, coming, broken } = upload;
    const body = bodyOf(exchange, { clock, mostBytes: null, silenceMs, bytesPerSecond, behindMs });
    // Whoever reads it hears of that.
    body.on('error', () => undefined);
    try {
      addAbortSignal(receiving.over, body);
      const ended = receiving.write(index, body, null);
      coming.set(number, { end: () => body.destroy(new BodyError('gone')), ended });
      const end = await ended;
      if (end === 'saved') saved.add(number);
      if (end === 'broken') this.#count(broken, number, () => receiving.giveUp(index));
      return end;
    } finally {
      coming.delete(number);
      body.destroy();
    }
  }

  /** One that begins again and again would keep all of them from ever being over. */
  #count(broken: Map<number, number>, number: number, giveUp: () => void): void {
    const times = (broken.get(number) ?? 0) + 1;
    broken.set(number, times);
    if (times >= this.#needs.limits.uploadTries) giveUp();
  }

  cancel(address: string, id: string): Answer {
    const upload = this.#find(address, id);
    if (upload === null) return NOT_FOUND;
    upload.receiving.canceledThere();
    return DONE;
  }

  close(): void {
    for (const { receiving, cancelSilence } of this.#uploads.values()) {
      cancelSilence();
      receiving.canceledThere();
    }
    this.#uploads.clear();
  }

  /** Whether something is on its way, or waits for its answer. */
  get isBusy(): boolean {
    return [...this.#uploads.values()].some(({ receiving }) => receiving.end === null);
  }

  /** An id alone isn't enough: whoever reads along on the way has that, too, but not the address. */
  #find(address: string, id: string): Upload | null {
    const upload = this.#uploads.get(id);
    return upload !== undefined && upload.address === address ? upload : null;
  }

  #keep(id: string, upload: Upload): void {
    for (const [before, { receiving }] of this.#uploads)
      if (this.#uploads.size >= this.#needs.limits.uploads && receiving.end !== null) this.#uploads.delete(before);
    this.#uploads.set(id, upload);
  }

  #awaitQuestion(upload: Upload): void {
    const { clock, limits } = this.#needs;
    upload.cancelSilence();
    upload.cancelSilence = clock.after(limits.askingSilenceMs, () => {
      if (upload.taken === null) upload.receiving.canceledThere();
    });
  }

  #guest(address: string): Guest {
    const { secret, visitorName, isPlain } = this.#needs;
    const key = sha256(Buffer.from('ferry page visitor\0'), secret, Buffer.from(address));
    return { key, name: visitorName(address), via: 'page', isPlain };
  }
}

/** Looked at one by one: a schema of all of them would keep a second of this thread. */
function wantedIn(words: Buffer, most: number): readonly WantedFile[] | 'tooMuch' | null {
  const said = parseJson(words.toString());
  const files = typeof said === 'object' && said !== null && 'files' in said ? said.files : null;
  if (!Array.isArray(files) || files.length === 0) return null;
  if (files.length > most) return 'tooMuch';
  const isFine = files.every((file) => v.is(WantedFile, file));
  // Each has just been looked at.
  return isFine ? (files as WantedFile[]) : null;
}
