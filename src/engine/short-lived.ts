// How much room V8 gives to what is made and dropped at once. Left alone it goes up to 128 MiB while very many small files
// pass, of which a few are ever in use; where it stays small, nothing measured is slower. And to what lives longer: what has
// come counts as that until it is written, so that all of a heap that hardly grows would be looked through for every hundred
// MiB. Both are read each time that room is about to grow, so that they can be said while the program runs.
// Of a program that ends with its transfer, V8 prepares for a time that doesn't come: its best code for what has run often,
// and a look through all of the heap while everything goes on. Both are made by other threads, on a core that the other side
// may need.
// Not before it is needed: what was compiled under other flags isn't taken, neither Node's own modules nor the command
// line's (src/cli/code-cache.ts). Of a program that ends, not until it does: back under V8's own rules its heap is due to be
// looked through at once, which takes 12 to 18 ms.
import { setFlagsFromString } from 'node:v8';

/** Below it that room doesn't grow to speak of. */
const MANY_FILES = 1000;
/** Each with V8's own. */
const FOR_MANY = [
  { now: '--semi-space-growth-factor=1', asEver: '--semi-space-growth-factor=2' },
  { now: '--heap-growing-percent=200', asEver: '--heap-growing-percent=0' },
];
const BRIEFLY = [
  { now: '--no-turbofan', asEver: '--turbofan' },
  { now: '--no-incremental-marking', asEver: '--incremental-marking' },
];

let set: typeof FOR_MANY = [];

interface Moving {
  readonly total: { readonly files: number };
  readonly isStream?: boolean;
}

/** For a transfer of many files, or one that may go on for days, as what comes out of a pipe. */
export function keepShortLivedSmall({ total, isStream = false }: Moving, { isBrief = false } = {}): void {
  if (set.length > 0 || (!isStream && total.files < MANY_FILES)) return;
  set = isBrief && !isStream ? [...FOR_MANY, ...BRIEFLY] : FOR_MANY;
  for (const { now } of set) setFlagsFromString(now);
  // Before what is compiled is kept.
  if (isBrief) process.prependOnceListener('exit', letShortLivedGrow);
}

/** V8 as it was found. */
export function letShortLivedGrow(): void {
  if (set.length === 0) return;
  process.off('exit', letShortLivedGrow);
  for (const { asEver } of set) setFlagsFromString(asEver);
  set = [];
}
