// Memory that is there when it is measured. A virtual machine gives blocks of free memory back to its host, within a second
// or two, and waits for each when it is needed again: one and the same file of 2 GiB was written in 0.55 s, or in 0.85 to
// 2.75 s where its memory had lain free. Only whole blocks are given back: one with a page in use stays, and is what the
// system takes first when it needs a few pages.
import { closeSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';

const PAGE_BYTES = 4096;
/** Half of the smallest block that Linux gives back. */
const EVERY_BYTES = 1024 * 1024;
const STEPS_A_TURN = 256;

/** As long as the folder is there, in memory, so much of what is free stays with this system; a 256th of it is in use. */
export async function keepMemoryWarm(folder: string, bytes: number): Promise<void> {
  const passing = join(folder, 'passing');
  const [given, held] = [openSync(passing, 'wx'), openSync(join(folder, 'held'), 'wx')];
  const content = Buffer.alloc(EVERY_BYTES, 1);
  const part = content.subarray(PAGE_BYTES);
  const page = content.subarray(0, PAGE_BYTES);
  try {
    // The system gives pages out one after the other: by turns, one of each block is held.
    for (let step = 0; step < bytes / EVERY_BYTES; step++) {
      writeSync(given, part);
      writeSync(held, page);
      if (step % STEPS_A_TURN === 0) await nextTurn();
    }
  } finally {
    closeSync(given);
    closeSync(held);
    unlinkSync(passing);
  }
}
