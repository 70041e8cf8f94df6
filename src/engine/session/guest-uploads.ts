// The files of one transfer on their way to a guest, each by itself: several at once, so that small ones don't wait for
// each other's answers, and never so many that nothing else could be said meanwhile.
import type { FileReason } from '../../contract/transfers.ts';
import type { Clock } from '../ports.ts';
import type { GuestFile } from '../transfer/guest-list.ts';
import type { SendLimit } from '../transfer/paced-records.ts';
import { SMALL_BYTES } from '../transfer/small.ts';
import { FileTrouble } from '../transfer/source-file.ts';
import { type Source, wholeFile } from '../transfer/whole-file.ts';
import type { GuestWay, Reached, UploadOutcome } from './guest-way.ts';

const MOST_AT_ONCE = 3;
const MOST_LARGE = 2;
/** So often it may come otherwise there than it was announced. */
const MOST_TRIES = 3;
const PIECE_BYTES = 256 * 1024;
/** Nothing of it is taken, or answered when all was: whoever is there doesn't work on it any more. */
const STILL_MS = 120_000;

export interface UploadsNeeds {
  readonly way: GuestWay;
  /** Those that are taken. */
  readonly files: readonly GuestFile[];
  readonly sourceOf: (file: GuestFile) => Source;
  readonly limit: SendLimit;
  /** Nothing more of it is to go out. */
  readonly isOver: () => boolean;
  /** What goes out now is broken off. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly onBegun: (file: GuestFile) => void;
  /** So many bytes went out, or have to once more. */
  readonly onBytes: (bytes: number) => void;
  /** `reason`: why it isn't there; null where it is. */
  readonly onSettled: (file: GuestFile, reason: FileReason | null) => void;
}

/** `gone`: nothing more is taken there. */
export type UploadsEnd = 'all' | 'gone' | Exclude<Reached, 'here'>;

export class GuestUploads {
  readonly #needs: UploadsNeeds;
  readonly #underWay = new Set<Promise<void>>();
  #large = 0;
  #end: Exclude<UploadsEnd, 'all'> | null = null;

  constructor(needs: UploadsNeeds) {
    this.#needs = needs;
  }

  /** Throws what is broken here. */
  async run(): Promise<UploadsEnd> {
    for (const file of this.#needs.files) {
      const isLarge = file.size > SMALL_BYTES;
      while (this.#underWay.size >= MOST_AT_ONCE || (isLarge && this.#large >= MOST_LARGE))
        await Promise.race(this.#underWay);
      if (this.#isOver) break;
      this.#begin(file, isLarge);
    }
    await Promise.all(this.#underWay);
    return this.#end ?? 'all';
  }

  get #isOver(): boolean {
    return this.#end !== null || this.#needs.isOver();
  }

  #begin(file: GuestFile, isLarge: boolean): void {
    if (isLarge) this.#large++;
    const work = this.#send(file).finally(() => {
      if (isLarge) this.#large--;
      this.#underWay.delete(work);
    });
    // Whichever fails first is heard by whoever runs this.
    work.catch(() => undefined);
    this.#underWay.add(work);
  }

  async #send(file: GuestFile): Promise<void> {
    const { way, onBegun, onSettled, signal } = this.#needs;
    onBegun(file);
    let hasBroken = false;
    for (let tries = 1; !this.#isOver; tries++) {
      const found = await this.#try(file);
      if (this.#isOver) return;
      const end = found instanceof FileTrouble ? found.reason : endOf(found, tries, hasBroken);
      if (end === 'gone' || end === 'another') return this.#stop(end);
      if (end !== 'again') return onSettled(file, end);
      if (found !== 'broken') continue;
      // There it may count as one that can't be sent any more.
      hasBroken = true;
      const reached = await way.reach(signal);
      if (reached !== 'here') return this.#stop(reached);
    }
  }

  #stop(end: Exclude<UploadsEnd, 'all'>): void {
    this.#end ??= end;
  }

  /** What is wrong with the file itself says more than what became of sending it. */
  async #try(file: GuestFile): Promise<UploadOutcome | FileTrouble> {
    const { way, signal, clock, onBytes } = this.#needs;
    const ends = new AbortController();
    const end = (): void => ends.abort(OVER);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
    const attempt: Attempt = {
      signal: ends.signal,
      bytes: 0,
      trouble: null,
      isStill: () => undefined,
      cancel: NOTHING,
    };
    attempt.isStill = () => {
      attempt.cancel();
      attempt.cancel = clock.after(STILL_MS, end);
    };
    attempt.isStill();
    const outcome = await way.upload(file.index, this.#contentOf(file, attempt), file.size, ends.signal);
    const { trouble } = attempt;
    attempt.cancel();
    signal.removeEventListener('abort', end);
    end();
    if (outcome !== 'saved') onBytes(-attempt.bytes);
    if (trouble === null || trouble instanceof FileTrouble) return trouble ?? outcome;
    throw trouble;
  }

  async *#contentOf(file: GuestFile, attempt: Attempt): AsyncGenerator<Uint8Array> {
    const { limit, sourceOf, isOver, onBytes } = this.#needs;
    const { signal } = attempt;
    const isDone = (): boolean => signal.aborted || isOver();
    try {
      for await (const piece of wholeFile(sourceOf(file), file, () => limit.pieceBytes(PIECE_BYTES))) {
        attempt.cancel();
        await limit.take(piece.length, isDone);
        // Its device is told first, and doesn't see it break off.
        if (isDone()) await aborted(signal);
        attempt.bytes += piece.length;
        onBytes(piece.length);
        attempt.isStill();
        yield piece;
      }
    } catch (error) {
      attempt.trouble = signal.aborted ? null : (error as Error);
      throw error;
    }
  }
}

interface Attempt {
  readonly signal: AbortSignal;
  bytes: number;
  trouble: Error | null;
  /** Until it is called again, or what it set is canceled, nothing moves. */
  isStill: () => void;
  cancel: () => void;
}

const NOTHING = (): void => undefined;
/** Made once: one of its own for each of many small files would take time. */
const OVER = new Error('it is over');

/** `again`: once more. Else why it isn't there; null where it is. */
function endOf(outcome: UploadOutcome, tries: number, hasBroken: boolean) {
  switch (outcome) {
    case 'saved':
      return null;
    case 'again':
      return tries < MOST_TRIES ? 'again' : 'damaged';
    case 'failed':
      return 'notWritable';
    case 'broken':
      return hasBroken ? 'notSent' : 'again';
    case 'gone':
      return hasBroken ? 'notSent' : 'gone';
    case 'another':
      return outcome;
  }
}

async function aborted(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  throw OVER;
}
