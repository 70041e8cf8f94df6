// The messages by which a device finds out whether others can call it: CONNECT_BACK asks, CONNECT_BACK_RESULT reports.
import * as v from 'valibot';
import { type CborMap, decodeControl, encodeControl } from './control.ts';

/** The record types from 0x30 to 0x3f belong to checks; those that are not in this table end the connection. */
export const BACK_TYPES = { ask: 0x30, result: 0x31 } as const;

export const isBackType = (type: number): boolean => type >= 0x30 && type <= 0x3f;

/** Their places are what stands on the wire. other: somebody else answered there. */
const OUTCOMES = ['reached', 'unreachable', 'other'] as const;
export type BackOutcome = (typeof OUTCOMES)[number];

export type BackMessage =
  /** Where the asking device listens. Its address isn't said: it is called where its connection comes from, and nowhere else. */
  | { readonly kind: 'ask'; readonly id: number; readonly port: number }
  /** `isHeard`: the asking device's announcements arrive. */
  | { readonly kind: 'result'; readonly id: number; readonly outcome: BackOutcome; readonly isHeard: boolean };

/** Keys of the maps. Others are a later version's, and pass. */
const KEY = { id: 0, port: 1, outcome: 1, isHeard: 2 } as const;

const id = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffff_ffff));
const Ask = v.object({ id, port: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)) });
const Result = v.object({ id, outcome: v.pipe(v.number(), v.integer(), v.minValue(0)), isHeard: v.boolean() });

export function encodeBackMessage(message: BackMessage): { readonly type: number; readonly body: Uint8Array } {
  return { type: BACK_TYPES[message.kind], body: encodeControl(mapOf(message)) };
}

function mapOf(message: BackMessage): CborMap {
  if (message.kind === 'ask')
    return new Map([
      [KEY.id, message.id],
      [KEY.port, message.port],
    ]);
  return new Map<number, number | boolean>([
    [KEY.id, message.id],
    [KEY.outcome, OUTCOMES.indexOf(message.outcome)],
    [KEY.isHeard, message.isHeard],
  ]);
}

/** Null where it isn't one. */
export function decodeBackMessage(type: number, body: Uint8Array): BackMessage | null {
  const map = decodeControl(body);
  if (map === null) return null;
  if (type === BACK_TYPES.ask) {
    const checked = v.safeParse(Ask, { id: map.get(KEY.id), port: map.get(KEY.port) });
    return checked.success ? { kind: 'ask', ...checked.output } : null;
  }
  if (type !== BACK_TYPES.result) return null;
  const said = { id: map.get(KEY.id), outcome: map.get(KEY.outcome), isHeard: map.get(KEY.isHeard) };
  const checked = v.safeParse(Result, said);
  if (!checked.success) return null;
  // What a later version may say besides means that it didn't get here.
  const outcome = OUTCOMES[checked.output.outcome] ?? 'unreachable';
  return { kind: 'result', ...checked.output, outcome };
}
