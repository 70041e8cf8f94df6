// Records both ways over one connection whose handshake is done.
import { setTimeout as wait } from 'node:timers/promises';
import type { Secret } from '../crypto/secret.ts';
import type { Established } from './handshake.ts';
import type { Record } from './records.ts';
import { bodyLength, CLOSE, MOST_BODY, MOST_CONTROL_BODY, RecordOpener, RecordSealer } from './records.ts';
import type { Transport } from './transport.ts';

/** Received and not yet fetched: then the other side has to wait. */
const MOST_WAITING = 4 * 1024 * 1024;
/** A record costs memory also where it is empty: else a flood of those would count as nothing. */
const RECORD_COST = 512;
const costOf = (record: Record): number => bodyLength(record) + RECORD_COST;

/** How long a side that doesn't read keeps us from closing. */
const CLOSE_MS = 2000;
/** Whoever sent so much in one record this moment has more on its way. */
const LARGE_BYTES = 16 * 1024;
const MOMENT_MS = 1000;

/** Why a side closes. */
export const CLOSE_REASON = { done: 0, forgotten: 1, violation: 2 } as const;

/** The other side closed, as it should: nothing was cut off. */
export interface Closed {
  readonly reason: number;
}

/** The connection broke, or a byte of it was changed: what was under way is not whole. */
export class ChannelError extends Error {
  constructor(what: string, cause?: unknown) {
    super(`channel: ${what}`, { cause });
    this.name = 'ChannelError';
  }
}

export class Channel {
  readonly handshakeHash: Uint8Array;
  readonly exporter: Secret;
  readonly ownKey: Uint8Array;
  readonly remoteKey: Uint8Array;
  readonly version: number;
  readonly #transport: Transport;
  readonly #sealer: RecordSealer;
  readonly #opener: RecordOpener;
  #waiting: Record[] = [];
  #waitingBytes = 0;
  #end: Closed | ChannelError | null = null;
  #hasSaidClose = false;
  #isLeaving = false;
  #largeAt = Number.NEGATIVE_INFINITY;
  #left: () => void = () => undefined;
  #wake: () => void = () => undefined;
  #isFetching = false;

  /** `isBulk`: large records are due from the first on. */
  constructor(established: Established, { isBulk } = { isBulk: false }) {
    const { transport, suite, keys, exporter, ownKey, remoteKey, version, rest } = established;
    this.#transport = transport;
    this.#sealer = new RecordSealer(suite, keys.send);
    this.#opener = new RecordOpener(suite, keys.receive, isBulk ? MOST_BODY : MOST_CONTROL_BODY);
    this.handshakeHash = keys.handshakeHash;
    this.exporter = exporter;
    this.ownKey = ownKey;
    this.remoteKey = remoteKey;
    this.version = version;
    keys.send.wipe();
    keys.receive.wipe();
    transport.listen(
      (chunk) => this.#take(chunk),
      () => this.#finish(new ChannelError('the connection ended')),
    );
    if (rest.length > 0) this.#take(rest);
  }

  /** Grows with whatever comes: by this a silent connection is told from a living one. */
  chunksHeard = 0;

  /** Somebody waits for the next record. */
  get isWanting(): boolean {
    return this.#isFetching;
  }

  /** Larger records are due: a transfer was accepted. */
  allowBulk(): void {
    this.#opener.allow(MOST_BODY);
  }

  /** Resolves when the next may be sent; the body is sealed before it returns, and is the caller's again. */
  async send(type: number, ...body: readonly Uint8Array[]): Promise<void> {
    await this.sendTagged(type, ...body).sent;
  }

