// What this device sends: makes the plan, keeps it for as long as it may go on, and gives it to whichever connection leads
// to its device.
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ErrorInfo } from '../../contract/errors.ts';
import { errorInfo } from '../../contract/errors.ts';
import type { Target } from '../../contract/transfers.ts';
import type { Via } from '../../contract/vias.ts';
import { makeFolder } from '../disk/own-file.ts';
import { errnoOf, ferryError } from '../errors.ts';
import type { Clock, Log } from '../ports.ts';
import { FileStates } from '../transfer/file-states.ts';
import { guestListOf, withoutEmptyFolders } from '../transfer/guest-list.ts';
import { KEPT_MS, type Kept, type OutgoingRow } from '../transfer/kept-transfers.ts';
import { isManifest } from '../transfer/manifest-file.ts';
import type { MakeThumbnail } from '../transfer/offer-thumbs.ts';
import { OwnData } from '../transfer/own-data.ts';
import type { SendLimit } from '../transfer/paced-records.ts';
import { makePlan, type Plan, planOfStream, type Root } from '../transfer/plan.ts';
import { GuestSending } from './guest-sending.ts';
import type { NearGuest } from './guest-way.ts';
import type { Link } from './link.ts';
import { type Asked, OutgoingTransfer } from './outgoing-transfer.ts';
import type { SendEnd } from './send-machine.ts';
import { Sending } from './sending.ts';
import { StreamAway } from './stream-away.ts';

/** How far it is: for showing, after a run that was killed. */
const KEEP_EVERY_MS = 2000;

export interface OutgoingNeeds {
  readonly rows: Kept<OutgoingRow>;
  /** Where the lists are kept. */
  readonly folder: string;
  /** Of which nothing is sent but texts. */
  readonly dataDir: string;
  readonly run: Uint8Array;
  /** What the transfer of this id has to keep to. */
  readonly limitOf: (id: string) => SendLimit;
  readonly thumbnailsFor: (key: Uint8Array) => MakeThumbnail | null;
  readonly random: (byteCount: number) => Uint8Array;
  readonly clock: Clock;
  readonly log: Log;
  readonly onChange: (transfer: OutgoingTransfer) => void;
  readonly onEnded: (transfer: OutgoingTransfer) => void;
  readonly troubleOf: (error: unknown) => ErrorInfo;
}

export class Outgoing {
  readonly #needs: OutgoingNeeds;
  readonly #transfers = new Map<string, OutgoingTransfer>();
  readonly #away: StreamAway;

  constructor(needs: OutgoingNeeds) {
    this.#needs = needs;
    this.#away = new StreamAway(needs.clock);
    for (const row of needs.rows.all()) this.#transfers.set(row.id, OutgoingTransfer.of(row));
  }

  /** What is too old to go on, what nobody ever came for, and lists that belong to nothing. */
  async tidy(): Promise<void> {
    const { rows, folder, clock } = this.#needs;
    // A queued one waits for as long as it takes.
    const isOver = ({ key, startedAt, isQueued = false }: OutgoingRow): boolean =>
      key === null || (!isQueued && clock.now() - startedAt > KEPT_MS);
    for (const { id } of rows.all().filter(isOver)) this.#transfers.delete(id);
    await rows.drop(isOver);
    for (const name of namesIn(folder)) if (rows.find(name.replace(/\.list$/, '')) === null) rmSync(join(folder, name));
  }

