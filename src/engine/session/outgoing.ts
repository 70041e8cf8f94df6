// What this device sends: makes the plan, keeps it for as long as it may go on, and gives it to whichever connection leads
// to its device.
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ErrorInfo } from '../../contract/errors.ts';
import { errorInfo } from '../../contract/errors.ts';
import type { FileNote, Target, TransferId } from '../../contract/transfers.ts';
import { makeFolder } from '../disk/own-file.ts';
import { errnoOf, ferryError } from '../errors.ts';
import type { Clock, Log } from '../ports.ts';
import { KEPT_MS, type Kept, type OutgoingRow } from '../transfer/kept-transfers.ts';
import { isManifest } from '../transfer/manifest-file.ts';
import { makePlan, type Root } from '../transfer/plan.ts';
import type { SendLimit } from '../transfer/send-content.ts';
import type { Link } from './link.ts';
import { Pace } from './pace.ts';
import type { SendEnd } from './send-machine.ts';
import { Sending } from './sending.ts';

export interface OutgoingNeeds {
  readonly rows: Kept<OutgoingRow>;
  /** Where the lists are kept. */
  readonly folder: string;
  readonly run: Uint8Array;
  readonly limit: SendLimit;
  readonly random: (byteCount: number) => Uint8Array;
  readonly clock: Clock;
  readonly log: Log;
  readonly onChange: (transfer: OutgoingTransfer) => void;
  readonly onEnded: (transfer: OutgoingTransfer) => void;
  readonly troubleOf: (error: unknown) => ErrorInfo;
}

export class OutgoingTransfer {
  readonly id: TransferId;
  readonly #asked: Target | null;
  readonly startedAt: number;
  readonly pace = new Pace();
  /** Null until what is to be sent was listed. */
  row: OutgoingRow | null = null;
  sending: Sending | null = null;
  notes: readonly FileNote[] = [];
  /** What ended it before there was anything to send, or keeps it from its device. */
  trouble: ErrorInfo | null = null;
  isStopped = false;
  /** Its device has taken some of it: from then on it is away, not yet to be reached. */
  hasMoved = false;
  end: SendEnd | null = null;

  constructor(id: string, to: Target | null, startedAt: number) {
    // Sixteen bytes in hexadecimal: drawn as such, or checked by the row's schema.
    this.id = id as TransferId;
    this.#asked = to;
    this.startedAt = startedAt;
  }

  get to(): Target | null {
    return this.row === null ? this.#asked : this.row.to;
  }

  get key(): Uint8Array | null {
    return this.row?.key === undefined || this.row.key === null ? null : Buffer.from(this.row.key, 'hex');
  }
}

export class Outgoing {
  readonly #needs: OutgoingNeeds;
  readonly #transfers = new Map<string, OutgoingTransfer>();

  constructor(needs: OutgoingNeeds) {
    this.#needs = needs;
    for (const row of needs.rows.all()) {
      const transfer = new OutgoingTransfer(row.id, row.to, row.startedAt);
      transfer.row = row;
      transfer.isStopped = true;
      this.#transfers.set(row.id, transfer);
    }
  }

  /** What is too old to go on, what nobody ever came for, and lists that belong to nothing. */
  async tidy(): Promise<void> {
    const { rows, folder, clock } = this.#needs;
    const isOver = ({ key, startedAt }: OutgoingRow): boolean => key === null || clock.now() - startedAt > KEPT_MS;
    for (const { id } of rows.all().filter(isOver)) this.#transfers.delete(id);
    await rows.drop(isOver);
    for (const name of await namesIn(folder))
      if (rows.find(name.replace(/\.list$/, '')) === null) await rm(join(folder, name));
  }

