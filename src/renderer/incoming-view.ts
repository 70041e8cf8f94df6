// What the cards of waiting offers say, and what is taken of one. Nothing in here knows React.
import { showHidden } from '../base/text.ts';
import type { State } from '../contract/state.ts';
import type { OfferedItem, OfferedItems, ShownPairing, ShownTransfer } from '../contract/transfers.ts';
import { isolate } from '../strings/format.ts';
import type { Strings } from '../strings/index.ts';
import { deviceBy, thingsOf } from '../strings/things.ts';

/** So many of the first names stand on the card. */
const FIRST_NAMES = 5;

/** A name from outside as it stands in a sentence: what it hides is shown, and its direction stays its own. */
export const nameIn = ({ meeting }: Strings, name: string | null): string =>
  name === null || name.trim() === '' ? meeting.unnamed : isolate(showHidden(name));

export const offersOf = ({ transfers }: Pick<State, 'transfers'>): readonly ShownTransfer[] =>
  Object.values(transfers)
    .filter(({ stage, direction }) => stage === 'asking' && direction === 'receive')
    .sort((one, other) => one.startedAt - other.startedAt || (one.id < other.id ? -1 : 1));

/** Who offers it, in a sentence. */
export const offererIn = (strings: Strings, offer: ShownTransfer): string =>
  deviceBy(strings, offer, nameIn(strings, offer.device?.name ?? null));

/** It proves nothing, and bears the name of a device that is known here. */
export const isFalselyNamed = (
  { devices, nearby }: Pick<State, 'devices' | 'nearby'>,
  { via, device }: Pick<ShownTransfer, 'via' | 'device'>,
): boolean =>
  via !== undefined &&
  device !== null &&
  devices[device.id] === undefined &&
  (nearby[device.id]?.mark === 'namedAsPaired' || Object.values(devices).some(({ name }) => name === device.name));

/** Devices that hope to be shown a code. */
export const strangersOf = ({ pairings }: Pick<State, 'pairings'>): readonly ShownPairing[] =>
  Object.values(pairings).filter(({ stage, role }) => stage === 'asked' && role === 'displayer');

/** "12 photos · 48 MB" */
export function amountOf(
  strings: Strings,
  { content, kind, total, isStream, stage }: Pick<ShownTransfer, 'content' | 'kind' | 'total' | 'isStream' | 'stage'>,
): string {
  const isKnown = !isStream || stage === 'done';
  const size = isKnown ? strings.transfer.size(total.bytes) : strings.transfer.sizeUnknown;
  if (content === 'text') return strings.incoming.text(size);
  return strings.incoming.amount(thingsOf(strings, kind, total), size);
}

export interface FirstNames {
  readonly names: readonly string[];
  /** How many things beside those; 0 where that isn't known. */
  readonly more: number;
}

export function firstNames({ content, names, total }: Pick<ShownTransfer, 'content' | 'names' | 'total'>): FirstNames {
  if (content === 'text') return { names: [], more: 0 };
  const first = names.slice(0, FIRST_NAMES).map(showHidden);
  // Of one folder, the names of what is in it aren't among these, and it holds more than can be said here.
  const more = total.folders === 0 ? total.files - first.length : names.length - first.length;
  return { names: first, more: Math.max(0, more) };
}

/** What `transfer.answer` is told: nothing where all of it is taken. */
export function rangesOf(
  items: readonly OfferedItem[],
  isTaken: (item: OfferedItem) => boolean,
): { first: number; count: number }[] | undefined {
  const taken = items.filter(isTaken).sort((one, other) => one.first - other.first);
  if (taken.length === items.length) return undefined;
  const ranges: { first: number; count: number }[] = [];
  for (const { first, count } of taken) {
    const last = ranges.at(-1);
    if (last !== undefined && last.first + last.count === first) last.count += count;
    else ranges.push({ first, count });
  }
  return ranges;
}

export const sizeOf = (items: readonly OfferedItem[]): number => items.reduce((sum, { bytes }) => sum + bytes, 0);

/** Null where there is room, or where nobody knows. */
export function missingSpace(
  { disk }: Pick<OfferedItems, 'disk'>,
  neededBytes: number,
): { readonly neededBytes: number; readonly freeBytes: number } | null {
  return disk === null || disk.freeBytes >= neededBytes ? null : { neededBytes, freeBytes: disk.freeBytes };
}

/**
 * The paired device that a first thing has just come from, so that its person may be asked whether to ask again; `seen`
 * are the transfers that were under way while this window was open.
 */
export function deviceToTrust(
  { transfers, devices }: Pick<State, 'transfers' | 'devices'>,
  seen: ReadonlySet<string>,
): ShownTransfer | null {
  // A text is taken without asking in any case.
  const came = Object.values(transfers).filter(
    ({ direction, stage, content }) => direction === 'receive' && stage === 'done' && content === 'files',
  );
  const isFirst = (row: ShownTransfer): boolean =>
    came.filter(({ device }) => device?.id === row.device?.id).length === 1;
  return (
    came.find((row) => {
      const known = row.device === null ? undefined : devices[row.device.id];
      return known?.isPaired === true && !known.isAlwaysAccepted && seen.has(row.id) && isFirst(row);
    }) ?? null
  );
}
