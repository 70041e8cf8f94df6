// What may be offered here and where it goes: to whoever receives from everyone for a while, and what our person fetches.
// Each who receives has their own offers and their own folder, for as long as they are there.
import type { Target, TransferId } from '../../contract/transfers.ts';
import { FerryError } from '../errors.ts';
import type { Identity } from '../identity/identity.ts';
import type { Channel } from '../noise/channel.ts';
import type { Clock } from '../ports.ts';
import type { Conversation, Conversations, Wish } from './conversations.ts';
import type { Dialler } from './dialler.ts';
import { type Hearing, say } from './hearing.ts';
import { closeUnused } from './hiding.ts';
import type { Taking } from './incoming-needs.ts';
import type { IncomingTransfer } from './incoming-transfer.ts';
import type { IncomingTransfers } from './incoming-transfers.ts';
import { insist } from './insist.ts';
import type { Link } from './link.ts';
import { type Outgoing, unreachable } from './outgoing.ts';
import type { Pairings } from './pairings.ts';

/** Of a device that calls each time at the same moment as we do, which none does by chance. */
const MOST_CALLS = 4;

interface FetchingNeeds {
  readonly clock: Clock;
  readonly identity: Identity;
  readonly dialler: Dialler;
  readonly conversations: Conversations;
  readonly pairings: Pairings;
  readonly incoming: IncomingTransfers;
  readonly outgoing: Outgoing;
  /** Everything, by its person, for a while. */
  readonly isPaused: () => boolean;
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
  /** One of them is to be handed on to a command. */
  readonly forOutput?: boolean | undefined;
}

export interface TakesOffers {
  readonly isStanding: boolean;
  /** When whoever asks has gone; the same for all that they ask. */
  readonly gone: AbortSignal;
}

export interface Fetches {
  readonly from: Target;
  readonly into: string | null;
  /** The one that is offered is to be handed on to a command. */
  readonly forOutput: boolean;
  readonly gone: AbortSignal;
}

export interface Fetched {
  readonly resumed: readonly TransferId[];
  readonly pairing: string | null;
  /** Whose the offers are that come of it. */
  readonly receiver: number;
}

/** Somebody who is there to answer. */
interface Receiver {
  readonly number: number;
  /** Null for who only fetches. */
  offers: Offers | null;
}

export class Fetching {
  readonly #needs: FetchingNeeds;
  /** What may be offered on a connection that our person made for that. */
  readonly #takings = new Map<Link, Taking>();
  /** In the order in which they have begun. */
  readonly #receivers = new Map<AbortSignal, Receiver>();
  #count = 0;
  /** Of the shell that stays. */
  #standing: Offers | null = null;

  constructor(needs: FetchingNeeds) {
    this.#needs = needs;
  }

  /** Gives the number of who receives for a while. */
  takeOffers(offers: Offers | null, { isStanding, gone }: TakesOffers): number | null {
    if (isStanding) {
      this.#standing = offers;
      return null;
    }
    const receiver = this.#receiverFor(gone);
    receiver.offers = offers;
    if (offers === null) {
      this.#handOver(receiver, ({ from }) => from === null);
      return null;
    }
    // What comes goes to whoever began last.
    this.#receivers.delete(gone);
    this.#receivers.set(gone, receiver);
    return receiver.number;
  }