  all(): readonly OutgoingTransfer[] {
    return [...this.#transfers.values()];
  }

  find(id: string): OutgoingTransfer | null {
    return this.#transfers.get(id) ?? null;
  }

  /** Those of the same files that a device has taken a part of or is waited for, and that nobody works on. */
  unfinishedOf(roots: readonly Root[]): readonly OutgoingTransfer[] {
    return this.all().filter(
      ({ row, key, end, isStopped, isQueued }) =>
        end === null && (isStopped || isQueued) && key !== null && isSame(row?.roots, roots),
    );
  }

  /** What goes out as soon as this device appears. */
  queuedFor(key: Uint8Array): readonly OutgoingTransfer[] {
    return this.all().filter(
      (each) => each.isQueued && !each.isStopped && each.end === null && each.key !== null && isEqual(each.key, key),
    );
  }

  /** What this device has come for before, by a code, and isn't being sent now. */
  waitingFor(key: Uint8Array): OutgoingTransfer | null {
    const isWaiting = ({ to, end, sending }: OutgoingTransfer): boolean =>
      to === null && end === null && sending?.link === null;
    return (
      this.all().find((each) => isWaiting(each) && each.key !== null && Buffer.compare(each.key, key) === 0) ?? null
    );
  }

  /** Its device was found there this time. */
  async readdress(transfer: OutgoingTransfer, to: Target): Promise<void> {
    await this.#change(transfer, { to });
  }

  begin(asked: Asked, id: string = Buffer.from(this.#needs.random(16)).toString('hex')): OutgoingTransfer {
    const transfer = new OutgoingTransfer(id, asked, this.#needs.clock.now());
    this.#transfers.set(transfer.id, transfer);
    return transfer;
  }

  /** Lists what is to be sent, or takes the list of a former run: what was accepted is what goes on. */
  async prepare(transfer: OutgoingTransfer): Promise<void> {
    transfer.isStopped = false;
    transfer.isStoppedForNow = false;
    await makeFolder(this.#needs.folder);
    const { row } = transfer;
    if (row === null) {
      await this.#list(transfer);
      const isPaused = (): boolean => transfer.isStopped && !transfer.isStoppedForNow;
      if (isPaused()) await this.#change(transfer, { isPaused: true });
    } else {
      // Without its list nobody could go on with it.
      if (!row.isQueued && !(await isManifest(this.#manifestOf(transfer), Buffer.from(row.digest, 'hex')))) {
        await this.#forget(transfer);
        throw ferryError('transfer.unknown', {});
      }
      if (row.isPaused) await this.#change(transfer, { isPaused: false });
    }
    // Its person has changed their mind meanwhile.
    if (transfer.end !== null) return this.#forget(transfer);
    if (!transfer.isStopped && !transfer.isQueued) this.#goOut(transfer);
    this.#needs.onChange(transfer);
  }

  /** Its device is there. Where it has waited for that, what there is by now is listed: the old list may be days old. */
  async leaveQueue(transfer: OutgoingTransfer): Promise<void> {
    if (!transfer.isQueued || transfer.isGoingOut) return;
    transfer.isGoingOut = true;
    try {
      if (transfer.hasWaited) await this.#list(transfer);
      if (transfer.end !== null) return await this.#forget(transfer);
      if (transfer.isStopped) return;
      await this.#change(transfer, { isQueued: false, startedAt: this.#needs.clock.now() });
    } finally {
      transfer.isGoingOut = false;
    }
    if (transfer.isStopped || transfer.end !== null) return;
    this.#goOut(transfer);
    this.#needs.onChange(transfer);
  }

  /** Its device is away: it goes on when that appears. */
  wait(transfer: OutgoingTransfer): void {
    transfer.hasWaited = true;
    transfer.isAwaited = true;
    this.#needs.onChange(transfer);
  }

  #goOut(transfer: OutgoingTransfer): void {
    const { row, asked } = transfer;
    if (row === null || transfer.sending !== null) return;
    if (asked.guest === null) transfer.sending = this.#sending(transfer, row);
    else this.#sendToGuest(transfer, row, asked.guest);
  }

  async #list(transfer: OutgoingTransfer): Promise<void> {
    const { asked } = transfer;
    const path = this.#manifestOf(transfer);
    const plan = await this.#planOf(asked, path);
    transfer.notes = plan.notes;
    transfer.row = { ...rowOf(transfer, plan), isQueued: asked.awaited !== null || transfer.isQueued };
    if (!transfer.isOfOneRun) await this.#needs.rows.put(transfer.row);
  }

  async #planOf({ roots, text, stream, guest }: Asked, path: string): Promise<Plan> {
    const { clock, dataDir } = this.#needs;
    if (stream !== null) return planOfStream(stream.name, clock.now(), path);
    const plan = await makePlan(roots, path, text === null ? new OwnData(dataDir) : null);
    return guest === null ? plan : withoutEmptyFolders(plan, await guestListOf(path));
  }

  async #change(transfer: OutgoingTransfer, change: Partial<OutgoingRow>): Promise<void> {
    if (transfer.row === null) return;
    transfer.row = { ...transfer.row, ...change };
    if (!transfer.isOfOneRun) await this.#needs.rows.change(transfer.id, change);
  }

  /** From now on this device and no other gets it. */
  async bind(transfer: OutgoingTransfer, key: Uint8Array, deviceName: string): Promise<void> {
    await this.#change(transfer, { key: Buffer.from(key).toString('hex'), deviceName });
    this.#needs.onChange(transfer);
  }

  /** All that goes to this device and has no connection, in the order in which it began. */
  attachAll(link: Link): void {
    for (const transfer of this.all()) {
      const { linked, key } = transfer;
      if (linked === null || linked.link !== null || transfer.end !== null || key === null) continue;
      if (Buffer.compare(key, link.channel.remoteKey) === 0) linked.attach(link);
    }
  }

  detachAll(link: Link): void {
    for (const transfer of this.all()) {
      if (transfer.linked?.link !== link) continue;
      transfer.hasWaited = true;
      transfer.linked.detach();
      this.#keepProgress(transfer);
      if (transfer.asked.stream !== null) this.#away.lost(transfer, () => this.#isLate(transfer));
    }
  }

  #isLate(transfer: OutgoingTransfer): void {
    const { sending, deviceName: name } = transfer;
    if (sending?.link === null) this.fail(transfer, errorInfo('transfer.stream_away', { name: name ?? '' }));
  }

  #keepProgress(transfer: OutgoingTransfer): void {
    const { row, sending } = transfer;
    // Before its device has said anything, what a former run has heard is still the best that is known.
    if (row === null || sending === null || sending.progress.bytes === 0 || transfer.end !== null) return;
    transfer.progressKeptAt = this.#needs.clock.now();
    const progress = { sentBytes: sending.progress.bytes, activeMs: transfer.pace.activeMs };
    void this.#change(transfer, progress).catch(() => undefined);
  }