  /** The same, with the record's tag. Throws at once where nothing can be sent any more. */
  sendTagged(type: number, ...body: readonly Uint8Array[]): { readonly tag: Uint8Array; readonly sent: Promise<void> } {
    this.#throwIfBroken();
    if (this.#end !== null || this.#hasSaidClose) throw new ChannelError('closed');
    const pieces = this.#sealer.seal(type, ...body);
    // A copy: what is written may be given back to the system.
    const tag = Uint8Array.from(pieces.at(-1) ?? []);
    return { tag, sent: this.#transport.write(pieces) ? Promise.resolve() : this.#drained() };
  }

  async #drained(): Promise<void> {
    await this.#transport.drained();
    this.#throwIfBroken();
  }

  get unsentBytes(): number {
    return this.#transport.unsentBytes;
  }

  /** When some of that has left, or nothing can any more. */
  someSent(): Promise<void> {
    return this.#transport.someSent();
  }

  /** The next record, in order; null when the other side has closed. Throws where it broke. One caller at a time. */
  async receive(): Promise<Record | null> {
    if (this.#isFetching) throw new Error('two readers of one channel');
    this.#isFetching = true;
    try {
      while (this.#waiting.length === 0 && this.#end === null) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      this.#isFetching = false;
    }
    const record = this.#waiting.shift();
    if (record !== undefined) {
      this.#waitingBytes -= costOf(record);
      if (this.#waitingBytes < MOST_WAITING) this.#transport.resume();
      return record;
    }
    this.#throwIfBroken();
    return null;
  }

  /** Nothing comes any more, and nothing can be sent. */
  get isOver(): boolean {
    return this.#end !== null;
  }

  /** Nothing can be sent any more: it is over, or soon will be, since this side has said so. */
  get isEnding(): boolean {
    return this.isOver || this.#hasSaidClose;
  }

  /** Why the other side closed, once it has. */
  get closed(): Closed | null {
    return this.#end instanceof ChannelError ? null : this.#end;
  }

  /** Says that nothing follows, sends what was written, and ends the connection. */
  async close(reason: number = CLOSE_REASON.done): Promise<void> {
    if (!this.#hasSaidClose && !(this.#end instanceof ChannelError)) {
      this.#hasSaidClose = true;
      this.#transport.write(this.#sealer.seal(CLOSE, Uint8Array.of(reason)));
      await Promise.race([this.#leave(), wait(CLOSE_MS, undefined, { ref: false })]);
    }
    this.destroy();
  }

  /**
   * What the other side still sends is let in until it has heard: a system breaks a connection off that is closed with
   * something unread, and what was said last may be lost with that.
   */
  async #leave(): Promise<void> {
    this.#isLeaving = true;
    this.#transport.resume();
    await this.#transport.end();
    if (this.#end !== null || performance.now() - this.#largeAt > MOMENT_MS) return;
    const left = new Promise<void>((resolve) => {
      this.#left = resolve;
    });
    await Promise.race([left, wait(MOMENT_MS, undefined, { ref: false })]);
  }

  destroy(): void {
    this.#finish(new ChannelError('closed here'));
    this.#transport.destroy();
  }

  /** False where no more is wanted for now. */
  #take(chunk: Uint8Array): boolean {
    if (this.#end !== null) return false;
    this.chunksHeard++;
    try {
      this.#opener.push(chunk, (record) => this.#keep(record));
    } catch (error) {
      // One wrong bit, and nothing that follows can be trusted.
      this.#finish(new ChannelError('a record that is not what was sent', error));
      this.#transport.destroy();
      return false;
    }
    return this.#isLeaving || this.#waitingBytes < MOST_WAITING;
  }

  #keep(record: Record): void {
    if (this.#end !== null) throw new Error('something after the end');
    if (record.type === CLOSE) {
      this.#finish({ reason: record.body[0] ?? CLOSE_REASON.done });
      return;
    }
    if (bodyLength(record) > LARGE_BYTES) this.#largeAt = performance.now();
    if (this.#isLeaving) return;
    this.#waiting.push(record);
    this.#waitingBytes += costOf(record);
    this.#wake();
  }

  #finish(end: Closed | ChannelError): void {
    this.#end ??= end;
    this.#left();
    this.#wake();
  }

  #throwIfBroken(): void {
    if (this.#end instanceof ChannelError) throw this.#end;
  }
}
