// HELLO: the first record of each side, and the first time a name is said. What it says is shown, never trusted.
import * as v from 'valibot';
import { showHidden } from '../../base/text.ts';
import type { DeviceKind } from '../../contract/devices.ts';
import { type CborMap, decodeControl, encodeControl } from './control.ts';

const MOST_NAME = 64;
export const MOST_RANK = 0xffff_ffff;
/** By their places. */
const KINDS = ['unknown', 'desktop', 'laptop', 'phone', 'tablet', 'server'] as const satisfies readonly DeviceKind[];

export interface Hello {
  readonly versions: readonly number[];
  readonly name: string;
  readonly kind: DeviceKind;
  /** Where this device listens, if it does. */
  readonly port?: number;
  /** Of a connection that its person wants: see session/links.ts. Only the side that dialled says it. */
  readonly rank?: number;
  /** Said by the side that dialled: this connection takes no other's place, and serves a comparison by eye alone. */
  readonly isAside?: boolean;
}

/** Keys of the map. Others are a later version's, and pass. */
const KEY = { versions: 0, name: 1, kind: 2, port: 3, rank: 4, aside: 5 } as const;

const Checked = v.object({
  versions: v.pipe(v.array(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535))), v.maxLength(8)),
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(MOST_NAME)),
  kind: v.pipe(v.number(), v.integer(), v.minValue(0)),
  port: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535))),
  rank: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MOST_RANK))),
  aside: v.optional(v.literal(1)),
});

export function encodeHello({ versions, name, kind, port, rank, isAside }: Hello): Uint8Array {
  const map: CborMap = new Map<number, number[] | string | number>([
    [KEY.versions, [...versions]],
    [KEY.name, name],
    [KEY.kind, KINDS.indexOf(kind)],
    ...(port === undefined ? [] : ([[KEY.port, port]] as const)),
    ...(rank === undefined ? [] : ([[KEY.rank, rank]] as const)),
    ...(isAside ? ([[KEY.aside, 1]] as const) : []),
  ]);
  return encodeControl(map);
}

/** Null where it isn't one. Characters that hide or reorder text come out visible. */
export function decodeHello(body: Uint8Array): Hello | null {
  const map = decodeControl(body);
  if (map === null) return null;
  const checked = v.safeParse(Checked, {
    versions: map.get(KEY.versions),
    name: map.get(KEY.name),
    kind: map.get(KEY.kind),
    port: map.get(KEY.port),
    rank: map.get(KEY.rank),
    aside: map.get(KEY.aside),
  });
  if (!checked.success) return null;
  const { versions, name, kind, port, rank, aside } = checked.output;
  return {
    versions,
    name: showHidden(name),
    kind: KINDS[kind] ?? 'unknown',
    ...(port === undefined ? {} : { port }),
    ...(rank === undefined ? {} : { rank }),
    ...(aside === undefined ? {} : { isAside: true }),
  };
}
