// The real clock in a hurry: what is waited for only to try again comes soon, deadlines keep their time.
import { type Clock, SYSTEM_PORTS } from '../../src/engine/index.ts';

const HURRY = 20;
const SECOND = 1000;

/** The one deadline that is shorter than others: a caller's first message, which a busy machine may keep for a while. */
const FIRST_MESSAGE_MS = 2 * SECOND;

/** Deadlines are whole seconds and many; calls that are made again have a spread; what is measured is short. */
const isWait = (delayMs: number): boolean =>
  delayMs >= SECOND / 2 && delayMs !== FIRST_MESSAGE_MS && (delayMs < 5 * SECOND || delayMs % SECOND !== 0);

export const hurriedClock: Clock = {
  now: SYSTEM_PORTS.clock.now,
  after: (delayMs, call) => SYSTEM_PORTS.clock.after(isWait(delayMs) ? delayMs / HURRY : delayMs, call),
};
