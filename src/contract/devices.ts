// What is known of a device, as every surface may see it: never a key, of which the fingerprint is what people compare.
import * as v from 'valibot';
import type { Via } from './vias.ts';

/** What a device says it is; nothing is decided by it but a picture. */
export const DEVICE_KINDS = ['desktop', 'laptop', 'phone', 'tablet', 'server', 'unknown'] as const;
export type DeviceKind = (typeof DEVICE_KINDS)[number];

/** The first 16 bytes of a hash of the device's key: whoever has another key is another device. */
export const DeviceId = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/), v.brand('DeviceId'));
export type DeviceId = v.InferOutput<typeof DeviceId>;

export interface ShownDevice {
  readonly id: DeviceId;
  /** What this person called it, or else what it called itself when the two were paired. */
  readonly name: string;
  readonly isPaired: boolean;
  readonly kind: DeviceKind;
  /** The other product's protocol that it speaks; absent for one that has Ferry. */
  readonly via?: Via;
  /** Of its key, for two people to compare. */
  readonly fingerprint: string;
  readonly pairedAt: number;
  /** What it sends is taken without asking, within the limits of src/policy; never programs and scripts. */
  readonly isAlwaysAccepted: boolean;
  /** Where that goes, by the folder's own name; null for the usual folder. */
  readonly receivesInto: string | null;
  /** Taken without asking since midnight. */
  readonly unaskedBytesToday: number;
  /** When both persons last saw the same pictures. */
  readonly comparedAt: number | null;
}
