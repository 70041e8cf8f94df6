// What this device receives: offers that wait for an answer, transfers under way, and those that a former run left.
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { ErrorInfo } from '../../contract/errors.ts';
import { errorInfo } from '../../contract/errors.ts';
import type { Target, TransferId } from '../../contract/transfers.ts';
import { room, volumeBytes } from '../disk/free-space.ts';
import { openReceiveRoot, type ReceiveRoot } from '../disk/receive-root.ts';
import { errnoOf, FerryError, ferryError } from '../errors.ts';
import type { Clock, Log } from '../ports.ts';
import { Incoming } from '../transfer/incoming.ts';
import { type IncomingRow, KEPT_MS, type Kept } from '../transfer/kept-transfers.ts';
import { bytesThere, bytesToCome } from '../transfer/look-ahead.ts';
import { isManifest } from '../transfer/manifest-file.ts';
import { ListRoom, type Offer, type OfferList } from '../transfer/offer-list.ts';
import { Staging } from '../transfer/staging.ts';
import { beyondQuota, quotaOf } from '../transfer/staging-quota.ts';
import type { TransferMessage } from '../wire/transfer-messages.ts';
import type { Link } from './link.ts';
import type { Obstacle } from './obstacle.ts';
import { Pace } from './pace.ts';
import { type ReceiveEnd, type Refusal, roundOf } from './receive-machine.ts';
import { Receiving } from './receiving.ts';

/** Offers that wait for their person, from one device. */
const MOST_OFFERS = 8;
/** Accepted, of one device. */
const MOST_UNFINISHED = 64;
const MIB = 1024 * 1024;
/** Of one transfer; of all together; and what any has, so that each record finds room and the next is on its way. */
const MOST_WINDOW_BYTES = 16 * MIB;
const WINDOWS_BYTES = 32 * MIB;
const LEAST_WINDOW_BYTES = 2.5 * MIB;
/** Of those that are done: a sender that didn't hear so asks soon. */
const MOST_DONE = 100;
/** With so much room a paused transfer goes on, also where it won't be enough. */
const ENOUGH_BYTES = 256 * 1024 * 1024;

export class IncomingTransfer {
  readonly id: TransferId;
  readonly key: Uint8Array;
  readonly deviceName: string;
  readonly folder: string;
  /** Where its device waits, if this one has to call it. */
  readonly from: Target | null;
  offer: Offer;
  readonly startedAt: number;
  readonly pace = new Pace();
  row: IncomingRow | null = null;
  receiving: Receiving | null = null;
  isStopped = false;
  /** In this run. */
  isStoppedByPerson = false;
  /** The round that it had come to when it was stopped. */
  lastRound = 0;
  isAsking = false;
  /** So often its device is called once more after the end, to hear of it. */
  callsLeft = 5;
  end: ReceiveEnd | null = null;
  trouble: ErrorInfo | null = null;
  /** Of what is here while nobody works on it. */
  keptBytes = 0;

  constructor(
    made: { readonly id: string } & Pick<
      IncomingTransfer,
      'key' | 'deviceName' | 'folder' | 'from' | 'offer' | 'startedAt'
    >,
  ) {
    // Sixteen bytes in hexadecimal: as it came on the wire, or checked by the row's schema.
    this.id = made.id as TransferId;
    this.key = made.key;
    this.deviceName = made.deviceName;
    this.folder = made.folder;
    this.from = made.from;
    this.offer = made.offer;
    this.startedAt = made.startedAt;
  }
}

export interface IncomingNeeds {
  readonly rows: Kept<IncomingRow>;
  /** Of the data folder: nothing is received into it. */
  readonly apart: readonly string[];
  readonly clock: Clock;
  readonly log: Log;
  readonly onChange: (transfer: IncomingTransfer) => void;
  readonly onEnded: (transfer: IncomingTransfer) => void;
  /** Given up for want of room, without being asked. */
  readonly onDropped: (transfer: IncomingTransfer) => void;
}

