// How each file of a transfer stands, as far as this program has heard since it was started: a byte for each at most, and
// none before something is to be said.
import { FILE_REASONS, type TransferFile } from '../../contract/transfers.ts';
import type { Outcome } from '../wire/transfer-messages.ts';

export type FileState = Pick<TransferFile, 'state' | 'reason'>;

const PLAIN = ['alreadyThere', 'renamed', 'notWanted'] as const;
const FIRST_REASON = PLAIN.length + 1;

export class FileStates {
  /** All below have their end. */
  settledTo = 0;
  readonly entries: number;
  #codes: Uint8Array | null = null;

  constructor(entries: number) {
    this.entries = entries;
  }

  note({ index, what, reason }: Outcome): void {
    const isSkipped = what === 'skipped' && reason !== null;
    this.#set(index, isSkipped ? FIRST_REASON + FILE_REASONS.indexOf(reason) : 1 + PLAIN.indexOf(what as 'renamed'));
  }

  /** Of which nothing is to be sent, though nothing of it is there. */
  leaveOut(first: number, count: number): void {
    const end = Math.min(this.entries, first + count);
    for (let at = Math.max(first, this.settledTo); at < end; at++) this.#set(at, 1 + PLAIN.indexOf('notWanted'));
  }

  of(index: number): FileState {
    const code = this.#codes?.[index] ?? 0;
    if (code >= FIRST_REASON) return { state: 'skipped', reason: FILE_REASONS[code - FIRST_REASON] ?? null };
    const plain = PLAIN[code - 1];
    if (plain !== undefined) return { state: plain, reason: plain === 'notWanted' ? plain : null };
    return index < this.settledTo ? DONE : WAITING;
  }

  #set(index: number, code: number): void {
    if (index >= this.entries) return;
    this.#codes ??= new Uint8Array(this.entries);
    this.#codes[index] = code;
  }
}

export const DONE: FileState = { state: 'done', reason: null };
export const WAITING: FileState = { state: 'waiting', reason: null };
export const MOVING: FileState = { state: 'moving', reason: null };
export const LEFT_OUT: FileState = { state: 'notWanted', reason: 'notWanted' };
