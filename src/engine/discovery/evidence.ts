// Why one device is taken to be here: what was heard of it and when, whether it answers, whether it is connected. All of
// it wears off by itself. Pure: the time is a number, and one that is set back leaves nothing valid for hours.
import type { Place } from '../net/dial.ts';
import { alikeKey } from './alike.ts';
import type { Announcement, Heard } from './heard.ts';

/** A sign of life lasts for two probes and their time limits, and is over before somebody has waited 20 seconds. */
const HERE_MS = 18_000;
const PROBE_EVERY_MS = 8000;
/** The least between two probes of one device. */
export const PROBE_APART_MS = 1000;
/** Whoever asked for a probe and says no more of it: then another may be asked for. */
const PROBE_LOST_MS = 5000;
/** Once it answered, so many times without an answer in a row mean that it is gone. */
const MOST_MISSES = 2;
/** What is left to answer in after a goodbye, which anybody can say, or after the end of its connection. */
const GRACE_MS = 3000;
/** One device's, so that what is said in its name stays small. */
const MOST_SIGHTINGS = 8;
const MOST_SPOTS = 16;
const MOST_SPOTS_AT_ONCE = 8;
const NEVER = Number.NEGATIVE_INFINITY;

interface Sighting {
  readonly via: string;
  readonly until: number;
}

/** A place of the device, and what has become of it; `NEVER` comes before any time. */
interface Spot {
  readonly place: Place;
  /** Null where it wasn't heard: somebody dialled. */
  via: string | null;
  heardAt: number;
  /** Heard without a longer silence since. */
  heardSince: number;
  answeredAt: number;
  /** A connection was made there that proved the device's key. */
  provenAt: number;
  failedAt: number;
}

export class Evidence {
  readonly since: number;
  /** The last that was said; anybody could have. */
  said: Announcement | null = null;
  /** Of the name in it. */
  nameKey = '';
  isConnected = false;
  /** Of the last sign of life. */
  lastAt: number | null = null;
  #sightings: ReadonlyMap<string, Sighting> = new Map();
  #spots: readonly Spot[] = [];
  #graceUntil = NEVER;
  /** A goodbye was said for all that was heard. */
  #isLeaving = false;
  /** Of that goodbye, where nothing was heard since: what listens there then may not want to be seen any more. */
  #leftAt = NEVER;
  #misses = 0;
  #probeAt: number;
  #askedAt: number | null = null;
  #isAsked = false;

  constructor(now: number) {
    this.since = now;
    // Not at once: whoever is forgotten and heard again in the same second is still asked once a second at most.
    this.#probeAt = now + PROBE_APART_MS;
  }

  isHere(now: number): boolean {
    return this.isHereAsItself(now) || this.#isAnswering(now);
  }

