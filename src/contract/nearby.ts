// Devices as they are found on the network: each paired one, here or away, and strangers for as long as they are here.
import type { DeviceId, DeviceKind } from './devices.ts';
import type { Way } from './vias.ts';

/** A stranger that bears a paired device's name, or one like it; strangers that bear one name, or names alike. */
export const NAME_MARKS = ['none', 'namedAsPaired', 'twin'] as const;
export type NameMark = (typeof NAME_MARKS)[number];

export interface NearbyDevice extends Way {
  readonly id: DeviceId;
  /** Of a stranger: what it calls itself, which proves nothing. */
  readonly name: string;
  readonly kind: DeviceKind;
  readonly isPaired: boolean;
  readonly isHere: boolean;
  /** Null: not since this program was started. */
  readonly lastHereAt: number | null;
  readonly mark: NameMark;
  /** It shows a code: something waits there for whoever types it. */
  readonly waitsWithCode: boolean;
  /** It speaks no version that this device speaks. */
  readonly needsUpdate: boolean;
}

/** What a guest's own app shows for two people to compare. */
export interface GuestComparison {
  readonly text: string;
  /** By their numbers, in four rows of four; null where its app is too old to show any. */
  readonly pictures: readonly number[] | null;
}
