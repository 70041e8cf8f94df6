// One file on its way into staging: pieces go where they belong, a few writes at once, and what is safe of it is known at
// every moment.
import { createHash, type Hash } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  futimesSync,
  openSync,
  unlinkSync,
  writeSync,
  writev,
  writevSync,
} from 'node:fs';
import { promisify } from 'node:util';
import { isEqual } from '../crypto/hash.ts';
import { localTime } from '../disk/safe-path.ts';
import { errnoOf } from '../errors.ts';
import type { Entry, IndexedEntry } from '../wire/manifest.ts';
import { failpoint } from './failpoint.ts';
import { SMALL_BYTES } from './small.ts';
import type { WriteRoom } from './write-room.ts';

/** Of a file that is half here: so many bytes from the front. */
export interface Kept {
  readonly length: number;
  /** Written by this program, and nothing of it was lost since; otherwise it is compared before it counts. */
  readonly isSure: boolean;
}

/** That one piece takes beside its bytes: whoever sends may make them as small as a byte. */
const PIECE_BYTES = 256;
const DIGEST_BYTES = 16;
const NO_TAG = new Uint8Array();
const NO_LINK = constants.O_NOFOLLOW ?? 0;
const NEW_FLAGS = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | NO_LINK;
/** As any program makes its files: what the person's umask leaves. Never executable. */
const MODE = 0o666;

const written = promisify(writev);

/** Pieces that follow one another, on their way to the disk in one. */
interface Write {
  readonly offset: number;
  length: number;
  /** In memory. */
  bytes: number;
  readonly content: Uint8Array[];
  readonly done: PromiseWithResolvers<void>;
}

/** The pieces don't follow from one another, or not from what is here. */
export class PieceError extends Error {}

export class IncomingFile {
  readonly index: number;
  readonly path: string;
  readonly #entry: IndexedEntry;
  readonly #file: number;
  readonly #isSure: boolean;
  readonly #room: WriteRoom;
  /** Of its first record; a hash is made with the second. For each of many small files it would cost most of all. */
  #firstTag: Uint8Array | null = null;
  #digest: Hash | null = null;
  /**
   * Under way, and those behind it. A system writes one after the other to the same file: several at once only wait for
   * each other, and to hand over each piece by itself costs more than to write it.
   */
  #writes: Write[] = [];
  #writing: Promise<void> = Promise.resolve();
  /** All before is written or waits for it. */
  #reach: number;
  #next = 0;
  #failure: { readonly at: number; readonly error: unknown } | null = null;

  private constructor(path: string, file: number, entry: IndexedEntry, { length, isSure }: Kept, room: WriteRoom) {
    this.index = entry.index;
    this.path = path;
    this.#file = file;
    this.#entry = entry;
    this.#reach = length;
    this.#isSure = isSure;
    this.#room = room;
  }

  /** Goes on behind what is kept; where nothing is, anew, and never inside a file that already has its name. */
  static open(path: string, entry: IndexedEntry, kept: Kept, room: WriteRoom): IncomingFile {
    const file = kept.length > 0 ? openSync(path, constants.O_RDWR | NO_LINK) : openAnew(path);
    return new IncomingFile(path, file, entry, kept, room);
  }

