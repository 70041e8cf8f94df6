// Content and names of a group on their way to the disk. A disk is waited for by other threads, several at once. A volume in
// memory makes nobody wait: to hand each small file to a thread would take longer than all that is done with it.
import { fsync, fsyncSync } from 'node:fs';
import { syncFolder, syncFolderNow } from '../disk/own-file.ts';
import type { Journal } from './journal.ts';
import { isTurnOver, nextTurn } from './turn.ts';

interface Due {
  /** Open. */
  readonly file: number;
}

export class GroupSync {
  readonly #isInMemory: boolean;

  constructor({ isInMemory }: { readonly isInMemory: boolean }) {
    this.#isInMemory = isInMemory;
  }

  async files(due: readonly Due[]): Promise<void> {
    if (!this.#isInMemory) return syncByThreads(due);
    for (const { file } of due) {
      fsyncSync(file);
      if (isTurnOver()) await nextTurn();
    }
  }

  async folders(paths: Iterable<string>): Promise<void> {
    if (this.#isInMemory) for (const path of paths) syncFolderNow(path);
    else await Promise.all([...paths].map(syncFolder));
  }

  async journal(journal: Pick<Journal, 'sync' | 'syncNow'>): Promise<void> {
    if (this.#isInMemory) journal.syncNow();
    else await journal.sync();
  }
}

/** All at once; resolves when none is under way any more. */
function syncByThreads(due: readonly Due[]): Promise<void> {
  if (due.length === 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    let left = due.length;
    let failure: Error | null = null;
    const isDone = (error: Error | null): void => {
      failure ??= error;
      if (--left > 0) return;
      if (failure === null) resolve();
      else reject(failure);
    };
    for (const { file } of due) fsync(file, isDone);
  });
}
