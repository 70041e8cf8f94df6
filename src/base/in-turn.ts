/** Runs jobs one after the other: each starts from what the one before it left, also where that one failed. */
export class InTurn {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(job: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(job);
    this.#last = mine.catch(() => undefined);
    return mine;
  }

  /** When the jobs so far are done, or have failed. */
  async settled(): Promise<void> {
    await this.#last;
  }
}
