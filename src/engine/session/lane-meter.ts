// What a sender sees of its connections: how much it gave them, and for how long it had to wait until they took it.
import type { Clock } from '../ports.ts';

export class LaneMeter {
  readonly #clock: Clock;
  #bytes = 0;
  #unsentBefore = 0;
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
  }

  gave(bytes: number): void {
    this.#bytes += bytes;
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
  take(unsent: number): { readonly ms: number; readonly bytes: number; readonly waitedMs: number } | null {
    const now = this.#clock.now();
    const isWaiting = this.#waiting > 0;
    const ms = Math.max(1, now - this.#takenAt);
    const waited = this.#waitedMs + (isWaiting ? Math.max(0, now - this.#waitingSince) : 0);
    const bytes = Math.max(0, this.#bytes + this.#unsentBefore - unsent);
    const isBusy = this.#bytes > 0 || isWaiting;
    this.#waitingSince = now;
    this.#takenAt = now;
    this.#waitedMs = 0;
    this.#bytes = 0;
    this.#unsentBefore = unsent;
    return isBusy ? { ms, bytes, waitedMs: Math.min(ms, waited) } : null;
  }
}
