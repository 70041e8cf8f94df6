// How much longer all takes on this machine now, for what is proven to be done in time: by the start of a program, which
// is a few hundredths of a second where nothing disturbs it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'vitest';

const USUAL_MS = 80;
/** More would leave nothing to be proven. */
const MOST_SLOWNESS = 5;

/** 1 where nothing disturbs, 3 where all takes three times as long. */
export async function slowness(): Promise<number> {
  const began = performance.now();
  await once(spawn(process.execPath, ['-e', '']), 'exit');
  return Math.min(MOST_SLOWNESS, Math.max(1, (performance.now() - began) / USUAL_MS));
}

/** In time, as far as the machine is as quick as it should be before or after that. */
export async function inTime<T>(what: string, mostMs: number, happens: (patienceMs: number) => Promise<T>): Promise<T> {
  const before = await slowness();
  const began = performance.now();
  const came = await happens(MOST_SLOWNESS * mostMs);
  const took = performance.now() - began;
  const slow = took < mostMs ? 1 : Math.max(before, await slowness());
  expect(took, what).toBeLessThan(slow * mostMs);
  return came;
}
