// Who may take up this device's time before it is known: so many connections at once, so many from one place, so many
// handshakes a second. Paired devices, known by the tag of their first message, are counted apart, so that a flood of
// strangers doesn't keep them out. Pure: the caller has the sockets and the clock.

export const LIMITS = {
  strangers: 64,
  perSource: 8,
  known: 64,
  handshakesPerSecond: 20,
  burst: 40,
} as const;

export interface Guest {
  readonly source: string;
  /** Ends the connection, to make room. */
  readonly evict: () => void;
}

export class Admission {
  /** In the order they came: the oldest makes room. A flood must keep coming faster than a device says its first message. */
  readonly #strangers = new Set<Guest>();
  readonly #known = new Set<Guest>();
  readonly #budgets = { strangers: new Budget(), known: new Budget() };

  /** Somebody has connected and said nothing yet. */
  arrived(guest: Guest): void {
    const alike = [...this.#strangers].filter(({ source }) => source === guest.source);
    if (alike.length >= LIMITS.perSource) this.#evictFirst(alike);
    else if (this.#strangers.size >= LIMITS.strangers) this.#evictFirst([...this.#strangers]);
    this.#strangers.add(guest);
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

  /** It is gone, or has proven who it is. */
  left(guest: Guest): void {
    this.#strangers.delete(guest);
    this.#known.delete(guest);
  }

  get size(): number {
    return this.#strangers.size + this.#known.size;
  }

  #evictFirst([oldest]: readonly Guest[]): void {
    if (oldest === undefined) return;
    this.#strangers.delete(oldest);
    oldest.evict();
  }
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
