// Calls devices again that were lost, for as long as something waits for them: after a second, then two, four, up to
// thirty, a little apart from each other so that two sides don't keep missing.
import type { Clock } from '../ports.ts';

const FIRST_MS = 1000;
const MOST_MS = 30_000;
const SPREAD = 0.25;
/** What broke sooner than that may break again, and for the same reason. */
const LASTING_MS = 5000;

interface Waiting {
  readonly tries: number;
  readonly cancel: () => void;
  readonly reachedAt: number | null;
}

export class Calls {
  readonly #clock: Clock;
  readonly #random: (byteCount: number) => Uint8Array;
  readonly #waiting = new Map<string, Waiting>();

  constructor(clock: Clock, random: (byteCount: number) => Uint8Array) {
    this.#clock = clock;
    this.#random = random;
  }

  /** One call for each name, however often it is asked for. */
  again(name: string, call: () => void): void {
    const before = this.#waiting.get(name);
    before?.cancel();
    const hasLasted = before?.reachedAt != null && this.#clock.now() - before.reachedAt >= LASTING_MS;
    const tries = hasLasted ? 0 : (before?.tries ?? 0);
    const spread = 1 + ((this.#random(1)[0] ?? 0) / 255 - 0.5) * 2 * SPREAD;
    const delay = Math.min(MOST_MS, FIRST_MS * 2 ** tries) * spread;
    this.#waiting.set(name, { tries: tries + 1, cancel: this.#clock.after(delay, call), reachedAt: null });
  }

  /** It was reached: whether that lasts will show. */
  reached(name: string): void {
    const waiting = this.#waiting.get(name);
    waiting?.cancel();
    if (waiting !== undefined) this.#waiting.set(name, { ...waiting, reachedAt: this.#clock.now() });
  }

  /** Nobody waits for it any more. */
  done(name: string): void {
    this.#waiting.get(name)?.cancel();
    this.#waiting.delete(name);
  }

  closeAll(): void {
    for (const { cancel } of this.#waiting.values()) cancel();
    this.#waiting.clear();
  }
}
