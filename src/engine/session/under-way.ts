// What of one round was sent and hasn't come: whether that is what the receiver's next word is waited for. Pure.

/** A record takes so long on a connection that is waited for; on any other it is there sooner. */
const LATE_MS = 200;

export class UnderWay {
  /** Of those that aren't placed, in order. */
  readonly #sentAt: number[] = [];
  #placed = 0;
  #isLate = false;

  sent(now: number): void {
    this.#sentAt.push(now);
  }

  /** The receiver has spoken: all below have come. */
  heard(placed: number, now: number): void {
    this.#sentAt.splice(0, Math.max(0, placed - this.#placed));
    this.#placed = Math.max(this.#placed, placed);
    const oldest = this.#sentAt[0];
    this.#isLate = oldest !== undefined && now - oldest > LATE_MS;
  }

  /** When it last spoke, something had been on its way for long. Otherwise all waits there, for its disk or its limit. */
  get isLate(): boolean {
    return this.#isLate;
  }
}
