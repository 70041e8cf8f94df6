// How much room V8 gives to what is made and dropped at once. Left alone it goes up to 128 MiB while very many small files
// pass, of which a few are ever in use; where it stays small, nothing measured is slower. It is read each time that room
// is about to grow, so that it can be said while the program runs; a V8 that doesn't know it does as before.
import { setFlagsFromString } from 'node:v8';

export function keepShortLivedSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