/** Where an offer may go, and from where it was fetched. */
export interface Taking {
  readonly folder: string;
  readonly from: Target | null;
}

export class IncomingTransfers {
  readonly #needs: IncomingNeeds;
  readonly #transfers = new Map<string, IncomingTransfer>();
  readonly #listRooms = new Map<string, ListRoom>();

  constructor(needs: IncomingNeeds) {
    this.#needs = needs;
    for (const row of needs.rows.all()) {
      if (row.done !== null) continue;
      const transfer = new IncomingTransfer({
        id: row.id,
        key: Buffer.from(row.key, 'hex'),
        deviceName: row.deviceName ?? '',
        folder: row.folder,
        from: row.from,
        offer: offerOf(row),
        startedAt: row.startedAt,
      });
      transfer.row = row;
      transfer.isStopped = true;
      transfer.keptBytes = new Staging(row.folder, row.id).contentBytes();
      this.#transfers.set(row.id, transfer);
    }
  }

  /** What is too old to go on, and what a power cut kept from being tidied. */
  async tidy(): Promise<void> {
    const { rows, clock } = this.#needs;
    const now = clock.now();
    for (const row of rows.all()) {
      const isOld = now - (row.done?.at ?? row.startedAt) > KEPT_MS;
      if (row.done !== null || isOld) removeStaging(row);
      if (!isOld) continue;
      this.#transfers.delete(row.id);
      await rows.drop(({ id }) => id === row.id);
    }
  }

