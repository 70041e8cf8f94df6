// One transfer that an app receives: its files, the token of each, and which upload is right at which moment. There is
// one at a time. Facts 0.6, 0.9 and 1.5.
import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Visitor } from './listen.ts';
import type { FileInfo, PrepareUpload, Version } from './messages.ts';
import { PathEscape, placeFor, type Written, write } from './store.ts';

export type ReceiveState =
  | 'waiting'
  | 'receiving'
  | 'finished'
  | 'finishedWithErrors'
  | 'declined'
  | 'canceledBySender'
  | 'canceledByReceiver';

export interface UploadIds {
  readonly sessionId: string;
  readonly fileId: string;
  readonly token: string;
}

/** A status instead of what would be right, for a file by its name at one of its uploads, from 1 on. */
export type UploadAnswer = (fileName: string, attempt: number) => number | null;

interface Slot {
  readonly file: FileInfo;
  readonly token: string;
  state: 'pending' | 'receiving' | 'finished' | 'failed';
  /** Uploads that were begun. */
  attempts: number;
  /** Uploads whose content wasn't what was announced. */
  mismatches: number;
  /** A file that comes again is written to where it was. */
  path: string | null;
}

const MOST_MISMATCHES = 3;

export class ReceiveSession {
  readonly id = randomUUID();
  readonly sender: Visitor;
  readonly asked: PrepareUpload;
  readonly received: Written[] = [];
  readonly #version: Version;
  readonly #slots = new Map<string, Slot>();
  readonly #end = Promise.withResolvers<ReceiveState>();
  #state: ReceiveState = 'waiting';

  constructor(version: Version, sender: Visitor, asked: PrepareUpload) {
    this.#version = version;
    this.sender = sender;
    this.asked = asked;
  }

  get state(): ReceiveState {
    return this.#state;
  }

  /** How it ended, once it has. */
  get ended(): Promise<ReceiveState> {
    return this.#end.promise;
  }

  get isOver(): boolean {
    return this.#state !== 'waiting' && this.#state !== 'receiving';
  }

  /** What is answered for these files: a token for each. */
  accept(files: readonly FileInfo[]): Readonly<Record<string, string>> {
    for (const file of files) {
      const fresh = { state: 'pending', attempts: 0, mismatches: 0, path: null } as const;
      this.#slots.set(file.id, { file, token: randomUUID(), ...fresh });
    }
    this.#state = 'receiving';
    return Object.fromEntries([...this.#slots].map(([id, { token }]) => [id, token]));
  }

  end(state: ReceiveState): void {
    this.#state = state;
    this.#end.resolve(state);
  }

  /** The status for an upload; what is under way when the transfer is cancelled runs on to its end. */
  async upload(ids: UploadIds, from: Visitor, body: Readable, folder: string, answer: UploadAnswer): Promise<number> {
    const isKnown = this.id === ids.sessionId && this.sender.address === from.address;
    const slot = this.#slots.get(ids.fileId);
    if (!isKnown || slot === undefined || slot.token !== ids.token) return 403;
    if (!this.#isOpenTo(slot)) return this.#version === '1.18' ? 403 : 409;
    slot.attempts++;
    const told = answer(slot.file.fileName, slot.attempts);
    if (told !== null && told !== 422 && told !== 500) return told;
    slot.state = 'receiving';
    const status = await this.#take(slot, body, folder, told).catch(() => 500);
    slot.state = this.#stateAfter(slot, status);
    if (!this.isOver || this.#state === 'finishedWithErrors') this.#endIfAllCame();
    return status;
  }

  #isOpenTo({ state }: Slot): boolean {
    if (this.#version === '1.18') return this.#state === 'receiving' && state === 'pending';
    // There a file may come again, also when the transfer is shown as one that went wrong.
    return this.#state === 'receiving' || this.#state === 'finishedWithErrors';
  }

  async #take(slot: Slot, body: Readable, folder: string, told: number | null): Promise<number> {
    const { file } = slot;
    const isChecked = this.#version === '1.18';
    try {
      slot.path ??= await placeFor(this.#version, folder, file.fileName);
    } catch (error) {
      if (error instanceof PathEscape) return 500;
      throw error;
    }
    const written = await write(file, slot.path, body, isChecked ? file.size : Number.POSITIVE_INFINITY);
    if (told !== null) return told;
    if (isChecked && written.bytes !== file.size) return 500;
    if (isChecked && file.sha256 !== null && file.sha256.toLowerCase() !== written.sha256) return 422;
    this.received.push(written);
    return 200;
  }

  #stateAfter(slot: Slot, status: number): Slot['state'] {
    if (status === 200) return 'finished';
    if (status === 422) slot.mismatches++;
    return status === 422 && slot.mismatches < MOST_MISMATCHES ? 'pending' : 'failed';
  }

  #endIfAllCame(): void {
    const states = [...this.#slots.values()].map(({ state }) => state);
    if (states.every((state) => state === 'finished')) this.end('finished');
    else if (states.every((state) => state === 'finished' || state === 'failed')) this.end('finishedWithErrors');
  }
}
