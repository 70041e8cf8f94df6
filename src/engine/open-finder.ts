// Puts together what finds devices: the networks and what was said of them, who is heard there, and the connections that
// are kept to those that are paired.
import type { DeviceId } from '../contract/devices.ts';
import type { ErrorInfo } from '../contract/errors.ts';
import type { NearbyDevice } from '../contract/nearby.ts';
import type { ShownNetwork } from '../contract/networks.ts';
import type { Visibility } from '../contract/state.ts';
import type { DataPlaces } from './data-folder.ts';
import { deviceKind } from './device-kind.ts';
import { Finder } from './discovery/finder.ts';
import { findGateways } from './discovery/gateways.ts';
import type { Interest } from './discovery/interest.ts';
import { type Networks, openNetworks, usedOf } from './discovery/networks.ts';
import type { Identity } from './identity/identity.ts';
import { isOnLink, neighbourhood } from './net/on-link.ts';
import { VERSIONS } from './noise/preface.ts';
import type { Interfaces, Log, Ports } from './ports.ts';
import { Greeter } from './session/greeter.ts';

export interface FinderParts {
  readonly ports: Ports;
  readonly places: DataPlaces;
  readonly identity: Identity;
  readonly log: Log;
  readonly name: () => string;
  readonly visibility: () => Visibility;
  readonly port: () => number | null;
  /** A code is shown here to whoever types it. */
  readonly waitsWithCode: () => boolean;
  readonly interest: () => Interest;
  readonly isConnectedTo: (id: DeviceId) => boolean;
  readonly greet: (id: DeviceId) => Promise<void>;
  readonly onNearby: (devices: readonly NearbyDevice[]) => void;
  readonly onNetworks: (networks: readonly ShownNetwork[]) => void;
}

export interface OpenFinder {
  readonly finder: Finder;
  readonly networks: Networks;
  readonly damage: ErrorInfo | null;
  /** On all networks that are on, or by this address's alone. */
  look(address: string | null): Promise<void>;
  /** Calls the paired devices where they were last, for networks on which nobody is heard. */
  callKnown(): void;
  /** Whether who calls from there is on a network where its person shows this device to everyone. */
  isTrusted(address: string): boolean;
  close(): Promise<void>;
}

export async function openFinder(parts: FinderParts): Promise<OpenFinder> {
  const { ports, places, identity, log, name, visibility, port } = parts;
  const { clock, random } = ports;
  const networks = await openNetworks(places.networksFile, clock.now());
  let only: string | null = null;
  const interfaces = (): Interfaces => {
    const all = Object.entries(ports.interfaces());
    const isMeant = (addresses: Interfaces[string]): boolean =>
      only === null || (addresses?.some(({ address }) => address === only) ?? false);
    return Object.fromEntries(all.filter(([, addresses]) => isMeant(addresses)));
  };
  const greeter = new Greeter({
    ownId: () => identity.own.keys.id,
    clock,
    isConnectedTo: parts.isConnectedTo,
    // Whoever only asks something of an engine has no business with others.
    mayCall: (id) => port() !== null && visibility().mode !== 'nobody' && identity.devices.withId(id) !== null,
    call: parts.greet,
  });
  const finder = new Finder({
    loadMdns: async () => (await import('./discovery/bonjour.ts')).openMdns,
    networks,
    gateways: findGateways,
    interfaces,
    own: () => ({ id: identity.own.keys.id, announceKey: identity.own.keys.announceKey, name: name() }),
    kind: await deviceKind(),
    known: () =>
      identity.devices
        .facts()
        .filter(({ via }) => via === null)
        .map(({ id, ownName, name: saidName, kind, lastPlace, announceKey }) => ({
          id,
          name: ownName ?? saidName,
          kind,
          lastPlace,
          announceKey,
        })),
    visibility,
    port,
    waitsWithCode: parts.waitsWithCode,
    interest: parts.interest,
    versions: VERSIONS,
    clock,
    random,
    log,
    onRows: (rows) => parts.onNearby(rows.map(({ places: _places, ...row }) => row)),
    onNetworks: parts.onNetworks,
    onHere: (id) => greeter.heard(id),
    onChosen: () => callKnown(),
  });
  function callKnown(): void {
    // Without a network there is nobody to be reached.
    if (finder.chosen.length === 0) return;
    for (const { id, lastPlace } of identity.devices.facts()) if (lastPlace !== null) greeter.heard(id);
  }

  return {
    finder,
    networks,
    damage: networks.damage,
    look(address) {
      // Where it looks already, somebody has said by which.
      if (!finder.isLooking) only = address;
      return finder.look();
    },
    callKnown,
    isTrusted(address) {
      const used = usedOf(interfaces(), networks.shown());
      const trusted = Object.entries(used).filter(
        ([via, addresses]) => networks.isTrusted(via) || addresses?.every(({ internal }) => internal),
      );
      return isOnLink(address, neighbourhood(Object.fromEntries(trusted), Object.keys(used)));
    },
    async close() {
      greeter.close();
      await finder.close();
      await networks.settled();
    },
  };
}
