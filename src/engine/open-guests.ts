// Devices without Ferry, which other products' protocols bring: loaded and opened once somebody may be received from, or
// is looked for.
import { existsSync } from 'node:fs';
import * as v from 'valibot';
import { InTurn } from '../base/in-turn.ts';
import type { DeviceId } from '../contract/devices.ts';
import type { GuestComparison } from '../contract/nearby.ts';
import { DeviceName, type Settings, type SettingsPatch } from '../contract/settings.ts';
import type { Visibility } from '../contract/state.ts';
import type { DataPlaces } from './data-folder.ts';
import { deviceKind } from './device-kind.ts';
import type { NearbyGuest } from './discovery/with-guests.ts';
import type { LocalSendFacts } from './doctor/facts.ts';
import { ferryError, reasonOf } from './errors.ts';
import { deviceIdOf } from './identity/device-id.ts';
import type { Identity } from './identity/identity.ts';
import type { DeviceFacts, KnownDevices, PairedGuest } from './identity/known-devices.ts';
import { fingerprintIn } from './interop/localsend/certificate.ts';
import type { Remembered } from './interop/localsend/discovery.ts';
import type { LocalSend, LocalSendNeeds, Neighbour } from './interop/localsend/localsend.ts';
import type { OwnCertificateFile } from './interop/localsend/own-certificate.ts';
import type { Log, Ports } from './ports.ts';
import type { GuestFinder, NearGuest } from './session/guest-way.ts';

type FromEngine = 'name' | 'address' | 'interfaces' | 'isLooking' | 'offered';

/** Nobody's network is asked for all its addresses again and again. */
const SEARCH_APART_MS = 60_000;
/** Of a device that says nothing of itself. */
const NAMELESS = 'LocalSend';
/** More than can be near. */
const MOST_NAMES = 400;

export interface GuestParts extends Pick<LocalSendNeeds, FromEngine> {
  readonly ports: Ports;
  readonly places: DataPlaces;
  readonly log: Log;
  readonly settings: () => Settings;
  readonly devices: Pick<KnownDevices, 'facts' | 'pairedGuests' | 'has' | 'rememberPlace'>;
  /** The device's own keys are. */
  readonly isKeyWrapped: () => boolean;
  /** This device listens at all. */
  readonly isOpen: () => boolean;
  /** Everything was paused by its person. */
  readonly isPaused: () => boolean;
  /** Somebody here receives. */
  readonly takesOffers: () => boolean;
  /** As it is, or for those that somebody looks for. */
  readonly visibility: (isLooking: boolean) => Visibility['mode'];
  readonly visibleTo: (address: string, isLooking: boolean) => boolean;
  readonly onNearby: (guests: readonly NearbyGuest[]) => void;
}

export class Guests implements GuestFinder {
  readonly #parts: GuestParts;
  readonly #jobs = new InTurn();
  #localSend: LocalSend | null = null;
  #certificates: OwnCertificateFile | null = null;
  #near: ReadonlyMap<DeviceId, Neighbour> = new Map();
  /** As they called themselves last, also of those that have gone since. */
  readonly #names = new Map<DeviceId, string>();
  #searchedAt = Number.NEGATIVE_INFINITY;
  /** Those that look for a while. */
  readonly #lookers = new Set<AbortSignal>();
  /** The one address that they look by; null for all. */
  #lookedBy: string | null = null;
  /** Why it couldn't be loaded last. */
  #failure: string | null = null;
  #isClosed = false;

  constructor(parts: GuestParts) {
    this.#parts = parts;
  }

