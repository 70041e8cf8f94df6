// One list of all who are near, with guests behind those that have Ferry. A guest's name proves nothing, like a stranger's.
import type { NearbyDevice } from '../../contract/nearby.ts';
import { alikeKey } from './alike.ts';

export type NearbyGuest = Omit<
  NearbyDevice,
  'mark' | 'isPaired' | 'isHere' | 'lastHereAt' | 'waitsWithCode' | 'needsUpdate'
>;

const GUEST = { isPaired: false, isHere: true, lastHereAt: null, waitsWithCode: false, needsUpdate: false } as const;

export function withGuests(ours: readonly NearbyDevice[], guests: readonly NearbyGuest[]): readonly NearbyDevice[] {
  if (guests.length === 0) return ours;
  const namesOfPaired = new Set(ours.filter(({ isPaired }) => isPaired).map(({ name }) => alikeKey(name)));
  const strangers = [...ours.filter(({ isPaired }) => !isPaired), ...guests];
  const bearers = Map.groupBy(strangers, ({ name }) => alikeKey(name));
  const markOf = (name: string): NearbyDevice['mark'] => {
    const key = alikeKey(name);
    if (namesOfPaired.has(key)) return 'namedAsPaired';
    return (bearers.get(key)?.length ?? 0) > 1 ? 'twin' : 'none';
  };
  return [...ours, ...guests.map((guest) => ({ ...guest, ...GUEST, mark: markOf(guest.name) }))];
}
