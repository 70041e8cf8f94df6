// LANES: how many connections in all a sender of content would like to have, said to the side that can make them.
import * as v from 'valibot';
import { decodeControl, encodeControl } from './control.ts';

/** The record types from 0x50 to 0x52 belong to lanes; the others end the connection. */
export const LANES = 0x50;
/** With the first. */
export const MOST_CONNECTIONS = 8;

/** Keys of the map. Others are a later version's, and pass. */
const KEY = { wanted: 1 } as const;
const Wanted = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MOST_CONNECTIONS));

export const encodeLanes = (wanted: number): Uint8Array => encodeControl(new Map([[KEY.wanted, wanted]]));

/** Null for whatever isn't exactly one. */
export function decodeLanes(body: Uint8Array): number | null {
  const checked = v.safeParse(Wanted, decodeControl(body)?.get(KEY.wanted));
  return checked.success ? checked.output : null;
}
