// Who may offer something now, and how much of it may wait for its answer. Those that their person here has paired have
// their own places: no flood of strangers, for whom certificates cost nothing, keeps them out.
import { crowdOf } from '../../net/on-link.ts';
import type { Clock } from '../../ports.ts';
import { Rate } from '../../session/rate.ts';
import type { Visitor } from './handlers.ts';

/** Offers that wait for their person: of all strangers, and of what may be one machine. Each holds its list in memory. */
const MOST_WAITING = 16;
const MOST_WAITING_OF_ONE = 4;
/** Files in all of them; few in one find room in any case. */
const MOST_WAITING_FILES = 200_000;
const FEW_FILES = 1000;
/** New ones of what may be one machine, for which certificates cost nothing. */
const OFFERS = { atOnce: 50, perSecond: 0.5 };
/** To read this much takes as long as to ask about many small offers: it counts as one more. */
const WEIGHT_BYTES = 1024 * 1024;
/** Of such weights, those of all strangers: to read the largest offer takes a second of the thread that does everything. */
const WEIGHTS = { atOnce: 100, perSecond: 2 };
const STRANGERS = '';

export interface Waiting {
  readonly visitor: Visitor;
  readonly files: number;
}

export interface GateNeeds {
  readonly waiting: () => Iterable<Waiting>;
  /** Its person here has compared and kept it. */
  readonly isPaired: (fingerprint: string) => boolean;
  readonly clock: Clock;
}

export class OfferGate {
  readonly #needs: GateNeeds;
  readonly #offers: Rate;
  readonly #weights: Rate;

  constructor(needs: GateNeeds) {
    this.#needs = needs;
    this.#offers = new Rate({ clock: needs.clock, ...OFFERS });
    this.#weights = new Rate({ clock: needs.clock, ...WEIGHTS });
  }

  /** Asked before what it offers is read. */
  mayOffer(visitor: Visitor): boolean {
    return this.hasRoomFor(visitor, 0) && this.#offers.take(this.#sourceOf(visitor));
  }

  /** It has been read, and is this long: what is to be made of it takes longer than that. */
  mayBeHeard(visitor: Visitor, bytes: number): boolean {
    const weight = Math.floor(bytes / WEIGHT_BYTES);
    if (weight === 0) return true;
    this.#offers.charge(this.#sourceOf(visitor), weight);
    if (this.#isPaired(visitor)) return true;
    if (!this.#weights.take(STRANGERS)) return false;
    this.#weights.charge(STRANGERS, weight - 1);
    return true;
  }

  hasRoomFor(visitor: Visitor, files: number): boolean {
    const source = this.#sourceOf(visitor);
    const all = [...this.#needs.waiting()];
    if (all.filter((each) => this.#sourceOf(each.visitor) === source).length >= MOST_WAITING_OF_ONE) return false;
    if (this.#isPaired(visitor)) return true;
    const strangers = all.filter((each) => !this.#isPaired(each.visitor));
    const waiting = strangers.reduce((sum, each) => sum + each.files, files);
    return strangers.length < MOST_WAITING && (files <= FEW_FILES || waiting <= MOST_WAITING_FILES);
  }

  /** What may be one machine, or is one device. */
  #sourceOf(visitor: Visitor): string {
    return this.#isPaired(visitor) ? `${visitor.fingerprint}` : crowdOf(visitor.address);
  }

  #isPaired({ fingerprint }: Visitor): boolean {
    return fingerprint !== null && this.#needs.isPaired(fingerprint);
  }
}
