// How long what has much to do in a row may keep everything else waiting. One measure for all who send and receive: two of them
// that each keep to their own add up where both come in the same turn of the event loop.
import { setImmediate as nextTurn } from 'node:timers/promises';

export { nextTurn };

/** What a turn has besides, as opening records, comes on top. */
const MOST_MS = 6;

let began: number | null = null;

/** Counts from when it is asked first in a turn. */
export function isTurnOver(): boolean {
  if (began !== null) return performance.now() - began >= MOST_MS;
  began = performance.now();
  setImmediate(() => {
    began = null;
  });
  return false;
}
