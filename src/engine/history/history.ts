// The transfers that are over, newest last: shown for as long as the program runs, and kept in history.json beyond that
// unless their person or their sender wants it otherwise.
import type { ErrorInfo } from '../../contract/errors.ts';
import { errorInfo } from '../../contract/errors.ts';
import { openRowsFile, type RowsFile } from '../identity/rows-file.ts';
import type { Clock, Log } from '../ports.ts';
import { asPast, type Past, PastRow } from './past-row.ts';

export const MOST_PAST = 500;
/** A thousand small transfers in a row are some writes, and a crash costs no more than that time. */
const WRITE_AFTER_MS = 1000;

export interface HistoryNeeds {
  readonly path: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether what is over stays beyond the end of the program. */
  readonly isKept: () => boolean;
  /** It is shown no more. */
  readonly onGone: (id: string) => void;
}

interface Entry {
  readonly past: Past;
  readonly isKept: boolean;
}

export async function openHistory(needs: HistoryNeeds): Promise<History> {
  const { path, clock, isKept } = needs;
  const keyOf = ({ shown }: PastRow): string => shown.id;
  const file = await openRowsFile({ path, now: clock.now(), schema: PastRow, keyOf });
  // What was turned off and couldn't be written then.
  if (!isKept()) await file.change((rows) => (rows.length === 0 ? rows : []));
  return new History(needs, file);
}

export class History {
  readonly damage: ErrorInfo | null;
  readonly #needs: HistoryNeeds;
  readonly #file: RowsFile<PastRow>;
  readonly #entries = new Map<string, Entry>();
  #cancelWrite: (() => void) | null = null;
  #isDirty = false;

  constructor(needs: HistoryNeeds, file: RowsFile<PastRow>) {
    this.#needs = needs;
    this.#file = file;
    this.damage = file.keptAs === null ? null : errorInfo('data.damaged', { keptAs: file.keptAs });
    for (const past of file.rows.slice(-MOST_PAST)) this.#entries.set(past.shown.id, { past, isKept: true });
  }

  /** The oldest first. */
  all(): readonly Past[] {
    return Array.from(this.#entries.values(), ({ past }) => past);
  }

  find(id: string): Past | null {
    return this.#entries.get(id)?.past ?? null;
  }

  /** It is over by now; gives it as it is shown from now on. */
  add(ended: Past): Past {
    const past = asPast(ended, this.#needs.clock.now());
    const { id, isPrivate } = past.shown;
    this.#entries.delete(id);
    this.#entries.set(id, { past, isKept: this.#needs.isKept() && !isPrivate });
    if (this.#entries.size > MOST_PAST) this.#drop(this.#oldestOfMost());
    this.#writeSoon();
    return past;
  }

  /** Resolves when what was added is on the disk; throws where it can't be. */
  written(): Promise<void> {
    // Another write may have it already, but may not be through, or fail: this one comes behind that, and does nothing
    // where nothing is left to do.
    return this.#write();
  }

  /** Under the same id something is under way again. */
  goesOn(id: string): void {
    if (this.#entries.delete(id)) this.#writeSoon();
  }

  /** False where there is none such. */
  async forget(id: string): Promise<boolean> {
    if (!this.#drop(id)) return false;
    await this.#write();
    return true;
  }

  async clear(): Promise<void> {
    for (const id of [...this.#entries.keys()]) this.#drop(id);
    await this.#write();
  }

  /** Its person wants nothing of it kept any more: what is shown stays until the program ends. */
  async keepNothing(): Promise<void> {
    for (const [id, { past }] of this.#entries) this.#entries.set(id, { past, isKept: false });
    await this.#write();
  }

  /** Written, or failed. */
  async close(): Promise<void> {
    if (this.#isDirty) await this.#writeOrLog();
    this.#cancelWrite?.();
    await this.#file.settled();
  }

  /** Of whoever has most: a device that sends much pushes out nothing of those that have less there than it has. */
  #oldestOfMost(): string {
    const bySource = Map.groupBy(this.#entries.values(), ({ past }) => sourceOf(past));
    const most = [...bySource.values()].reduce((one, other) => (other.length > one.length ? other : one));
    return most[0]?.past.shown.id ?? '';
  }

  #drop(id: string): boolean {
    if (!this.#entries.delete(id)) return false;
    this.#needs.onGone(id);
    return true;
  }

  #writeSoon(): void {
    this.#isDirty = true;
    this.#cancelWrite ??= this.#needs.clock.after(WRITE_AFTER_MS, () => {
      this.#cancelWrite = null;
      void this.#writeOrLog();
    });
  }

  async #writeOrLog(): Promise<void> {
    try {
      await this.#write();
    } catch (error) {
      // Such as for want of space: it is written with what ends next.
      this.#needs.log('warn', 'history.not_kept', { cause: String(error) });
    }
  }

  async #write(): Promise<void> {
    this.#isDirty = false;
    const kept = [...this.#entries.values()].filter(({ isKept }) => isKept).map(({ past }) => past as PastRow);
    try {
      await this.#file.change((rows) => (isSame(rows, kept) ? rows : kept));
    } catch (error) {
      this.#isDirty = true;
      throw error;
    }
  }
}

/**
 * What a device has sent, and what was sent to it: that is our own person's doing. Guests are one: who has another key is
 * another device there, and keys cost nothing.
 */
function sourceOf({ shown: { direction, device, via } }: Past): string {
  return `${direction} ${device?.isPaired ? device.id : (via ?? device?.id ?? '')}`;
}

const isSame = (one: readonly PastRow[], other: readonly PastRow[]): boolean =>
  one.length === other.length && one.every((row, at) => row === other[at]);
