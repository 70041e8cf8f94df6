// What our person sends: begun, brought to its device over the connection that there is or one that is made for it, or
// left to wait until a paired device appears.
import type { Target, TransferId } from '../../contract/transfers.ts';
import { FerryError, ferryError } from '../errors.ts';
import type { Past } from '../history/past-row.ts';
import type { Identity } from '../identity/identity.ts';
import type { Channel } from '../noise/channel.ts';
import type { Clock, Log } from '../ports.ts';
import { type Root, rootsOf } from '../transfer/plan.ts';
import type { Texts } from '../transfer/texts.ts';
import { Coming } from './coming.ts';
import type { Conversation, Conversations, Wish } from './conversations.ts';
import type { Dialler } from './dialler.ts';
import type { GuestFinder, NearGuest } from './guest-way.ts';
import { insist } from './insist.ts';
import { isSameTarget, type Outgoing, unreachable } from './outgoing.ts';
import type { Asked, Awaited, OutgoingTransfer, Streamed } from './outgoing-transfer.ts';
import type { Pairings } from './pairings.ts';

interface SendsNeeds {
  readonly identity: Identity;
  readonly dialler: Dialler;
  readonly conversations: Conversations;
  readonly pairings: Pairings;
  readonly outgoing: Outgoing;
  readonly texts: Texts;
  readonly guests: GuestFinder;
  readonly random: (byteCount: number) => Uint8Array;
  readonly clock: Clock;
  readonly log: Log;
  readonly troubleOf: (error: unknown) => FerryError['info'];
  /** Everything, by its person, for a while. */
  readonly isPaused: () => boolean;
  /** The conversation in which the device with this key may be told of transfers. */
  readonly live: (key: Uint8Array) => Conversation | null;
  /** Throws what a person is told. */
  readonly meet: (channel: Channel, wish: Wish) => Promise<Conversation>;
  /** Calls that device again and again, until it is there. */
  readonly callLater: (id: TransferId, target: Target, key: Uint8Array) => void;
}

interface Wanted {
  /** Only a paired device is waited for. */
  readonly waits: boolean;
}

interface Calling {
  readonly to: Target;
  /** Null for whoever answers there. */
  readonly key: Uint8Array | null;
  /** Throws what a person is told. */
  readonly found: Promise<Uint8Array | null>;
}

export class Sends {
  readonly #needs: SendsNeeds;
  /** By key, or by where nobody's key is known. */
  readonly #calling = new Map<string, Calling>();
  readonly #coming: Coming;
  #isClosed = false;

  constructor(needs: SendsNeeds) {
    this.#needs = needs;
    const { clock, conversations } = needs;
    this.#coming = new Coming({ clock, isConnectedTo: (key) => conversations.isConnectedTo(key) });
  }

  /** An unfinished one of the same to the same device goes on instead; throws where what was named can't be sent. */
  async files(paths: readonly string[], to: Target | null, { waits }: Wanted): Promise<OutgoingTransfer> {
    const roots = rootsOf(paths);
    const { outgoing } = this.#needs;
    // With a guest nothing is ever left unfinished.
    const before = this.#guest(to) === null ? await this.#unfinished(outgoing.unfinishedOf(roots), to) : null;
    if (before?.isQueued && !before.isStopped) {
      // Somebody hopes that its device is there by now.
      if (before.hasWaited) void this.start(before);
      return before;
    }
    return this.#begun(before ?? outgoing.begin(this.#asked(roots, to, waits, null)));
  }

  async text(text: string, to: Target | null, isPrivate: boolean, { waits }: Wanted): Promise<OutgoingTransfer> {
    const { outgoing, texts, random } = this.#needs;
    const id = Buffer.from(random(16)).toString('hex');
    const root = await texts.write(id, text);
    return this.#begun(outgoing.begin(this.#asked([root], to, waits, { isPrivate }), id));
  }

  /** What its command gives ends with that command: there is nothing to go on with, or to wait with. */
  async stream(stream: Streamed, to: Target | null): Promise<OutgoingTransfer> {
    const { outgoing, isPaused } = this.#needs;
    if (isPaused()) throw ferryError('transfer.all_paused', {});
    const asked = this.#asked([], to, false, null);
    // Its size has to be said beforehand.
    if (asked.guest !== null) throw ferryError('transfer.stream_to_guest', { name: asked.guest.name });
    return this.#begun(outgoing.begin({ ...asked, stream }));
  }

