// Every connection, from its first record to its last: who is there, what they prove, and what they say after that.
import type { ErrorInfo } from '../../contract/errors.ts';
import type { Target } from '../../contract/transfers.ts';
import type { Identity } from '../identity/identity.ts';
import type { PairingMethod } from '../identity/known-devices.ts';
import type { LaneWay } from '../net/network.ts';
import { type Channel, CLOSE_REASON } from '../noise/channel.ts';
import type { Record } from '../noise/records.ts';
import { formAskedFor } from '../pairing/run.ts';
import type { Clock, Log } from '../ports.ts';
import { isTurnOver, nextTurn } from '../transfer/turn.ts';
import type { Hello } from '../wire/hello.ts';
import { decodePairMessage, isPairType, PAIR_TYPES, type PairForm } from '../wire/pair-messages.ts';
import { Link, LinkError } from './link.ts';
import type { Links } from './links.ts';
import { pairingAskedFor } from './pair.ts';
import { Keeping, type KeepNotice } from './pair-keep.ts';
import type { Asks, Displayed, Pairings } from './pairings.ts';

/** What a connection was made for, on the side that made it. */
export interface Wish extends Asks {
  /** Where the device was found, to find it again. */
  readonly target: Target;
  /** By our person: nothing that the two devices do by themselves may take its place. */
  readonly isWanted: boolean;
}

export interface Conversation {
  readonly link: Link;
  readonly dialledBy: 'us' | 'them';
  readonly address: string;
  readonly wish: Wish | null;
  /** By which the two have proven themselves on this connection. */
  method: PairingMethod | null;
  /** The row of the pairing by which. */
  pairingId: string | null;
  /** The one transfer that a code was for. */
  transferId: string | null;
  /** It counts as a stranger no longer. */
  readonly settle: () => void;
}

export interface ConversationNeeds {
  readonly identity: Identity;
  readonly links: Links;
  readonly pairings: Pairings;
  readonly clock: Clock;
  readonly log: Log;
  readonly hello: () => Hello;
  /** Whether a transfer that isn't over was opened to this key by a code. */
  readonly isPinned: (key: Uint8Array) => boolean;
  /** Both know who the other is. */
  readonly onUp: (conversation: Conversation) => void;
  /** A device that a code has let in doesn't know of that any more. */
  readonly onAskedAgain: (conversation: Conversation) => void;
  readonly onProven: (conversation: Conversation, displayed: Displayed | null) => Promise<void>;
  readonly onNotProven: (conversation: Conversation, error: ErrorInfo | null) => void;
  /** False: the other side did what it must not. */
  readonly onRecord: (conversation: Conversation, record: Record) => boolean;
  /** How further connections of this one come about. */
  readonly laneWay: (channel: Channel) => LaneWay;
  /** By one of those; false as above. */
  readonly onLaneContent: (link: Link, record: Record) => boolean;
  readonly onDown: (conversation: Conversation) => void;
  /** A connection for a comparison alone. */
  readonly onAside: (link: Link, settle: () => void) => Promise<void>;
  readonly onNotice: (notice: KeepNotice, conversation: Conversation) => void;
}

export class Conversations {
  readonly #needs: ConversationNeeds;

  constructor(needs: ConversationNeeds) {
    this.#needs = needs;
  }

  /** Throws where the other side isn't a Ferry, or has one connection already that stays. */
  async open(
    channel: Channel,
    from: Pick<Conversation, 'dialledBy' | 'address' | 'wish' | 'settle'>,
  ): Promise<Conversation> {
    const { clock, hello, identity, isPinned, links, pairings } = this.#needs;
    const { remoteKey } = channel;
    if (from.dialledBy === 'them' && pairings.isBlocked(remoteKey) && identity.devices.find(remoteKey) === null) {
      channel.destroy();
      throw new LinkError('blocked');
    }
    const own = from.wish?.isWanted ? { ...hello(), rank: links.rankFor(remoteKey) } : hello();
    let conversation: Conversation | null = null;
    const isKnown = (): boolean =>
      conversation?.method != null || identity.devices.has(remoteKey) || isPinned(remoteKey);
    const link = await Link.open(channel, {
      clock,
      hello: own,
      isPaired: isKnown,
      isKept: () => identity.devices.has(remoteKey),
      laneWay: this.#needs.laneWay(channel),
      onLaneContent: this.#needs.onLaneContent,
    });
    // It takes no other's place, and nothing but a comparison is said there.
    if (from.dialledBy === 'them' && link.hello.isAside) {
      await this.#needs.onAside(link, from.settle);
      throw new LinkError('only a comparison');
    }
    const { rank = 0 } = from.dialledBy === 'us' ? own : link.hello;
    if (!links.add({ link, dialledBy: from.dialledBy, rank })) {
      await link.close().catch(() => undefined);
      throw new LinkError('connected already');
    }
    conversation = { link, ...from, method: null, pairingId: null, transferId: null };
    return conversation;
  }

