// How much longer all takes on this machine now, for what is proven to be done in time: by the start of a program, which
// is a few hundredths of a second where nothing disturbs it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const USUAL_MS = 80;
/** More would leave nothing to be proven. */
export const MOST_SLOWNESS = 5;

/** 1 where nothing disturbs, 3 where all takes three times as long. */
export async function slowness(): Promise<number> {
  const began = performance.now();
  await once(spawn(process.execPath, ['-e', '']), 'exit');
  return Math.min(MOST_SLOWNESS, Math.max(1, (performance.now() - began) / USUAL_MS));
}
