// How long what has much to do in a row may keep everything else waiting. One measure for all who receive: two of them that
// each keep to their own add up where both come in the same turn of the event loop.
import { setImmediate as nextImmediate } from 'node:timers/promises';

/** What a turn has besides, as opening records, comes on top. */
const MOST_MS = 6;

let began = Number.NEGATIVE_INFINITY;
let next: Promise<void> | null = null;

export function isTurnOver(): boolean {
  return performance.now() - began >= MOST_MS;
}

/** Resolves in the next turn, for all who wait for it one after the other: who does some of its work asks again then. */
export function nextTurn(): Promise<void> {
  next ??= nextImmediate().then(() => {
    next = null;
    began = performance.now();
  });
  return next;
}
