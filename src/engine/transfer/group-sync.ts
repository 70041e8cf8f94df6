// Content and names of a group on their way to the disk, which is waited for by other threads, several at once. What lies in
// memory outlives no power cut, whatever is asked of it: there nothing is.
import { fsync } from 'node:fs';
import { syncFolder } from '../disk/own-file.ts';
import type { Journal } from './journal.ts';

interface Due {
  /** Open, where a disk is waited for. */
  readonly file: number | null;
}

export class GroupSync {
  readonly #isInMemory: boolean;

  constructor({ isInMemory }: { readonly isInMemory: boolean }) {
    this.#isInMemory = isInMemory;
  }

  /** All at once; resolves when none is under way any more. */
  async files(due: readonly Due[]): Promise<void> {
    const open = due.flatMap(({ file }) => (file === null ? [] : [file]));
    if (this.#isInMemory || open.length === 0) return;
    await new Promise<void>((resolve, reject) => {
      let left = open.length;
      let failure: Error | null = null;
      const isDone = (error: Error | null): void => {
        failure ??= error;
        if (--left > 0) return;
        if (failure === null) resolve();
        else reject(failure);
      };
      for (const file of open) fsync(file, isDone);
    });
  }

  async folders(paths: Iterable<string>): Promise<void> {
    if (!this.#isInMemory) await Promise.all(Array.from(paths, syncFolder));
  }

  async journal(journal: Pick<Journal, 'sync'>): Promise<void> {
    if (!this.#isInMemory) await journal.sync();
  }
}
