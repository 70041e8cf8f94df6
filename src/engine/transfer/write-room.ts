// What waits to be written, of all files of one round: while the end of one is on its way to the disk the next are taken,
// and however slow the disk is, they hold no more memory than one file would.

const MOST_BYTES = 4 * 1024 * 1024;

export class WriteRoom {
  readonly #onFailed: (error: unknown) => void;
  #bytes = 0;
  #freed: PromiseWithResolvers<void> | null = null;

  /** `onFailed`: a write behind which nothing may come for a long time. */
  constructor(onFailed: (error: unknown) => void) {
    this.#onFailed = onFailed;
  }

  failed(error: unknown): void {
    this.#onFailed(error);
  }

  add(bytes: number): void {
    this.#bytes += bytes;
  }

  /** Or passed over behind a failure. */
  remove(bytes: number): void {
    this.#bytes -= bytes;
    if (this.#bytes >= MOST_BYTES) return;
    this.#freed?.resolve();
    this.#freed = null;
  }

  /** Resolves when there is room for more. */
  async free(): Promise<void> {
    while (this.#bytes >= MOST_BYTES) {
      this.#freed ??= Promise.withResolvers();
      await this.#freed.promise;
    }
  }
}
