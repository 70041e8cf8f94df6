// After the handshake everything is a record: the length in the clear but authenticated, then one ciphertext of a type
// and a body. Counters are never sent, so a record that was dropped, repeated, swapped or sent back fails by itself.
import type { Opening } from '../crypto/aes-gcm.ts';
import { TAG_BYTES } from '../crypto/aes-gcm.ts';
import { release } from '../crypto/release.ts';
import type { Secret } from '../crypto/secret.ts';
import { CipherState } from './cipher-state.ts';
import type { NoiseSuite } from './suite.ts';

const NOTHING = new Uint8Array(0);

/** The length field; what it counts are type, body and tag. */
export const HEAD_BYTES = 4;
const TYPE_BYTES = 1;
const OVERHEAD = TYPE_BYTES + TAG_BYTES;

/** The largest body, and the largest until a transfer was accepted. */
export const MOST_BODY = 1024 * 1024 + 4096;
export const MOST_CONTROL_BODY = 64 * 1024 - OVERHEAD;

/** A key serves for that many records. */
export const REKEY_EVERY = 16_384;

/** The last record of either side, and the only ending that isn't a fault. */
export const CLOSE = 0xff;

export interface Record {
  readonly type: number;
  /** As it came, for what is only passed on. */
  readonly pieces: readonly Uint8Array[];
  /** The same in one. */
  readonly body: Uint8Array;
  /** Of the record as a whole: it stands for what the record holds, and for its place. */
  readonly tag: Uint8Array;
  /** Nobody needs the content any more: its memory can serve the next. */
  release(): void;
}

export class RecordSealer {
  readonly #cipher: CipherState;

  constructor(suite: NoiseSuite, key: Secret) {
    this.#cipher = new CipherState(suite, key);
  }

  /** In pieces, to be written as they are: nothing is copied to be put behind its head. */
  seal(type: number, ...body: readonly Uint8Array[]): readonly Uint8Array[] {
    const length = body.reduce((sum, piece) => sum + piece.length, OVERHEAD);
    if (length > MOST_BODY + OVERHEAD) throw new Error('record too large');
    rekeyIfDue(this.#cipher);
    const head = Buffer.allocUnsafe(HEAD_BYTES);
    head.writeUInt32BE(length);
    return [head, ...this.#cipher.encrypt(head, Uint8Array.of(type), ...body)];
  }
}

/** Puts records together from the chunks of a stream. Checks a length before it keeps room for anything. */
export class RecordOpener {
  readonly #cipher: CipherState;
  readonly #head = Buffer.alloc(HEAD_BYTES);
  readonly #tag = Buffer.alloc(TAG_BYTES);
  #mostBody: number;
  #headBytes = 0;
  #tagBytes = 0;
  /** Of the ciphertext without its tag. */
  #missing = 0;
  #opening: Opening | null = null;

  constructor(suite: NoiseSuite, key: Secret, mostBody: number) {
    this.#cipher = new CipherState(suite, key);
    this.#mostBody = mostBody;
  }

  /** From the next record on. */
  allow(mostBody: number): void {
    this.#mostBody = mostBody;
  }

  /**
   * Hands over each record that ends in this chunk. What it gives is memory of its own. Throws on a length that isn't
   * allowed, and where a record isn't the very one that is due.
   */
  push(chunk: Uint8Array, take: (record: Record) => void): void {
    let rest = chunk;
    while (rest.length > 0) {
      if (this.#opening === null) {
        rest = this.#fill(this.#head, this.#headBytes, rest, (filled) => {
          this.#headBytes = filled;
        });
        if (this.#headBytes < HEAD_BYTES) return;
        this.#opening = this.#begin();
      }
      const piece = rest.subarray(0, this.#missing);
      if (piece.length > 0) this.#opening.take(piece);
      this.#missing -= piece.length;
      rest = this.#fill(this.#tag, this.#tagBytes, rest.subarray(piece.length), (filled) => {
        this.#tagBytes = filled;
      });
      if (this.#tagBytes < TAG_BYTES) return;
      take(this.#end(this.#opening));
    }
  }

  /** Whether a record has begun that hasn't ended. */
  get isInside(): boolean {
    return this.#opening !== null || this.#headBytes > 0;
  }

  #fill(target: Buffer, from: number, bytes: Uint8Array, done: (filled: number) => void): Uint8Array {
    const piece = bytes.subarray(0, target.length - from);
    target.set(piece, from);
    done(from + piece.length);
    return bytes.subarray(piece.length);
  }

  #begin(): Opening {
    const length = this.#head.readUInt32BE();
    if (length < OVERHEAD || length > this.#mostBody + OVERHEAD) throw new Error('a length that is not allowed');
    this.#missing = length - TAG_BYTES;
    rekeyIfDue(this.#cipher);
    return this.#cipher.decrypting(this.#head);
  }

  #end(opening: Opening): Record {
    const [first = NOTHING, ...more] = opening.finish(this.#tag);
    const tag = Uint8Array.from(this.#tag);
    this.#opening = null;
    this.#headBytes = 0;
    this.#tagBytes = 0;
    const pieces = [first.subarray(TYPE_BYTES), ...more];
    return {
      type: first[0] ?? 0,
      tag,
      pieces,
      get body() {
        return pieces.length === 1 ? (pieces[0] ?? NOTHING) : Buffer.concat(pieces);
      },
      release: () => release(pieces),
    };
  }
}

export const bodyLength = ({ pieces }: Record): number => pieces.reduce((sum, { length }) => sum + length, 0);

function rekeyIfDue(cipher: CipherState): void {
  if (cipher.counter > 0 && cipher.counter % REKEY_EVERY === 0) cipher.rekey();
}
