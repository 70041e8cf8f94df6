// Content and names of a group on their way to the disk. A disk is waited for by other threads, several at once. Where a
// volume makes nobody wait, as one in memory, to hand each small file to a thread takes longer than all that is done with
// it: there it is done at once, for as long as that is so. The first file of a group tells, which a thread waits for.
import { fsync, fsyncSync } from 'node:fs';
import { syncFolder, syncFolderNow } from '../disk/own-file.ts';
import type { Journal } from './journal.ts';
import { SMALL_BYTES } from './small.ts';
import { isTurnOver, nextTurn } from './turn.ts';

/** With the way to another thread and back. */
const QUICK_MS = 1;
/** For each file, one after the other. */
const AT_ONCE_MS = 0.05;
const LEAST_FILES = 32;
/** So often a disk may have been waited for after all; on a busy machine others may just have had their turn. */
const MOST_SURPRISES = 8;

interface Due {
  /** Open. */
  readonly file: number;
  readonly bytes: number;
}

export class GroupSync {
  #isQuick = false;
  #surprises = 0;

  async files(due: readonly Due[]): Promise<void> {
    const isSmall = due.every(({ bytes }) => bytes <= SMALL_BYTES);
    let left = due;
    if (isSmall && !this.#isQuick && due.length >= LEAST_FILES && this.#surprises < MOST_SURPRISES) {
      const began = performance.now();
      await syncByThreads(due.slice(0, 1));
      this.#isQuick = performance.now() - began < QUICK_MS;
      left = due.slice(1);
    }
    if (isSmall && this.#isQuick) left = await this.#atOnce(left);
    if (left.length > 0) await syncByThreads(left);
  }

  async folders(paths: Iterable<string>): Promise<void> {
    if (this.#isQuick) for (const path of paths) syncFolderNow(path);
    else await Promise.all([...paths].map(syncFolder));
  }

  async journal(journal: Pick<Journal, 'sync' | 'syncNow'>): Promise<void> {
    if (this.#isQuick) journal.syncNow();
    else await journal.sync();
  }

  /** Gives those that are left when it took its time. */
  async #atOnce(due: readonly Due[]): Promise<readonly Due[]> {
    const most = Math.max(due.length, LEAST_FILES) * AT_ONCE_MS;
    let spent = 0;
    for (const [index, { file }] of due.entries()) {
      const began = performance.now();
      fsyncSync(file);
      spent += performance.now() - began;
      if (spent > most) {
        this.#isQuick = false;
        this.#surprises++;
        return due.slice(index + 1);
      }
      if (isTurnOver()) await nextTurn();
    }
    return [];
  }
}

/** All at once; resolves when none is under way any more. */
function syncByThreads(due: readonly Due[]): Promise<void> {
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
