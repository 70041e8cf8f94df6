// Who may ask at all, where a PIN is wanted: counted by address and in memory, so that only a restart lets somebody in
// again. Facts 1.6.
import type { Version } from './messages.ts';

const MOST_WRONG = 3;
const MOST_ADDRESSES = 200;

export class PinDoor {
  readonly #version: Version;
  readonly #pin: string | null;
  readonly #wrong = new Map<string, number>();

  constructor(version: Version, pin: string | null) {
    this.#version = version;
    this.#pin = pin;
  }

  /** Null for whoever may come in. */
  refusal(address: string, shown: string | null): 401 | 429 | null {
    if (this.#pin === null) return null;
    const wrong = this.#wrong.get(address) ?? 0;
    if (wrong >= MOST_WRONG) return 429;
    // For 1.18 an empty one is a wrong one.
    if (shown === null || (shown === '' && this.#version === '1.17')) return 401;
    this.#wrong.delete(address);
    if (shown === this.#pin) return null;
    this.#wrong.set(address, wrong + 1);
    for (const [oldest] of this.#wrong) if (this.#wrong.size > MOST_ADDRESSES) this.#wrong.delete(oldest);
    // 1.17 says at the third wrong one already what 1.18 says at the next.
    return this.#version === '1.17' && wrong + 1 >= MOST_WRONG ? 429 : 401;
  }
}
