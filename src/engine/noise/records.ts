// After the handshake everything is a record: the length in the clear but authenticated, then one ciphertext of a type
// and a body. Counters are never sent, so a record that was dropped, repeated, swapped or sent back fails by itself.
import type { Secret } from '../crypto/secret.ts';
import { CipherState } from './cipher-state.ts';
import type { NoiseSuite } from './suite.ts';

/** The length field; what it counts are type, body and tag. */
export const HEAD_BYTES = 4;
const TYPE_BYTES = 1;
const TAG_BYTES = 16;
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
  readonly body: Uint8Array;
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

export class RecordOpener {
  readonly #cipher: CipherState;

  constructor(suite: NoiseSuite, key: Secret) {
    this.#cipher = new CipherState(suite, key);
  }

  /** Throws where it isn't the very record that is due. What it gives is a copy of its own. */
  open(head: Uint8Array, sealed: Uint8Array): Record {
    rekeyIfDue(this.#cipher);
    const plaintext = this.#cipher.decrypt(head, sealed);
    return { type: plaintext[0] ?? 0, body: plaintext.subarray(TYPE_BYTES) };
  }
}

function rekeyIfDue(cipher: CipherState): void {
  if (cipher.counter > 0 && cipher.counter % REKEY_EVERY === 0) cipher.rekey();
}

/** Puts records together from the chunks of a stream. Checks a length before it keeps room for it. */
export class RecordReader {
  readonly #head = Buffer.alloc(HEAD_BYTES);
  #headBytes = 0;
  #sealed: Buffer = Buffer.alloc(0);
  #sealedBytes = 0;
  /** Kept from record to record: a new megabyte each time costs more than to decrypt it. */
  #room: Buffer = Buffer.alloc(0);
  #mostBody: number;

  constructor(mostBody: number) {
    this.#mostBody = mostBody;
  }

  /** From the next record on. */
  allow(mostBody: number): void {
    this.#mostBody = mostBody;
  }

  /** Both arguments of `take` are its own only during the call. Throws on a length that isn't allowed. */
  push(chunk: Uint8Array, take: (head: Uint8Array, sealed: Uint8Array) => void): void {
    let rest = chunk;
    while (rest.length > 0) {
      if (this.#headBytes < HEAD_BYTES) {
        rest = this.#fillHead(rest);
        if (this.#headBytes < HEAD_BYTES) return;
        this.#begin();
      }
      const missing = this.#sealed.length - this.#sealedBytes;
      const isWhole = this.#sealedBytes === 0 && rest.length >= missing;
      const piece = rest.subarray(0, missing);
      rest = rest.subarray(piece.length);
      if (!isWhole) {
        this.#sealed.set(piece, this.#sealedBytes);
        this.#sealedBytes += piece.length;
        if (piece.length < missing) return;
      }
      this.#headBytes = 0;
      this.#sealedBytes = 0;
      take(this.#head, isWhole ? piece : this.#sealed);
    }
  }

  /** Whether a record has begun that hasn't ended. */
  get isInside(): boolean {
    return this.#headBytes > 0;
  }

  #fillHead(rest: Uint8Array): Uint8Array {
    const piece = rest.subarray(0, HEAD_BYTES - this.#headBytes);
    this.#head.set(piece, this.#headBytes);
    this.#headBytes += piece.length;
    return rest.subarray(piece.length);
  }

  #begin(): void {
    const length = this.#head.readUInt32BE();
    if (length < OVERHEAD || length > this.#mostBody + OVERHEAD) throw new Error('a length that is not allowed');
    if (this.#room.length < length) this.#room = Buffer.allocUnsafeSlow(Math.max(length, 2 * this.#room.length));
    this.#sealed = this.#room.subarray(0, length);
  }
}
