// Keeps a log from being filled by others: of what a device can cause as often as it likes, the first few in a minute are
// said, and then how many more there were. All that aren't paired count as one: a new name costs nothing.
import type { ShownTransfer } from '../contract/transfers.ts';
import type { Clock } from '../engine/index.ts';

const WITHIN_MS = 60_000;
const MOST = 5;

interface Counted {
  said: number;
  left: number;
  /** Null for those that aren't paired. */
  readonly name: string | null;
  readonly cancel: () => void;
}

export class LogBound {
  readonly #clock: Clock;
  readonly #onMore: (name: string | null, count: number) => void;
  readonly #counted = new Map<string, Counted>();

  constructor(clock: Clock, onMore: (name: string | null, count: number) => void) {
    this.#clock = clock;
    this.#onMore = onMore;
  }

  /** Whether one more may be said of it now. */
  may(device: ShownTransfer['device']): boolean {
    const paired = device?.isPaired ? device : null;
    const key = paired?.id ?? '';
    const counted = this.#counted.get(key) ?? this.#begin(key, paired?.name ?? null);
    if (counted.said === MOST) counted.left++;
    else counted.said++;
    return counted.left === 0;
  }

  /** What was left out is said now. */
  stop(): void {
    for (const key of this.#counted.keys()) this.#end(key);
  }

  #begin(key: string, name: string | null): Counted {
    const cancel = this.#clock.after(WITHIN_MS, () => this.#end(key));
    const counted = { said: 0, left: 0, name, cancel };
    this.#counted.set(key, counted);
    return counted;
  }

  #end(key: string): void {
    const counted = this.#counted.get(key);
    if (counted === undefined) return;
    counted.cancel();
    this.#counted.delete(key);
    if (counted.left > 0) this.#onMore(counted.name, counted.left);
  }
}
