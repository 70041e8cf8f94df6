// Which LocalSend devices are near. Pure: the time is a number. A device is in here only after it showed the key of its
// certificate, or answered where it said to be; whoever did only the latter changes nothing of one that did the former.
import { createHash } from 'node:crypto';
import type { DeviceKind } from '../../../contract/devices.ts';
import { crowdOf } from '../../net/on-link.ts';
import type { DeviceType, InfoAnswer, Protocol } from './messages.ts';

const MOST_GUESTS = 200;
/** Several accounts of one computer; certificates can be made by the thousand. */
const MOST_OF_ONE_HOST = 8;
const MOST_PLACES = 6;
const HERE_MS = 2 * 60 * 1000;
const ASK_EVERY_MS = 30_000;
/** Less than a beat: who didn't answer is asked again at the next. */
const ASK_AGAIN_MS = 4000;
const MOST_MISSES = 3;
const ASKS_AT_ONCE = 16;
/** What is announced is said three times within that. */
const FRESH_MS = 3000;

const KINDS: Readonly<Record<DeviceType, DeviceKind>> = {
  mobile: 'phone',
  desktop: 'desktop',
  server: 'server',
  headless: 'server',
  web: 'unknown',
};

export interface GuestPlace {
  /** An address; a link-local one with its zone. */
  readonly host: string;
  readonly port: number;
  readonly protocol: Protocol;
}

/** Who a device is: by its certificate, or only as it says. */
export interface GuestIdentity {
  readonly fingerprint: string;
  readonly isEncrypted: boolean;
}

/** What stands for it wherever devices are known by keys. One without a certificate is whoever says the same. */
export const guestKey = ({ fingerprint, isEncrypted }: GuestIdentity): Uint8Array =>
  isEncrypted ? Buffer.from(fingerprint, 'hex') : createHash('sha256').update(fingerprint).digest();

export interface GuestRow extends GuestIdentity {
  /** '' where it has none. */
  readonly alias: string;
  readonly kind: DeviceKind;
  readonly model: string | null;
  readonly version: string;
  /** The best first. */
  readonly places: readonly GuestPlace[];
  readonly heardAt: number;
}

export interface Meeting extends GuestIdentity {
  readonly info: InfoAnswer;
  readonly place: GuestPlace;
  /** It was called there, instead of only having said so. */
  readonly hasAnswered: boolean;
}

interface Spot {
  readonly place: GuestPlace;
  readonly hasAnswered: boolean;
  readonly isMissed: boolean;
  readonly metAt: number;
}

interface Guest extends GuestIdentity {
  info: InfoAnswer;
  spots: readonly Spot[];
  heardAt: number;
  askedAt: number;
  misses: number;
}

export class GuestsNear {
  /** In the order in which they came. */
  readonly #guests = new Map<string, Guest>();
  /** No flood crowds them out. */
  readonly #isKept: (fingerprint: string) => boolean;

  constructor(isKept: (fingerprint: string) => boolean) {
    this.#isKept = isKept;
  }

  get size(): number {
    return this.#guests.size;
  }

  met(meeting: Meeting, now: number): void {
    this.#forgetGone(now);
    const guest = this.#guestOf(meeting, now);
    if (guest === null) return;
    const { info, place, hasAnswered } = meeting;
    guest.info = info;
    guest.heardAt = now;
    guest.misses = 0;
    const before = guest.spots.find((spot) => isSame(spot.place, place));
    const spot = { place, hasAnswered: hasAnswered || (before?.hasAnswered ?? false), isMissed: false, metAt: now };
    // Where it stands stays: whoever is heard by two families would otherwise change places with every word.
    const spots =
      before === undefined ? [...guest.spots, spot] : guest.spots.map((each) => (each === before ? spot : each));
    const [oldest] = spots.length > MOST_PLACES ? spots.toSorted((one, other) => one.metAt - other.metAt) : [];
    guest.spots = spots.filter((each) => each !== oldest);
  }

  /** It was called there, and didn't answer as itself. */
  missed(fingerprint: string, place: GuestPlace): void {
    const guest = this.#guests.get(fingerprint);
    const spot = guest?.spots.find((each) => isSame(each.place, place));
    if (guest === undefined || spot === undefined) return;
    guest.misses += 1;
    guest.spots = [...guest.spots.filter((each) => each !== spot), { ...spot, hasAnswered: false, isMissed: true }];
  }

  /** What it says three times is answered once; what it says anew is news. */
  knows(said: InfoAnswer, { host, port }: GuestPlace, now: number): boolean {
    const guest = this.#guests.get(said.fingerprint ?? '');
    if (guest === undefined || !isAlike(guest.info, said)) return false;
    return guest.spots.some(
      ({ place, metAt }) => place.host === host && place.port === port && isWithin(metAt, now, FRESH_MS),
    );
  }

