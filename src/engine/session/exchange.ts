// Files between this device and others: what our person asks for, brought together with who is there. Connections come
// and go; what was begun goes on with the next one that leads to the same key.
import type { DeviceId } from '../../contract/devices.ts';
import type { ErrorInfo } from '../../contract/errors.ts';
import { errorInfo } from '../../contract/errors.ts';
import type { OfferedItems, Target, Thumbnail, TransferId } from '../../contract/transfers.ts';
import { FerryError, ferryError } from '../errors.ts';
import type { Past } from '../history/past-row.ts';
import type { Identity } from '../identity/identity.ts';
import type { Place } from '../net/dial.ts';
import type { Arrival } from '../net/listen.ts';
import type { Network } from '../net/network.ts';
import type { Channel } from '../noise/channel.ts';
import type { Record } from '../noise/records.ts';
import type { Clock, Log } from '../ports.ts';
import { StreamSource } from '../transfer/stream-source.ts';
import type { Texts } from '../transfer/texts.ts';
import { Calls } from './calls.ts';
import type { Conversation, Conversations, Wish } from './conversations.ts';
import type { Dialler } from './dialler.ts';
import { type Fetched, type Fetches, Fetching, type Offers, type TakesOffers } from './fetching.ts';
import type { GuestReceiving } from './guest-receiving.ts';
import type { GuestFinder } from './guest-way.ts';
import { Hearing, say } from './hearing.ts';
import { closeUnused, isUnasked } from './hiding.ts';
import type { OfferAnswer } from './incoming-needs.ts';
import type { Guest, IncomingTransfer } from './incoming-transfer.ts';
import type { IncomingTransfers, ListedOffer } from './incoming-transfers.ts';
import { type Introduced, Introducing } from './introducing.ts';
import { isUntold, keysLetIn } from './let-in.ts';
import type { Link } from './link.ts';
import { type Outgoing, unreachable } from './outgoing.ts';
import type { OutgoingTransfer } from './outgoing-transfer.ts';
import type { Displayed, Pairings } from './pairings.ts';
import { Sends } from './sends.ts';

export interface ExchangeNeeds {
  readonly identity: Identity;
  readonly network: Network;
  readonly dialler: Dialler;
  readonly conversations: Conversations;
  readonly pairings: Pairings;
  readonly outgoing: Outgoing;
  readonly incoming: IncomingTransfers;
  readonly texts: Texts;
  readonly guests: GuestFinder;
  readonly troubleOf: (error: unknown) => ErrorInfo;
  /** Not even paired devices are answered. */
  readonly isHidden: () => boolean;
  /** Everything, by its person, for a while. */
  readonly isPaused: () => boolean;
  readonly receiveFolder: () => string;
  readonly clock: Clock;
  readonly random: (byteCount: number) => Uint8Array;
  readonly log: Log;
}

export class Exchange {
  readonly #needs: ExchangeNeeds;
  readonly #calls: Calls;
  readonly #dialler: Dialler;
  /** By key: those that know each other and may speak of transfers. */
  readonly #live = new Map<string, Conversation>();
  readonly #fetching: Fetching;
  readonly #introducing: Introducing;
  readonly #hearing: Hearing;
  readonly #sends: Sends;
  readonly #unsubscribe: () => void;
  #isClosed = false;