  /** What is over, once more to the same device; this run knows more of it than what is kept. */
  async again(transfer: OutgoingTransfer | null, past: Past | null): Promise<OutgoingTransfer> {
    if (transfer === null && past === null) throw ferryError('transfer.unknown', {});
    const isOver = transfer === null ? past?.shown.direction === 'send' : transfer.end !== null;
    if (!isOver) throw ferryError('transfer.not_now', {});
    // What came out of a pipe can't be had from it once more.
    if (transfer?.asked.stream != null || past?.shown.isStream) throw ferryError('transfer.not_now', {});
    const id = transfer?.id ?? past?.shown.id ?? '';
    const to = this.#whereNow(transfer, past);
    const via = transfer?.asked.guest?.via ?? past?.shown.via;
    const name = transfer?.asked.guest?.name ?? past?.shown.device?.name;
    if (via !== undefined && name !== undefined && this.#guest(to) === null)
      throw new FerryError(unreachable(to, name, via));
    const isText = transfer === null ? past?.shown.content === 'text' : transfer.asked.text !== null;
    if (!isText) {
      const paths = transfer?.asked.roots.map(({ path }) => path) ?? past?.roots ?? [];
      if (paths.length > 0) return this.files(paths, to, { waits: true });
    }
    const text = isText ? await this.#needs.texts.read(id) : null;
    if (text === null) throw ferryError('transfer.unknown', {});
    return this.text(text, to, transfer?.asked.text?.isPrivate ?? false, { waits: true });
  }

  /** A paired device is found wherever it is by now; any other is where it was. */
  #whereNow(transfer: OutgoingTransfer | null, past: Past | null): Target | null {
    const { devices } = this.#needs.identity;
    const id = past?.shown.device?.id ?? null;
    const device = transfer?.key == null ? null : devices.find(transfer.key);
    const paired = device?.id ?? (id === null ? null : (devices.withId(id)?.id ?? null));
    if (paired !== null) return { kind: 'device', id: paired };
    if (transfer !== null) return transfer.to;
    return past?.to ?? (id === null ? null : { kind: 'device', id });
  }

