// How often another device may do something here within a while, each device for itself.
import type { Clock } from '../ports.ts';
import { sweptMap } from './swept-map.ts';

interface AllowanceIs {
  readonly clock: Clock;
  readonly most: number;
  readonly withinMs: number;
}

export class Allowance {
  readonly #is: AllowanceIs;
  /** When each has done it, the oldest first. */
  readonly #times = sweptMap<readonly number[]>((times) => this.#within(times).length === 0);

  constructor(is: AllowanceIs) {
    this.#is = is;
  }

  /** False: too often, and it doesn't count. */
  take(device: string): boolean {
    const times = this.#recent(device);
    if (times.length >= this.#is.most) return false;
    this.#times.set(device, [...times, this.#is.clock.now()]);
    return true;
  }

  /** It has had enough for now. */
  spend(device: string): void {
    this.#times.set(device, Array(this.#is.most).fill(this.#is.clock.now()));
  }

  /** What it has done until now doesn't count. */
  renew(device: string): void {
    this.#times.delete(device);
  }

  /** Of so many something is kept. */
  get remembered(): number {
    return this.#times.size;
  }

  #recent(device: string): readonly number[] {
    return this.#within(this.#times.get(device) ?? []);
  }

  #within(times: readonly number[]): readonly number[] {
    const now = this.#is.clock.now();
    // A clock that was set back keeps nobody waiting.
    return times.filter((at) => at <= now && now - at < this.#is.withinMs);
  }
}
