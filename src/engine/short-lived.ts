// How much room V8 gives to what is made and dropped at once. Left alone it goes up to 128 MiB while very many small files
// pass, of which a few are ever in use; where it stays small, nothing measured is slower. It is read each time that room
// is about to grow, so that it can be said while the program runs; a V8 that doesn't know it does as before.
// Not before it is needed: what was compiled under other flags isn't taken, neither Node's own modules nor the command
// line's (src/cli/code-cache.ts).
import { setFlagsFromString } from 'node:v8';

/** Below it that room doesn't grow to speak of. */
const MANY_FILES = 1000;
/** V8's own. */
const AS_EVER = 2;

let isSmall = false;

/** For a transfer of so many. */
export function keepShortLivedSmall(files: number): void {
  if (isSmall || files < MANY_FILES) return;
  isSmall = true;
  setFlagsFromString('--semi-space-growth-factor=1');
}

/** V8 as it was found. */
export function letShortLivedGrow(): void {
  if (!isSmall) return;
  isSmall = false;
  setFlagsFromString(`--semi-space-growth-factor=${AS_EVER}`);
}
