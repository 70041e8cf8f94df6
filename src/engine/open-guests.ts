// Devices without Ferry, which other products' protocols bring: loaded and opened once somebody may be received from.
import { InTurn } from '../base/in-turn.ts';
import type { Settings } from '../contract/settings.ts';
import type { DataPlaces } from './data-folder.ts';
import { deviceKind } from './device-kind.ts';
import type { NearbyGuest } from './discovery/with-guests.ts';
import { deviceIdOf } from './identity/device-id.ts';
import type { LocalSend, LocalSendNeeds, Neighbour } from './interop/localsend/localsend.ts';
import type { Log, Ports } from './ports.ts';

type FromEngine = 'name' | 'visibility' | 'visibleTo' | 'address' | 'interfaces' | 'isLooking' | 'offered';

export interface GuestParts extends Pick<LocalSendNeeds, FromEngine> {
  readonly ports: Ports;
  readonly places: DataPlaces;
  readonly log: Log;
  readonly settings: () => Settings;
  /** This device listens at all. */
  readonly isOpen: () => boolean;
  /** Somebody here receives. */
  readonly takesOffers: () => boolean;
  readonly onNearby: (guests: readonly NearbyGuest[]) => void;
}

export class Guests {
  readonly #parts: GuestParts;
  readonly #jobs = new InTurn();
  #localSend: LocalSend | null = null;
  #isClosed = false;

  constructor(parts: GuestParts) {
    this.#parts = parts;
  }

  /** Something may be otherwise now: a setting, the name, who may see this device, the networks. */
  refresh(): void {
    if (this.#localSend !== null) this.#localSend.refresh();
    else if (this.#isWanted) void this.#jobs.run(() => this.#load());
  }

  /** Somebody begins to look. */
  attend(): void {
    this.#localSend?.attend();
  }

  /** A person asks for more than what is heard. */
  async search(): Promise<void> {
    await this.#localSend?.search();
  }

  /** This device is another from now on, to guests as well. */
  async reset(): Promise<void> {
    await this.#jobs.run(async () => {
      await this.#load();
      await this.#localSend?.reset();
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#jobs.run(async () => this.#localSend?.close());
  }

  /** Whoever listens to this computer alone is there for nobody else. */
  get #isWanted(): boolean {
    const { isOpen, takesOffers, visibility, address, settings } = this.#parts;
    const isReachable = isOpen() && !isLoopback(address() ?? '');
    return !this.#isClosed && settings().localSend && isReachable && takesOffers() && visibility() === 'everyone';
  }

  async #load(): Promise<void> {
    if (this.#localSend !== null || this.#isClosed) return;
    const { ports, places, log, onNearby, ...parts } = this.#parts;
    const { LocalSend } = await import('./interop/localsend/localsend.ts');
    const { OwnCertificateFile } = await import('./interop/localsend/own-certificate.ts');
    this.#localSend = new LocalSend({
      ...parts,
      isWanted: () => this.#isWanted,
      kind: await deviceKind(),
      certificates: new OwnCertificateFile(places.localSendFile, ports.clock.now),
      clock: ports.clock,
      random: ports.random,
      log,
      onDevices: (rows) => onNearby(rows.map(shownGuest)),
    });
    this.#localSend.refresh();
  }
}

const shownGuest = ({ key, alias: name, kind, isEncrypted }: Neighbour): NearbyGuest => ({
  id: deviceIdOf(key),
  name,
  kind,
  via: 'localSend',
  ...(isEncrypted ? {} : { isPlain: true }),
});

/** Of addresses that somebody has chosen. */
const isLoopback = (address: string): boolean => address === '::1' || address.startsWith('127.');