  all(): readonly IncomingTransfer[] {
    return [...this.#transfers.values()];
  }

  find(id: string): IncomingTransfer | null {
    return this.#transfers.get(id) ?? null;
  }

  /** Of this device, for which it would have to be asked. */
  unfinishedOf(key: Uint8Array): readonly IncomingTransfer[] {
    return this.all().filter((transfer) => transfer.end === null && transfer.row !== null && isKey(transfer, key));
  }

  /** A run that was killed right after the answer may not have kept the list: then it is an offer like any other. */
  async dropListless(id: string): Promise<void> {
    const transfer = this.find(id);
    if (transfer?.row == null || transfer.end !== null || transfer.receiving?.incoming != null) return;
    // Where the folder is away, the list may come back with it.
    const root = await openReceiveRoot(transfer.folder, { apart: this.#needs.apart }).catch(() => null);
    if (root === null || (await isManifest(new Staging(root.path, id).manifest, transfer.offer.digest))) return;
    this.#transfers.delete(id);
    removeStaging(transfer.row);
    await this.#needs.rows.drop((row) => row.id === id);
  }

  /** What a device that offers something is answered; null: nothing further, the transfer speaks for itself. */
  offered(link: Link, offer: Offer, taking: Taking | null): TransferMessage | null {
    const id = Buffer.from(offer.id).toString('hex');
    const row = this.#needs.rows.find(id);
    const isSame = row !== null && row.key === hex(link.channel.remoteKey) && row.digest === hex(offer.digest);
    // It didn't hear that all of it is here.
    if (isSame && row.done !== null) return { kind: 'result', id: offer.id, ...countsOf(row.done) };
    const known = this.find(id);
    if (known !== null && !isKey(known, link.channel.remoteKey)) return notReceiving(offer);
    // Only an offer whose device was lost before anybody answered may come again.
    if (isRefusedHere(known?.end ?? null)) return { kind: 'cancel', id: offer.id, reason: 'byPerson' };
    if (known !== null && known.end === null && (known.row !== null || known.receiving?.link === link)) {
      if (!isSame) return notReceiving(offer);
      // Left by a former run, it goes on wherever something may be received at all.
      const isStopped = known.isStopped && (known.isStoppedByPerson || taking === null);
      if (isStopped) return { ...notNow, id: offer.id };
      known.isStopped = false;
      known.receiving ??= this.#receiving(known);
      known.receiving.offered(link, offer.run);
      return null;
    }
    const open = this.all().filter(({ receiving, end }) => end === null && receiving?.link === link);
    const asking = open.filter(
      ({ receiving }) => receiving?.state.name === 'asking' || receiving?.state.name === 'listing',
    );
    const isTooMuch =
      asking.length >= MOST_OFFERS || this.unfinishedOf(link.channel.remoteKey).length >= MOST_UNFINISHED;
    if (taking === null || row !== null || isTooMuch) return notReceiving(offer);
    const transfer = new IncomingTransfer({
      id,
      key: link.channel.remoteKey,
      deviceName: link.hello.name,
      folder: taking.folder,
      from: taking.from,
      offer,
      startedAt: this.#needs.clock.now(),
    });
    this.#transfers.set(id, transfer);
    // Of a connection that was lost, though nobody has noticed yet.
    known?.receiving?.detach();
    transfer.receiving = this.#receiving(transfer);
    transfer.receiving.offered(link, offer.run);
    this.#needs.onChange(transfer);
    return null;
  }

  detachAll(link: Link): void {
    for (const { receiving } of this.all()) if (receiving?.link === link) receiving.detach();
  }

  /** Stopped here or by a former run: from now on it is asked for again. */
  resume(transfer: IncomingTransfer): void {
    transfer.isStopped = false;
    transfer.isStoppedByPerson = false;
    transfer.receiving ??= this.#receiving(transfer);
    this.#needs.onChange(transfer);
  }

  async stop(transfer: IncomingTransfer): Promise<void> {
    transfer.isStopped = true;
    transfer.isStoppedByPerson = true;
    const { receiving } = transfer;
    transfer.keptBytes = receiving?.bytes ?? transfer.keptBytes;
    transfer.receiving = null;
    if (receiving !== null) transfer.lastRound = roundOf(receiving.state);
    await receiving?.stop();
    this.#needs.onChange(transfer);
  }

  isUnanswered({ row, receiving }: IncomingTransfer): boolean {
    return row === null || receiving?.state.name === 'asking';
  }

  async discard(transfer: IncomingTransfer): Promise<void> {
    if (transfer.receiving !== null) return transfer.receiving.cancel();
    await this.#end(transfer, { kind: 'canceledHere' });
  }

  async stopAll(): Promise<void> {
    await Promise.all(this.all().map(({ receiving }) => receiving?.stop()));
  }

  #receiving(transfer: IncomingTransfer): Receiving {
    const { clock, log, onChange } = this.#needs;
    return new Receiving({
      id: Buffer.from(transfer.id, 'hex'),
      offer: transfer.offer,
      listRoom: this.#listRoomOf(transfer.key),
      windowBytes: () => this.#windowBytes(),
      isAccepted: transfer.row !== null,
      lastRound: transfer.lastRound,
      objectionTo: (list) => this.#objection(transfer, list),
      begin: (list) =>
        this.#begin(transfer, list).catch((error: unknown) => {
          transfer.trouble = folderTrouble(transfer.folder, error);
          throw error;
        }),
      reopen: () => this.#reopen(transfer),
      finish: (incoming) => this.#finish(transfer, incoming),
      obstacle: (incoming) => this.#obstacle(transfer, incoming),
      clock,
      log,
      onChange: () => onChange(transfer),
      onAsked: ({ names }) => {
        transfer.isAsking = true;
        transfer.offer = { ...transfer.offer, names };
        onChange(transfer);
      },
      onEnded: (end) => void this.#end(transfer, end),
    });
  }

