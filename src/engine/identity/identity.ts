// Who this device is and whom it knows, as one: what must happen to both happens here, in the order in which a crash in
// between does the least harm.
import { basename } from 'node:path';
import { InTurn } from '../../base/in-turn.ts';
import type { DeviceId, ShownDevice } from '../../contract/devices.ts';
import type { ErrorInfo } from '../../contract/errors.ts';
import type { DataPlaces } from '../data-folder.ts';
import { ferryError } from '../errors.ts';
import type { Ports } from '../ports.ts';
import {
  type DeviceFacts,
  type KnownDevice,
  type KnownDevices,
  openKnownDevices,
  type PairedGuest,
  type Pairing,
} from './known-devices.ts';
import { type OwnIdentity, openOwnIdentity } from './own-identity.ts';
import { openTransferPins, type TransferPins } from './transfer-pins.ts';

/** Hears of a device that was forgotten: by then it is, and what is left is to tell it and to end its connections. */
export type ForgottenListener = (staticKey: Uint8Array) => void;

export interface Identity {
  readonly own: OwnIdentity;
  readonly devices: KnownDevices;
  readonly pins: TransferPins;
  /** What a person should know of from the start. */
  readonly troubles: readonly ErrorInfo[];
  pair(pairing: Pairing): Promise<KnownDevice>;
  pairGuest(guest: PairedGuest): Promise<void>;
  rename(id: DeviceId, ownName: string | null): Promise<void>;
  /** What it sends is taken without asking from now on, or isn't. */
  accept(id: DeviceId, isAlways: boolean, into?: string | null): Promise<void>;
  /** So much of it was just taken without asking. */
  countUnasked(id: DeviceId, bytes: number): Promise<void>;
  /** Both persons saw the same pictures. */
  compared(id: DeviceId): Promise<void>;
  forget(id: DeviceId): Promise<void>;
  /** Another device from now on, to everyone: new keys, and nobody paired. */
  reset(): Promise<void>;
  /** The paired devices as somebody has edited them: one that is gone is forgotten, with all that belongs to that. */
  reload(): Promise<void>;
  /** Wraps or unwraps the own keys; throws where that would protect nothing. */
  protect(isOn: boolean): Promise<void>;
  onForgotten(listener: ForgottenListener): () => void;
  settled(): Promise<void>;
}

type Needs = Pick<Ports, 'clock' | 'random' | 'keyWrap'>;

export async function openIdentity(places: DataPlaces, needs: Needs): Promise<Identity> {
  const { clock, random, keyWrap } = needs;
  const now = clock.now();
  const devices = await openKnownDevices(places.devicesFile, now);
  const pins = await openTransferPins(places.pinsFile, clock);
  const own = await openOwnIdentity({
    path: places.identityFile,
    now,
    random,
    keyWrap: keyWrap ?? null,
    isKnown: devices.all().length > 0,
  });
  return new IdentityKeeper({ own, devices, pins }, needs);
}

export function shownDevice(device: DeviceFacts, now: number): ShownDevice {
  const { id, name, ownName, kind, fingerprint, announceKey, pairedAt } = device;
  const { isAlwaysAccepted, receivesInto, unasked, comparedAt, via } = device;
  return {
    id,
    name: ownName ?? name,
    // Both people chose it: until then it is only kept here. A guest's person is never asked.
    isPaired: announceKey !== null || via !== null,
    ...(via === null ? {} : { via }),
    kind,
    fingerprint,
    pairedAt,
    isAlwaysAccepted,
    // No path is shown. A drive's own name is all there is of its path.
    receivesInto: receivesInto === null ? null : basename(receivesInto) || receivesInto,
    unaskedBytesToday: unasked?.day === dayOf(now) ? unasked.bytes : 0,
    comparedAt,
  };
}

/** Of this computer's own calendar. */
function dayOf(now: number): string {
  const date = new Date(now);
  const digits = (value: number, length: number): string => String(value).padStart(length, '0');
  return `${digits(date.getFullYear(), 4)}-${digits(date.getMonth() + 1, 2)}-${digits(date.getDate(), 2)}`;
}

