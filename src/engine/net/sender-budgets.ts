// How much each sender of datagrams is listened to, and how many new senders come to be: addresses can be made up. Pure;
// whoever floods costs a look-up for each datagram.

export interface SenderLimits {
  /** Each sender's: what it says beyond that, it says again when asked. */
  readonly burst: number;
  readonly perSecond: number;
  /** Senders that are told apart. */
  readonly mostSenders: number;
  readonly newBurst: number;
  readonly newPerSecond: number;
}

class Budget {
  readonly #most: number;
  readonly #perSecond: number;
  #left: number;
  #at: number;

  constructor(most: number, perSecond: number, now: number) {
    this.#most = most;
    this.#perSecond = perSecond;
    this.#left = most;
    this.#at = now;
  }

  has(now: number): boolean {
    // A clock that was set back gives nothing.
    const seconds = Math.max(0, now - this.#at) / 1000;
    this.#left = Math.min(this.#most, this.#left + seconds * this.#perSecond);
    this.#at = now;
    return this.#left >= 1;
  }

  spend(): void {
    this.#left -= 1;
  }
}

export class SenderBudgets {
  readonly #limits: SenderLimits;
  /** The one that was heard of least recently first. */
  readonly #senders = new Map<string, Budget>();
  readonly #newcomers: Budget;

  constructor(limits: SenderLimits, now: number) {
    this.#limits = limits;
    this.#newcomers = new Budget(limits.newBurst, limits.newPerSecond, now);
  }

  knows(sender: string): boolean {
    return this.#senders.has(sender);
  }

  /** It has said all that it may for now. */
  isSpent(sender: string, now: number): boolean {
    return this.#senders.get(sender)?.has(now) === false;
  }

  /** Whether it is listened to; then that much less is left for what it says next. */
  spend(sender: string, now: number): boolean {
    const budget = this.#senders.get(sender) ?? this.#newcomer(now);
    if (!budget?.has(now)) return false;
    budget.spend();
    this.#senders.delete(sender);
    this.#senders.set(sender, budget);
    return true;
  }

  #newcomer(now: number): Budget | null {
    if (!this.#newcomers.has(now)) return null;
    this.#newcomers.spend();
    const [oldest] = this.#senders.keys();
    if (this.#senders.size >= this.#limits.mostSenders && oldest !== undefined) this.#senders.delete(oldest);
    return new Budget(this.#limits.burst, this.#limits.perSecond, now);
  }
}