  /** Something may be otherwise now: a setting, the name, who may see this device, the networks. */
  refresh(): void {
    if (this.#localSend !== null) this.#localSend.refresh();
    else if (this.#isWanted) {
      const failed = (error: unknown): void => {
        this.#parts.log('error', 'guests.not_loaded', { cause: String(error) });
        this.#failure = reasonOf(error);
      };
      void this.#jobs.run(() => this.#load()).catch(failed);
    }
  }

  /** Whether those that have LocalSend can come, for whoever asks why they don't. */
  get standing(): LocalSendFacts {
    const { localSendPort: agreedPort } = this.#parts.settings();
    const { port, failure } = this.#localSend?.standing ?? { port: null, failure: this.#failure };
    const facts = { port: port ?? agreedPort, agreedPort, reason: failure ?? '' };
    const closed = this.#closedBy;
    if (closed !== null) return { ...facts, state: closed };
    if (port === null && failure !== null) return { ...facts, state: 'failed' };
    if (this.#visibility() === 'paired') return { ...facts, state: 'pairedOnly' };
    return { ...facts, state: port === null ? 'opening' : 'open' };
  }

  /** What of this device's own keeps everybody out; null for nothing. */
  get #closedBy(): LocalSendFacts['state'] | null {
    const { settings, isPaused, isOpen, takesOffers } = this.#parts;
    if (!settings().localSend || isLoopback(this.#address() ?? '')) return 'off';
    if (isPaused()) return 'paused';
    if (this.#visibility() === 'nobody') return 'hidden';
    return isOpen() && takesOffers() ? null : 'notReceiving';
  }

  /** Somebody begins to look. */
  attend(): void {
    this.#localSend?.attend();
  }

  /** Somebody looks until they go, or say that they look no more. */
  look(address: string | null, gone: AbortSignal): void {
    if (gone.aborted) return;
    if (!this.#isLooked) this.#lookedBy = address;
    if (!this.#lookers.has(gone)) gone.addEventListener('abort', () => this.lookNoMore(gone), { once: true });
    this.#lookers.add(gone);
    this.refresh();
    this.attend();
  }

  lookNoMore(looker: AbortSignal): undefined {
    if (this.#lookers.delete(looker)) this.refresh();
  }

  get #isLooked(): boolean {
    return this.#lookers.size > 0;
  }

  /** A person asks why somebody can't be seen: more is done than to listen, though not again and again. */
  search(): void {
    const now = this.#parts.ports.clock.now();
    if (Math.abs(now - this.#searchedAt) < SEARCH_APART_MS) return;
    this.#searchedAt = now;
    void this.#localSend?.search();
  }

  /** This device is another from now on, to guests as well. */
  async reset(): Promise<void> {
    await this.#jobs.run(async () => {
      // Nobody has ever seen it.
      if (this.#localSend === null && !existsSync(this.#parts.places.localSendFile)) return;
      await this.#load();
      await this.#localSend?.reset();
    });
  }

  /** Wraps the key by which guests know this device, or unwraps it, as is done with its own. */
  async protect(isWrapped: boolean): Promise<void> {
    // Nobody has one, nor is one just being made, which may still be in the open.
    if (this.#certificates === null && !existsSync(this.#parts.places.localSendFile)) return;
    await (await this.#certificateFile()).protect(isWrapped);
  }

  find(id: DeviceId): NearGuest | null {
    const found = this.#near.get(id);
    const sendOut = this.#localSend?.sendOut ?? null;
    if (found === undefined || sendOut === null) return null;
    const { key, isEncrypted } = found;
    return { key, name: nameOf(found), via: 'localSend', isPlain: !isEncrypted, way: () => sendOut.wayTo(found) };
  }

  findGone(id: DeviceId): Pick<NearGuest, 'name' | 'via'> | null {
    const name = this.#names.get(id);
    return name === undefined ? null : { name, via: 'localSend' };
  }

  /** What its own app shows, too, so that two people can compare. */
  comparison(id: DeviceId): GuestComparison {
    const comparison = this.#localSend?.comparison(this.#mustBeSure(id)) ?? null;
    if (comparison === null) throw ferryError('device.unknown', {});
    return comparison;
  }

  /** Who it is, for its person to keep. */
  toPair(id: DeviceId): PairedGuest {
    const { key, alias, model, kind } = this.#mustBeSure(id);
    const name = [alias, model ?? ''].find((each) => v.is(DeviceName, each)) ?? NAMELESS;
    return { key, name, kind, via: 'localSend' };
  }

  /** It is paired now: whoever ends before it says anything again finds it where it is. */
  async remember(id: DeviceId): Promise<void> {
    const found = this.#near.get(id);
    if (found !== undefined) await this.#remember(found);
  }

  /** Near, and known by a certificate: whoever has none can't be told from others. */
  #mustBeSure(id: DeviceId): Neighbour {
    const found = this.#near.get(id);
    if (found?.isEncrypted !== true) throw ferryError('device.unknown', {});
    return found;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#jobs.run(async () => this.#localSend?.close());
  }

  /** Whoever listens to this computer alone is there for nobody else. */
  get #isWanted(): boolean {
    return this.#isAllowed && (this.#parts.takesOffers() || this.#isLooked) && this.#isForSomebody;
  }

  get #isForSomebody(): boolean {
    const visibility = this.#visibility();
    return visibility === 'everyone' || (visibility === 'paired' && this.#parts.devices.pairedGuests().size > 0);
  }

  readonly #visibility = (): Visibility['mode'] => this.#parts.visibility(this.#isLooked);

  /** Who is looked for needn't be taken anything from. */
  #takesFrom(isPaired: boolean): boolean {
    const { takesOffers, visibility } = this.#parts;
    return takesOffers() && (isPaired || visibility(false) === 'everyone');
  }

  get #isAllowed(): boolean {
    const { isOpen, isPaused, settings } = this.#parts;
    const isReachable = (isOpen() || this.#isLooked) && !isLoopback(this.#address() ?? '');
    return !this.#isClosed && settings().localSend && isReachable && !isPaused();
  }

  readonly #address = (): string | null => (this.#parts.isOpen() ? this.#parts.address() : this.#lookedBy);

  async #load(): Promise<void> {
    if (this.#localSend !== null || this.#isClosed) return;
    const { ports, places: _places, isKeyWrapped: _isKeyWrapped, log, devices, ...parts } = this.#parts;
    const { LocalSend } = await import('./interop/localsend/localsend.ts');
    this.#localSend = new LocalSend({
      ...parts,
      address: this.#address,
      visibility: this.#visibility,
      visibleTo: (address) => parts.visibleTo(address, this.#isLooked),
      takesFrom: (isPaired) => this.#takesFrom(isPaired),
      isLooking: () => this.#isLooked || parts.isLooking(),
      paired: () => devices.pairedGuests(),
      remembered: () => devices.facts().flatMap(placeOf),
      isWanted: () => this.#isWanted,
      isAllowed: () => this.#isAllowed,
      kind: await deviceKind(),
      certificates: await this.#certificateFile(),
      clock: ports.clock,
      random: ports.random,
      log,
      onDevices: (rows) => this.#hear(rows),
    });
    this.#localSend.refresh();
  }

  async #certificateFile(): Promise<OwnCertificateFile> {
    const { ports, places, log, isKeyWrapped: isWrapped } = this.#parts;
    const { OwnCertificateFile } = await import('./interop/localsend/own-certificate.ts');
    const { keyWrap = null, clock } = ports;
    this.#certificates ??= new OwnCertificateFile({
      path: places.localSendFile,
      now: clock.now,
      keyWrap,
      isWrapped,
      log,
    });
    return this.#certificates;
  }

  #hear(rows: readonly Neighbour[]): void {
    const { devices, log, onNearby } = this.#parts;
    this.#near = new Map(rows.map((row) => [deviceIdOf(row.key), row]));
    for (const [id, row] of this.#near) {
      // Who is here counts as the latest.
      this.#names.delete(id);
      this.#names.set(id, nameOf(row));
    }
    for (const id of [...this.#names.keys()].slice(0, -MOST_NAMES)) this.#names.delete(id);
    onNearby(rows.map(shownGuest));
    for (const row of rows.filter(({ key }) => devices.has(key)))
      this.#remember(row).catch((error: unknown) => log('warn', 'devices.not_kept', { cause: String(error) }));
  }

  async #remember({ key, places: [place] }: Neighbour): Promise<void> {
    if (place !== undefined) await this.#parts.devices.rememberPlace(key, { address: place.host, port: place.port });
  }
}

/** Where one that is paired was last. */
const placeOf = ({ via, fingerprint, lastPlace }: DeviceFacts): readonly Remembered[] => {
  const known = via === null ? null : fingerprintIn(fingerprint);
  if (known === null || lastPlace === null) return [];
  return [{ fingerprint: known, place: { host: lastPlace.address, port: lastPlace.port, protocol: 'https' } }];
};

const shownGuest = ({ key, kind, isEncrypted, ...row }: Neighbour): NearbyGuest => ({
  id: deviceIdOf(key),
  name: nameOf(row),
  kind,
  via: 'localSend',
  ...(isEncrypted ? {} : { isPlain: true }),
});

/** For sentences about it: that of nobody is none. */
const nameOf = ({ alias, model }: Pick<Neighbour, 'alias' | 'model'>): string =>
  [alias, model ?? ''].find((each) => each.trim() !== '') ?? NAMELESS;

/** Of addresses that somebody has chosen. */
const isLoopback = (address: string): boolean => address === '::1' || address.startsWith('127.');

/** All that this device is known by lies in the open, or nothing does. Throws where that would protect nothing. */
export async function protectKeys(
  identity: Pick<Identity, 'protect'>,
  guests: Pick<Guests, 'protect'>,
  isOn: boolean,
): Promise<void> {
  // After a crash in between the next start sees by this one what was meant, or protects both.
  await identity.protect(isOn);
  await guests.protect(isOn);
}

/** The keys as they are asked for, and `keep`, which says so; where one of these fails, the keys are as they were. */
export async function changeProtection<T>(
  identity: Pick<Identity, 'own' | 'protect'>,
  guests: Pick<Guests, 'protect'>,
  { protectIdentity: isOn }: Pick<SettingsPatch, 'protectIdentity'>,
  keep: () => Promise<T>,
): Promise<T> {
  if (isOn === undefined) return keep();
  const { isWrapped: wasOn } = identity.own;
  try {
    await protectKeys(identity, guests, isOn);
    return await keep();
  } catch (error) {
    // As far as that can be had: what can't be taken back is seen at the next start.
    if (wasOn !== isOn) await Promise.allSettled([identity.protect(wasOn), guests.protect(wasOn)]);
    throw error;
  }
}
