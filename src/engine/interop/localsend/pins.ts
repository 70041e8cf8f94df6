// The PIN that a person may ask of whoever offers something by LocalSend. It goes over the wire as it is and proves
// little; what it does is to keep questions away from a screen.
import { isEqual } from '../../crypto/hash.ts';
import type { Clock } from '../../ports.ts';
import { Rate } from '../../session/rate.ts';
import type { Refusal, Visitor } from './handlers.ts';

/** Wrong ones of one address, until the PIN is another or the program is started anew. */
const MOST_WRONG = 3;
/** The oldest is forgotten: nobody fills our memory with addresses. */
const MOST_ADDRESSES = 200;
/** Wrong ones of all that nobody knows: one computer can have as many addresses as there are PINs of four digits. */
const WRONG_OF_ALL = { atOnce: 30, perSecond: 1 / 60 };
const ALL = '';
/** Those that had the right one: no flood of wrong ones keeps them out. */
const MOST_RIGHT = 200;

const NO_PIN: Refusal = { status: 401, message: 'PIN required' };
const WRONG_PIN: Refusal = { status: 401, message: 'Invalid PIN' };
const TOO_MANY: Refusal = { status: 429, message: 'Too many attempts' };

export interface PinNeeds {
  /** The PIN as it is now; null for none. */
  readonly asked: () => string | null;
  /** Its person here has compared and kept it. */
  readonly isPaired: (fingerprint: string) => boolean;
  readonly clock: Clock;
}

export class Pins {
  readonly #needs: PinNeeds;
  readonly #wrong = new Map<string, number>();
  readonly #right = new Set<string>();
  #wrongOfAll: Rate;
  #pin: string | null = null;

  constructor(needs: PinNeeds) {
    this.#needs = needs;
    this.#wrongOfAll = new Rate({ clock: needs.clock, ...WRONG_OF_ALL });
  }

  /** Null where this visitor may go on. */
  refusalOf({ address, fingerprint }: Pick<Visitor, 'address' | 'fingerprint'>, typed: string | null): Refusal | null {
    const pin = this.#needs.asked();
    if (pin !== this.#pin) this.#beginAnew(pin);
    if (pin === null) return null;
    const wrong = this.#wrong.get(address) ?? 0;
    if (wrong >= MOST_WRONG) return TOO_MANY;
    if (typed === null || typed === '') return NO_PIN;
    const isUnknown = !this.#isKnown(fingerprint);
    if (isUnknown && !this.#wrongOfAll.take(ALL)) return TOO_MANY;
    this.#wrong.delete(address);
    if (isEqual(Buffer.from(typed), Buffer.from(pin))) {
      if (isUnknown) this.#wrongOfAll.charge(ALL, -1);
      if (fingerprint !== null) remember(this.#right, fingerprint, MOST_RIGHT);
      return null;
    }
    this.#wrong.set(address, wrong + 1);
    dropOldest(this.#wrong, MOST_ADDRESSES);
    return WRONG_PIN;
  }

  #isKnown(fingerprint: string | null): boolean {
    return fingerprint !== null && (this.#right.has(fingerprint) || this.#needs.isPaired(fingerprint));
  }

  #beginAnew(pin: string | null): void {
    this.#pin = pin;
    this.#wrong.clear();
    this.#right.clear();
    this.#wrongOfAll = new Rate({ clock: this.#needs.clock, ...WRONG_OF_ALL });
  }
}

function remember(all: Set<string>, one: string, most: number): void {
  all.delete(one);
  all.add(one);
  dropOldest(all, most);
}

function dropOldest(all: Set<string> | Map<string, unknown>, most: number): void {
  const [oldest] = all.keys();
  if (all.size > most && oldest !== undefined) all.delete(oldest);
}
