// What has come of one round and isn't taken in yet: put in order, and never more than the sender was told it may send.
import type { Record } from '../noise/records.ts';
import { Ordering } from '../transfer/ordering.ts';
import type { Data } from '../wire/data.ts';
import type { Credit } from './credit.ts';

/** Content that has come, and isn't taken in yet. */
export interface Waiting {
  readonly data: Data;
  readonly record: Record;
  /** As its sender counts them. */
  readonly bytes: number;
}

export class Intake {
  readonly #credit: Credit;
  #ordering = new Ordering<Waiting>();
  #due: Waiting[] = [];

  constructor(credit: Credit) {
    this.#credit = credit;
  }

  begin(): void {
    this.stop();
    this.#ordering = new Ordering();
    this.#credit.begin();
  }

  /** False: what must not come. It is released in any case, now or later. */
  add(coming: Waiting): boolean {
    const { seq, firstTag } = coming.data;
    const placed = this.#ordering.add(seq, firstTag !== null, coming);
    if (placed === 'wrong' || placed === 'passed over') {
      coming.record.release();
      return placed === 'passed over';
    }
    this.#due.push(...placed);
    return this.#credit.arrive(coming.bytes);
  }

  /** The next in order, where it has come. */
  next(): Waiting | undefined {
    return this.#due.shift();
  }

  get hasNext(): boolean {
    return this.#due.length > 0;
  }

  /** Its sender says that there are so many records. False where that can't be. */
  end(records: number): boolean {
    return this.#ordering.end(records);
  }

  get isWhole(): boolean {
    return this.#ordering.isWhole;
  }

  /** All records below this one have come. */
  get placed(): number {
    return this.#ordering.next;
  }

  stop(): void {
    this.#credit.stop();
    for (const { record } of [...this.#due.splice(0), ...this.#ordering.clear()]) record.release();
  }
}
