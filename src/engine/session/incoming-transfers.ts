// What this device receives: offers that wait for an answer, transfers under way, and those that a former run left.
import type { ErrorInfo } from '../../contract/errors.ts';
import { errorInfo } from '../../contract/errors.ts';
import type { OfferedItems } from '../../contract/transfers.ts';
import type { Via } from '../../contract/vias.ts';
import { diskOf } from '../disk/free-space.ts';
import { ferryError } from '../errors.ts';
import { deviceIdOf } from '../identity/device-id.ts';
import type { ContentOutlet } from '../net/content-pipe.ts';
import { chosenOf } from '../transfer/choice.ts';
import { FileStates } from '../transfer/file-states.ts';
import type { Incoming } from '../transfer/incoming.ts';
import { Journal } from '../transfer/journal.ts';
import { type IncomingRow, KEPT_MS } from '../transfer/kept-transfers.ts';
import type { Page } from '../transfer/manifest-file.ts';
import type { Offer, OfferList } from '../transfer/offer-list.ts';
import { offeredItems } from '../transfer/offered-items.ts';
import { Staging } from '../transfer/staging.ts';
import { takenOf } from '../transfer/taken.ts';
import type { Outcome, TransferMessage } from '../wire/transfer-messages.ts';
import { Allowance } from './allowance.ts';
import { windowBytes } from './credit.ts';
import { GuestReceiving } from './guest-receiving.ts';
import type { IncomingNeeds, OfferAnswer, Taking } from './incoming-needs.ts';
import { IncomingPlaces, removeStaging } from './incoming-places.ts';
import { type Guest, IncomingTransfer } from './incoming-transfer.ts';
import type { Link } from './link.ts';
import { ListRooms } from './list-rooms.ts';
import { FOLDER_TROUBLE, refusalOf } from './obstacle.ts';
import { Rate } from './rate.ts';
import { type ReceiveEnd, roundOf } from './receive-machine.ts';
import { folderTrouble, ReceiveSpace } from './receive-space.ts';
import { answer, hold, resultOf } from './receive-words.ts';
import { Receiving } from './receiving.ts';
import { StreamAway } from './stream-away.ts';

/** Offers that wait for their person, from one device: as many as a person there has begun at once, one by one. */
const MOST_OFFERS = 32;
/** New ones of one device: thousands in a row, and no flood of questions. */
const OFFERS = { atOnce: 2000, perSecond: 10 };
/** Accepted, of one device. */
const MOST_UNFINISHED = 64;
/** Of one device: nobody is asked about a paired one's, and each is said to its person. */
const TEXTS = { most: 100, withinMs: 10 * 60_000 };

/** What a guest has offered, as a list of ours. */
export interface ListedOffer {
  readonly offer: Offer;
  readonly pages: readonly Page[];
}

/** Who offers something. */
type Offering = Pick<Guest, 'key' | 'name' | 'isPlain'> & { readonly via: Via | null };

export class IncomingTransfers {
  readonly #needs: IncomingNeeds;
  readonly #transfers = new Map<string, IncomingTransfer>();
  readonly #listRooms = new ListRooms((key) => this.all().some((each) => each.end === null && hex(each.key) === key));
  readonly #space: ReceiveSpace;
  readonly #places: IncomingPlaces;
  readonly #textsOf: Allowance;
  readonly #offersOf: Rate;
  readonly #away: StreamAway;

  constructor(needs: IncomingNeeds) {
    this.#needs = needs;
    this.#textsOf = new Allowance({ clock: needs.clock, ...TEXTS });
    this.#offersOf = new Rate({ clock: needs.clock, ...OFFERS });
    this.#away = new StreamAway(needs.clock);
    const all = () => this.all();
    this.#space = new ReceiveSpace({ apart: needs.apart, texts: needs.texts, all });
    this.#places = new IncomingPlaces({ ...needs, space: this.#space, all, drop: (transfer) => this.#drop(transfer) });
    for (const row of needs.rows.all()) {
      if (row.done !== null || isOfOneRun(row)) continue;
      this.#transfers.set(row.id, IncomingTransfer.of(row));
    }
  }

  /** What is too old to go on, and what a power cut kept from being tidied. */
  async tidy(): Promise<void> {
    const { rows, clock } = this.#needs;
    const now = clock.now();
    for (const row of rows.all()) {
      const isLost = row.done === null && isOfOneRun(row);
      if (isLost && row.via !== undefined) {
        await this.#wasLost(row);
        continue;
      }
      const isOld = isLost || now - (row.done?.at ?? row.startedAt) > KEPT_MS;
      // Of a private text nothing is kept beyond its end; a former Ferry did.
      const isSecret = row.done !== null && row.isPrivate === true;
      if (row.done !== null || isOld) removeStaging(row);
      if (!isOld && !isSecret) continue;
      this.#transfers.delete(row.id);
      await rows.drop(({ id }) => id === row.id);
    }
  }