  /** No device takes the room of another's lists. */
  #listRoomOf(key: Uint8Array): ListRoom {
    const room = this.#listRooms.get(hex(key)) ?? new ListRoom();
    this.#listRooms.set(hex(key), room);
    return room;
  }

  /** What waits for the disk costs memory, however many transfers it is of. */
  #windowBytes(): number {
    const moving = this.all().filter(({ receiving }) => receiving?.state.name === 'receiving').length;
    return Math.max(LEAST_WINDOW_BYTES, Math.min(MOST_WINDOW_BYTES, Math.floor(WINDOWS_BYTES / Math.max(1, moving))));
  }

  /** Refused before its person is asked: nobody should say yes to what can't be. */
  async #objection(transfer: IncomingTransfer, list: OfferList): Promise<Refusal | null> {
    try {
      const root = await openReceiveRoot(transfer.folder, { apart: this.#needs.apart });
      const free = await this.#roomFor(transfer, root);
      if (transfer.offer.bytes <= free) return null;
      const needed = transfer.offer.bytes - (await bytesThere(root, list.pages));
      return needed <= free ? null : { verdict: 'diskFull', numbers: { neededBytes: needed, freeBytes: free } };
    } catch (error) {
      transfer.trouble = folderTrouble(transfer.folder, error);
      return { verdict: 'folderTrouble' };
    }
  }

  /** Without what others that were accepted still need of the same volume. */
  async #roomFor(transfer: IncomingTransfer, { path, dev }: ReceiveRoot): Promise<number> {
    const promised = this.all().flatMap((other) => {
      const { receiving, offer } = other;
      const isMoving = receiving?.state.name === 'receiving' || receiving?.state.name === 'finishing';
      const isOnIt = isMoving && receiving.incoming?.root.dev === dev;
      return isOnIt && other !== transfer ? [offer.bytes - receiving.bytes] : [];
    });
    const free = await room(path);
    return promised.reduce((left, bytes) => Math.max(0, left - Math.max(0, bytes)), free);
  }

  /** What is in the way of what is still to come; null where nothing is. */
  async #obstacle(transfer: IncomingTransfer, incoming: Incoming | null): Promise<Obstacle | null> {
    const none = { neededBytes: 0, freeBytes: 0 };
    try {
      const root = await openReceiveRoot(transfer.folder, { apart: this.#needs.apart });
      // What lies under this path may be where a disk was, and isn't.
      if (!existsSync(new Staging(root.path, transfer.id).manifest)) return { reason: 'folderGone', numbers: none };
      if (incoming === null) return null;
      const freeBytes = await this.#roomFor(transfer, root);
      if (freeBytes >= Math.min(transfer.offer.bytes - incoming.journal.counts.bytes, ENOUGH_BYTES)) return null;
      const neededBytes = await bytesToCome(incoming);
      return freeBytes >= Math.min(neededBytes, ENOUGH_BYTES)
        ? null
        : { reason: 'diskFull', numbers: { neededBytes, freeBytes } };
    } catch (error) {
      const isUnwritable = error instanceof FerryError && error.info.code === 'transfer.folder_unwritable';
      return { reason: isUnwritable ? 'folderUnwritable' : 'folderGone', numbers: none };
    }
  }

  /** Makes room among what nobody goes on with. */
  async #keepQuota(root: ReceiveRoot): Promise<void> {
    const left = this.all().filter(({ receiving, row, end }) => row !== null && receiving === null && end === null);
    const staged = left.map(({ id, folder, startedAt }) => ({
      id,
      bytes: new Staging(folder, id).bytes(),
      at: startedAt,
    }));
    for (const { id } of beyondQuota(staged, quotaOf(await volumeBytes(root.path)))) {
      const transfer = this.find(id);
      if (transfer === null) continue;
      await this.#end(transfer, { kind: 'canceledHere' });
      this.#needs.onDropped(transfer);
    }
  }

  async #begin(transfer: IncomingTransfer, list: OfferList): Promise<Incoming> {
    transfer.isAsking = false;
    const root = await openReceiveRoot(transfer.folder, { apart: this.#needs.apart });
    await this.#keepQuota(root);
    // First the row, so that what lies in the folder from then on is known.
    transfer.row = rowOf(transfer, root.path);
    await this.#needs.rows.put(transfer.row);
    const incoming = await Incoming.begin(root, transfer.id, list.pages, transfer.offer.entries);
    // Canceled while it was made.
    if (transfer.end !== null) await this.#needs.rows.drop(({ id }) => id === transfer.id);
    return incoming;
  }

  async #reopen(transfer: IncomingTransfer): Promise<Incoming> {
    const root = await openReceiveRoot(transfer.folder, { apart: this.#needs.apart });
    const { digest, entries } = transfer.offer;
    const incoming = await Incoming.load(root, transfer.id, digest, entries);
    if (incoming === null) throw ferryError('transfer.folder_gone', { folder: root.name });
    return incoming;
  }

  async #finish(transfer: IncomingTransfer, incoming: Incoming): Promise<void> {
    await incoming.setFolderTimes();
    const { files, skipped, alreadyThere } = incoming.journal.counts;
    const done = this.#needs.rows.all().filter((row) => row.done !== null);
    const old = new Set(done.slice(0, Math.max(0, done.length - MOST_DONE)).map(({ id }) => id));
    await this.#needs.rows.drop(({ id }) => old.has(id));
    await this.#needs.rows.change(transfer.id, {
      done: { at: this.#needs.clock.now(), files, skipped, alreadyThere },
    });
    incoming.remove();
  }

  /** What has ended is shown for a while, and then no more. */
  forget(transfer: IncomingTransfer): boolean {
    return this.#transfers.get(transfer.id) === transfer && this.#transfers.delete(transfer.id);
  }

  async #end(transfer: IncomingTransfer, end: ReceiveEnd): Promise<void> {
    transfer.end = end;
    // It was offered anew on another connection, and goes on there.
    if (this.find(transfer.id) !== transfer) return;
    transfer.isAsking = false;
    if (end.kind === 'refused' && end.refusal.verdict === 'diskFull')
      transfer.trouble = errorInfo('transfer.disk_full', end.refusal.numbers);
    try {
      if (end.kind !== 'done' && transfer.row !== null) {
        const { row } = transfer;
        const incoming = transfer.receiving?.incoming ?? null;
        if (incoming === null) removeStaging(row);
        else incoming.remove();
        await this.#needs.rows.drop(({ id }) => id === row.id);
      }
    } catch (error) {
      this.#needs.log('warn', 'transfer.not_tidied', { cause: String(error) });
    }
    this.#needs.onEnded(transfer);
  }
}