  /** Also where the two have not proven themselves yet: another connection would end this one. */
  isConnectedTo(key: Uint8Array): boolean {
    return this.#needs.links.of(key) !== null;
  }

  /** What the device with this key said of itself; null where there is no connection to it. */
  helloOf(key: Uint8Array): Hello | null {
    return this.#needs.links.of(key)?.hello ?? null;
  }

  /** To the end of the connection. `asker`: our person wants to prove this device, by the code that it shows. */
  async run(conversation: Conversation, asks: Asks | null): Promise<void> {
    const { log, links, onDown, pairings } = this.#needs;
    try {
      if (asks !== null && !(await this.#typed(conversation, asks))) return;
      await this.#converse(conversation);
    } catch (error) {
      log('warn', 'connection.failed', { cause: String(error) });
      conversation.link.destroy();
    } finally {
      links.remove(conversation.link);
      pairings.linkEnded(conversation.link);
      onDown(conversation);
    }
  }

  async #typed(conversation: Conversation, asks: Asks): Promise<boolean> {
    const { outcome, id } = await this.#needs.pairings.type(conversation.link, asks);
    if (outcome.kind !== 'proven') {
      this.#needs.onNotProven(conversation, outcome.error);
      return false;
    }
    this.#proven(conversation, outcome.method, id);
    await this.#needs.onProven(conversation, null);
    return true;
  }

  #proven(conversation: Conversation, method: PairingMethod, pairingId: string | null): void {
    conversation.method = method;
    conversation.pairingId = pairingId;
    conversation.settle();
  }

  async #converse(conversation: Conversation): Promise<void> {
    const { link } = conversation;
    const { identity, isPinned, clock } = this.#needs;
    for (;;) {
      const { remoteKey } = link.channel;
      const isPaired = identity.devices.find(remoteKey) !== null;
      let form: PairForm | null;
      if (conversation.method !== null || isPaired) form = await this.#keep(conversation);
      else if (isPinned(remoteKey)) form = await this.#goOn(conversation);
      else form = await pairingAskedFor(link, clock);
      if (form === null) return;
      const displayed = await this.#needs.pairings.display(conversation, form);
      if (displayed.outcome.kind !== 'proven') return;
      this.#proven(conversation, displayed.outcome.method, displayed.id);
      await this.#needs.onProven(conversation, displayed);
    }
  }

  /** The two know each other, by their pairing or by what they have just proven. */
  async #keep(conversation: Conversation): Promise<PairForm | null> {
    const { link, method, pairingId } = conversation;
    const { identity, log, pairings, onNotice } = this.#needs;
    conversation.settle();
    const keeping = new Keeping({
      link,
      identity,
      method,
      log,
      onNotice: (notice) => onNotice(notice, conversation),
    });
    if (pairingId !== null) pairings.mayKeep(pairingId, keeping);
    await keeping.begun();
    let isUp = false;
    const up = (): void => {
      if (!isUp) this.#up(conversation);
      isUp = true;
    };
    // Whoever calls says first what for: to be connected, or to prove itself anew, which nothing else may come between.
    if (conversation.dialledBy === 'us' || method !== null) up();
    const end = await keeping.run(up, async (record) => {
      this.#take(conversation, record);
      // A list comes in many pages, each of which is read at once.
      if (isTurnOver()) await nextTurn();
    });
    return end.kind === 'asked' ? end.form : null;
  }

  /** All that the two may do is to finish what a code was for. */
  async #goOn(conversation: Conversation): Promise<PairForm | null> {
    const { link } = conversation;
    const { onAskedAgain } = this.#needs;
    conversation.settle();
    // Whoever calls says first what for: to go on, or to prove itself once more.
    let isUp = conversation.dialledBy === 'us';
    if (isUp) this.#up(conversation);
    let isToldAlready = false;
    for (let record = await link.receive(); record !== null; record = await link.receive()) {
      if (!isPairType(record.type)) {
        if (!isUp) this.#up(conversation);
        isUp = true;
        this.#take(conversation, record);
        continue;
      }
      const form = formAskedFor(record);
      if (form !== null) {
        onAskedAgain(conversation);
        return form;
      }
      const kind = decodePairMessage(record.type, record.body)?.kind;
      if (kind === 'forget') continue;
      if (kind !== 'keep' || isToldAlready) throw new LinkError('a message of pairing that is not due');
      // It takes us for paired, as we were once, and hears that we don't.
      isToldAlready = true;
      await link.send(PAIR_TYPES.forget);
    }
    return null;
  }

  /** Not one whose place another has taken before it got so far: its end would be taken for that of the one which is up. */
  #up(conversation: Conversation): void {
    const { link } = conversation;
    if (this.#needs.links.of(link.channel.remoteKey) === link) this.#needs.onUp(conversation);
  }

  #take(conversation: Conversation, record: Record): void {
    if (this.#needs.onRecord(conversation, record)) return;
    this.#needs.log('warn', 'connection.violation', { type: record.type });
    void conversation.link.close(CLOSE_REASON.violation).catch(() => undefined);
  }
}