  fail(transfer: OutgoingTransfer, trouble: ErrorInfo): void {
    if (transfer.end !== null) return;
    transfer.trouble = trouble;
    const { row, key, sending, isQueued, isOfOneRun } = transfer;
    // Its device knows of it: that it can't be reached now is no reason to begin anew.
    if (row !== null && key !== null && !isQueued && !isOfOneRun) this.#halt(transfer);
    else if (isOfOneRun && sending !== null) sending.fail(trouble);
    else {
      transfer.end = { kind: 'failed', error: trouble };
      void this.#forget(transfer);
      this.#ended(transfer);
    }
  }

  /** By its person: for good, or until the program is started anew. */
  async stop(transfer: OutgoingTransfer, isForNow: boolean): Promise<void> {
    transfer.isStoppedForNow = isForNow;
    this.#halt(transfer);
    if (!isForNow) await this.#change(transfer, { isPaused: true });
  }

  /** It was begun while everything is paused: it is listed, and goes no further before that ends. */
  hold(transfer: OutgoingTransfer): void {
    transfer.trouble = errorInfo('transfer.all_paused', {});
    transfer.isStoppedForNow = true;
    transfer.isHeld = true;
    this.#halt(transfer);
  }

  /** It is no more, and was never gone on with. */
  letGo(transfer: OutgoingTransfer): void {
    transfer.isStopped = false;
    transfer.isStoppedForNow = false;
    this.#needs.onChange(transfer);
  }

