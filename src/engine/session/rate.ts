// How fast another device may do something here, each device for itself: much at once, and so much a second for ever.
import type { Clock } from '../ports.ts';

interface RateIs {
  readonly clock: Clock;
  readonly atOnce: number;
  readonly perSecond: number;
}

export class Rate {
  readonly #is: RateIs;
  /** What each has left, and when that was counted. */
  readonly #left = new Map<string, { readonly count: number; readonly at: number }>();

  constructor(is: RateIs) {
    this.#is = is;
  }

  /** False: too fast, and it doesn't count. */
  take(device: string): boolean {
    const { clock, atOnce, perSecond } = this.#is;
    const now = clock.now();
    const before = this.#left.get(device) ?? { count: atOnce, at: now };
    // A clock that was set back keeps nobody waiting longer, and gives nothing either.
    const passed = Math.max(0, now - before.at) / 1000;
    const count = Math.min(atOnce, before.count + passed * perSecond);
    const isAllowed = count >= 1;
    this.#left.set(device, { count: isAllowed ? count - 1 : count, at: now });
    return isAllowed;
  }
}