  /** Somebody was met, there or anywhere. */
  hasMetSince(time: number): boolean {
    return [...this.#guests.values()].some(({ heardAt }) => heardAt >= time);
  }

  /** To be called now, each to be followed by `met` or `missed`; all that weren't just met where somebody begins to look. */
  asksDue(now: number, isAnew: boolean): readonly (GuestIdentity & { readonly place: GuestPlace })[] {
    this.#forgetGone(now);
    const everyMs = isAnew ? FRESH_MS : ASK_EVERY_MS;
    const isDue = ({ heardAt, askedAt, misses }: Guest): boolean =>
      !isWithin(askedAt, now, misses > 0 || isAnew ? ASK_AGAIN_MS : ASK_EVERY_MS) &&
      (misses > 0 || !isWithin(heardAt, now, everyMs));
    const due = [...this.#guests.values()].filter(isDue).toSorted((one, other) => one.askedAt - other.askedAt);
    return due.slice(0, ASKS_AT_ONCE).flatMap((guest) => {
      const [place] = placesOf(guest);
      guest.askedAt = now;
      return place === undefined ? [] : [{ fingerprint: guest.fingerprint, isEncrypted: guest.isEncrypted, place }];
    });
  }

  rows(now: number): readonly GuestRow[] {
    this.#forgetGone(now);
    return Array.from(this.#guests.values(), (guest) => ({
      fingerprint: guest.fingerprint,
      isEncrypted: guest.isEncrypted,
      alias: guest.info.alias,
      kind: guest.info.deviceType === null ? 'unknown' : KINDS[guest.info.deviceType],
      model: guest.info.deviceModel,
      version: guest.info.version,
      places: placesOf(guest),
      heardAt: guest.heardAt,
    }));
  }

  /** Of the others, and of the places that are none any more, nothing is kept. */
  keepOnly(isGuest: (guest: GuestIdentity) => boolean, isPlace: (place: GuestPlace) => boolean): void {
    for (const [fingerprint, guest] of this.#guests) {
      guest.spots = guest.spots.filter(({ place }) => isPlace(place));
      if (guest.spots.length === 0 || !isGuest(guest)) this.#guests.delete(fingerprint);
    }
  }

  clear(): void {
    this.#guests.clear();
  }

  #forgetGone(now: number): void {
    for (const [fingerprint, { heardAt, misses, spots }] of this.#guests) {
      const isMissed = misses >= MOST_MISSES && spots.every((spot) => spot.isMissed);
      if (isMissed || !isWithin(heardAt, now, HERE_MS)) this.#guests.delete(fingerprint);
    }
  }

  /** Null where there is no room for it, or somebody else is who it says it is. */
  #guestOf({ fingerprint, isEncrypted, info, place }: Meeting, now: number): Guest | null {
    const before = this.#guests.get(fingerprint);
    if (before !== undefined && before.isEncrypted === isEncrypted) {
      // Where nothing is proven anybody can say the same name: the first to be here has it.
      return isEncrypted || homeOf(before) === place.host ? before : null;
    }
    if (before?.isEncrypted) return null;
    this.#guests.delete(fingerprint);
    if (!this.#makeRoom(place.host)) return null;
    const guest: Guest = { fingerprint, isEncrypted, info, spots: [], heardAt: now, askedAt: now, misses: 0 };
    this.#guests.set(fingerprint, guest);
    return guest;
  }

  /** Of one host the one that was silent for longest goes; of all, that of the network that most are from. */
  #makeRoom(host: string): boolean {
    const all = [...this.#guests.values()];
    const own = all.filter((guest) => homeOf(guest) === host);
    if (own.length >= MOST_OF_ONE_HOST) return this.#forgetOneOf(own);
    if (all.length < MOST_GUESTS) return true;
    const crowds = [...Map.groupBy(all, (guest) => crowdOf(homeOf(guest))).values()];
    const largest = crowds.reduce((most, each) => (each.length > most.length ? each : most), []);
    return this.#forgetOneOf(largest) || this.#forgetOneOf(all);
  }

  #forgetOneOf(guests: readonly Guest[]): boolean {
    const [longest] = guests
      .filter(({ fingerprint }) => !this.#isKept(fingerprint))
      .toSorted((one, other) => one.heardAt - other.heardAt);
    return longest !== undefined && this.#guests.delete(longest.fingerprint);
  }
}

const isWithin = (time: number, now: number, ms: number): boolean => Math.abs(now - time) < ms;

const isSame = (one: GuestPlace, other: GuestPlace): boolean =>
  one.host === other.host && one.port === other.port && one.protocol === other.protocol;

const isAlike = (one: InfoAnswer, other: InfoAnswer): boolean =>
  one.alias === other.alias && one.deviceModel === other.deviceModel && one.deviceType === other.deviceType;

const homeOf = ({ spots }: Guest): string => spots[0]?.place.host ?? '';

/** Where it answered before where it said to be; where it didn't answer last. */
function placesOf({ spots }: Guest): readonly GuestPlace[] {
  const rank = ({ hasAnswered, isMissed }: Spot): number => (isMissed ? 2 : hasAnswered ? 0 : 1);
  return spots.toSorted((one, other) => rank(one) - rank(other)).map(({ place }) => place);
}