  /** Whoever answers at its place may be another: that alone keeps no device here that would be known by its key. */
  isHereAsItself(now: number): boolean {
    return this.isConnected || this.isHeard(now) || isValid(this.#graceUntil, now);
  }

  /** Its announcements arrive. */
  isHeard(now: number): boolean {
    return [...this.#sightings.values()].some(({ until }) => isValid(until, now));
  }

  /** Something listens where it said to be, which a name that was made up can't claim. */
  get hasAnswered(): boolean {
    return this.#spots.some(({ answeredAt, provenAt }) => answeredAt > NEVER || provenAt > NEVER);
  }

  /** Proven before answering before heard; failed ones last, so that all get their turn. */
  places(now: number): readonly Place[] {
    return this.#ranked(now).map(({ place }) => place);
  }

  heard({ instance, via, places, said }: Heard, now: number): void {
    if (!this.isHere(now)) this.#probeSoon(now);
    this.#lives(now);
    this.#leftAt = NEVER;
    if (said.name !== this.said?.name) this.nameKey = said.name === null ? '' : alikeKey(said.name);
    this.said = said;
    const key = sightingKey(instance, via);
    const others = [...this.#sightings].filter(([other, { until }]) => other !== key && isValid(until, now));
    this.#sightings = new Map([...others.slice(1 - MOST_SIGHTINGS), [key, { via, until: now + HERE_MS }]]);
    for (const place of places.slice(0, MOST_SPOTS_AT_ONCE)) this.#heardAt(place, via, now);
  }

  gone(instance: string, via: string, now: number): void {
    const key = sightingKey(instance, via);
    const sighting = this.#sightings.get(key);
    if (sighting === undefined || !isValid(sighting.until, now)) return;
    this.#sightings = new Map([...this.#sightings].filter(([other]) => other !== key));
    this.#graceUntil = Math.max(this.#graceUntil, Math.min(sighting.until, now + GRACE_MS));
    if (this.isHeard(now)) return;
    this.#isLeaving = true;
    this.#leftAt = now;
    this.#probeSoon(now);
  }

  /** What was heard on other interfaces is forgotten; with one of them gone, also what is from nobody knows where. */
  keepOnly(names: ReadonlySet<string>, isOneGone: boolean, now: number): void {
    if (isOneGone) this.#probeSoon(now);
    this.#sightings = new Map([...this.#sightings].filter(([, { via }]) => names.has(via)));
    this.#spots = this.#spots.filter(({ via }) => (via === null ? !isOneGone : names.has(via)));
  }

  connected(place: Place | null, now: number): void {
    this.isConnected = true;
    this.#lives(now);
    this.#leftAt = NEVER;
    const spot = place === null ? null : this.#spotFor(place, null, now);
    if (spot === null) return;
    spot.provenAt = now;
    spot.failedAt = NEVER;
  }

  disconnected(now: number): void {
    if (!this.isConnected) return;
    this.isConnected = false;
    this.lastAt = now;
    this.#graceUntil = now + GRACE_MS;
    this.#probeSoon(now);
  }

  probed(place: Place, isAnswering: boolean, now: number): void {
    this.#isAsked = false;
    if (isAnswering) {
      this.#lives(now);
      const spot = this.#spotFor(place, null, now);
      if (spot === null) return;
      spot.answeredAt = now;
      spot.failedAt = NEVER;
      return;
    }
    const spot = this.#spots.find((each) => isSame(each.place, place));
    if (spot !== undefined) spot.failedAt = now;
    this.#misses += 1;
    // Where nothing ever answered, a firewall may stand in between: then what is heard has to do.
    if (this.#isLeaving || (this.#misses >= MOST_MISSES && this.hasAnswered)) this.#forgetSigns();
  }

  /** When it is to be asked next. */
  get probeAt(): number {
    return this.#probeAt;
  }

  isProbeDue(now: number): boolean {
    if (this.isConnected || this.isAsked(now) || !this.isHere(now)) return false;
    return this.#probeAt <= now || this.#probeAt > now + PROBE_EVERY_MS;
  }

  /** Asked, and still to say. */
  isAsked(now: number): boolean {
    return this.#isAsked && this.#askedAt !== null && isWithin(this.#askedAt, PROBE_LOST_MS, now);
  }

  asked(now: number): void {
    this.#isAsked = true;
    this.#askedAt = now;
    this.#probeAt = now + PROBE_EVERY_MS;
  }

  #lives(now: number): void {
    this.lastAt = now;
    this.#misses = 0;
    this.#isLeaving = false;
  }

  #isAnswering(now: number): boolean {
    const isGone = this.#leftAt > NEVER && !isWithin(this.#leftAt, HERE_MS, now);
    return !this.#isLeaving && !isGone && this.#spots.some(({ answeredAt }) => isWithin(answeredAt, HERE_MS, now));
  }

  #forgetSigns(): void {
    this.#sightings = new Map();
    this.#graceUntil = NEVER;
    for (const spot of this.#spots) spot.answeredAt = NEVER;
  }

  #probeSoon(now: number): void {
    this.#probeAt = this.#askedAt === null ? now + PROBE_APART_MS : Math.max(now, this.#askedAt + PROBE_APART_MS);
  }

  #heardAt(place: Place, via: string, now: number): void {
    const spot = this.#spotFor(place, via, now);
    if (spot === null) return;
    if (!isFresh(spot, now)) {
      // It may have been off when it failed.
      spot.heardSince = now;
      spot.failedAt = NEVER;
    }
    spot.heardAt = now;
    spot.via = via;
  }

  /** Null where there is no room: what was said lately gives way to nothing else that is only said. */
  #spotFor(place: Place, via: string | null, now: number): Spot | null {
    const found = this.#spots.find((each) => isSame(each.place, place));
    if (found !== undefined) return found;
    const ranked = this.#ranked(now);
    const worst = ranked[MOST_SPOTS - 1];
    const isWorthLess = worst === undefined || via === null || worst.failedAt > NEVER || !isFresh(worst, now);
    if (!isWorthLess) return null;
    const { address, port } = place;
    const never = { heardAt: NEVER, heardSince: NEVER, answeredAt: NEVER, provenAt: NEVER, failedAt: NEVER };
    const spot: Spot = { place: { address, port }, via, ...never };
    this.#spots = [...this.#spots.filter((each) => each !== worst), spot];
    return spot;
  }

  #ranked(now: number): readonly Spot[] {
    return this.#spots.toSorted(
      (one, other) =>
        order(one.failedAt, other.failedAt) ||
        order(other.provenAt, one.provenAt) ||
        order(other.answeredAt, one.answeredAt) ||
        order(Number(isFresh(other, now)), Number(isFresh(one, now))) ||
        order(other.heardSince, one.heardSince),
    );
  }
}

const sightingKey = (instance: string, via: string): string => `${via} ${instance}`;
const isSame = (one: Place, other: Place): boolean => one.address === other.address && one.port === other.port;
const isFresh = ({ heardAt }: Spot, now: number): boolean => isWithin(heardAt, HERE_MS, now);
const isWithin = (at: number, ms: number, now: number): boolean => at <= now && now - at < ms;
const isValid = (until: number, now: number): boolean => until > now && until - now <= HERE_MS;
/** Not the difference: `NEVER` less `NEVER` is no number. */
const order = (one: number, other: number): number => Number(one > other) - Number(one < other);
