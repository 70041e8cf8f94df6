// One list of all who are near or paired, with guests behind those that have Ferry. The name of a guest that isn't paired
// proves nothing, like a stranger's.
import type { NearbyDevice } from '../../contract/nearby.ts';
import type { DeviceFacts } from '../identity/known-devices.ts';
import { alikeKey } from './alike.ts';

/** What is known of one that is here. */
export type NearbyGuest = Pick<NearbyDevice, 'id' | 'name' | 'kind' | 'via' | 'isPlain'>;

const GUEST = { lastHereAt: null, waitsWithCode: false, needsUpdate: false } as const;

export function withGuests(
  ours: readonly NearbyDevice[],
  guests: readonly NearbyGuest[],
  known: readonly DeviceFacts[],
): readonly NearbyDevice[] {
  const paired = known.flatMap(({ id, name, ownName, kind, via }) =>
    via === null ? [] : [{ id, name: ownName ?? name, kind, via, isPaired: true, mark: 'none' as const }],
  );
  const isKept = new Set(paired.map(({ id }) => id));
  const isHere = new Set(guests.map(({ id }) => id));
  const strangers = guests.filter(({ id }) => !isKept.has(id));
  const markOf = marksOf(
    [...ours.filter(({ isPaired }) => isPaired), ...paired],
    [...ours.filter(({ isPaired }) => !isPaired), ...strangers],
  );
  return [
    ...ours,
    ...paired.map((device) => ({ ...device, ...GUEST, isHere: isHere.has(device.id) })),
    ...strangers.map((guest) => ({ ...guest, ...GUEST, isPaired: false, isHere: true, mark: markOf(guest.name) })),
  ];
}

interface NearbyNeeds {
  readonly known: () => readonly DeviceFacts[];
  readonly publish: (devices: readonly NearbyDevice[]) => void;
}

/** Published anew when either of the two has changed. */
export class NearbyList {
  readonly #needs: NearbyNeeds;
  #ours: readonly NearbyDevice[] = [];
  #guests: readonly NearbyGuest[] = [];

  constructor(needs: NearbyNeeds) {
    this.#needs = needs;
  }

  readonly ours = (devices: readonly NearbyDevice[]): void => {
    this.#ours = devices;
    this.publish();
  };

  readonly guests = (guests: readonly NearbyGuest[]): void => {
    this.#guests = guests;
    this.publish();
  };

  /** A device was paired, renamed or forgotten. */
  publish(): void {
    const { known, publish } = this.#needs;
    publish(withGuests(this.#ours, this.#guests, known()));
  }
}

type Named = Pick<NearbyDevice, 'name'>;

function marksOf(paired: readonly Named[], strangers: readonly Named[]): (name: string) => NearbyDevice['mark'] {
  const namesOfPaired = new Set(paired.map(({ name }) => alikeKey(name)));
  const bearers = Map.groupBy(strangers, ({ name }) => alikeKey(name));
  return (name) => {
    const key = alikeKey(name);
    if (namesOfPaired.has(key)) return 'namedAsPaired';
    return (bearers.get(key)?.length ?? 0) > 1 ? 'twin' : 'none';
  };
}
