// What a person wants from a device isn't given up at the first connection that breaks off before both have said who they
// are: whoever answered there was just ending, starting or very busy, or had another connection that was to stay.
import { FerryError } from '../errors.ts';
import type { Clock } from '../ports.ts';

/** Tried so often once more, each time after so long, and for no longer than that in all. */
const MORE_TRIES = 4;
const TRY_AGAIN_MS = 500;
const TRY_FOR_MS = 4000;

/** Null where nobody wants it any more; throws what the last try did. */
export async function insist<T>(clock: Clock, isWanted: () => boolean, reach: () => Promise<T>): Promise<T | null> {
  const began = clock.now();
  for (let left = MORE_TRIES; ; left--) {
    try {
      return await reach();
    } catch (error) {
      const isLate = Math.abs(clock.now() - began) >= TRY_FOR_MS;
      if (left === 0 || isLate || !isBrokenOff(error)) throw error;
    }
    await new Promise<void>((resolve) => clock.after(TRY_AGAIN_MS, resolve));
    if (!isWanted()) return null;
  }
}

/** Somebody answered there, as the cause says. */
const isBrokenOff = (error: unknown): boolean =>
  error instanceof FerryError && error.info.code === 'device.unreachable' && error.cause !== undefined;
