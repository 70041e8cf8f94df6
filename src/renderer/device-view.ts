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
  /** Whoever near bears its name now. */
  readonly namesake: DeviceId | null;
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
  const namesakes = Object.values(nearby).filter(
    (other) => other.id !== id && other.isHere && !other.isPaired && other.mark === 'namedAsPaired',
  );
  return {
    name: shown.name,
    kind: shown.kind,
    known,
    near,
    isHere: near?.isHere ?? false,
    lastHereAt: near?.lastHereAt ?? null,
    recent: recent.slice(0, MOST_RECENT),
    alarm: recent.find(({ trouble }) => trouble?.code === 'device.identity_changed')?.trouble ?? null,
    namesake: namesakes.find(({ name }) => name === shown.name)?.id ?? null,
  };
}
