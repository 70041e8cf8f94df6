// Says the same at most once a second, however often it is asked: everybody hears the answer to anybody's question. A
// question that comes sooner is answered when the second is over, so that nobody goes without.
import type { Clock } from '../ports.ts';

const EVERY_MS = 1000;
/** Names are drawn anew now and then; those before are forgotten. */
const MOST_REMEMBERED = 32;

export class Pace {
  readonly #clock: Clock;
  readonly #saidAt = new Map<string, number>();
  readonly #due = new Map<string, () => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  say(what: string, say: () => void): void {
    if (this.#due.has(what)) return;
    const saidAt = this.#saidAt.get(what);
    const waitMs = saidAt === undefined ? 0 : EVERY_MS - Math.max(0, this.#clock.now() - saidAt);
    if (waitMs <= 0) {
      this.#say(what, say);
      return;
    }
    const cancel = this.#clock.after(waitMs, () => {
      this.#due.delete(what);
      this.#say(what, say);
    });
    this.#due.set(what, cancel);
  }

  close(): void {
    for (const cancel of this.#due.values()) cancel();
    this.#due.clear();
  }

  #say(what: string, say: () => void): void {
    this.#saidAt.delete(what);
    this.#saidAt.set(what, this.#clock.now());
    const [oldest] = this.#saidAt.keys();
    if (this.#saidAt.size > MOST_REMEMBERED && oldest !== undefined) this.#saidAt.delete(oldest);
    say();
  }
}