  all(): readonly OutgoingTransfer[] {
    return [...this.#transfers.values()];
  }

  find(id: string): OutgoingTransfer | null {
    return this.#transfers.get(id) ?? null;
  }

  /** Those of the same files that a device has taken a part of, and that nobody works on. */
  unfinishedOf(roots: readonly Root[]): readonly OutgoingTransfer[] {
    return this.all().filter(
      ({ row, key, end, isStopped }) => end === null && isStopped && key !== null && isSame(row?.roots, roots),
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
    if (transfer.row === null) return;
    transfer.row = { ...transfer.row, to };
    await this.#needs.rows.put(transfer.row);
  }

  begin(to: Target | null): OutgoingTransfer {
    const { random, clock } = this.#needs;
    const transfer = new OutgoingTransfer(Buffer.from(random(16)).toString('hex'), to, clock.now());
    this.#transfers.set(transfer.id, transfer);
    return transfer;
  }

  /** Lists what is to be sent, or takes the list of a former run: what was accepted is what goes on. */
  async prepare(transfer: OutgoingTransfer, roots: readonly Root[]): Promise<void> {
    const { rows, folder } = this.#needs;
    transfer.isStopped = false;
    await makeFolder(folder);
    if (transfer.row !== null) {
      const { row } = transfer;
      // Without its list nobody could go on with it.
      if (!(await isManifest(this.#manifestOf(transfer), Buffer.from(row.digest, 'hex')))) {
        await this.#forget(transfer);
        throw ferryError('transfer.unknown', {});
      }
    } else {
      const plan = await makePlan(roots, this.#manifestOf(transfer));
      const { digest, ...counts } = plan.summary;
      transfer.notes = plan.notes;
      transfer.row = {
        id: transfer.id,
        deviceName: null,
        digest: Buffer.from(digest).toString('hex'),
        ...counts,
        names: [...plan.names],
        startedAt: transfer.startedAt,
        key: null,
        to: transfer.to,
        roots: plan.roots.map((root) => ({ ...root })),
        skipped: plan.skipped,
      };
      await rows.put(transfer.row);
    }
    // Its person has changed their mind meanwhile.
    if (transfer.end !== null) return this.#forget(transfer);
    if (!transfer.isStopped) transfer.sending = this.#sending(transfer, transfer.row);
    this.#needs.onChange(transfer);
  }

  /** From now on this device and no other gets it. */
  async bind(transfer: OutgoingTransfer, key: Uint8Array, deviceName: string): Promise<void> {
    if (transfer.row === null) return;
    transfer.row = { ...transfer.row, key: Buffer.from(key).toString('hex'), deviceName };
    await this.#needs.rows.put(transfer.row);
    this.#needs.onChange(transfer);
  }

  /** All that goes to this device and has no connection, in the order in which it began. */
  attachAll(link: Link): void {
    for (const transfer of this.all()) {
      const { sending, key } = transfer;
      if (sending === null || sending.link !== null || transfer.end !== null || key === null) continue;
      if (Buffer.compare(key, link.channel.remoteKey) === 0) sending.attach(link);
    }
  }

  detachAll(link: Link): void {
    for (const transfer of this.all()) {
      if (transfer.sending?.link !== link) continue;
      transfer.sending.detach();
      this.#keepProgress(transfer);
    }
  }

  #keepProgress(transfer: OutgoingTransfer): void {
    const { row, sending } = transfer;
    if (row === null || sending === null || transfer.end !== null) return;
    transfer.row = { ...row, sentBytes: sending.progress.bytes };
    void this.#needs.rows.change(row.id, { sentBytes: sending.progress.bytes }).catch(() => undefined);
  }

  /** Not before it was listed: then it has never been. */
  fail(transfer: OutgoingTransfer, trouble: ErrorInfo): void {
    transfer.trouble = trouble;
    // Its device knows of it: that it can't be reached now is no reason to begin anew.
    if (transfer.key !== null) this.stop(transfer);
    else {
      transfer.end = { kind: 'failed', error: trouble };
      void this.#forget(transfer);
      this.#needs.onEnded(transfer);
    }
  }

  stop(transfer: OutgoingTransfer): void {
    transfer.isStopped = true;
    transfer.sending?.stop();
    this.#keepProgress(transfer);
    transfer.sending = null;
    this.#needs.onChange(transfer);
  }

  /** What has ended is shown for a while, and then no more. */
  forgetEnded({ id }: OutgoingTransfer): boolean {
    return this.#transfers.delete(id);
  }

  async discard(transfer: OutgoingTransfer): Promise<void> {
    if (transfer.sending !== null) return transfer.sending.cancel();
    transfer.end = { kind: 'canceledHere' };
    await this.#forget(transfer);
    this.#needs.onEnded(transfer);
  }

  #manifestOf({ id }: OutgoingTransfer): string {
    return join(this.#needs.folder, `${id}.list`);
  }

  #sending(transfer: OutgoingTransfer, row: OutgoingRow): Sending {
    const { run, limit, clock, log, onChange, onEnded, troubleOf } = this.#needs;
    return new Sending({
      id: Buffer.from(row.id, 'hex'),
      roots: row.roots,
      manifestPath: this.#manifestOf(transfer),
      summary: { ...row, digest: Buffer.from(row.digest, 'hex') },
      names: row.names,
      skipped: row.skipped,
      run,
      limit,
      clock,
      log,
      onChange: () => {
        transfer.hasMoved ||= transfer.sending?.state.name === 'sending';
        onChange(transfer);
      },
      onEnded: (end) => {
        transfer.end = end;
        void this.#forget(transfer);
        onEnded(transfer);
      },
      troubleOf,
    });
  }

  /** Nobody can go on with it any more. */
  async #forget({ id }: OutgoingTransfer): Promise<void> {
    await this.#needs.rows.drop((row) => row.id === id);
    await rm(join(this.#needs.folder, `${id}.list`), { force: true });
  }
}

export const isSameTarget = (a: Target | null, b: Target | null): boolean => isSame(a, b);

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const namesIn = (folder: string): Promise<string[]> =>
  readdir(folder).catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  });

const written = ({ host, port }: { readonly host: string; readonly port: number | null }): string =>
  port === null ? host : `${host.includes(':') ? `[${host}]` : host}:${port}`;

export const unreachable = (to: Target | null, name: string): ErrorInfo =>
  errorInfo('device.unreachable', {
    name,
    where: to?.kind === 'address' ? written(to) : '',
  });
