// Which devices there are to be shown: one row for each, however many addresses, networks and names of the moment it was
// heard by. Pure: the time is a number. Whatever is heard is a hint, which anybody may send in any number: it changes no
// paired device's name or kind, and crowds out nobody but its own kind.
import type { DeviceId, DeviceKind } from '../../contract/devices.ts';
import type { Place } from '../net/dial.ts';
import { crowdOf } from '../net/on-link.ts';
import { alikeKey } from './alike.ts';
import { Evidence, PROBE_APART_MS } from './evidence.ts';
import type { Heard } from './heard.ts';

const MOST_STRANGERS = 200;
/** That one computer may introduce: several accounts, or a router that passes on what it hears. */
const MOST_OF_ONE_CROWD = 40;
/** Where there is no room, a stranger stays at least that long: that is how fast a flood comes through. */
const STAY_MS = 5000;
const PROBES_AT_ONCE = 16;

export interface KnownFacts {
  readonly id: DeviceId;
  readonly name: string;
  readonly kind: DeviceKind;
  readonly lastPlace: Place | null;
}

export interface PresenceRow {
  readonly id: DeviceId;
  readonly name: string;
  readonly kind: DeviceKind;
  readonly isPaired: boolean;
  readonly isHere: boolean;
  /** Null while it is here, and where it never was. */
  readonly lastHereAt: number | null;
  /** As heard or proven, the best first. */
  readonly places: readonly Place[];
  /** namedAsPaired: a stranger whose name could be taken for a paired device's. twin: for another stranger's. */
  readonly mark: 'none' | 'namedAsPaired' | 'twin';
  /** It speaks no version that this device speaks. */
  readonly needsUpdate: boolean;
  /** As it says itself. */
  readonly waitsWithCode: boolean;
}

interface Seen {
  readonly id: DeviceId;
  readonly evidence: Evidence;
  /** The address that it was first heard from, and what one machine there could pretend to be. */
  readonly source: string;
  readonly crowd: string;
}

type Known = ReadonlyMap<DeviceId, KnownFacts>;

export class Presence {
  readonly #known: () => readonly KnownFacts[];
  readonly #versions: readonly number[];
  readonly #seen = new Map<DeviceId, Seen>();
  #interfaces: readonly string[] | null = null;
  /** By address: a thousand names for one place don't make a thousand connections to it. */
  #askedAt: ReadonlyMap<string, number> = new Map();

  constructor(known: () => readonly KnownFacts[], versions: readonly number[]) {
    this.#known = known;
    this.#versions = versions;
  }

