// A pipe whose connection is lost stands still, and nobody could go on with it in a later run: it waits for a while only.
import type { Clock } from '../ports.ts';

export const STREAM_AWAY_MS = 30_000;

export class StreamAway {
  readonly #clock: Clock;
  readonly #cancels = new WeakMap<object, () => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Its connection was lost this moment; calls when it has had its time since the last one was. */
  lost(transfer: object, isLate: () => void): void {
    this.#cancels.get(transfer)?.();
    this.#cancels.set(transfer, this.#clock.after(STREAM_AWAY_MS, isLate));
  }
}