class IdentityKeeper implements Identity {
  readonly own: OwnIdentity;
  readonly devices: KnownDevices;
  readonly pins: TransferPins;
  readonly troubles: readonly ErrorInfo[];
  readonly #needs: Needs;
  readonly #jobs = new InTurn();
  readonly #listeners = new Set<ForgottenListener>();

  constructor({ own, devices, pins }: Pick<Identity, 'own' | 'devices' | 'pins'>, needs: Needs) {
    this.own = own;
    this.devices = devices;
    this.pins = pins;
    this.troubles = [own.trouble, devices.damage, pins.damage].filter((trouble) => trouble !== null);
    this.#needs = needs;
  }

  pair(pairing: Pairing): Promise<KnownDevice> {
    return this.#jobs.run(async () => {
      const device = await this.devices.pair(pairing, this.#needs.clock.now());
      // Whoever pairs anew knows that the keys are new, also where no window shows it.
      await this.own.acknowledge();
      return device;
    });
  }

  pairGuest(guest: PairedGuest): Promise<void> {
    return this.#jobs.run(() => this.devices.pairGuest(guest, this.#needs.clock.now()));
  }

  rename(id: DeviceId, ownName: string | null): Promise<void> {
    return this.#jobs.run(async () => {
      await this.devices.rename(this.#knownBy(id).staticKey, ownName);
    });
  }

  accept(id: DeviceId, isAlways: boolean, into?: string | null): Promise<void> {
    return this.#jobs.run(() => this.devices.accept(this.#knownBy(id).staticKey, isAlways, into));
  }

  countUnasked(id: DeviceId, bytes: number): Promise<void> {
    const day = dayOf(this.#needs.clock.now());
    return this.#jobs.run(() => this.devices.addUnasked(this.#knownBy(id).staticKey, { day, bytes }));
  }

  compared(id: DeviceId): Promise<void> {
    return this.#jobs.run(() => this.devices.compared(this.#knownBy(id).staticKey, this.#needs.clock.now()));
  }

  forget(id: DeviceId): Promise<void> {
    return this.#jobs.run(async () => {
      const { staticKey } = this.#knownBy(id);
      // First, so that no crash leaves it able to recognise this device; and whatever becomes of it, the rest follows.
      const renewal = await Promise.allSettled([this.own.renewAnnounceKey()]);
      await this.pins.releaseAllOf(staticKey);
      await this.devices.forget(staticKey);
      this.#tell(staticKey);
      for (const outcome of renewal) if (outcome.status === 'rejected') throw outcome.reason;
    });
  }

  reset(): Promise<void> {
    return this.#jobs.run(async () => {
      const known = this.devices.all();
      // A crash after this leaves the old keys with nobody paired, and resetting again is all there is to do. The other
      // way round it would leave devices that look paired and take this one for a stranger.
      await this.own.reset(async () => {
        await this.pins.releaseAll();
        await this.devices.forgetAll();
        for (const { staticKey } of known) this.#tell(staticKey);
      });
    });
  }

  reload(): Promise<void> {
    return this.#jobs.run(async () => {
      const known = this.devices.all();
      await this.devices.reload();
      const gone = known.filter(({ staticKey }) => !this.devices.has(staticKey));
      if (gone.length === 0) return;
      // First of all those are cut off, whatever else fails.
      for (const { staticKey } of gone) this.#tell(staticKey);
      for (const { staticKey } of gone) await this.pins.releaseAllOf(staticKey);
      await this.own.renewAnnounceKey();
    });
  }

  async protect(isOn: boolean): Promise<void> {
    if (this.own.isWrapped === isOn) return;
    const { keyWrap } = this.#needs;
    if (isOn && keyWrap === undefined) throw ferryError('identity.needs_app', {});
    if (isOn && !(await keyWrap?.isProtected())) throw ferryError('identity.unprotected', {});
    await this.own.protect(isOn);
  }

  onForgotten(listener: ForgottenListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async settled(): Promise<void> {
    await this.#jobs.settled();
    for (const part of [this.own, this.devices, this.pins]) await part.settled();
  }

  #knownBy(id: DeviceId): KnownDevice {
    const device = this.devices.withId(id);
    if (device === null) throw ferryError('device.unknown', {});
    return device;
  }

  #tell(staticKey: Uint8Array): void {
    for (const listener of this.#listeners) listener(staticKey);
  }
}
