// What may be offered here and where it goes: to whoever receives from everyone for a while, and what our person fetches.
import type { Target, TransferId } from '../../contract/transfers.ts';
import type { Identity } from '../identity/identity.ts';
import type { Channel } from '../noise/channel.ts';
import type { Conversation, Conversations, Wish } from './conversations.ts';
import type { Dialler } from './dialler.ts';
import { type Hearing, say } from './hearing.ts';
import type { IncomingTransfer } from './incoming-transfer.ts';
import type { IncomingTransfers, Taking } from './incoming-transfers.ts';
import type { Link } from './link.ts';
import type { Pairings } from './pairings.ts';

interface FetchingNeeds {
  readonly identity: Identity;
  readonly dialler: Dialler;
  readonly conversations: Conversations;
  readonly pairings: Pairings;
  readonly incoming: IncomingTransfers;
  readonly hearing: () => Hearing;
  readonly receiveFolder: () => string;
  /** The conversation in which the device with this key may be told of transfers. */
  readonly live: (key: Uint8Array) => Conversation | null;
  /** Whether the device with this key may speak of transfers at all. */
  readonly isKnown: (key: Uint8Array) => boolean;
  /** Throws what a person is told. */
  readonly meet: (channel: Channel, wish: Wish) => Promise<Conversation>;
}

export interface Offers {
  /** Null for the usual folder. */
  readonly into: string | null;
}

export interface Fetched {
  readonly resumed: readonly TransferId[];
  readonly pairing: string | null;
}

export class Fetching {
  readonly #needs: FetchingNeeds;
  /** What may be offered on a connection that our person made for that. */
  readonly #takings = new Map<Link, Taking>();
  /** Of whoever receives for a while, and of the shell that stays. */
  readonly #offers: { asked: Offers | null; standing: Offers | null } = { asked: null, standing: null };

  constructor(needs: FetchingNeeds) {
    this.#needs = needs;
  }

  takeOffers(offers: Offers | null, { isStanding }: { readonly isStanding: boolean }): void {
    this.#offers[isStanding ? 'standing' : 'asked'] = offers;
  }

  /** By somebody who receives for a while. */
  get isAsked(): boolean {
    return this.#offers.asked !== null;
  }

  /** From everyone who is let in. */
  get taken(): Offers | null {
    return this.#offers.asked ?? this.#offers.standing;
  }

  /** Where what is offered on this connection goes; null where nothing is taken. */
  takingOf(link: Link): Taking | null {
    const { identity, receiveFolder } = this.#needs;
    const device = identity.devices.find(link.channel.remoteKey);
    const own = device?.isAlwaysAccepted ? device.receivesInto : null;
    const usual = this.taken === null ? null : { folder: own ?? this.taken.into ?? receiveFolder(), from: null };
    return this.#takings.get(link) ?? usual;
  }

  /** This connection was made for what may be offered on it. */
  allow(link: Link, taking: Taking): void {
    this.#takings.set(link, taking);
  }

  ended(link: Link): void {
    this.#takings.delete(link);
  }

  resumeOver(link: Link, transfer: IncomingTransfer): void {
    this.#needs.incoming.resume(transfer);
    say(link, { kind: 'ask', id: Buffer.from(transfer.id, 'hex') });
  }

  /** What goes on without a code; or else the pairing that asks for one. */
  async fetch(from: Target, into: string | null): Promise<Fetched> {
    const { incoming, conversations, pairings, dialler, live, isKnown, meet, receiveFolder } = this.#needs;
    const taking = { folder: into ?? receiveFolder(), from };
    const key = dialler.keyOf(from);
    const present = key === null ? null : live(key);
    const overPresent = present === null ? [] : await this.#fetchOver(present.link, taking);
    if (overPresent.length > 0) return { resumed: overPresent, pairing: null };
    const channel = await dialler.dial(from, key);
    const wish: Wish = { purpose: 'receive', target: from, transferId: null, isWanted: true };
    const conversation = await meet(channel, wish);
    const { link } = conversation;
    this.#takings.set(link, taking);
    const unfinished = incoming.unfinishedOf(channel.remoteKey);
    if (unfinished.length === 0 || !isKnown(channel.remoteKey)) {
      void conversations.run(conversation, wish);
      return { resumed: [], pairing: pairings.idOf(link) };
    }
    const answers = unfinished.map((transfer) => this.#needs.hearing().answerOf(transfer));
    for (const transfer of unfinished) incoming.resume(transfer);
    void conversations.run(conversation, null);
    const isThere = await Promise.all(answers);
    const resumed = unfinished.filter((_transfer, at) => isThere[at]).map(({ id }) => id);
    if (resumed.length > 0) return { resumed, pairing: null };
    // Nothing of it is left there: what waits now, waits for its code.
    await link.close().catch(() => undefined);
    return this.fetch(from, into);
  }

  /** What is unfinished goes on where the two are connected already; gives what there still is of it. */
  async #fetchOver(link: Link, taking: Taking): Promise<readonly TransferId[]> {
    const unfinished = this.#needs.incoming.unfinishedOf(link.channel.remoteKey);
    const before = this.#takings.get(link);
    this.#takings.set(link, taking);
    const isThere = await Promise.all(
      unfinished.map((transfer) => {
        if (transfer.receiving?.link === link) return true;
        const answer = this.#needs.hearing().answerOf(transfer);
        this.resumeOver(link, transfer);
        return answer;
      }),
    );
    // What else is offered here is nobody's wish.
    if (before === undefined) this.#takings.delete(link);
    else this.#takings.set(link, before);
    return unfinished.filter((_transfer, at) => isThere[at]).map(({ id }) => id);
  }
}
