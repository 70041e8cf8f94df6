// Who may take up this device's time before it is trusted: so many connections at once, so many from one place, so many
// handshakes a second, and so many strangers who have shaken hands, which shows only that they have a key. Paired devices,
// known by the tag of their first message, and lanes, known by their ticket, are counted apart, so that a flood of strangers
// doesn't keep them out. Pure: the caller has the sockets and the clock.

export const LIMITS = {
  strangers: 64,
  perSource: 8,
  met: 16,
  metPerSource: 4,
  known: 64,
  handshakesPerSecond: 20,
  burst: 40,
} as const;

export interface Guest {
  /** Its address. */
  readonly source: string;
  /** What else may be the same machine. */
  readonly crowd: string;
  /** Ends the connection, to make room. */
  readonly evict: () => void;
}

export class Admission {
  /** In the order they came: the oldest makes room. A flood must keep coming faster than a device says its first message. */
  readonly #strangers = new Set<Guest>();
  readonly #known = new Set<Guest>();
  readonly #met = new Set<Guest>();
  readonly #budgets = { strangers: new Budget(), known: new Budget(), lanes: new Budget() };

  /** Somebody has connected and said nothing yet. */
  arrived(guest: Guest): void {
    addTo(this.#strangers, guest, LIMITS.perSource, LIMITS.strangers);
  }

  /** A stranger has shaken hands. It counts until it has gone, or means something to this device's person. */
  shookHands(guest: Guest): void {
    if (this.#strangers.delete(guest)) addTo(this.#met, guest, LIMITS.metPerSource, LIMITS.met);
  }

  /** Its first message has come: whether a handshake may be spent on it. */
  mayShakeHands(guest: Guest, isKnown: boolean, now: number): boolean {
    if (!this.#strangers.has(guest)) return false;
    if (!isKnown) return this.#budgets.strangers.take(now);
    if (this.#known.size >= LIMITS.known || !this.#budgets.known.take(now)) return false;
    this.#strangers.delete(guest);
    this.#known.add(guest);
    return true;
  }

  /** It has shown a ticket, of which each live connection has only a few: it takes nobody's room. */
  mayOpenLane(guest: Guest, now: number): boolean {
    return this.#strangers.delete(guest) && this.#budgets.lanes.take(now);
  }

  /** It is gone, or trusted. */
  left(guest: Guest): void {
    for (const pool of [this.#strangers, this.#known, this.#met]) pool.delete(guest);
  }

  get size(): number {
    return this.#strangers.size + this.#known.size + this.#met.size;
  }
}

/** Where there is no room, the oldest of those that take most of it goes: a flood shows itself out. */
function addTo(pool: Set<Guest>, guest: Guest, perSource: number, most: number): void {
  const alike = [...pool].filter(({ source }) => source === guest.source);
  if (alike.length >= perSource) evict(pool, alike[0]);
  else if (pool.size >= most) evict(pool, largestCrowd(pool)[0]);
  pool.add(guest);
}

function largestCrowd(pool: Set<Guest>): readonly Guest[] {
  const crowds = Map.groupBy(pool, ({ crowd }) => crowd);
  return [...crowds.values()].reduce((largest, crowd) => (crowd.length > largest.length ? crowd : largest), []);
}

function evict(pool: Set<Guest>, guest: Guest | undefined): void {
  if (guest === undefined) return;
  pool.delete(guest);
  guest.evict();
}

/** A bucket that fills with time. */
class Budget {
  #tokens: number = LIMITS.burst;
  #filledAt: number | null = null;

  take(now: number): boolean {
    const passed = Math.max(0, now - (this.#filledAt ?? now));
    this.#filledAt = now;
    this.#tokens = Math.min(LIMITS.burst, this.#tokens + (passed / 1000) * LIMITS.handshakesPerSecond);
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }
}
