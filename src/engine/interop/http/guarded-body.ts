// What a visitor sends, as it comes: no faster than it is read here, no more than was allowed, and not for ever. Time
// counts only while something is waited for: a disk that is slow is no fault of the sender's.

import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { Clock } from '../../ports.ts';

export type BodyFault = 'too much' | 'too slow' | 'gone';

export class BodyError extends Error {
  readonly fault: BodyFault;

  constructor(fault: BodyFault) {
    super(`the body: ${fault}`);
    this.name = 'BodyError';
    this.fault = fault;
  }
}

export interface BodyRules {
  readonly clock: Clock;
  /** Null: whoever reads it counts. */
  readonly mostBytes: number | null;
  /** So long nothing may come. */
  readonly silenceMs: number;
  /** What is expected of each second that is waited. */
  readonly bytesPerSecond: number;
  /** So much waiting more than that pace allows is forgiven; what comes quicker earns it back, and no more than it. */
  readonly behindMs: number;
}

export class GuardedBody extends Readable {
  readonly #source: IncomingMessage;
  readonly #rules: BodyRules;
  #bytes = 0;
  /** Since when something is waited for; null while nothing is. */
  #waitingSince: number | null = null;
  /** How much longer was waited than its pace allows. */
  #behindMs = 0;
  /** Nothing had come when it was looked for last. */
  #isLate = false;
  #cancel: (() => void) | null = null;

  constructor(source: IncomingMessage, rules: BodyRules) {
    super({ autoDestroy: true });
    this.#source = source;
    this.#rules = rules;
    source.on('data', this.#take);
    source.on('end', this.#end);
    source.on('close', this.#gone);
    source.pause();
  }

  override _read(): void {
    if (this.#waitingSince === null) {
      this.#waitingSince = this.#rules.clock.now();
      this.#cancel ??= this.#rules.clock.after(this.#rules.silenceMs, this.#check);
    }
    this.#source.resume();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#cancel?.();
    this.#source.off('data', this.#take).off('end', this.#end).off('close', this.#gone).pause();
    done(error);
  }

  readonly #take = (chunk: Buffer): void => {
    const { mostBytes, silenceMs, bytesPerSecond, behindMs, clock } = this.#rules;
    this.#bytes += chunk.length;
    this.#isLate = false;
    // While this computer sleeps, more passes than anybody was waited for.
    const waited = Math.min(this.#waits(), silenceMs);
    this.#behindMs = Math.max(0, this.#behindMs + waited - (chunk.length / bytesPerSecond) * 1000);
    if (mostBytes !== null && this.#bytes > mostBytes) this.#fail('too much');
    else if (this.#behindMs > behindMs) this.#fail('too slow');
    else if (this.push(chunk)) this.#waitingSince = clock.now();
    else {
      this.#waitingSince = null;
      this.#source.pause();
    }
  };

  readonly #end = (): void => {
    this.#cancel?.();
    this.push(null);
  };

  readonly #gone = (): void => {
    if (!this.#source.complete) this.#fail('gone');
  };

  /** One timer for many pieces: what came meanwhile gives it the rest of its time again. */
  readonly #check = (): void => {
    this.#cancel = null;
    if (this.#waitingSince === null) return;
    const left = this.#rules.silenceMs - this.#waits();
    // Where this program was held up, timers come before what has come meanwhile: that is read before it is missed.
    const isSure = this.#isLate;
    this.#isLate = left <= 0;
    if (left <= 0 && isSure) this.#fail('too slow');
    else this.#cancel = this.#rules.clock.after(Math.max(left, 1), this.#check);
  };

  #waits(): number {
    return this.#waitingSince === null ? 0 : Math.max(0, this.#rules.clock.now() - this.#waitingSince);
  }

  #fail(fault: BodyFault): void {
    this.destroy(new BodyError(fault));
  }
}