  heard(id: DeviceId, heard: Heard, now: number): void {
    // A packet may have waited until its interface was left.
    if (this.#interfaces?.includes(heard.via) === false) return;
    const known = this.#knownById();
    // A stranger without a name is nobody's to choose.
    if (!known.has(id) && heard.said.name === null) return;
    const source = heard.places[0]?.address ?? '';
    const isIn = this.#seen.has(id) || known.has(id) || this.#makeRoom(source, known, now);
    if (isIn) this.#evidenceOf(id, now, source).heard(heard, now);
  }

  /** A hint as well: it ends no connection, and whoever still answers stays. */
  gone(instance: string, via: string, now: number): void {
    for (const { evidence } of this.#seen.values()) evidence.gone(instance, via, now);
  }

  /** Those that are used now. */
  interfaces(names: readonly string[], now: number): void {
    const kept = new Set(names);
    const isOneGone = this.#interfaces?.some((name) => !kept.has(name)) ?? false;
    this.#interfaces = names;
    for (const { evidence } of this.#seen.values()) evidence.keepOnly(kept, isOneGone, now);
  }

  connected(id: DeviceId, place: Place | null, now: number): void {
    this.#evidenceOf(id, now).connected(place, now);
  }

  /** The last connection to it has ended. */
  disconnected(id: DeviceId, now: number): void {
    this.#seen.get(id)?.evidence.disconnected(now);
  }

  probed(id: DeviceId, place: Place, isAnswering: boolean, now: number): void {
    if (isAnswering && this.#knownById().has(id)) this.#evidenceOf(id, now);
    this.#seen.get(id)?.evidence.probed(place, isAnswering, now);
  }

  /** Its announcements arrive, whatever else is known of it. */
  isHeard(id: DeviceId, now: number): boolean {
    return this.#seen.get(id)?.evidence.isHeard(now) ?? false;
  }

  /** To be tried now, each to be reported by `probed`. Asked again every few seconds; of these alone, or of all. */
  probesDue(
    now: number,
    only: ReadonlySet<DeviceId> | null = null,
  ): readonly { readonly id: DeviceId; readonly place: Place }[] {
    const known = this.#knownById();
    this.#forgetGone(known, now);
    const asked = new Map([...this.#askedAt].filter(([, at]) => at <= now && now - at < PROBE_APART_MS));
    const all = [...this.#seen.values()];
    let room = PROBES_AT_ONCE - all.filter(({ evidence }) => evidence.isAsked(now)).length;
    const urgency = ({ id, evidence }: Seen): number => (known.has(id) ? 2 : evidence.hasAnswered ? 1 : 0);
    const due = all
      .filter(({ id, evidence }) => only?.has(id) !== false && evidence.isProbeDue(now))
      .toSorted((one, other) => urgency(other) - urgency(one) || one.evidence.probeAt - other.evidence.probeAt);
    const probes = due.flatMap(({ id, evidence }) => {
      const [place] = placesOf(evidence, known.get(id), now);
      if (place === undefined || room <= 0 || asked.has(place.address)) return [];
      room -= 1;
      asked.set(place.address, now);
      evidence.asked(now);
      return [{ id, place }];
    });
    this.#askedAt = asked;
    return probes;
  }

  /** Paired devices, also those that are away, then strangers in the order in which they came. */
  rows(now: number): readonly PresenceRow[] {
    const known = this.#knownById();
    this.#forgetGone(known, now);
    const strangers = this.#strangers(known).slice(0, MOST_STRANGERS);
    // Nobody but a stranger is compared with them.
    const named = strangers.length === 0 ? [] : [...known.values()];
    const namesOfKnown = new Set(named.map(({ name }) => alikeKey(name)));
    const bearers = Map.groupBy(strangers, ({ evidence }) => evidence.nameKey);
    const markOf = ({ nameKey }: Evidence): PresenceRow['mark'] => {
      if (namesOfKnown.has(nameKey)) return 'namedAsPaired';
      return (bearers.get(nameKey)?.length ?? 0) > 1 ? 'twin' : 'none';
    };
    return [
      ...Array.from(known.values(), (facts) => this.#rowOfKnown(facts, now)),
      ...strangers.flatMap(({ id, evidence }) => {
        const { name = null, kind = 'unknown', versions = [], waitsWithCode = false } = evidence.said ?? {};
        if (name === null) return [];
        const isHere = evidence.isHere(now);
        const lastHereAt = isHere ? null : evidence.lastAt;
        const needsUpdate = !versions.some((each) => this.#versions.includes(each));
        const places = evidence.places(now);
        const mark = markOf(evidence);
        return [{ id, name, kind, isPaired: false, isHere, lastHereAt, places, mark, needsUpdate, waitsWithCode }];
      }),
    ];
  }

  /** Its name and kind are those of the pairing, and which versions it speaks its handshake says: anybody may announce it. */
  #rowOfKnown(facts: KnownFacts, now: number): PresenceRow {
    const { id, name, kind } = facts;
    const evidence = this.#seen.get(id)?.evidence;
    const isHere = evidence?.isHereAsItself(now) ?? false;
    const lastHereAt = isHere ? null : (evidence?.lastAt ?? null);
    const places = placesOf(evidence, facts, now);
    // A hint as from any other: whoever calls it for that finds out by its key.
    const waitsWithCode = isHere && (evidence?.said?.waitsWithCode ?? false);
    const paired = { isPaired: true, mark: 'none', needsUpdate: false } as const;
    return { id, name, kind, ...paired, isHere, lastHereAt, places, waitsWithCode };
  }

  #knownById(): Known {
    return new Map(this.#known().map((facts) => [facts.id, facts]));
  }

  #strangers(known: Known): readonly Seen[] {
    return [...this.#seen.values()].filter(({ id }) => !known.has(id));
  }

  #evidenceOf(id: DeviceId, now: number, source = ''): Evidence {
    const before = this.#seen.get(id);
    if (before !== undefined) return before.evidence;
    const evidence = new Evidence(now);
    this.#seen.set(id, { id, evidence, source, crowd: crowdOf(source) });
    return evidence;
  }

  /** Of a stranger nothing is kept; of a device that was forgotten, neither. */
  #forgetGone(known: Known, now: number): void {
    for (const { id, evidence } of this.#strangers(known)) {
      const hasName = (evidence.said?.name ?? null) !== null;
      if (!evidence.isConnected && !(hasName && evidence.isHere(now))) this.#seen.delete(id);
    }
  }

  /**
   * Whether one more stranger may come. Where it is full, somebody goes: of those that never answered, if there are any,
   * one of the largest crowd, of those from the source in it that most came from, the one that was silent for longest.
   * So a flood makes room at once for whoever comes from elsewhere, and for more of itself slowly or not at all.
   */
  #makeRoom(source: string, known: Known, now: number): boolean {
    this.#forgetGone(known, now);
    const crowd = crowdOf(source);
    const strangers = this.#strangers(known);
    const own = strangers.filter((seen) => seen.crowd === crowd);
    const isCrowded = own.length >= MOST_OF_ONE_CROWD;
    if (!isCrowded && strangers.length < MOST_STRANGERS) return true;
    const free = (isCrowded ? own : strangers).filter(({ evidence }) => !evidence.isConnected);
    const silent = free.filter(({ evidence }) => !evidence.hasAnswered);
    const largest = mostAlike(silent.length > 0 ? silent : free, (seen) => seen.crowd);
    const rivals = mostAlike(largest, (seen) => seen.source);
    const ownFromSource = own.filter((seen) => seen.source === source);
    const isFairer = own.length + 1 < largest.length || ownFromSource.length + 1 < rivals.length;
    const [last] = rivals
      .filter(({ evidence }) => isFairer || (!evidence.hasAnswered && now - evidence.since >= STAY_MS))
      .toSorted((one, other) => (one.evidence.lastAt ?? 0) - (other.evidence.lastAt ?? 0));
    return last !== undefined && this.#seen.delete(last.id);
  }
}

function placesOf(evidence: Evidence | undefined, facts: KnownFacts | undefined, now: number): readonly Place[] {
  const places = evidence?.places(now) ?? [];
  const last = facts?.lastPlace ?? null;
  const isAmong = places.some(({ address, port }) => address === last?.address && port === last.port);
  return last === null || isAmong ? places : [...places, last];
}

/** Those of whom there are most with one key. */
function mostAlike(seen: readonly Seen[], keyOf: (seen: Seen) => string): readonly Seen[] {
  const groups = [...Map.groupBy(seen, keyOf).values()];
  return groups.reduce<readonly Seen[]>((most, each) => (each.length > most.length ? each : most), []);
}
