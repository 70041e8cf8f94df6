// Two devices that are paired, whose persons compare the pictures on their screens: over a connection of its own, so that
// nothing that is under way between the two waits for it. Whatever they find, nothing is unpaired by that.
import type { DeviceId } from '../../contract/devices.ts';
import type { ErrorInfo } from '../../contract/errors.ts';
import { errorInfo } from '../../contract/errors.ts';
import type { ShownPairing } from '../../contract/transfers.ts';
import { FerryError, ferryError } from '../errors.ts';
import { deviceIdOf } from '../identity/device-id.ts';
import type { Identity } from '../identity/identity.ts';
import type { KnownDevice } from '../identity/known-devices.ts';
import { CLOSE_REASON } from '../noise/channel.ts';
import type { Comparing } from '../pairing/run-sas.ts';
import type { Clock, Log } from '../ports.ts';
import type { Hello } from '../wire/hello.ts';
import type { PairRole } from '../wire/pair-messages.ts';
import { Allowance } from './allowance.ts';
import type { Dialler } from './dialler.ts';
import { Link } from './link.ts';
import { unreachable } from './outgoing.ts';
import { type Over, type PairOutcome, pairByEye, pairingAskedFor } from './pair.ts';

interface ComparisonsNeeds {
  readonly identity: Identity;
  readonly dialler: Dialler;
  readonly clock: Clock;
  readonly random: (byteCount: number) => Uint8Array;
  readonly log: Log;
  readonly hello: () => Hello;
  readonly onChange: (id: string, row: ShownPairing | null) => void;
  /** Both persons saw the same, which is written down. */
  readonly onCompared: () => void;
}

interface Row {
  /** By our own person: what they close then tells nothing of the other device. */
  readonly isAskedHere: boolean;
  shown: ShownPairing;
  link: Link;
  over: Over<Comparing>;
}

/** What has ended is shown so long, for whoever follows the state. */
const ENDED_MS = 30_000;
/** So often a device may bring the pictures to this screen unasked; and not again in that time once its person has closed them. */
const UNASKED = { most: 3, withinMs: 10 * 60_000 };

export class Comparisons {
  readonly #needs: ComparisonsNeeds;
  readonly #rows = new Map<string, Row>();
  readonly #unasked: Allowance;
  #count = 0;

  constructor(needs: ComparisonsNeeds) {
    this.#needs = needs;
    this.#unasked = new Allowance({ clock: needs.clock, ...UNASKED });
  }

  /** Calls a paired device; gives the row. One that goes on is that. */
  async call(id: DeviceId): Promise<string> {
    const { identity, dialler, clock, hello } = this.#needs;
    const device = identity.devices.withId(id);
    // A guest shows its own pictures, and is never called by us.
    if (device === null || device.via !== null) throw ferryError('device.unknown', {});
    this.#unasked.renew(id);
    const open = this.#openWith(id);
    if (open !== null) return open.shown.id;
    const target = { kind: 'device', id } as const;
    const channel = await dialler.dial(target, device.staticKey);
    const called = this.#openWith(id);
    if (called !== null) {
      // It has called us meanwhile.
      channel.destroy();
      return called.shown.id;
    }
    const isPaired = (): boolean => identity.devices.find(device.staticKey) !== null;
    const own: Hello = { ...hello(), isAside: true };
    const link = await Link.open(channel, { clock, hello: own, isPaired, isKept: isPaired }).catch((error: unknown) => {
      throw new FerryError(unreachable(target, device.ownName ?? device.name), error);
    });
    return this.#begin(link, 'typer', device);
  }