  /** A guest's, with a program that was killed: its person hears that it isn't whole, and what is here of it. */
  async #wasLost(row: IncomingRow): Promise<void> {
    const transfer = IncomingTransfer.of(row);
    const { bytes, ...counts } = Journal.countsIn(new Staging(row.folder, row.id).journal);
    transfer.keptBytes = bytes;
    transfer.row = { ...row, done: { at: this.#needs.clock.now(), ...counts } };
    transfer.trouble = errorInfo('transfer.ended_here', {});
    this.#transfers.set(row.id, transfer);
    await this.#end(transfer, { kind: 'canceledHere' });
  }

  all(): readonly IncomingTransfer[] {
    return [...this.#transfers.values()];
  }

  find(id: string): IncomingTransfer | null {
    return this.#transfers.get(id) ?? null;
  }

  /** Of this device, for which it would have to be asked. */
  unfinishedOf(key: Uint8Array): readonly IncomingTransfer[] {
    return this.all().filter((transfer) => transfer.end === null && transfer.isAccepted && isKey(transfer, key));
  }

  /** A run that was killed right after the answer may not have kept the list: then it is an offer like any other. */
  async dropListless(id: string): Promise<void> {
    const transfer = this.find(id);
    if (transfer?.row == null || transfer.end !== null || transfer.receiving?.incoming != null) return;
    // It is being written.
    if (transfer.receiving?.state.name === 'beginning') return;
    if (await this.#places.isListed(transfer)) return;
    this.#transfers.delete(id);
    removeStaging(transfer.row);
    await this.#needs.rows.drop((row) => row.id === id);
  }

  /** What a device that offers something is answered; null: nothing further, the transfer speaks for itself. */
  offered(link: Link, offer: Offer, taking: Taking | null): TransferMessage | null {
    const id = Buffer.from(offer.id).toString('hex');
    const known = this.find(id);
    // Of a private text that has come only this run knows.
    const row = this.#needs.rows.find(id) ?? (known?.row?.done ? known.row : null);
    const isRow = row !== null && row.key === hex(link.channel.remoteKey) && row.digest === hex(offer.digest);
    // It didn't hear that all of it is here.
    if (isRow && row.done !== null) return resultOf(offer.id, row.done);
    if (known !== null && !isKey(known, link.channel.remoteKey)) return answer(offer.id, 'notReceiving');
    // Who answers, or judges, has looked at one list: nothing else takes its place under the same id.
    if (known !== null && hex(known.offer.digest) !== hex(offer.digest)) return answer(offer.id, 'notReceiving');
    // Only an offer whose device was lost before anybody answered may come again.
    if (known?.isRefusedHere) return { kind: 'cancel', id: offer.id, reason: 'byPerson' };
    if (known !== null && known.end === null && (known.isAccepted || known.receiving?.link === link)) {
      if (!isRow && known.receiving?.state.name !== 'beginning') return answer(offer.id, 'notReceiving');
      // Left by a former run, it goes on wherever something may be received at all.
      const isStopped = known.isStopped && (known.isStoppedByPerson || taking === null);
      if (isStopped) return hold(offer.id, 'stoppedByPerson');
      known.isStopped = false;
      const receiving = known.linked ?? this.#receiving(known);
      known.receiving = receiving;
      receiving.offered(link, offer.run);
      return null;
    }
    const { remoteKey: key } = link.channel;
    if (taking === null || row !== null || !this.#mayOffer(key, offer)) return answer(offer.id, 'notReceiving');
    const transfer = this.#keep({ key, name: link.hello.name, via: null }, offer, taking);
    transfer.mayBeOutput = taking.forOutput;
    // Of a connection that was lost, though nobody has noticed yet.
    known?.linked?.detach();
    const receiving = this.#receiving(transfer);
    transfer.receiving = receiving;
    receiving.offered(link, offer.run);
    this.#needs.onChange(transfer);
    return null;
  }

  /** What a guest offers; null where no more is taken from it. */
  offeredByGuest(guest: Guest, { offer, pages }: ListedOffer, taking: Taking): GuestReceiving | null {
    if (!this.#mayOffer(guest.key, offer)) return null;
    const transfer = this.#keep(guest, offer, taking);
    const receiving = new GuestReceiving({
      ...this.#sharedBy(transfer),
      pages,
      onTrouble: (error) => {
        transfer.trouble = folderTrouble(transfer.folder, error);
      },
      onCutOff: () => {
        transfer.trouble = errorInfo('transfer.ended_here', {});
      },
    });
    transfer.receiving = receiving;
    void receiving.ask();
    this.#needs.onChange(transfer);
    return receiving;
  }

  #mayOffer(key: Uint8Array, { isText }: Offer): boolean {
    const open = this.all().filter((transfer) => transfer.end === null && isKey(transfer, key));
    const asking = open.filter(({ receiving }) => ['asking', 'listing'].includes(receiving?.state.name ?? ''));
    const isTooMuch = asking.length >= MOST_OFFERS || this.unfinishedOf(key).length >= MOST_UNFINISHED;
    return !isTooMuch && this.#offersOf.take(hex(key)) && (!isText || this.#textsOf.take(hex(key)));
  }

  #keep(
    { key, name, via, isPlain = false }: Offering,
    offer: Offer,
    { folder, from, receiver }: Taking,
  ): IncomingTransfer {
    const id = hex(offer.id);
    const transfer = new IncomingTransfer({
      id,
      key,
      deviceName: name,
      folder: offer.isText ? this.#needs.texts.folderFor(deviceIdOf(key), id) : folder,
      from,
      receiver,
      via,
      isPlain,
      offer,
      startedAt: this.#needs.clock.now(),
    });
    this.#transfers.set(id, transfer);
    return transfer;
  }

  detachAll(link: Link): void {
    for (const transfer of this.all()) {
      if (transfer.linked?.link !== link) continue;
      transfer.linked.detach();
      if (transfer.outlet !== null) this.#away.lost(transfer, () => this.#isLate(transfer));
    }
  }

  #isLate(transfer: IncomingTransfer): void {
    const { receiving, deviceName: name } = transfer;
    if (receiving?.link === null) this.#giveUp(transfer, errorInfo('transfer.stream_away', { name }));
  }

  #giveUp(transfer: IncomingTransfer, why = errorInfo('transfer.output_closed', {})): void {
    if (transfer.end === null) void this.discard(transfer, why).catch(() => undefined);
  }

  /** Stopped here or by a former run: from now on it is asked for again. */
  resume(transfer: IncomingTransfer): void {
    transfer.isStopped = false;
    transfer.isStoppedByPerson = false;
    if (transfer.row?.isPaused) void this.#keepPaused(transfer, false).catch(() => undefined);
    transfer.receiving ??= this.#receiving(transfer);
    this.#needs.onChange(transfer);
  }

  /** By its person: for good, or until the program is started anew. */
  async stop(transfer: IncomingTransfer, isForNow: boolean): Promise<void> {
    transfer.isStopped = true;
    transfer.isStoppedByPerson = true;
    const { receiving } = transfer;
    transfer.keptBytes = Math.max(receiving?.bytes ?? 0, transfer.keptBytes);
    transfer.receiving = null;
    if (receiving !== null) transfer.lastRound = roundOf(receiving.state);
    transfer.stopping = Promise.allSettled([transfer.stopping, receiving?.stop()]);
    await transfer.stopping;
    this.#needs.onChange(transfer);
    if (!isForNow && transfer.isStoppedByPerson) await this.#keepPaused(transfer, true);
  }

  async #keepPaused(transfer: IncomingTransfer, isPaused: boolean): Promise<void> {
    if (transfer.row === null) return;
    transfer.row = { ...transfer.row, isPaused };
    await this.#needs.rows.change(transfer.id, { isPaused });
  }