  /** `taken` resolves when there is room for the next; `done` when the bytes aren't needed any more, also where it failed. */
  write(
    offset: number,
    content: readonly Uint8Array[],
    tag: Uint8Array,
  ): { taken: Promise<void>; done: Promise<void> } {
    const length = content.reduce((sum, piece) => sum + piece.length, 0);
    if (offset < this.#next || offset > this.#reach) throw new PieceError();
    this.#throwIfFailed();
    // Sent once more though it was sure: its source has changed since, and what is behind is of the other one.
    if (this.#isSure) this.#reach = offset;
    this.#next = offset + length;
    this.#reach = Math.max(this.#reach, this.#next);
    this.#note(tag);
    if (this.#entry.size <= SMALL_BYTES) {
      writeAllSync(this.#file, content, offset, length);
      return NOTHING_LEFT;
    }
    const done = this.#add(offset, content, length);
    return { taken: this.#hasRoom(), done };
  }

  /** All before that has come. */
  get reach(): number {
    return this.#reach;
  }

  /** All before that is written. */
  get writtenTo(): number {
    return Math.min(this.#failure?.at ?? this.#reach, this.#writes[0]?.offset ?? this.#reach);
  }

  /** Whether all of it came as it was sent, once it is written; an `end` brings its digest, and that of a stream its size. */
  async finish(digest: Uint8Array | null, size: number = this.#entry.size): Promise<boolean> {
    await this.#writing;
    this.#throwIfFailed();
    const isRight = digest === null || isEqual(this.#ending(), digest);
    if (!isRight || this.#reach !== size || fstatSync(this.#file).size !== size) return false;
    setTime(this.#file, this.#entry);
    return true;
  }

  /** Open; once it is whole, whoever makes it durable closes it. */
  get file(): number {
    return this.#file;
  }

  async drop(): Promise<void> {
    await this.#writing;
    closeSync(this.#file);
    unlinkSync(this.path);
  }

  /** Ends the writing, and says how much is here. */
  async keep(): Promise<Kept> {
    await this.#writing;
    closeSync(this.#file);
    return { length: Math.min(this.#failure?.at ?? this.#reach, this.#reach), isSure: this.#isSure };
  }

  #note(tag: Uint8Array): void {
    if (this.#firstTag === null) this.#firstTag = tag;
    else this.#digest = this.#hash().update(tag);
  }

  #hash(): Hash {
    return this.#digest ?? createHash('sha256').update(this.#firstTag ?? NO_TAG);
  }

  #ending(): Uint8Array {
    return this.#hash().digest().subarray(0, DIGEST_BYTES);
  }

  #add(offset: number, content: readonly Uint8Array[], length: number): Promise<void> {
    const bytes = length + content.length * PIECE_BYTES;
    this.#room.add(bytes);
    const last = this.#writes.length > 1 ? this.#writes.at(-1) : undefined;
    if (last !== undefined && last.offset + last.length === offset) {
      last.content.push(...content);
      last.length += length;
      last.bytes += bytes;
      return last.done.promise;
    }
    const write = { offset, length, bytes, content: [...content], done: Promise.withResolvers<void>() };
    if (this.#writes.push(write) === 1) this.#writing = this.#writeAll();
    return write.done.promise;
  }

  async #writeAll(): Promise<void> {
    for (let next = this.#writes[0]; next !== undefined; next = this.#writes[0]) {
      // What is behind a failure isn't safe, whatever becomes of it.
      if (this.#failure === null) await this.#write(next);
      this.#writes.shift();
      this.#room.remove(next.bytes);
      next.done.resolve();
    }
  }

  async #write({ offset, content, length }: Write): Promise<void> {
    try {
      let { bytesWritten } = await written(this.#file, content, offset);
      // A disk that is nearly full takes a part first.
      while (bytesWritten < length) {
        const rest = Buffer.concat(content).subarray(bytesWritten);
        const more = await written(this.#file, [rest], offset + bytesWritten);
        bytesWritten += more.bytesWritten;
      }
    } catch (error) {
      this.#failure = { at: offset, error };
      this.#room.failed(error);
    }
  }

  async #hasRoom(): Promise<void> {
    await this.#room.free();
    this.#throwIfFailed();
  }

  #throwIfFailed(): void {
    if (this.#failure !== null) throw this.#failure.error;
  }
}

/**
 * All of a small file that is new here, at once, and nothing to remember it by but the open file. Throws where it can't be,
 * and leaves what can be gone on with. `isAlone`: whatever has that name is of no use.
 */
export function writeWhole(path: string, entry: Entry, content: readonly Uint8Array[], isAlone: boolean): number {
  const file = isAlone ? openAnew(path) : openSync(path, NEW_FLAGS, MODE);
  failpoint('open');
  try {
    writeAllSync(file, content, 0, entry.size);
    setTime(file, entry);
    return file;
  } catch (error) {
    closeSync(file);
    // Nobody goes on with it there.
    if (!isAlone) unlinkSync(path);
    throw error;
  }
}

function setTime(file: number, { modifiedMs }: Entry): void {
  const time = localTime(modifiedMs);
  futimesSync(file, time, time);
}

/** Looking for one that is there before, of which there are few, costs as much as making it. */
function openAnew(path: string): number {
  try {
    return openSync(path, NEW_FLAGS, MODE);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
  }
  unlinkSync(path);
  return openSync(path, NEW_FLAGS, MODE);
}

const NOTHING_LEFT = { taken: Promise.resolve(), done: Promise.resolve() };

function writeAllSync(file: number, content: readonly Uint8Array[], offset: number, length: number): void {
  const [first] = content;
  if (first === undefined) return;
  let count = content.length === 1 ? writeSync(file, first, 0, length, offset) : writevSync(file, content, offset);
  while (count < length) count += writevSync(file, [Buffer.concat(content).subarray(count)], offset + count);
}
