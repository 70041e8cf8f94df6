// The SHA-256 of each file of an offer, where all of it is read so soon that nobody waits for it. Whoever receives can then
// check what came; where it would take longer, nothing is read twice.
import { createHash } from 'node:crypto';
import type { Clock } from '../ports.ts';
import type { GuestFile } from './guest-list.ts';
import { isTurnOver, nextTurn } from './turn.ts';
import { type Source, wholeFile } from './whole-file.ts';

/** Of all files together: a twentieth of a second to sum up, and what was just read lies in memory for the next time. */
const MOST_BYTES = 64 * 1024 * 1024;
const MOST_FILES = 1000;
/** A disk may be slow, or far away: what isn't read by then goes without. */
const MOST_MS = 1000;
/** While one waits for its disk. */
const AT_ONCE = 2;
const PIECE_BYTES = 256 * 1024;

export interface HashNeeds {
  readonly files: readonly GuestFile[];
  readonly sourceOf: (file: GuestFile) => Source;
  readonly clock: Clock;
  /** Nobody needs them any more. */
  readonly signal: AbortSignal;
}

/** By the places of the files in the list, as digits in lower case. Never throws: what can't be read goes without. */
export async function momentaryHashes(needs: HashNeeds): Promise<ReadonlyMap<number, string>> {
  const { files, clock, signal } = needs;
  const hashes = new Map<number, string>();
  if (files.length > MOST_FILES || bytesOf(files) > MOST_BYTES) return hashes;
  const over = new AbortController();
  const end = (): void => over.abort();
  const cancel = clock.after(MOST_MS, end);
  signal.addEventListener('abort', end);
  if (signal.aborted) end();
  const left = files.values();
  const work = async (): Promise<void> => {
    for (const file of left) {
      const found = over.signal.aborted ? null : await hashOf(file, needs.sourceOf(file), over.signal);
      if (over.signal.aborted) return;
      if (found !== null) hashes.set(file.index, found);
      if (isTurnOver()) await nextTurn();
    }
  };
  // Also one that hangs in the middle of a file is waited for no longer.
  await Promise.race([Promise.all(Array.from({ length: AT_ONCE }, work)), aborted(over.signal)]);
  cancel();
  signal.removeEventListener('abort', end);
  end();
  return hashes;
}

const bytesOf = (files: readonly GuestFile[]): number => files.reduce((bytes, { size }) => bytes + size, 0);

/** Null where it can't be said; what is wrong with a file its sender hears when its turn comes. */
async function hashOf(file: GuestFile, source: Source, signal: AbortSignal): Promise<string | null> {
  const hash = createHash('sha256');
  try {
    for await (const piece of wholeFile(source, file, () => PIECE_BYTES)) {
      if (signal.aborted) return null;
      hash.update(piece);
    }
    return hash.digest('hex');
  } catch {
    return null;
  }
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}