  constructor(needs: ExchangeNeeds) {
    this.#needs = needs;
    this.#calls = new Calls(needs.clock, needs.random);
    this.#dialler = needs.dialler;
    const live = (key: Uint8Array): Conversation | null => this.#live.get(hex(key)) ?? null;
    const meet = (channel: Channel, wish: Wish): Promise<Conversation> => this.#meet(channel, wish);
    this.#fetching = new Fetching({ ...needs, hearing: () => this.#hearing, live, meet, isKnown: this.#isKnown });
    const isClosed = (): boolean => this.#isClosed;
    const isAlone = (): boolean => this.#isClosed || needs.isHidden();
    this.#introducing = new Introducing({ ...needs, meet, isClosed, isAlone });
    this.#hearing = new Hearing({ ...needs, takingOf: (link) => this.#fetching.takingOf(link) });
    this.#sends = new Sends({
      ...needs,
      live,
      meet,
      callLater: (id, target, key) => this.#calls.again(id, () => void this.#callAgain(id, target, key)),
    });
    this.#unsubscribe = needs.identity.onForgotten((key) => this.#endAllOf(key));
  }

  /** Somebody has come in. */
  arrive(channel: Channel, { address, settle }: Arrival): void {
    const { conversations } = this.#needs;
    void conversations
      .open(channel, { dialledBy: 'them', address, wish: null, settle })
      .then((conversation) => conversations.run(conversation, null))
      .catch((error: unknown) => this.#needs.log('info', 'connection.ended', { cause: String(error) }));
  }

  /** Gives the number of who receives for a while. */
  takeOffers(offers: Offers | null, is: TakesOffers): number | null {
    const receiver = this.#fetching.takeOffers(offers, is);
    if (offers === null) return receiver;
    // What was offered before that was put off.
    for (const { link } of this.#live.values())
      for (const transfer of this.#needs.incoming.unfinishedOf(link.channel.remoteKey))
        if (transfer.isStopped && !transfer.isStoppedByPerson) this.#fetching.resumeOver(link, transfer);
    return receiver;
  }

  get takesOffers(): boolean {
    return this.#fetching.isTaking;
  }

  /** With `waits`, one to a paired device that is away goes out when that appears. */
  send(paths: readonly string[], to: Target | null, { waits }: { readonly waits: boolean }): Promise<OutgoingTransfer> {
    return this.#sends.files(paths, to, { waits });
  }

  sendText(text: string, to: Target | null, is: { readonly isPrivate: boolean; readonly waits: boolean }) {
    return this.#sends.text(text, to, is.isPrivate, is);
  }

  /** What broke off there is ended on both sides. */
  async sendStream(name: string, content: AsyncIterable<Uint8Array>, close: () => void, to: Target | null) {
    const source = new StreamSource();
    const end = (): void => {
      source.close();
      close();
    };
    const transfer = await this.#sends.stream({ name, source, close: end }, to);
    void source.fill(content).catch(() => {
      if (transfer.end === null) this.#needs.outgoing.fail(transfer, errorInfo('transfer.stream_broken', {}));
    });
    return transfer;
  }

  /** `past`: what is kept of it, where it has ended. */
  again(id: string, past: Past | null): Promise<OutgoingTransfer> {
    return this.#sends.again(this.#needs.outgoing.find(id), past);
  }

  /** With everything that its person hasn't paused; while everything is, as soon as that ends. */
  goOn(): void {
    const { outgoing, incoming, isPaused } = this.#needs;
    for (const transfer of [...outgoing.all(), ...incoming.all()].filter(({ isLeft }) => isLeft)) {
      if (isPaused()) transfer.isHeld = true;
      else this.#goOnWith(transfer);
    }
  }

  /** The pause that has held it is over. */
  letGo(transfer: OutgoingTransfer | IncomingTransfer): void {
    transfer.isHeld = false;
    if (transfer.end !== null || !transfer.isStopped) return;
    transfer.trouble = null;
    if (transfer.row !== null) this.#goOnWith(transfer);
    // It is still being listed, and goes out after that.
    else if (!('offer' in transfer)) this.#needs.outgoing.letGo(transfer);
  }

  #goOnWith(transfer: OutgoingTransfer | IncomingTransfer): void {
    if ('offer' in transfer) this.#resumeIncoming(transfer);
    else void this.#sends.start(transfer, { isPatient: true });
  }

  fetch(asked: Fetches): Promise<Fetched> {
    return this.#fetching.fetch(asked);
  }

  /** What a guest offers is asked about like anybody's; null where nothing is taken. */
  offeredByGuest(guest: Guest, offer: ListedOffer): GuestReceiving | null {
    const taking = this.#isClosed || this.#needs.isPaused() ? null : this.#fetching.takingOfGuest(guest.key);
    return taking === null ? null : this.#needs.incoming.offeredByGuest(guest, offer, taking);
  }

  answer(id: string, answer: OfferAnswer): Promise<void> {
    return this.#needs.incoming.answer(this.#offered(id), answer);
  }

  /** It was to be taken, and couldn't be. */
  couldNotTake(id: string, error: unknown): void {
    this.#needs.incoming.couldNotTake(id, error);
  }

  offered(id: string): Promise<OfferedItems> {
    return this.#needs.incoming.itemsOf(this.#offered(id));
  }

  /** Throws where nobody is asked, or somebody has answered. */
  mustAsk(id: string): void {
    this.#offered(id);
  }

  /** Whether somebody here waits for it: they receive for a while, or have fetched it, and are still there. */
  isAttended(id: string): boolean {
    return this.#offered(id).receiver !== null || this.receivesForNow;
  }

  /** Whether a command that hands one on has asked for it. */
  isForOutput(id: string): boolean {
    return this.#offered(id).mayBeOutput;
  }

  get receivesForNow(): boolean {
    return this.#fetching.isAsked;
  }

  /** None, once it was answered. */
  thumbnails(id: string): readonly Thumbnail[] {
    return this.#needs.incoming.find(id)?.receiving?.thumbs.shown ?? [];
  }

  #offered(id: string): IncomingTransfer {
    const transfer = this.#needs.incoming.find(id);
    if (transfer === null || !transfer.isAsking) throw ferryError('transfer.not_now', {});
    return transfer;
  }

  /** `isForNow`: until the program is started anew. */
  async stop(id: string, isForNow: boolean): Promise<void> {
    const transfer = this.#find(id);
    // What nobody has answered yet can be declined; what was accepted this moment has no place yet.
    const isOffer = 'offer' in transfer && this.#needs.incoming.isUnanswered(transfer);
    // Guests know no pause.
    if (transfer.end !== null || isOffer || transfer.via !== null) throw ferryError('transfer.not_now', {});
    transfer.isHeld = false;
    // From now on it stands still because its person wants that.
    if (transfer.trouble?.code === 'transfer.all_paused') transfer.trouble = null;
    this.#calls.done(id);
    if ('offer' in transfer) await this.#needs.incoming.stop(transfer, isForNow);
    else {
      this.#needs.pairings.closeSheetOf(id);
      await this.#needs.outgoing.stop(transfer, isForNow);
    }
  }

  resume(id: TransferId): void {
    const transfer = this.#find(id);
    if (!transfer.isStopped || transfer.row === null) throw ferryError('transfer.not_now', {});
    transfer.isHeld = false;
    transfer.trouble = null;
    if ('offer' in transfer) this.#resumeIncoming(transfer);
    else void this.#sends.start(transfer);
  }

  #resumeIncoming(transfer: IncomingTransfer): void {
    const { id, key, from } = transfer;
    this.#needs.incoming.resume(transfer);
    const live = this.#live.get(hex(key));
    if (live !== undefined) say(live.link, { kind: 'ask', id: Buffer.from(id, 'hex') });
    else if (from !== null) void this.#callAgain(id, from, key);
  }

  /** For what waits until somebody types its code. */
  showCode(id: TransferId): void {
    const { outgoing, pairings } = this.#needs;
    const transfer = outgoing.find(id);
    if (transfer === null) throw ferryError('transfer.unknown', {});
    const { to, key, row, end, isStopped } = transfer;
    const isWaiting = to === null && key === null && row !== null && end === null && !isStopped;
    if (!isWaiting) throw ferryError('transfer.not_now', {});
    pairings.show({ purpose: 'send', transferId: id });
  }

  async discard(id: string): Promise<void> {
    const transfer = this.#find(id);
    if (transfer.end !== null) throw ferryError('transfer.not_now', {});
    await this.#giveUp(transfer, null);
  }

  /** Its person has forgotten this device: nothing goes on with it, and what is half here goes. */
  #endAllOf(key: Uint8Array): void {
    const { outgoing, incoming, log } = this.#needs;
    for (const transfer of [...outgoing.all(), ...incoming.all()]) {
      if (transfer.end !== null || transfer.key === null || !isSame(transfer.key, key)) continue;
      const name = transfer.deviceName ?? '';
      this.#giveUp(transfer, errorInfo('device.forgotten', { name })).catch((error: unknown) =>
        log('warn', 'transfer.not_ended', { cause: String(error) }),
      );
    }
  }

  /** This device is another from now on: who knows it as it was, by a code as well, never goes on with anything. */
  async endAllBound(): Promise<void> {
    const { outgoing, incoming } = this.#needs;
    const isBound = ({ end, key, trouble }: OutgoingTransfer | IncomingTransfer): boolean =>
      end === null && key !== null && trouble?.code !== 'device.forgotten';
    for (const transfer of [...outgoing.all(), ...incoming.all()].filter(isBound))
      await this.#giveUp(transfer, errorInfo('transfer.ended_here', {}));
  }

  async #giveUp(transfer: OutgoingTransfer | IncomingTransfer, why: ErrorInfo | null): Promise<void> {
    const { incoming, outgoing, pairings } = this.#needs;
    const { id } = transfer;
    this.#calls.done(id);
    const live = transfer.key === null ? undefined : this.#live.get(hex(transfer.key));
    // Before anything else: the connection may end with this.
    if (live !== undefined && isAway('offer' in transfer ? transfer.receiving : transfer.sending))
      say(live.link, { kind: 'cancel', id: Buffer.from(id, 'hex'), reason: 'byPerson' });
    if ('offer' in transfer) return incoming.discard(transfer, why);
    pairings.closeSheetOf(id);
    await outgoing.discard(transfer, why);
  }

  /** Calls a device to pair with. */
  pair(to: Target): Promise<string> {
    return this.#introducing.pair(to);
  }

  /** Calls a paired device that is here, for nothing but to be connected. */
  greet(id: DeviceId): Promise<void> {
    return this.#introducing.greet(id);
  }

  /** Calls whoever is there, to know who it is; null where nobody is. A paired device stays connected. */
  introduce(places: readonly Place[], key: Uint8Array | null): Promise<Introduced | null> {
    return this.#introducing.introduce(places, key);
  }

  /** Whether a transfer that isn't over was opened to this key by a code. */
  isPinned(key: Uint8Array): boolean {
    const { identity, outgoing, incoming } = this.#needs;
    return keysLetIn({ pins: identity.pins, outgoing, incoming }).some((letIn) => isSame(letIn, key));
  }

  isUp(conversation: Conversation): void {
    const { link } = conversation;
    this.#live.set(hex(link.channel.remoteKey), conversation);
    this.#goOnOver(link);
    // It was being made while we hid.
    if (this.#needs.isHidden() && isUnasked(conversation)) closeUnused(link, this.#needs);
  }

  #goOnOver(link: Link): void {
    const { incoming, outgoing } = this.#needs;
    outgoing.attachAll(link);
    this.#sends.goOut(link.channel.remoteKey);
    for (const { id, receiving, end } of incoming.unfinishedOf(link.channel.remoteKey))
      if (end === null && receiving !== null && receiving.link === null)
        say(link, { kind: 'ask', id: Buffer.from(id, 'hex') });
    for (const { id } of incoming
      .all()
      .filter(isUntold)
      .filter(({ key }) => isSame(key, link.channel.remoteKey)))
      say(link, { kind: 'ask', id: Buffer.from(id, 'hex') });
  }

  /** Its program was ended while its person was asked, or before it could say that all is there: our code is shown again. */
  isAskedAgain({ link }: Conversation): void {
    const { outgoing, pairings } = this.#needs;
    const waiting = outgoing.waitingFor(link.channel.remoteKey);
    if (waiting !== null && !pairings.isShowing) pairings.show({ purpose: 'send', transferId: waiting.id });
  }

  /** A code has shown who is there: the one transfer that it was for may go there, and come from there. */
  async isProven(conversation: Conversation, displayed: Displayed | null): Promise<void> {
    const { identity, outgoing } = this.#needs;
    const { link, wish } = conversation;
    const id = displayed?.transferId ?? wish?.transferId ?? null;
    const transfer = id === null ? null : outgoing.find(id);
    if (transfer === null || transfer.end !== null) return;
    const key = link.channel.remoteKey;
    conversation.transferId = transfer.id;
    await identity.pins.pin({ key, transferId: Buffer.from(transfer.id, 'hex') });
    await this.#dialler.remember(conversation);
    await outgoing.bind(transfer, key, link.hello.name);
  }

  isNotProven({ wish }: Conversation, error: ErrorInfo | null): void {
    const transfer = wish?.transferId == null ? null : this.#needs.outgoing.find(wish.transferId);
    if (transfer === null || transfer.end !== null) return;
    this.#needs.outgoing.fail(transfer, error ?? errorInfo('pairing.over', {}));
  }

  sheetIsOver(transferId: string | null, trouble: ErrorInfo): void {
    const transfer = transferId === null ? null : this.#needs.outgoing.find(transferId);
    if (transfer !== null && transfer.end === null) this.#needs.outgoing.fail(transfer, trouble);
  }

  /** That device takes nothing but what a code was for before the two have paired anew: calling it again changes nothing. */
  isForgotten({ link }: Conversation, name: string): void {
    const { outgoing, identity } = this.#needs;
    const key = link.channel.remoteKey;
    for (const transfer of outgoing.all()) {
      const isTheirs = transfer.key !== null && isSame(transfer.key, key);
      if (!isTheirs || transfer.end !== null || transfer.isStopped) continue;
      if (identity.pins.find({ key, transferId: Buffer.from(transfer.id, 'hex') }) !== null) continue;
      this.#calls.done(transfer.id);
      outgoing.fail(transfer, errorInfo('device.forgotten_there', { name }));
    }
  }

  isDown(conversation: Conversation): void {
    const { link } = conversation;
    const { incoming, outgoing, conversations } = this.#needs;
    const key = hex(link.channel.remoteKey);
    if (this.#live.get(key) === conversation) this.#live.delete(key);
    this.#fetching.ended(link);
    outgoing.detachAll(link);
    incoming.detachAll(link);
    if (this.#isClosed) return;
    // Another has taken its place before it ended.
    const live = this.#live.get(key);
    if (live !== undefined) {
      this.#goOnOver(live.link);
      return;
    }
    for (const transfer of [...outgoing.all(), ...incoming.all()]) {
      const target = 'offer' in transfer ? transfer.from : transfer.to;
      const isBegun = 'offer' in transfer ? transfer.isAccepted : transfer.row !== null;
      const isOpen = transfer.end === null && !transfer.isStopped && isBegun;
      // A connection that ended as it should has brought all that was said.
      const isCutOff = link.channel.closed === null && !conversations.isConnectedTo(link.channel.remoteKey);
      const isWaiting = isOpen || (isUntold(transfer) && isCutOff);
      if (!isWaiting || target === null || transfer.key === null || hex(transfer.key) !== key) continue;
      const { id, key: itsKey } = transfer;
      this.#calls.again(id, () => void this.#callAgain(id, target, itsKey));
    }
  }

  /** False: nothing that may be said here. */
  take(conversation: Conversation, record: Record): boolean {
    return this.#hearing.take(conversation, record);
  }

  takeByLane(link: Link, record: Record): boolean {
    return this.#hearing.takeContent(link, record, true);
  }

  /** To be seen by nobody: connections end but for those on which something is under way. */
  hide(): void {
    for (const { link } of this.#live.values()) closeUnused(link, this.#needs);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#unsubscribe();
    this.#calls.closeAll();
    this.#sends.close();
    this.#needs.pairings.closeAll();
    await Promise.all([this.#needs.outgoing.stopAll(), this.#needs.incoming.stopAll()]);
  }

  async #callAgain(id: TransferId, target: Target, key: Uint8Array): Promise<void> {
    const { outgoing, incoming, conversations } = this.#needs;
    const transfer = outgoing.find(id) ?? incoming.find(id);
    const isOpen = transfer !== null && (transfer.end === null || isUntold(transfer));
    const isWanted = isOpen && !transfer.isStopped && !this.#isClosed;
    if (!isWanted || this.#live.has(hex(key))) return this.#calls.done(id);
    const again = (): void => this.#calls.again(id, () => void this.#callAgain(id, target, key));
    if (conversations.isConnectedTo(key)) return again();
    if (isUntold(transfer)) transfer.callsLeft--;
    try {
      const channel = await this.#dialler.dial(target, key);
      const purpose = 'offer' in transfer ? 'receive' : 'send';
      const wish: Wish = { purpose, target, transferId: id, isWanted: false };
      const conversation = await this.#meet(channel, wish);
      this.#calls.reached(id);
      if ('offer' in transfer)
        this.#fetching.allow(conversation.link, {
          folder: transfer.folder,
          from: target,
          receiver: null,
          forOutput: false,
        });
      await conversations.run(conversation, null);
    } catch (error) {
      const isOther = error instanceof FerryError && error.info.code === 'device.identity_changed';
      // Nothing of it has gone anywhere: somebody should look at that first.
      if (isOther && !('offer' in transfer) && transfer.isQueued) outgoing.fail(transfer, error.info);
      else again();
    }
  }

  /** Throws what a person is told: where it ends before both have said who they are, it led nowhere. */
  #meet(channel: Channel, wish: Wish): Promise<Conversation> {
    const from = { dialledBy: 'us', address: '', wish, settle: () => undefined } as const;
    return this.#needs.conversations.open(channel, from).catch((error: unknown) => {
      throw new FerryError(unreachable(wish.target, ''), error);
    });
  }

  #find(id: string): OutgoingTransfer | IncomingTransfer {
    const found = this.#needs.outgoing.find(id) ?? this.#needs.incoming.find(id);
    if (found === null) throw ferryError('transfer.unknown', {});
    return found;
  }

  #isKnown = (key: Uint8Array): boolean => this.#needs.identity.devices.find(key) !== null || this.isPinned(key);
}

/** Stopped, here or there, it says nothing on any connection. */
const isAway = (work: { readonly state: { readonly name: string } } | null): boolean =>
  work === null || work.state.name === 'away';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const isSame = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
