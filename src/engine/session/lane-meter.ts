// What a sender sees of its connections: how much of what it gave them has come, and for how long it had to wait for them.
// Not what has left: a system takes much in one go that is long on its way.
import type { Clock } from '../ports.ts';
import type { Seen } from './lane-plan.ts';

export class LaneMeter {
  readonly #clock: Clock;
  #hasGiven = false;
  #bytes = 0;
  /** The last two words of what has come that stretches began and ended with. */
  #heardAt: number | null = null;
  #lastHeardAt: number | null = null;
  #waiting = 0;
  #waitingSince = 0;
  #waitedMs = 0;
  #takenAt = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What was before is no part of the first stretch. */
  begin(): void {
    this.#takenAt = this.#clock.now();
    this.#waitingSince = this.#takenAt;
    this.#waitedMs = 0;
    this.#bytes = 0;
    this.#heardAt = null;
    this.#lastHeardAt = null;
  }

  gave(): void {
    this.#hasGiven = true;
  }

  /** So much more has come. */
  heardOf(bytes: number): void {
    const now = this.#clock.now();
    // When the first of it came nobody knows.
    if (this.#heardAt === null) this.#heardAt = now;
    else this.#bytes += bytes;
    this.#lastHeardAt = now;
  }

  async wait(sent: Promise<void>): Promise<void> {
    if (this.#waiting++ === 0) this.#waitingSince = this.#clock.now();
    try {
      await sent;
    } finally {
      if (--this.#waiting === 0) this.#waitedMs += Math.max(0, this.#clock.now() - this.#waitingSince);
    }
  }

  /** Since it was taken before. Null where nothing was sent, and nothing waited for. */
  take(): Omit<Seen, 'open'> | null {
    const now = this.#clock.now();
    const isWaiting = this.#waiting > 0;
    const ms = Math.max(1, now - this.#takenAt);
    const waited = this.#waitedMs + (isWaiting ? Math.max(0, now - this.#waitingSince) : 0);
    const isBusy = this.#hasGiven || isWaiting || this.#bytes > 0;
    const bytes = this.#bytes;
    const bytesMs = Math.max(0, (this.#lastHeardAt ?? 0) - (this.#heardAt ?? 0));
    this.#heardAt = this.#lastHeardAt;
    this.#waitingSince = now;
    this.#takenAt = now;
    this.#waitedMs = 0;
    this.#bytes = 0;
    this.#hasGiven = false;
    return isBusy ? { ms, bytes, bytesMs, waitedMs: Math.min(ms, waited) } : null;
  }
}
