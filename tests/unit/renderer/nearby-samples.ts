// Devices and networks as the engine's tables have them.
import type { DeviceId, ShownDevice } from '../../../src/contract/devices.ts';
import type { NearbyDevice } from '../../../src/contract/nearby.ts';
import type { ShownNetwork } from '../../../src/contract/networks.ts';
import type { State } from '../../../src/contract/state.ts';

export const idOf = (digit: string) => digit.repeat(32) as DeviceId;

export const nearbyDevice = (digit: string, changes: Partial<NearbyDevice> = {}): NearbyDevice => ({
  id: idOf(digit),
  name: 'Studio PC',
  kind: 'desktop',
  isPaired: false,
  isHere: true,
  lastHereAt: null,
  mark: 'none',
  waitsWithCode: false,
  needsUpdate: false,
  ...changes,
});

export const knownDevice = (digit: string, changes: Partial<ShownDevice> = {}): ShownDevice => ({
  id: idOf(digit),
  name: 'Studio PC',
  isPaired: true,
  kind: 'desktop',
  fingerprint: '1234',
  pairedAt: 0,
  isAlwaysAccepted: false,
  receivesInto: null,
  unaskedBytesToday: 0,
  comparedAt: null,
  ...changes,
});

export const shownNetwork = (via: string, changes: Partial<ShownNetwork> = {}): ShownNetwork => ({
  id: via,
  via,
  isVirtual: false,
  isOn: true,
  trust: null,
  addresses: ['192.168.1.20'],
  ...changes,
});

const byId = <T extends { readonly id: string }>(records: readonly T[]): Readonly<Record<string, T>> =>
  Object.fromEntries(records.map((record) => [record.id, record]));

export const tables = (of: {
  readonly devices?: readonly ShownDevice[];
  readonly nearby?: readonly NearbyDevice[];
  readonly networks?: readonly ShownNetwork[];
}): Pick<State, 'devices' | 'nearby' | 'networks'> => ({
  devices: byId(of.devices ?? []),
  nearby: byId(of.nearby ?? []),
  networks: byId(of.networks ?? []),
});
