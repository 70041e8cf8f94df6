// The PIN that a person may ask of whoever offers something by LocalSend. It goes over the wire as it is and proves
// little; what it does is to keep questions away from a screen.
import { isEqual } from '../../crypto/hash.ts';
import type { Refusal } from './handlers.ts';

/** Wrong ones of one address, until the PIN is another or the program is started anew. */
const MOST_WRONG = 3;
/** The oldest is forgotten: nobody fills our memory with addresses. */
const MOST_ADDRESSES = 200;

const NO_PIN: Refusal = { status: 401, message: 'PIN required' };
const WRONG_PIN: Refusal = { status: 401, message: 'Invalid PIN' };
const TOO_MANY: Refusal = { status: 429, message: 'Too many attempts' };

export class Pins {
  readonly #asked: () => string | null;
  readonly #wrong = new Map<string, number>();
  #pin: string | null = null;

  /** `asked` gives the PIN as it is now; null for none. */
  constructor(asked: () => string | null) {
    this.#asked = asked;
  }

  /** Null where whoever is at this address may go on. */
  refusalOf(address: string, typed: string | null): Refusal | null {
    const pin = this.#asked();
    if (pin !== this.#pin) this.#wrong.clear();
    this.#pin = pin;
    if (pin === null) return null;
    const wrong = this.#wrong.get(address) ?? 0;
    if (wrong >= MOST_WRONG) return TOO_MANY;
    if (typed === null || typed === '') return NO_PIN;
    this.#wrong.delete(address);
    if (isEqual(Buffer.from(typed), Buffer.from(pin))) return null;
    this.#wrong.set(address, wrong + 1);
    const [oldest] = this.#wrong.keys();
    if (this.#wrong.size > MOST_ADDRESSES && oldest !== undefined) this.#wrong.delete(oldest);
    return WRONG_PIN;
  }
}
