// One device as its own screen shows it, from the tables that know of it. Nothing in here knows React.
import type { DeviceId, DeviceKind, ShownDevice } from '../contract/devices.ts';
import type { ErrorInfo } from '../contract/errors.ts';
import type { NearbyDevice } from '../contract/nearby.ts';
import type { State } from '../contract/state.ts';
import type { ShownTransfer } from '../contract/transfers.ts';

/** So many transfers of it are listed; the others are in the history. */
const MOST_RECENT = 8;

export interface DeviceView {
  readonly name: string;
  readonly kind: DeviceKind;
  /** Null for a stranger. */
  readonly known: ShownDevice | null;
  readonly near: NearbyDevice | null;
  readonly isHere: boolean;
  readonly lastHereAt: number | null;
  readonly recent: readonly ShownTransfer[];
  /** Another device answered in its place. */
  readonly alarm: ErrorInfo | null;
}

export function deviceView(
  { devices, nearby, transfers }: Pick<State, 'devices' | 'nearby' | 'transfers'>,
  id: DeviceId,
): DeviceView | null {
  const known = devices[id] ?? null;
  const near = nearby[id] ?? null;
  const shown = known ?? near;
  if (shown === null) return null;
  const recent = Object.values(transfers)
    .filter(({ device }) => device?.id === id)
    .sort((one, other) => other.startedAt - one.startedAt);
  return {
    name: shown.name,
    kind: shown.kind,
    known,
    near,
    isHere: near?.isHere ?? false,
    lastHereAt: near?.lastHereAt ?? null,
    recent: recent.slice(0, MOST_RECENT),
    alarm: alarmIn(recent),
  };
}

/** The newest first. What has come through since shows that it is itself again. */
const alarmIn = (recent: readonly ShownTransfer[]): ErrorInfo | null =>
  recent.find((row) => row.stage === 'done' || isHardStop(row))?.trouble ?? null;

/** Nothing is sent to whoever answers in a device's place, and trying again changes nothing. */
export const isHardStop = ({ trouble }: Pick<ShownTransfer, 'trouble'>): boolean =>
  trouble?.code === 'device.identity_changed';

/** In an order that doesn't change by itself. */
export function alarmedDevices(transfers: State['transfers']): readonly string[] {
  const rows = Object.values(transfers);
  const ids = new Set(rows.filter(isHardStop).flatMap(({ device }) => (device === null ? [] : [device.id])));
  const isAlarmed = (id: DeviceId): boolean =>
    alarmIn(rows.filter(({ device }) => device?.id === id).sort((one, other) => other.startedAt - one.startedAt)) !==
    null;
  return [...ids].filter(isAlarmed).sort();
}

/** Who near may be what has a device's place now. `isSure`: one alone, and it bears the name. */
export function pairedAnew(
  { devices, nearby }: Pick<State, 'devices' | 'nearby'>,
  { id, name }: Replaced,
): { readonly among: readonly NearbyDevice[]; readonly isSure: boolean } {
  const known = Object.values(devices);
  const meant = devices[id]?.name ?? name;
  // A name almost like that of a known device; of which, the mark doesn't say.
  const isAlike = ({ mark, name: said }: NearbyDevice): boolean =>
    mark === 'namedAsPaired' && !known.some((device) => device.name === said);
  const among = Object.values(nearby)
    .filter((other) => other.id !== id && other.isHere && !other.isPaired && devices[other.id] === undefined)
    // It took Ferry to be paired.
    .filter(({ via }) => via === undefined)
    .filter((other) => other.name === meant || isAlike(other))
    .sort((one, other) => (one.id < other.id ? -1 : 1));
  return { among, isSure: among.length === 1 && among[0]?.name === meant };
}

/** What a device was that another one answers for; its name as a transfer has it, where it was forgotten since. */
export interface Replaced {
  readonly id: DeviceId;
  readonly name: string;
}
