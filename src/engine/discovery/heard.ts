// What is heard of devices on a network before any of them has proven anything: hints, never identities.
import type { DeviceId, DeviceKind } from '../../contract/devices.ts';
import type { Place } from '../net/dial.ts';

/** What a device says of itself in the text of its announcement. */
export interface Announcement {
  readonly versions: readonly number[];
  readonly kind: DeviceKind;
  /** Said only while it is visible to everyone, as its name is. */
  readonly id: DeviceId | null;
  /** One line with nothing hidden in it. */
  readonly name: string | null;
  /** By which the devices that are paired with it recognise it. */
  readonly tag: Uint8Array | null;
  /** It shows a code to whoever types it; said only while it is visible to everyone. */
  readonly waitsWithCode?: true;
}

export interface Heard {
  /** Drawn by lot, and another after a while. */
  readonly instance: string;
  /** The name of the interface of this computer that it was heard on. */
  readonly via: string;
  /** Where it may be reached: where the packet came from first, then what it said that is next to this computer. */
  readonly places: readonly Place[];
  readonly said: Announcement;
}
