// The list of devices, from the two tables it comes from, in the order in which it stands.
import type { DeviceId, DeviceKind } from '../contract/devices.ts';
import type { NameMark } from '../contract/nearby.ts';
import type { State } from '../contract/state.ts';
import type { Safety } from '../contract/vias.ts';
import { safetyOf } from '../contract/vias.ts';

export interface DeviceRow {
  readonly id: DeviceId;
  readonly name: string;
  readonly kind: DeviceKind;
  /** kept: here, and only this device's person chose Pair. */
  readonly standing: 'here' | 'kept' | 'away' | 'new';
  readonly lastHereAt: number | null;
  readonly mark: NameMark;
  /** How many strangers call themselves exactly this; 1 where the others' names only look like it. */
  readonly twins: number;
  readonly needsUpdate: boolean;
  /** Of one that has no Ferry; else null. */
  readonly safety: Safety | null;
  /** It is being called for something to be sent. */
  readonly isConnecting: boolean;
  /** Another device has answered in its place. */
  readonly hasAlarm: boolean;
}

const ORDER: Readonly<Record<DeviceRow['standing'], number>> = { here: 0, kept: 0, away: 1, new: 2 };

/** Known devices first, those that are here before those that are away; then strangers. */
export function deviceRows(
  { devices, nearby }: Pick<State, 'devices' | 'nearby'>,
  locale: string,
  {
    connecting = [],
    alarmed = [],
  }: { readonly connecting?: readonly string[]; readonly alarmed?: readonly string[] } = {},
): DeviceRow[] {
  const near = Object.values(nearby);
  const rows = near.map((device): DeviceRow => {
    const known = devices[device.id];
    const isKnown = known !== undefined || device.isPaired;
    return {
      ...device,
      // Of a known device the name is its person's; what it calls itself today is nobody's word.
      name: known?.name ?? device.name,
      standing: isKnown ? standingOf(device.isHere, known?.isPaired ?? true) : 'new',
      // A name is a claim only where nothing else says who it is.
      mark: isKnown ? 'none' : device.mark,
      twins: near.filter((other) => other.mark === 'twin' && other.name === device.name).length,
      safety: safetyOf(device, isKnown),
      isConnecting: device.isHere && connecting.includes(device.id),
      hasAlarm: isKnown && alarmed.includes(device.id),
    };
  });
  for (const { id, name, kind, via } of Object.values(devices)) {
    if (nearby[id] !== undefined) continue;
    rows.push({
      id,
      name,
      kind,
      standing: 'away',
      lastHereAt: null,
      mark: 'none',
      twins: 0,
      needsUpdate: false,
      safety: safetyOf(via === undefined ? {} : { via }, true),
      isConnecting: false,
      hasAlarm: alarmed.includes(id),
    });
  }
  const byName = new Intl.Collator(locale, { numeric: true });
  return rows.sort(
    (one, other) =>
      ORDER[one.standing] - ORDER[other.standing] ||
      byName.compare(one.name, other.name) ||
      (one.id < other.id ? -1 : 1),
  );
}

/** Whether something can be sent to it: what goes by Ferry waits for its device, and nothing else does. */
export const canSendTo = ({ needsUpdate, safety, standing }: DeviceRow): boolean =>
  !needsUpdate && (safety === null || standing !== 'away');

/** Those that something is about to be sent to, in an order that doesn't change by itself. */
export function connectingDevices(transfers: State['transfers']): readonly string[] {
  const ids = new Set<string>();
  for (const id in transfers) {
    const row = transfers[id];
    if (row?.stage === 'connecting' && row.direction === 'send' && row.device !== null) ids.add(row.device.id);
  }
  return [...ids].sort();
}

function standingOf(isHere: boolean, isPaired: boolean): DeviceRow['standing'] {
  if (!isHere) return 'away';
  return isPaired ? 'here' : 'kept';
}