  /** Somebody has called for that alone. Resolves when the connection can be forgotten. */
  async arrived(link: Link, settle: () => void): Promise<void> {
    const device = this.#needs.identity.devices.find(link.channel.remoteKey);
    if (device === null) return link.close();
    settle();
    const form = await pairingAskedFor(link, this.#needs.clock);
    if (form === null) return;
    const open = this.#openWith(device.id);
    const { ownKey, remoteKey } = link.channel;
    const isCrossing = open?.shown.role === 'typer' && open.shown.stage === 'waiting';
    // One at a time, whoever calls; of two that cross, both sides keep the one that the lower id made.
    const isKept =
      open === null
        ? !this.#isBusy && this.#unasked.take(device.id)
        : isCrossing && deviceIdOf(remoteKey) < deviceIdOf(ownKey);
    if (form !== 'sas' || !isKept) return link.close(form === 'sas' ? CLOSE_REASON.done : CLOSE_REASON.violation);
    if (open === null) this.#begin(link, 'displayer', device);
    else {
      const { link: before } = open;
      this.#run(open, link, 'displayer', device);
      void before.close().catch(() => undefined);
    }
  }

  /** False where there is no such row. */
  compared(id: string, isSame: boolean): boolean {
    const row = this.#rows.get(id);
    if (row === undefined) return false;
    if (row.shown.stage !== 'comparing') throw ferryError('pairing.over', {});
    if (!isSame) {
      row.over.different();
      return true;
    }
    this.#change(row, { stage: 'checking' });
    row.over.same();
    return true;
  }

  endOf(id: string): boolean {
    const row = this.#rows.get(id);
    if (row === undefined) return false;
    if (isOver(row)) throw ferryError('pairing.over', {});
    // Else it would be back at once.
    if (!row.isAskedHere && row.shown.deviceId !== null) this.#unasked.spend(row.shown.deviceId);
    row.over.cancel();
    return true;
  }

  closeAll(): void {
    for (const row of [...this.#rows.values()]) {
      row.link.destroy();
      this.#close(row);
    }
  }

  /** A person compares with one at a time. */
  get #isBusy(): boolean {
    return [...this.#rows.values()].some((row) => !isOver(row));
  }

  #openWith(id: DeviceId): Row | null {
    return [...this.#rows.values()].find((row) => row.shown.deviceId === id && !isOver(row)) ?? null;
  }

  #begin(link: Link, role: PairRole, device: KnownDevice): string {
    const id = `compare-${++this.#count}`;
    const shown: ShownPairing = {
      id,
      role,
      purpose: 'compare',
      stage: role === 'typer' ? 'waiting' : 'checking',
      device: device.ownName ?? device.name,
      deviceId: device.id,
      pictures: null,
      code: null,
      qr: null,
      trouble: null,
      transferId: null,
    };
    const row: Omit<Row, 'over'> = { isAskedHere: role === 'typer', shown, link };
    this.#rows.set(id, this.#run(row, link, role, device));
    return id;
  }

  #run(before: Omit<Row, 'over'>, link: Link, role: PairRole, device: KnownDevice): Row {
    const { clock, random, log, onChange } = this.#needs;
    const row = before as Row;
    row.link = link;
    row.shown = { ...row.shown, role, stage: role === 'typer' ? 'waiting' : 'checking' };
    onChange(row.shown.id, row.shown);
    const isCurrent = (): boolean => row.link === link;
    row.over = pairByEye({
      link,
      clock,
      random,
      log,
      role,
      onPictures: ({ pictures }) => {
        if (isCurrent()) this.#change(row, { stage: 'comparing', pictures: [...pictures] });
      },
    });
    // The two are paired: there is nothing to be asked before the pictures can be seen.
    if (role === 'displayer') row.over.agree();
    void row.over.outcome
      .catch((): PairOutcome => ({ kind: 'notProven', error: errorInfo('pairing.disconnected', { name: '' }) }))
      .then((outcome) => (isCurrent() ? this.#ended(row, outcome, device) : undefined));
    return row;
  }

  async #ended(row: Row, outcome: PairOutcome, device: KnownDevice): Promise<void> {
    const { identity, log, onCompared } = this.#needs;
    const name = device.ownName ?? device.name;
    try {
      if (outcome.kind === 'proven') {
        await identity.compared(device.id);
        this.#unasked.renew(device.id);
        onCompared();
        this.#change(row, { stage: 'proven', pictures: null, trouble: null });
      } else this.#change(row, { stage: 'ended', pictures: null, trouble: troubleOf(outcome.error, name) });
    } catch (error) {
      // It was forgotten meanwhile, or couldn't be written down.
      log('warn', 'comparison.not_kept', { cause: String(error) });
      const trouble = error instanceof FerryError ? error.info : errorInfo('pairing.over', {});
      this.#change(row, { stage: 'ended', pictures: null, trouble });
    }
    await row.link.close().catch(() => undefined);
    this.#needs.clock.after(ENDED_MS, () => this.#close(row));
  }

  #change(row: Row, change: Partial<ShownPairing>): void {
    if (this.#rows.get(row.shown.id) !== row) return;
    row.shown = { ...row.shown, ...change };
    this.#needs.onChange(row.shown.id, row.shown);
  }

  #close(row: Row): void {
    if (this.#rows.delete(row.shown.id)) this.#needs.onChange(row.shown.id, null);
  }
}

const isOver = ({ shown }: Row): boolean => shown.stage === 'proven' || shown.stage === 'ended';

/** By the name that this person knows it by. */
function troubleOf(error: ErrorInfo | null, name: string): ErrorInfo | null {
  if (error === null) return null;
  return 'name' in error.details ? ({ ...error, details: { ...error.details, name } } as ErrorInfo) : error;
}