const folderTrouble = (folder: string, error: unknown): ErrorInfo =>
  error instanceof FerryError
    ? error.info
    : errorInfo('transfer.folder_unwritable', { folder: basename(folder), reason: errnoOf(error) });

const removeStaging = ({ folder, id }: IncomingRow): void => new Staging(folder, id).remove();

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const REFUSED_HERE: ReadonlySet<ReceiveEnd['kind']> = new Set(['declined', 'canceledHere', 'canceledThere', 'refused']);
const isRefusedHere = (end: ReceiveEnd | null): boolean => end !== null && REFUSED_HERE.has(end.kind);
const isKey = (transfer: IncomingTransfer, key: Uint8Array): boolean => Buffer.compare(transfer.key, key) === 0;
const countsOf = ({ files, skipped, alreadyThere }: NonNullable<IncomingRow['done']>) => ({
  files,
  skipped,
  alreadyThere,
});
const notNow = { kind: 'hold', reason: 'stoppedByPerson', neededBytes: 0, freeBytes: 0 } as const;
const notReceiving = ({ id }: Offer): TransferMessage => ({
  kind: 'answer',
  id,
  verdict: 'notReceiving',
  round: 0,
  neededBytes: 0,
  freeBytes: 0,
});

const rowOf = (transfer: IncomingTransfer, folder: string): IncomingRow => {
  const { id, key, deviceName, from, offer, startedAt } = transfer;
  const { files, folders, bytes, entries, names, digest } = offer;
  return {
    id,
    key: hex(key),
    deviceName,
    folder,
    from,
    digest: hex(digest),
    files,
    folders,
    bytes,
    entries,
    names: [...names],
    startedAt,
    done: null,
  };
};

const offerOf = ({ id, digest, names, files, folders, bytes, entries }: IncomingRow): Offer => ({
  kind: 'offer',
  id: Buffer.from(id, 'hex'),
  run: new Uint8Array(8),
  digest: Buffer.from(digest, 'hex'),
  names,
  files,
  folders,
  bytes,
  entries,
  skipped: 0,
});