  /** By somebody who receives for a while. */
  get isAsked(): boolean {
    return [...this.#receivers.values()].some(({ offers }) => offers !== null);
  }

  /** From everyone who is let in. */
  get isTaking(): boolean {
    return this.isAsked || this.#standing !== null;
  }

  /** Where what is offered on this connection goes; null where nothing is taken. */
  takingOf(link: Link): Taking | null {
    return this.#takings.get(link) ?? this.#usual(link.channel.remoteKey);
  }

  /** Where it goes what a guest offers, of which nothing is handed on to a command. */
  takingOfGuest(key: Uint8Array): Taking | null {
    return this.#usual(key, ({ offers }) => offers !== null && offers.forOutput !== true);
  }

  #usual(key: Uint8Array, isMeant: (receiver: Receiver) => boolean = ({ offers }) => offers !== null): Taking | null {
    const { identity, receiveFolder } = this.#needs;
    const receiver = [...this.#receivers.values()].findLast(isMeant);
    const taken = receiver?.offers ?? this.#standing;
    if (taken === null) return null;
    const device = identity.devices.find(key);
    const own = device?.isAlwaysAccepted ? device.receivesInto : null;
    const { into, forOutput = false } = taken;
    return { folder: own ?? into ?? receiveFolder(), from: null, receiver: receiver?.number ?? null, forOutput };
  }

  #receiverFor(gone: AbortSignal): Receiver {
    const before = this.#receivers.get(gone);
    if (before !== undefined) return before;
    const receiver: Receiver = { number: ++this.#count, offers: null };
    this.#receivers.set(gone, receiver);
    gone.addEventListener('abort', () => this.#hasGone(gone, receiver), { once: true });
    return receiver;
  }

  /** Maybe killed: nobody is left to answer, and their folder isn't for others. */
  #hasGone(gone: AbortSignal, receiver: Receiver): void {
    this.#receivers.delete(gone);
    const links = [...this.#takings].filter(([, taking]) => taking.receiver === receiver.number).map(([link]) => link);
    for (const link of links) this.#takings.delete(link);
    this.#handOver(receiver, () => true);
    for (const link of links) closeUnused(link, this.#needs);
  }

  /** What they haven't answered is for whoever else receives. */
  #handOver({ number }: Receiver, isMeant: (transfer: IncomingTransfer) => boolean): void {
    const { incoming } = this.#needs;
    for (const transfer of incoming.all())
      if (transfer.receiver === number && isMeant(transfer)) incoming.handOver(transfer, this.#usual(transfer.key));
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
  async fetch(asked: Fetches, callsLeft = MOST_CALLS): Promise<Fetched> {
    const { incoming, conversations, pairings, dialler, clock, live, isKnown, meet, receiveFolder } = this.#needs;
    const { from, into, forOutput, gone } = asked;
    const receiver = this.#receiverFor(gone).number;
    const taking = { folder: into ?? receiveFolder(), from, receiver, forOutput };
    const key = dialler.keyOf(from);
    const present = key === null ? null : live(key);
    const overPresent = present === null ? [] : await this.#fetchOver(present.link, taking);
    if (overPresent.length > 0) return { resumed: overPresent, pairing: null, receiver };
    const wish: Wish = { purpose: 'receive', target: from, transferId: null, isWanted: true };
    const call = async (): Promise<Conversation | 'crossed'> => {
      const channel = await dialler.dial(from, key);
      return meet(channel, wish).catch((error: unknown) => {
        if (callsLeft === 1 || !conversations.isConnectedTo(channel.remoteKey)) throw error;
        return 'crossed';
      });
    };
    const conversation = await insist(clock, () => !gone.aborted, call);
    if (conversation === null) throw new FerryError(unreachable(from, ''));
    // It called us at the same moment: the next call comes on top of that.
    if (conversation === 'crossed') return this.fetch(asked, callsLeft - 1);
    const { link } = conversation;
    const { remoteKey } = link.channel;
    this.#takings.set(link, taking);
    const unfinished = incoming.unfinishedOf(remoteKey);
    if (unfinished.length === 0 || !isKnown(remoteKey)) {
      void conversations.run(conversation, wish);
      return { resumed: [], pairing: pairings.idOf(link), receiver };
    }
    const answers = unfinished.map((transfer) => this.#needs.hearing().answerOf(transfer));
    for (const transfer of unfinished) incoming.resume(transfer);
    void conversations.run(conversation, null);
    const isThere = await Promise.all(answers);
    const resumed = unfinished.filter((_transfer, at) => isThere[at]).map(({ id }) => id);
    if (resumed.length > 0) return { resumed, pairing: null, receiver };
    // Nothing of it is left there: what waits now, waits for its code.
    await link.close().catch(() => undefined);
    return this.fetch(asked);
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