  /** Throws what its person is told where it can't be taken so: then the offer still waits. */
  async answer(transfer: IncomingTransfer, answer: OfferAnswer): Promise<void> {
    const { receiving } = transfer;
    if (!transfer.isAsking || receiving === null) throw ferryError('transfer.not_now', {});
    const { outlet } = answer;
    if (outlet !== null && !transfer.isOneFile)
      throw ferryError('transfer.not_one_file', { name: transfer.deviceName });
    // One answer at a time.
    transfer.isAsking = false;
    if (answer.isAccepted) {
      try {
        await this.#choose(transfer, receiving.list, answer);
      } catch (error) {
        transfer.isAsking = receiving.state.name === 'asking';
        throw error;
      }
    }
    if (answer.isAccepted) receiving.accept();
    else receiving.decline(answer.isUnable ? (transfer.unable ?? FOLDER_TROUBLE) : null);
  }

  /** What its sender hears, should nobody find another way to take it. */
  couldNotTake(id: string, error: unknown): void {
    const transfer = this.find(id);
    if (transfer !== null) transfer.unable = refusalOf(error, transfer.offer.bytes);
  }

  async #choose(transfer: IncomingTransfer, list: OfferList, { only, into, outlet }: OfferAnswer): Promise<void> {
    if (outlet !== null) return this.#handOn(transfer, outlet);
    // It has one place, and no parts.
    if (transfer.offer.isText) return;
    // The offer may be taken back meanwhile.
    const pages = [...list.pages];
    const chosen = only === null ? null : await chosenOf(pages, only, transfer.offer);
    const folder = into ?? transfer.folder;
    if (chosen !== null || into !== null || transfer.isTight) {
      const { choice = null, amount = transfer.offer } = chosen ?? {};
      await this.#space.mustHold(transfer, { folder, choice, amount, pages });
    }
    if (chosen !== null) {
      const { names, kind, hasActiveTypes } = await takenOf(pages, chosen.choice);
      transfer.offer = { ...transfer.offer, names };
      transfer.kind = kind;
      transfer.hasActiveTypes = hasActiveTypes;
    }
    transfer.folder = folder;
    transfer.choice = chosen?.choice ?? null;
    transfer.chosen = chosen?.amount ?? null;
  }

  /** Who was to answer has gone: where nobody else receives, that is a no. */
  handOver(transfer: IncomingTransfer, taking: Taking | null): void {
    const { receiving, isAsking, end, offer } = transfer;
    const isAnswered = transfer.isAccepted || (receiving?.state.name === 'asking' && !isAsking);
    if (receiving === null || isAnswered || end !== null) return;
    if (taking === null) {
      transfer.isAsking = false;
      receiving.decline(null);
      return;
    }
    transfer.receiver = taking.receiver;
    if (!offer.isText && transfer.folder !== taking.folder) {
      transfer.folder = taking.folder;
      // Nobody has looked whether it has room there.
      transfer.isTight = true;
    }
    this.#needs.onChange(transfer);
  }

  /** Its list alone lies here, in a place of its own. */
  #handOn(transfer: IncomingTransfer, outlet: ContentOutlet): void {
    transfer.outlet = outlet;
    transfer.folder = this.#needs.texts.folderFor(deviceIdOf(transfer.key), transfer.id);
    void outlet.gone.then(() => this.#giveUp(transfer));
  }

  /** What an offer that waits consists of. */
  async itemsOf({ receiving, folder }: IncomingTransfer): Promise<OfferedItems> {
    const { items, isWhole } = await offeredItems([...(receiving?.list.pages ?? [])]);
    return { items, isWhole, disk: await diskOf(folder) };
  }

  /** Or answered this moment: it has no place yet. */
  isUnanswered({ row, receiving }: IncomingTransfer): boolean {
    return row === null || receiving?.state.name === 'asking' || receiving?.state.name === 'beginning';
  }

  /** `why`, where its person has done something else that ends it. */
  async discard(transfer: IncomingTransfer, why: ErrorInfo | null = null): Promise<void> {
    transfer.trouble = why;
    // Let go on meanwhile, perhaps.
    const isIdle = transfer.receiving === null && (await this.#endIdle(transfer, { kind: 'canceledHere' }));
    if (!isIdle) transfer.receiving?.cancel();
  }

  /** For want of room, without being asked. */
  async #drop(transfer: IncomingTransfer): Promise<void> {
    if (await this.#endIdle(transfer, { kind: 'canceledHere' })) this.#needs.onDropped(transfer);
  }

  /** Its device has given it up, while nobody here works on it. */
  async endedThere(transfer: IncomingTransfer, by: 'cancel' | 'gone'): Promise<void> {
    await this.#endIdle(transfer, { kind: by === 'cancel' ? 'canceledThere' : 'gone' });
  }

  /** False where somebody works on it, or it is over already. */
  async #endIdle(transfer: IncomingTransfer, end: ReceiveEnd): Promise<boolean> {
    // What is handed on lies nowhere here, and whoever reads it may have stopped to.
    if (transfer.outlet === null) await transfer.stopping;
    if (transfer.receiving !== null || transfer.end !== null) return false;
    await this.#end(transfer, end);
    return true;
  }

  async stopAll(): Promise<void> {
    const stop = (each: IncomingTransfer): Promise<unknown> => {
      if (each.outlet === null) return Promise.all([each.stopping, each.receiving?.stop()]);
      this.#giveUp(each);
      // Kept among what is over, before that is closed.
      return each.over.promise;
    };
    await Promise.all(this.all().map(stop));
  }

  #receiving(transfer: IncomingTransfer): Receiving {
    const shared = this.#sharedBy(transfer);
    // Of those before it: its own end comes behind all that it opens.
    const { stopping } = transfer;
    return new Receiving({
      ...shared,
      id: Buffer.from(transfer.id, 'hex'),
      windowBytes: () => windowBytes(this.#moving, shared.limit),
      isAccepted: transfer.row !== null,
      lastRound: transfer.lastRound,
      leftOut: () => transfer.leftOut,
      reopen: () => this.#places.reopen(transfer, stopping),
      outlet: () => transfer.outlet,
      giveUp: (isLost) =>
        this.#giveUp(transfer, errorInfo(isLost ? 'transfer.stream_lost' : 'transfer.output_closed', {})),
      obstacle: (incoming) => this.#space.obstacle(transfer, incoming),
    });
  }

  /** What is done for it, whatever brings it, asks and says. */
  #sharedBy(transfer: IncomingTransfer) {
    const { clock, log, limitOf } = this.#needs;
    const onChange = (): void => {
      if (!transfer.isRemembered) this.#needs.onChange(transfer);
    };
    return {
      clock,
      log,
      onChange,
      offer: transfer.offer,
      listRoom: this.#listRooms.of(hex(transfer.key)),
      limit: limitOf(transfer.id),
      objectionTo: (list: OfferList) => this.#space.objection(transfer, list),
      onAsked: ({ names, kind, hasActiveTypes }: OfferList): void => {
        transfer.isAsking = true;
        transfer.wasAsked = true;
        transfer.offer = { ...transfer.offer, names };
        transfer.kind = kind;
        transfer.hasActiveTypes = hasActiveTypes;
        onChange();
      },
      begin: (list: OfferList): Promise<Incoming> => {
        transfer.isAsking = false;
        return this.#places.begin(transfer, list).catch((error: unknown) => {
          transfer.trouble = folderTrouble(transfer.folder, error);
          throw error;
        });
      },
      onOutcomes: (outcomes: readonly Outcome[]): void => {
        transfer.fileStates ??= new FileStates(transfer.offer.entries);
        for (const outcome of outcomes) transfer.fileStates.note(outcome);
      },
      finish: (incoming: Incoming): Promise<void> => this.#finish(transfer, incoming),
      onEnded: (end: ReceiveEnd): Promise<void> => this.#end(transfer, end),
    };
  }

  async #finish(transfer: IncomingTransfer, incoming: Incoming): Promise<void> {
    try {
      if (await this.#places.finish(transfer, incoming)) return;
    } catch (error) {
      transfer.isRemembered = false;
      throw error;
    }
    transfer.isUnreadable = true;
    transfer.receiving?.cancel();
  }

  get #moving(): number {
    return this.all().filter(({ receiving }) => receiving?.state.name === 'receiving').length;
  }

  /** What has ended is shown for a while, and then no more. */
  forget(transfer: IncomingTransfer): boolean {
    return this.#transfers.get(transfer.id) === transfer && this.#transfers.delete(transfer.id);
  }

  async #end(transfer: IncomingTransfer, ended: ReceiveEnd): Promise<void> {
    if (transfer.end !== null) return;
    const end: ReceiveEnd = transfer.isUnreadable ? NOT_UNDERSTOOD : ended;
    transfer.end = end;
    transfer.endedAt = this.#needs.clock.now();
    transfer.outlet?.close();
    // It was offered anew on another connection, and goes on there.
    if (this.find(transfer.id) !== transfer) return;
    transfer.isAsking = false;
    if (end.kind === 'refused' && end.refusal.verdict === 'diskFull')
      transfer.trouble = errorInfo('transfer.disk_full', end.refusal.numbers);
    try {
      if (end.kind !== 'done') await this.#places.clear(transfer);
      if (transfer.isForOutput) await this.#needs.texts.remove(transfer.id);
    } catch (error) {
      this.#needs.log('warn', 'transfer.not_tidied', { cause: String(error) });
    }
    this.#needs.onEnded(transfer);
    transfer.over.resolve();
  }
}

/** What was handed on to a command, or came from a guest, ended with the program. */
const isOfOneRun = ({ isForOutput, via }: IncomingRow): boolean => isForOutput === true || via !== undefined;

const NOT_UNDERSTOOD = { kind: 'refused', refusal: { verdict: 'notUnderstood' } } as const;

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const isKey = (transfer: IncomingTransfer, key: Uint8Array): boolean => Buffer.compare(transfer.key, key) === 0;
