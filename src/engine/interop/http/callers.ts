// Whose connections are kept. Where there is no room, one that waits for nothing goes, of those that take most of it: a
// flood shows itself out, and whoever sends a file isn't cut off by it. Pure: the caller has the sockets and the clock.

export interface Caller {
  readonly address: string;
  /** What else may be the same machine. */
  readonly crowd: string;
  /** Something was asked, and isn't answered yet: all of it was said, or what comes was accepted. */
  readonly isBusy: () => boolean;
  readonly cut: () => void;
}

export interface CallerLimits {
  readonly connections: number;
  readonly connectionsOfOne: number;
  readonly callsAtOnce: number;
  readonly callsPerSecond: number;
  readonly callsAtOnceInAll: number;
  readonly callsPerSecondInAll: number;
}

/** Crowds whose pace is remembered. */
const MOST_CROWDS = 256;

export class Callers {
  readonly #limits: CallerLimits;
  /** In the order they came. */
  readonly #here = new Set<Caller>();
  readonly #paces = new Map<string, Pace>();
  readonly #paceOfAll: Pace;

  constructor(limits: CallerLimits) {
    this.#limits = limits;
    this.#paceOfAll = new Pace(limits.callsAtOnceInAll, limits.callsPerSecondInAll);
  }

  /** False: there is no room for it. */
  arrived(caller: Caller, now: number): boolean {
    if (!this.#paceOf(caller.crowd).take(now) || !this.#paceOfAll.take(now)) return false;
    const alike = [...this.#here].filter(({ address }) => address === caller.address);
    if (alike.length >= this.#limits.connectionsOfOne && !this.#cutIdle(alike)) return false;
    if (this.#here.size >= this.#limits.connections && !this.#cutIdle(this.#largestIdleCrowd())) return false;
    this.#here.add(caller);
    return true;
  }

  left(caller: Caller): void {
    this.#here.delete(caller);
  }

  get size(): number {
    return this.#here.size;
  }

  /** The one that came first. */
  #cutIdle(callers: readonly Caller[]): boolean {
    const idle = callers.find(({ isBusy }) => !isBusy());
    if (idle === undefined) return false;
    this.#here.delete(idle);
    idle.cut();
    return true;
  }

  #largestIdleCrowd(): readonly Caller[] {
    const idle = [...this.#here].filter(({ isBusy }) => !isBusy());
    const crowds = Map.groupBy(idle, ({ crowd }) => crowd);
    return [...crowds.values()].reduce((largest, crowd) => (crowd.length > largest.length ? crowd : largest), []);
  }

  #paceOf(crowd: string): Pace {
    const pace = this.#paces.get(crowd) ?? new Pace(this.#limits.callsAtOnce, this.#limits.callsPerSecond);
    // The one that was looked up last stands last.
    this.#paces.delete(crowd);
    this.#paces.set(crowd, pace);
    const [oldest] = this.#paces.keys();
    if (this.#paces.size > MOST_CROWDS && oldest !== undefined) this.#paces.delete(oldest);
    return pace;
  }
}

/** So many at once, and so many a second for ever. */
class Pace {
  readonly #atOnce: number;
  readonly #perSecond: number;
  #left: number;
  #countedAt: number | null = null;

  constructor(atOnce: number, perSecond: number) {
    this.#atOnce = atOnce;
    this.#perSecond = perSecond;
    this.#left = atOnce;
  }

  take(now: number): boolean {
    const passed = Math.max(0, now - (this.#countedAt ?? now)) / 1000;
    this.#countedAt = now;
    this.#left = Math.min(this.#atOnce, this.#left + passed * this.#perSecond);
    if (this.#left < 1) return false;
    this.#left--;
    return true;
  }
}