  #asked(roots: readonly Root[], to: Target | null, waits: boolean, text: Asked['text']): Asked {
    const guest = this.#guest(to);
    const isPaused = this.#needs.isPaused();
    // Nothing of it could go on by itself.
    if (guest !== null && isPaused) throw ferryError('transfer.all_paused', {});
    // What a pause holds is told to go out by itself, whoever runs then: its device is waited for.
    const awaited = guest === null && (waits || isPaused) ? this.#awaited(to) : null;
    return { roots, to, text, stream: null, guest, awaited };
  }

  /** Null for a device that has Ferry. Throws where another isn't near: nothing waits for it. */
  #guest(to: Target | null): NearGuest | null {
    const { identity, guests } = this.#needs;
    const paired = to?.kind === 'device' ? identity.devices.withId(to.id) : null;
    if (to?.kind !== 'device' || paired?.via === null) return null;
    const near = guests.find(to.id);
    const found = paired ?? near ?? guests.findGone(to.id);
    if (found === null) return null;
    const name = paired?.ownName ?? found.name;
    if (near === null) throw new FerryError(unreachable(to, name, found.via ?? undefined));
    return { ...near, name };
  }

  #awaited(to: Target | null): Awaited | null {
    const device = to?.kind === 'device' ? this.#needs.identity.devices.withId(to.id) : null;
    return device === null ? null : { key: device.staticKey, name: device.name };
  }

  async #begun(transfer: OutgoingTransfer): Promise<OutgoingTransfer> {
    const { isPaused, outgoing } = this.#needs;
    const started = this.start(transfer);
    const isForWhoeverTypes = transfer.to === null && transfer.key === null;
    if (!isPaused() || isForWhoeverTypes) return transfer;
    outgoing.hold(transfer);
    // A command ends with the word that it goes out later, and maybe its program: it has to be written down by then.
    await started;
    return transfer;
  }

  /** `isPatient`: its person isn't there, and a device that is away is no news. */
  async start(transfer: OutgoingTransfer, { isPatient = false } = {}): Promise<void> {
    const { outgoing, pairings, log, troubleOf } = this.#needs;
    try {
      await outgoing.prepare(transfer);
      // To a guest it is on its way.
      if (transfer.isStopped || transfer.end !== null || transfer.via !== null) return;
      const key = transfer.key ?? (transfer.to === null ? null : this.#keyOf(transfer.to));
      const live = key === null ? null : this.#needs.live(key);
      if (live !== null && key !== null) await this.#sendOver(key, transfer);
      else if (transfer.to !== null) await this.#call(transfer, transfer.to);
      else if (!isPatient) pairings.show({ purpose: 'send', transferId: transfer.id });
    } catch (error) {
      // The next run goes on with what it finds.
      if (this.#isClosed) return;
      const trouble = troubleOf(error);
      if (isAway(trouble) && this.#wait(transfer, isPatient)) return;
      log('warn', 'transfer.not_started', { code: trouble.code, cause: String(error) });
      outgoing.fail(transfer, trouble);
    }
  }

  /** Whether it goes on by itself when its device appears. */
  #wait(transfer: OutgoingTransfer, isPatient: boolean): boolean {
    const { key, to, row, end, isStopped } = transfer;
    if (end !== null || isStopped || row === null || key === null || to === null) return false;
    if (!isPatient && row.waits !== true) return false;
    // It was forgotten here: nothing begins with it any more.
    if (row.isQueued && this.#needs.identity.devices.find(key) === null) return false;
    this.#needs.outgoing.wait(transfer);
    this.#needs.callLater(transfer.id, to, key);
    return true;
  }

  /** This device has appeared: what waits for it in the queue goes out. */
  goOut(key: Uint8Array): void {
    this.#coming.hasCome(key);
    for (const transfer of this.#needs.outgoing.queuedFor(key)) {
      const live = this.#needs.live(key);
      if (live !== null) void this.#sendOver(key, transfer).catch((error: unknown) => this.#failed(transfer, error));
    }
  }

  #failed(transfer: OutgoingTransfer, error: unknown): void {
    if (transfer.end === null) this.#needs.outgoing.fail(transfer, this.#needs.troubleOf(error));
  }

  async #unfinished(found: readonly OutgoingTransfer[], to: Target | null): Promise<OutgoingTransfer | null> {
    const exact = found.find((transfer) => isSameTarget(transfer.to, to));
    if (exact !== undefined || to === null || found.length === 0) return exact ?? null;
    // The device may be somewhere else than before: its key tells.
    const key = to.kind === 'device' ? this.#needs.dialler.keyOf(to) : await this.#keyAt(to);
    const same = found.find((transfer) => key !== null && transfer.key !== null && isSame(transfer.key, key)) ?? null;
    if (same !== null) await this.#needs.outgoing.readdress(same, to);
    return same;
  }

  async #keyAt(to: Target): Promise<Uint8Array | null> {
    const channel = await this.#needs.dialler.dial(to, null).catch(() => null);
    channel?.destroy();
    return channel?.remoteKey ?? null;
  }

  /** A device that nobody has paired is only known while it is near. */
  #keyOf(to: Target): Uint8Array | null {
    try {
      return this.#needs.dialler.keyOf(to);
    } catch (error) {
      throw new FerryError(unreachable(to, ''), error);
    }
  }

  /** However many are begun at the same moment, one call is made: of two connections to one device each ends the other. */
  async #call(transfer: OutgoingTransfer, to: Target): Promise<void> {
    const key = transfer.key ?? this.#keyOf(to);
    const whom = key === null ? JSON.stringify(to) : hex(key);
    for (let other = this.#calling.get(whom); other !== undefined; other = this.#calling.get(whom)) {
      const found = await this.#foundBy(other, to);
      if (transfer.end !== null || transfer.isStopped) return;
      if (found !== null && this.#mayBeSent(transfer, found)) return this.#sendOver(found, transfer);
    }
    const calling: Calling = { to, key, found: this.#find(transfer, to, key) };
    this.#calling.set(whom, calling);
    try {
      await calling.found;
    } finally {
      this.#calling.delete(whom);
    }
  }

  /** Throws what the call of another has come to, where this one's would come to the same. */
  async #foundBy({ to, found }: Calling, ownTo: Target): Promise<Uint8Array | null> {
    try {
      return await found;
    } catch (error) {
      if (isSameTarget(to, ownTo)) throw error;
      return null;
    }
  }

  /** The call of one, for as long as that is wanted. */
  async #find(transfer: OutgoingTransfer, to: Target, key: Uint8Array | null): Promise<Uint8Array | null> {
    const isWanted = (): boolean => transfer.end === null && !transfer.isStopped && !this.#isClosed;
    try {
      return await insist(this.#needs.clock, isWanted, () => this.#findOnce(transfer, to, key));
    } catch (error) {
      if (!isNotReached(error) || key === null) throw error;
      const hasCome = await this.#comes(key, transfer);
      if (!isWanted()) return null;
      if (!hasCome || !this.#mayBeSent(transfer, key)) throw error;
    }
    await this.#sendOver(key, transfer);
    return key;
  }

  /** Whether a device that couldn't be reached is connected by now, or soon. */
  async #comes(key: Uint8Array, { row }: OutgoingTransfer): Promise<boolean> {
    // What waits in the queue goes out whenever that is.
    if (row?.waits === true) return this.#needs.conversations.isConnectedTo(key);
    const calls = [...this.#calling.values()].filter((calling) => calling.key === null);
    return this.#coming.comes(
      key,
      calls.map(({ found }) => found),
    );
  }

  /** Whom others may be sent to over the same connection; null for nobody, and for whom a code is to be typed first. */
  async #findOnce(transfer: OutgoingTransfer, to: Target, key: Uint8Array | null): Promise<Uint8Array | null> {
    const { outgoing, identity, conversations, dialler, meet, live } = this.#needs;
    const channel = await dialler.dial(to, key);
    const { remoteKey } = channel;
    if (transfer.end !== null || transfer.isStopped) {
      channel.destroy();
      return null;
    }
    const mayBeSent = this.#mayBeSent(transfer, remoteKey);
    if (mayBeSent && live(remoteKey) !== null) {
      channel.destroy();
      await this.#sendOver(remoteKey, transfer);
      return remoteKey;
    }
    const wish: Wish = { purpose: 'send', target: to, transferId: transfer.id, isWanted: true };
    let conversation: Conversation;
    try {
      conversation = await meet(channel, wish);
    } catch (error) {
      // It called us at the same moment, and of the two that one stays.
      if (!mayBeSent || !conversations.isConnectedTo(remoteKey)) throw error;
      await this.#sendOver(remoteKey, transfer);
      return remoteKey;
    }
    const isPaired = identity.devices.find(remoteKey) !== null;
    if (transfer.key === null && isPaired) await outgoing.bind(transfer, remoteKey, conversation.link.hello.name);
    await outgoing.leaveQueue(transfer);
    const asks = transfer.key === null ? wish : null;
    void conversations.run(conversation, asks);
    return asks === null ? remoteKey : null;
  }

  /** Nothing more is begun or given up: what is left is for the next run. */
  close(): void {
    this.#isClosed = true;
    this.#coming.close();
  }

  /** Whoever has this key, paired or let in by a code, is whom it is for. */
  #mayBeSent(transfer: OutgoingTransfer, key: Uint8Array): boolean {
    return transfer.key !== null || this.#needs.identity.devices.find(key) !== null;
  }

  /** Two devices have one connection: another would end it, and what is under way there. */
  async #sendOver(remoteKey: Uint8Array, transfer: OutgoingTransfer): Promise<void> {
    const { outgoing, live, callLater, conversations, identity } = this.#needs;
    const name = conversations.helloOf(remoteKey)?.name ?? identity.devices.find(remoteKey)?.name ?? '';
    if (transfer.key === null) await outgoing.bind(transfer, remoteKey, name);
    await outgoing.leaveQueue(transfer);
    if (transfer.end !== null || transfer.isStopped) return;
    const { id, to } = transfer;
    const now = live(remoteKey);
    if (now !== null) outgoing.attachAll(now.link);
    // It is just being made, and takes this along; or it was lost while that was written down, and nobody has noticed.
    else if (to !== null) callLater(id, to, remoteKey);
  }
}

const isAway = ({ code }: FerryError['info']): boolean => code === 'device.unreachable' || code === 'device.no_address';

/** It isn't where it was, or somebody else is there. */
const isNotReached = (error: unknown): boolean =>
  error instanceof FerryError && (isAway(error.info) || error.info.code === 'device.identity_changed');

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const isSame = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
