// What a pause of all transfers holds: it is stopped as if by its person, and goes on by itself afterwards, unless its
// person has stopped it meanwhile.
import type { Exchange } from './exchange.ts';
import type { IncomingTransfers } from './incoming-transfers.ts';
import type { Outgoing } from './outgoing.ts';

interface HeldNeeds {
  readonly exchange: Exchange;
  readonly outgoing: Outgoing;
  readonly incoming: IncomingTransfers;
}

export class Held {
  readonly #needs: HeldNeeds;
  /** Pauses whose end hasn't come here yet: it comes after all stands still, and another may have begun by then. */
  #pauses = 0;

  constructor(needs: HeldNeeds) {
    this.#needs = needs;
  }

  async hold(): Promise<void> {
    const { exchange, outgoing, incoming } = this.#needs;
    this.#pauses++;
    // What waits for whoever types its code, too: the code goes with that, and afterwards its person shows another.
    const sent = outgoing.all();
    const received = incoming.all().filter((transfer) => !incoming.isUnanswered(transfer));
    const moving = [...sent, ...received].filter(({ end, isStopped }) => end === null && !isStopped);
    // One that ends this moment can't be stopped any more, and needn't be.
    await Promise.allSettled(
      moving.map((transfer) => {
        const stopping = exchange.stop(transfer.id, true);
        transfer.isHeld = true;
        return stopping;
      }),
    );
    exchange.hide();
  }

  /** With that and nothing else: what stood still before stays so. */
  goOn(): void {
    const { exchange, outgoing, incoming } = this.#needs;
    // One that a former run has left has begun nowhere.
    this.#pauses = Math.max(0, this.#pauses - 1);
    if (this.#pauses > 0) return;
    for (const transfer of [...outgoing.all(), ...incoming.all()]) if (transfer.isHeld) exchange.letGo(transfer);
  }
}
