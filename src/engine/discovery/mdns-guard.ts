// Stands before the decoder: what came in by multicast is looked into only if it may be about Ferry, is from a
// neighbour, and its sender hasn't said too much already. Pure; whoever floods costs a look-up for each packet.

/** Ours are a third of it; one frame of Ethernet is what all of them fit into. */
const MOST_BYTES = 1500;
const HEAD_BYTES = 12;
/** The decoder makes room for as many records as a packet claims to hold, up to 4 times 65,535. */
const MOST_RECORDS = 64;
/** In the name of the service, and at the beginning of our hosts' names. */
const WORD = Buffer.from('ferry', 'ascii');

/** Each sender's: what it says beyond that, it says again when asked. */
const BURST = 20;
const PER_SECOND = 4;
/** Senders that are told apart, and how many new ones come to be: addresses can be made up. */
const MOST_SOURCES = 256;
const NEW_BURST = 64;
const NEW_PER_SECOND = 8;

export type Verdict = 'admitted' | 'misshapen' | 'not about us' | 'from elsewhere' | 'too much';

class Budget {
  readonly #most: number;
  readonly #perSecond: number;
  #left: number;
  #at: number;

  constructor(most: number, perSecond: number, now: number) {
    this.#most = most;
    this.#perSecond = perSecond;
    this.#left = most;
    this.#at = now;
  }

  has(now: number): boolean {
    // A clock that was set back gives nothing.
    const seconds = Math.max(0, now - this.#at) / 1000;
    this.#left = Math.min(this.#most, this.#left + seconds * this.#perSecond);
    this.#at = now;
    return this.#left >= 1;
  }

  spend(): void {
    this.#left -= 1;
  }
}

export class MdnsGuard {
  readonly #isNeighbour: (address: string) => boolean;
  /** The one that was heard of least recently first. */
  readonly #sources = new Map<string, Budget>();
  readonly #newcomers: Budget;

  constructor(isNeighbour: (address: string) => boolean, now: number) {
    this.#isNeighbour = isNeighbour;
    this.#newcomers = new Budget(NEW_BURST, NEW_PER_SECOND, now);
  }

  judge(datagram: Buffer, from: string, now: number): Verdict {
    if (datagram.length < HEAD_BYTES || datagram.length > MOST_BYTES) return 'misshapen';
    const known = this.#sources.get(from);
    if (known !== undefined && !known.has(now)) return 'too much';
    if (!datagram.includes(WORD)) return 'not about us';
    if (recordsOf(datagram) > MOST_RECORDS) return 'misshapen';
    const budget = known ?? this.#newcomer(from, now);
    if (typeof budget === 'string') return budget;
    budget.spend();
    this.#sources.delete(from);
    this.#sources.set(from, budget);
    return 'admitted';
  }

  #newcomer(from: string, now: number): Budget | Verdict {
    if (!this.#isNeighbour(from)) return 'from elsewhere';
    if (!this.#newcomers.has(now)) return 'too much';
    this.#newcomers.spend();
    const [oldest] = this.#sources.keys();
    if (this.#sources.size >= MOST_SOURCES && oldest !== undefined) this.#sources.delete(oldest);
    return new Budget(BURST, PER_SECOND, now);
  }
}

const recordsOf = (datagram: Buffer): number =>
  [4, 6, 8, 10].reduce((sum, offset) => sum + datagram.readUInt16BE(offset), 0);
