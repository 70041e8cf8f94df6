// How fast another device may do something here, each device for itself: much at once, and so much a second for ever.
import type { Clock } from '../ports.ts';
import { sweptMap } from './swept-map.ts';

interface RateIs {
  readonly clock: Clock;
  readonly atOnce: number;
  readonly perSecond: number;
}

/** What a device has left, and when that was counted. */
interface Left {
  readonly count: number;
  readonly at: number;
}

export class Rate {
  readonly #is: RateIs;
  /** Who has as much left as anybody isn't remembered: keys cost nothing, and each that ever came would stay. */
  readonly #left = sweptMap<Left>((left) => this.#now(left).count >= this.#is.atOnce);

  constructor(is: RateIs) {
    this.#is = is;
  }

  /** False: too fast, and it doesn't count. */
  take(device: string): boolean {
    const { count, at } = this.#leftOf(device);
    const isAllowed = count >= 1;
    this.#left.set(device, { count: isAllowed ? count - 1 : count, at });
    return isAllowed;
  }

  /** What it did took more than was thought: that is less for what it does next, though never more than all of it. */
  charge(device: string, times: number): void {
    const { count, at } = this.#leftOf(device);
    this.#left.set(device, { count: Math.max(count - times, -this.#is.atOnce), at });
  }

  /** Of so many something is kept. */
  get remembered(): number {
    return this.#left.size;
  }

  #leftOf(device: string): Left {
    const before = this.#left.get(device);
    return before === undefined ? { count: this.#is.atOnce, at: this.#is.clock.now() } : this.#now(before);
  }

  #now({ count, at }: Left): Left {
    const { clock, atOnce, perSecond } = this.#is;
    const now = clock.now();
    // A clock that was set back keeps nobody waiting longer, and gives nothing either.
    const passed = Math.max(0, now - at) / 1000;
    return { count: Math.min(atOnce, count + passed * perSecond), at: now };
  }
}
