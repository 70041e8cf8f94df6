// Puts the records of one round in order, whichever connections they came by. Pure: what comes early waits here, and the
// credit that its sender was given bounds how much that is.

export class Ordering<T> {
  readonly #early = new Map<number, T>();
  #next = 0;
  /** How many there are, once that was said. */
  #records: number | null = null;
  /** Something was sent once more: the first of it may still come by a connection that was given up too soon. */
  #hasAgain = false;

  /** All below have come. */
  get next(): number {
    return this.#next;
  }

  /** So many wait for one before them. */
  get held(): number {
    return this.#early.size;
  }

  get isWhole(): boolean {
    return this.#next === this.#records;
  }

  /** What is due now, in order; or nothing, where it has come already, or must not come at all. */
  add(seq: number, isAgain: boolean, item: T): readonly T[] | 'passed over' | 'wrong' {
    this.#hasAgain ||= isAgain;
    if (this.#records !== null && seq >= this.#records) return 'wrong';
    if (seq < this.#next || this.#early.has(seq)) return this.#hasAgain ? 'passed over' : 'wrong';
    this.#early.set(seq, item);
    const due: T[] = [];
    for (let found = this.#early.get(this.#next); found !== undefined; found = this.#early.get(this.#next)) {
      this.#early.delete(this.#next);
      this.#next++;
      due.push(found);
    }
    return due;
  }

  /** So many there are. False where there were more, or it was said before. */
  end(records: number): boolean {
    if (this.#records !== null || records < this.#next || [...this.#early.keys()].some((seq) => seq >= records))
      return false;
    this.#records = records;
    return true;
  }

  /** What waits for something that no longer comes. */
  clear(): readonly T[] {
    const left = [...this.#early.values()];
    this.#early.clear();
    return left;
  }
}
