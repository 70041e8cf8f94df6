// Stands before the decoder: what came in by multicast is looked into only if it may be about Ferry, is from a
// neighbour, and its sender hasn't said too much already. Pure; whoever floods costs a look-up for each packet.
import { SenderBudgets } from '../net/sender-budgets.ts';

/** Ours are a third of it; one frame of Ethernet is what all of them fit into. */
const MOST_BYTES = 1500;
const HEAD_BYTES = 12;
/** The decoder makes room for as many records as a packet claims to hold, up to 4 times 65,535. */
const MOST_RECORDS = 64;
/** In the name of the service, and at the beginning of our hosts' names. */
const WORD = Buffer.from('ferry', 'ascii');

const LIMITS = { burst: 20, perSecond: 4, mostSenders: 256, newBurst: 64, newPerSecond: 8 } as const;

export type Verdict = 'admitted' | 'misshapen' | 'not about us' | 'from elsewhere' | 'too much';

export class MdnsGuard {
  readonly #isNeighbour: (address: string) => boolean;
  readonly #senders: SenderBudgets;

  constructor(isNeighbour: (address: string) => boolean, now: number) {
    this.#isNeighbour = isNeighbour;
    this.#senders = new SenderBudgets(LIMITS, now);
  }

  judge(datagram: Buffer, from: string, now: number): Verdict {
    if (datagram.length < HEAD_BYTES || datagram.length > MOST_BYTES) return 'misshapen';
    if (this.#senders.isSpent(from, now)) return 'too much';
    if (!datagram.includes(WORD)) return 'not about us';
    if (recordsOf(datagram) > MOST_RECORDS) return 'misshapen';
    if (!this.#senders.knows(from) && !this.#isNeighbour(from)) return 'from elsewhere';
    return this.#senders.spend(from, now) ? 'admitted' : 'too much';
  }
}

const recordsOf = (datagram: Buffer): number =>
  [4, 6, 8, 10].reduce((sum, offset) => sum + datagram.readUInt16BE(offset), 0);