  #halt(transfer: OutgoingTransfer): void {
    transfer.isStopped = true;
    void transfer.sending?.stop();
    this.#keepProgress(transfer);
    transfer.sending = null;
    this.#needs.onChange(transfer);
  }

  /** What has ended is shown for a while, and then no more. */
  forgetEnded({ id }: OutgoingTransfer): boolean {
    return this.#transfers.delete(id);
  }

  /** `why`, where its person has done something else that ends it. */
  async discard(transfer: OutgoingTransfer, why: ErrorInfo | null = null): Promise<void> {
    transfer.trouble = why;
    if (transfer.sending !== null) return transfer.sending.cancel();
    transfer.end = { kind: 'canceledHere' };
    await this.#forget(transfer);
    this.#ended(transfer);
  }

  /** Its device doesn't want it any more, while nobody here works on it. */
  async endedThere(transfer: OutgoingTransfer): Promise<void> {
    if (transfer.sending !== null || transfer.end !== null) return;
    transfer.end = { kind: 'canceledThere' };
    await this.#forget(transfer);
    this.#ended(transfer);
  }

  /** Where its list is, if it has one. */
  listOf(transfer: OutgoingTransfer): string {
    return this.#manifestOf(transfer);
  }

  /** What is of this run alone ends with it: whoever gives something hears that, and whoever takes it. */
  async stopAll(): Promise<void> {
    for (const { asked } of this.all()) asked.stream?.close();
    await Promise.all(this.all().map(({ via, sending }) => (via === null ? undefined : sending?.stop())));
  }

  #ended(transfer: OutgoingTransfer): void {
    transfer.asked.stream?.close();
    transfer.endedAt = this.#needs.clock.now();
    this.#needs.onEnded(transfer);
  }

  #manifestOf({ id }: OutgoingTransfer): string {
    return join(this.#needs.folder, `${id}.list`);
  }

  #sending(transfer: OutgoingTransfer, row: OutgoingRow): Sending {
    const { run, thumbnailsFor } = this.#needs;
    return new Sending({
      ...this.#sharedBy(transfer, row),
      id: Buffer.from(row.id, 'hex'),
      summary: { ...row, digest: Buffer.from(row.digest, 'hex') },
      names: row.names,
      skipped: row.skipped,
      text: transfer.asked.text,
      stream: transfer.asked.stream?.source ?? null,
      run,
      thumbnailsFor,
    });
  }

  #sendToGuest(transfer: OutgoingTransfer, row: OutgoingRow, { way, name, via }: NearGuest): void {
    const sending = new GuestSending({
      ...this.#sharedBy(transfer, row),
      way: way(),
      name,
      via,
      isText: transfer.asked.text !== null,
      onCutOff: () => {
        transfer.trouble = errorInfo('transfer.ended_here', {});
      },
    });
    transfer.sending = sending;
    sending.begin();
  }

  /** What is done for it, whatever takes it there, asks and says. */
  #sharedBy(transfer: OutgoingTransfer, row: OutgoingRow) {
    const { limitOf, clock, log, onChange, troubleOf } = this.#needs;
    // What is listed anew has files of other numbers.
    const known = transfer.fileStates;
    const fileStates = known?.entries === row.entries ? known : new FileStates(row.entries);
    transfer.fileStates = fileStates;
    return {
      roots: row.roots,
      manifestPath: this.#manifestOf(transfer),
      limit: limitOf(row.id),
      fileStates,
      clock,
      log,
      onChange: () => {
        transfer.hasMoved ||= transfer.sending?.state.name === 'sending';
        // A program that is killed has no time for it.
        if (clock.now() - transfer.progressKeptAt >= KEEP_EVERY_MS) this.#keepProgress(transfer);
        onChange(transfer);
      },
      onEnded: (end: SendEnd) => {
        transfer.end = end;
        void this.#forget(transfer);
        this.#ended(transfer);
      },
      troubleOf,
    };
  }

  /** Nobody can go on with it any more. */
  async #forget({ id }: OutgoingTransfer): Promise<void> {
    await this.#needs.rows.drop((row) => row.id === id);
    rmSync(join(this.#needs.folder, `${id}.list`), { force: true });
  }
}

function rowOf(transfer: OutgoingTransfer, { summary, names, roots, skipped, kind }: Plan): OutgoingRow {
  const { digest, ...counts } = summary;
  const { awaited, text } = transfer.asked;
  return {
    id: transfer.id,
    deviceName: transfer.deviceName,
    digest: Buffer.from(digest).toString('hex'),
    ...counts,
    names: text === null ? [...names] : [],
    kind,
    startedAt: transfer.startedAt,
    key: transfer.key === null ? null : Buffer.from(transfer.key).toString('hex'),
    to: transfer.to,
    roots: roots.map((root) => ({ ...root })),
    skipped,
    ...(awaited === null && transfer.row?.waits !== true ? {} : { waits: true }),
    ...(transfer.row?.isPaused ? { isPaused: true } : {}),
    ...(text === null ? {} : { isText: true, isPrivate: text.isPrivate }),
  };
}

const isEqual = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

export const isSameTarget = (a: Target | null, b: Target | null): boolean => isSame(a, b);

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}

const written = ({ host, port }: { readonly host: string; readonly port: number | null }): string =>
  port === null ? host : `${host.includes(':') ? `[${host}]` : host}:${port}`;

export const unreachable = (to: Target | null, name: string, via?: Via): ErrorInfo =>
  errorInfo('device.unreachable', {
    name,
    where: to?.kind === 'address' ? written(to) : '',
    ...(via === undefined ? {} : { via }),
  });
