// What `plain-ends` puts on the wire: u32 length, u8 kind, body. Small files share a frame, a large one is announced and
// then follows in pieces.
import { CHUNK } from './file-stream.ts';

export const BATCH = 1;
export const FILE = 2;
export const DATA = 3;

const HEAD_BYTES = 5;
/** Of one entry besides its path and content: u16 length of the path, u32 size, f64 time. */
const ENTRY_BYTES = 14;
const FOLDER_SIZE = 0xffff_ffff;
/** A batch may end with an entry that begins within a chunk. */
export const MOST_BODY = 2 * CHUNK;

export interface Entry {
  readonly path: string;
  readonly mtimeMs: number;
  /** Null for a folder; for a large file what is written here is empty. */
  readonly content: Uint8Array | null;
}

export function head(kind: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(HEAD_BYTES);
  bytes.writeUInt32BE(length);
  bytes.writeUInt8(kind, 4);
  return bytes;
}

/** Where the next entry goes. */
export function writeEntry(body: Buffer, at: number, { path, mtimeMs, content }: Entry): number {
  const length = body.write(path, at + ENTRY_BYTES);
  body.writeUInt16BE(length, at);
  body.writeUInt32BE(content?.length ?? FOLDER_SIZE, at + 2);
  body.writeDoubleBE(mtimeMs, at + 6);
  const end = at + ENTRY_BYTES + length;
  if (content !== null) body.set(content, end);
  return end + (content?.length ?? 0);
}

/** The contents are parts of the body. */
export function* readEntries(body: Buffer): Generator<Entry> {
  for (let at = 0; at < body.length; ) {
    const begin = at + ENTRY_BYTES + body.readUInt16BE(at);
    const size = body.readUInt32BE(at + 2);
    const end = size === FOLDER_SIZE ? begin : begin + size;
    yield {
      path: body.toString('utf8', at + ENTRY_BYTES, begin),
      mtimeMs: body.readDoubleBE(at + 6),
      content: size === FOLDER_SIZE ? null : body.subarray(begin, end),
    };
    at = end;
  }
}

/** Puts frames together in buffers that are used again. */
export class Frames {
  readonly #free: Buffer[];
  readonly #head = Buffer.alloc(HEAD_BYTES);
  readonly #take: (kind: number, body: Buffer, done: () => void) => void;
  #body: Buffer;
  #headBytes = 0;
  #bodyBytes = 0;
  #freed: () => void = () => undefined;

  /** `take` says `done` when the body can be written over. */
  constructor(buffers: number, take: (kind: number, body: Buffer, done: () => void) => void) {
    this.#free = Array.from({ length: buffers }, () => Buffer.allocUnsafeSlow(MOST_BODY));
    this.#body = Buffer.allocUnsafeSlow(MOST_BODY);
    this.#take = take;
  }

  /** False where all buffers are in use: nothing more until `freed` was called. */
  push(piece: Buffer, freed: () => void): boolean {
    let rest = piece;
    let isFull = false;
    while (rest.length > 0) {
      const wasInHead = this.#headBytes < HEAD_BYTES;
      const [into, filled] = wasInHead ? [this.#head, this.#headBytes] : [this.#body, this.#bodyBytes];
      const length = wasInHead ? HEAD_BYTES : this.#head.readUInt32BE();
      const part = rest.subarray(0, length - filled);
      part.copy(into, filled);
      rest = rest.subarray(part.length);
      if (wasInHead) this.#headBytes += part.length;
      else this.#bodyBytes += part.length;
      if (this.#headBytes === HEAD_BYTES && this.#bodyBytes === this.#head.readUInt32BE()) isFull = !this.#finish();
    }
    if (isFull) this.#freed = freed;
    return !isFull;
  }

  /** Hands the frame over and takes another buffer; says whether one was free. */
  #finish(): boolean {
    const body = this.#body;
    const kind = this.#head.readUInt8(4);
    const whole = body.subarray(0, this.#bodyBytes);
    this.#headBytes = 0;
    this.#bodyBytes = 0;
    this.#take(kind, whole, () => {
      this.#free.push(body);
      const freed = this.#freed;
      this.#freed = () => undefined;
      freed();
    });
    const next = this.#free.pop();
    this.#body = next ?? Buffer.allocUnsafeSlow(MOST_BODY);
    return next !== undefined;
  }
}
