// Calls devices again that were lost, for as long as something waits for them: after a second, then two, four, up to
// thirty, a little apart from each other so that two sides don't keep missing.
import type { Clock } from '../ports.ts';

const FIRST_MS = 1000;
const MOST_MS = 30_000;
const SPREAD = 0.25;

export class Calls {
  readonly #clock: Clock;
  readonly #random: (byteCount: number) => Uint8Array;
  readonly #waiting = new Map<string, { tries: number; cancel: () => void }>();

  constructor(clock: Clock, random: (byteCount: number) => Uint8Array) {
    this.#clock = clock;
    this.#random = random;
  }

  /** One call for each name, however often it is asked for. */
  again(name: string, call: () => void): void {
    const before = this.#waiting.get(name);
    before?.cancel();
    const tries = before?.tries ?? 0;
    const spread = 1 + ((this.#random(1)[0] ?? 0) / 255 - 0.5) * 2 * SPREAD;
    const delay = Math.min(MOST_MS, FIRST_MS * 2 ** tries) * spread;
    this.#waiting.set(name, { tries: tries + 1, cancel: this.#clock.after(delay, call) });
  }

  /** It was reached, or nobody waits for it any more. */
  done(name: string): void {
    this.#waiting.get(name)?.cancel();
    this.#waiting.delete(name);
  }

  closeAll(): void {
    for (const { cancel } of this.#waiting.values()) cancel();
    this.#waiting.clear();
  }
}
