// Some errors pass: too many files are open for the moment, a scanner holds one. Whoever waits a little doesn't lose a
// file for it.
import { setTimeout as wait } from 'node:timers/promises';
import { isPassing } from '../disk/free-space.ts';

const TRIES = 8;
const FIRST_MS = 10;

/** Done at once where it can be; otherwise again after 10 ms, 20 … for about two and a half seconds. */
export function patiently<T>(work: () => T | Promise<T>): T | Promise<T> {
  try {
    const done = work();
    return done instanceof Promise ? done.catch((error: unknown) => later(work, error)) : done;
  } catch (error) {
    return later(work, error);
  }
}

function later<T>(work: () => T | Promise<T>, error: unknown): Promise<T> {
  if (!isPassing(error)) throw error;
  return again(work, error);
}

async function again<T>(work: () => T | Promise<T>, first: unknown): Promise<T> {
  let last = first;
  for (let tries = 0; tries < TRIES; tries++) {
    await wait(FIRST_MS * 2 ** tries);
    try {
      return await work();
    } catch (error) {
      if (!isPassing(error)) throw error;
      last = error;
    }
  }
  throw last;
}
