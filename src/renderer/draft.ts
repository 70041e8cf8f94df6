// What a person is about to send: what was handed over so far, from wherever, and to whom.
import type { DeviceId } from '../contract/devices.ts';
import { MOST_TEXT_BYTES } from '../contract/transfers.ts';
import type { HandedItem } from '../contract/window.ts';

export interface Draft {
  readonly items: readonly HandedItem[];
  /** Null while no text is meant. */
  readonly text: string | null;
  readonly isPrivate: boolean;
  readonly to: readonly DeviceId[];
}

const EMPTY: Draft = { items: [], text: null, isPrivate: false, to: [] };

/** A second hand-over joins the first; what is there already isn't there twice. */
export function withItems(draft: Draft | null, items: readonly HandedItem[]): Draft {
  const before = draft ?? EMPTY;
  const known = new Set(before.items.map(({ id }) => id));
  return { ...before, items: [...before.items, ...items.filter(({ id }) => !known.has(id))] };
}

export function withText(draft: Draft | null, text: string): Draft {
  const before = draft ?? EMPTY;
  return { ...before, text: before.text === null || before.text === '' ? text : `${before.text}\n${text}` };
}

/** Null when nothing is left to send. */
export function withoutItem(draft: Draft, id: string): Draft | null {
  const items = draft.items.filter((item) => item.id !== id);
  return items.length === 0 && draft.text === null ? null : { ...draft, items };
}

export const toggled = <T>(chosen: readonly T[], one: T): readonly T[] =>
  chosen.includes(one) ? chosen.filter((other) => other !== one) : [...chosen, one];

export interface DraftSummary {
  readonly count: number;
  /** Of those whose size is known; null where none is, or a folder hides its own. */
  readonly bytes: number | null;
}

export function summaryOf(items: readonly HandedItem[]): DraftSummary {
  const isKnown = items.length > 0 && items.every(({ bytes }) => bytes !== null);
  return { count: items.length, bytes: isKnown ? items.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0) : null };
}

export const textBytes = (text: string): number => new TextEncoder().encode(text).length;

/** Why this can't be sent as it is. */
export function draftProblem(draft: Draft): 'textEmpty' | 'textTooLong' | null {
  if (draft.text === null) return null;
  // An empty field beside files is no text.
  if (draft.text.trim() === '') return draft.items.length === 0 ? 'textEmpty' : null;
  return textBytes(draft.text) > MOST_TEXT_BYTES ? 'textTooLong' : null;
}
