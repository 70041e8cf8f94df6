// The one state every surface shows: a snapshot, then numbered patches of whole records. Plain data, no local path.
import type { DeviceId, ShownDevice } from './devices.ts';
import type { ErrorInfo } from './errors.ts';
import type { NearbyDevice } from './nearby.ts';
import type { ShownNetwork } from './networks.ts';
import type { ShownPage } from './pages.ts';
import type { KnownSettings, Settings } from './settings.ts';
import { withoutSecrets } from './settings.ts';
import type { ShownPairing, ShownTransfer } from './transfers.ts';

/** Who can find this device now. `until` is set while that ends by itself (milliseconds since 1970). */
export type Visibility =
  | { readonly mode: 'everyone'; readonly until: number | null }
  | { readonly mode: 'paired' }
  /** With `until`: paused for a while, transfers too. */
  | { readonly mode: 'nobody'; readonly until: number | null };

/** This device as its own person sees it. */
export interface Self {
  readonly name: string;
  readonly visibility: Visibility;
  readonly id: DeviceId;
  readonly network: 'connected' | 'none';
  /** Where received files go, by the folder's own name; null is the system's Downloads folder. */
  readonly receivesInto: string | null;
  readonly version: string;
}

/** Settings as the window may know them: without paths. */
export type ShownSettings = Omit<KnownSettings, 'receiveFolder'>;
export function shownSettings(settings: Settings): ShownSettings {
  const { receiveFolder: _path, ...shown } = withoutSecrets(settings);
  return shown;
}

/** Something a person should know that no other row shows; it stays until dismissed. */
export interface Notice {
  readonly id: string;
  readonly error: ErrorInfo;
  readonly at: number;
}

/** Records that exist once. */
export interface Single {
  readonly self: Self;
  readonly settings: ShownSettings;
}

/** Records by id. */
export interface Tables {
  /** Those that this one knows. */
  readonly devices: ShownDevice;
  readonly nearby: NearbyDevice;
  /** By the computer's own names for the ways there. */
  readonly networks: ShownNetwork;
  readonly notices: Notice;
  readonly pages: ShownPage;
  readonly pairings: ShownPairing;
  readonly transfers: ShownTransfer;
}

export type State = Single & { readonly [T in keyof Tables]: Readonly<Record<string, Tables[T]>> };

export interface Snapshot {
  readonly revision: number;
  readonly state: State;
}

/** One record as it is now, whole; null where it is gone. */
export type Change =
  | { readonly [S in keyof Single]: { readonly at: S; readonly value: Single[S] } }[keyof Single]
  | {
      readonly [T in keyof Tables]: { readonly at: T; readonly id: string; readonly value: Tables[T] | null };
    }[keyof Tables];

/** Numbered without gaps: whoever misses a number asks for the snapshot again. */
export interface Patch {
  readonly revision: number;
  readonly changes: readonly Change[];
}

export function applyChanges(state: State, changes: readonly Change[]): State {
  return changes.reduce<State>(applyChange, state);
}

function applyChange(state: State, change: Change): State {
  if (!('id' in change)) return { ...state, [change.at]: change.value };
  const { [change.id]: _before, ...rest } = state[change.at];
  return { ...state, [change.at]: change.value === null ? rest : { ...rest, [change.id]: change.value } };
}

/** Only the last word on each record, in the order of the records' first: what a burst of changes comes down to. */
export function squashChanges(changes: readonly Change[]): readonly Change[] {
  const last = new Map<string, Change>();
  for (const change of changes) last.set('id' in change ? `${change.at}/${change.id}` : change.at, change);
  return [...last.values()];
}

/**
 * What a view does with a patch: apply it, ignore it (already in the snapshot), or ask for the snapshot again (a gap).
 */
export function receivePatch(snapshot: Snapshot, patch: Patch): Snapshot | 'gap' {
  if (patch.revision <= snapshot.revision) return snapshot;
  if (patch.revision !== snapshot.revision + 1) return 'gap';
  return { revision: patch.revision, state: applyChanges(snapshot.state, patch.changes) };
}
