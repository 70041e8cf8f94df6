// Finds devices and lets itself be found: what is heard becomes rows, what is announced follows who may see this device
// and on which networks, and whoever was heard is looked after until it is gone.
import { isDeepStrictEqual } from 'node:util';
import type { DeviceId, DeviceKind } from '../../contract/devices.ts';
import type { ShownNetwork } from '../../contract/networks.ts';
import type { Visibility } from '../../contract/state.ts';
import { atBeat } from '../beat.ts';
import type { Secret } from '../crypto/secret.ts';
import type { Place } from '../net/dial.ts';
import { isOnLink, neighbourhood } from '../net/on-link.ts';
import { isAnswering } from '../net/probe.ts';
import type { Clock, Interfaces, Log } from '../ports.ts';
import { drawTag, isTagBy } from './announce-tag.ts';
import type { InterfaceHealth, Mdns, OpenMdns } from './bonjour.ts';
import type { Gateway } from './gateways.ts';
import type { Announcement, Heard } from './heard.ts';
import type { Interest } from './interest.ts';
import type { Chosen, Networks } from './networks.ts';
import { type KnownFacts, Presence, type PresenceRow } from './presence.ts';

/** Interfaces change without a word, and probes fall due. */
const LOOK_MS = 1000;
/** It was as good as off: this computer slept. */
const SLEPT_MS = 15_000;
/** Whoever isn't back by then may have gone for good. */
const LOST_MS = 3 * 60 * 1000;
/** What paired devices recognise this one by isn't the same for longer, so that nobody else follows it around. */
const RENEW_MS = 15 * 60 * 1000;
const MOST_RECOGNISED = 1024;
/** A flood makes many rows; whoever looks at them is not quicker than this. */
const PUBLISH_MS = 100;
/** What can be found is found sooner. */
const UNTIL_HEARD_MS = 4000;

export interface KnownDeviceFacts extends KnownFacts {
  readonly announceKey: Secret | null;
}

export interface FinderNeeds {
  /** Loaded when it is needed: most commands don't look for anybody. */
  readonly loadMdns: () => Promise<OpenMdns>;
  readonly networks: Networks;
  readonly gateways: () => Promise<readonly Gateway[]>;
  readonly interfaces: () => Interfaces;
  readonly own: () => { readonly id: DeviceId; readonly announceKey: Secret; readonly name: string };
  readonly kind: DeviceKind;
  readonly known: () => readonly KnownDeviceFacts[];
  readonly visibility: () => Visibility;
  /** Where this device listens, if it does. */
  readonly port: () => number | null;
  /** It shows a code to whoever types it. */
  readonly waitsWithCode: () => boolean;
  /** How much somebody wants to know who is here. */
  readonly interest: () => Interest;
  readonly versions: readonly number[];
  readonly clock: Clock;
  readonly random: (byteCount: number) => Uint8Array;
  readonly log: Log;
  readonly onRows: (rows: readonly PresenceRow[]) => void;
  readonly onNetworks: (networks: readonly ShownNetwork[]) => void;
  /** Other networks are used than before, or by other addresses. */
  readonly onChosen: () => void;
  /** A paired device is heard. */
  readonly onHere: (id: DeviceId) => void;
}

/** What is announced on an interface. */
interface Said {
  readonly said: Omit<Announcement, 'tag'> & { readonly hasTag: boolean };
  readonly port: number;
}

export class Finder {
  readonly #needs: FinderNeeds;
  readonly #presence: Presence;
  readonly #recognised = new Map<string, DeviceId | null>();
  #interest: Interest = 'looking';
  #lookingSince: number | null = null;
  #looking: Promise<void> | null = null;
  #mdns: Mdns | null = null;
  #gateways: readonly Gateway[] = [];
  #chosen: Interfaces = {};
  #announced: ReadonlyMap<string, Said> = new Map();
  #announcedAt = 0;
  #announcedBy: Secret | null = null;
  #rows: readonly PresenceRow[] = [];
  #shownNetworks: readonly ShownNetwork[] = [];
  readonly #waiting = new Map<DeviceId, Set<() => void>>();
  /** A person has said where: nothing that is heard would bring them back. */
  readonly #introduced = new Set<DeviceId>();
  #isDue = false;
  #turn = 0;
  #tickedAt: number;
  #lostAt = Number.NEGATIVE_INFINITY;
  #cancelLook: () => void = () => undefined;
  #closed = false;

  constructor(needs: FinderNeeds) {
    this.#needs = needs;
    this.#presence = new Presence(needs.known, needs.versions);
    this.#tickedAt = needs.clock.now();
  }

  get lookingForMs(): number {
    return this.#lookingSince === null ? 0 : this.#needs.clock.now() - this.#lookingSince;
  }

  get isLooking(): boolean {
    return this.#looking !== null;
  }

  /** From now on; resolves when the first question is out. */
  look(): Promise<void> {
    this.#looking ??= this.#begin();
    return this.#looking;
  }

  async #begin(): Promise<void> {
    const { loadMdns, clock, random, log } = this.#needs;
    this.#lookingSince = clock.now();
    const openMdns = await loadMdns();
    if (this.#closed) return;
    this.#mdns = openMdns({
      clock,
      random,
      log,
      onHeard: (heard) => this.#heard(heard),
      onGone: (instance, via) => {
        this.#presence.gone(instance, via, clock.now());
        this.#publishSoon();
      },
    });
    await this.#tick();
  }

  /** Something that is announced may be otherwise now: the name, the port, who may see this device, who is known. */
  refresh(): void {
    // Somebody may be known by now who wasn't, or the other way round.
    this.#recognised.clear();
    if (this.#mdns === null) return;
    this.#announce();
    this.#publishSoon();
  }

  /** Somebody may want to know more than before of who is here: then it looks at once. */
  attend(): void {
    if (this.#mdns === null || this.#interest === 'looking' || this.#needs.interest() !== 'looking') return;
    this.#cancelLook();
    void this.#tick();
  }

  async choose(via: string, choice: Parameters<Networks['choose']>[1]): Promise<Chosen> {
    const id = this.#needs.networks.shown().find((network) => network.via === via)?.id;
    const chosen = id === undefined ? null : await this.#needs.networks.choose(id, choice);
    this.#lookAround();
    this.#announce();
    return chosen;
  }

  /** What was said of the networks was written by somebody else. */
  async reloadNetworks(): Promise<void> {
    await this.#needs.networks.reload();
    if (this.#mdns === null) return;
    this.#lookAround();
    this.#announce();
  }

  connected(id: DeviceId, place: Place | null): void {
    this.#presence.connected(id, place, this.#needs.clock.now());
    this.#publishSoon();
  }

  disconnected(id: DeviceId): void {
    this.#presence.disconnected(id, this.#needs.clock.now());
    if (this.#needs.known().some((device) => device.id === id)) this.#lost();
    this.#publishSoon();
  }

  /** The next time, within a few seconds; at once where nobody is looking, or on no network. Whether it was. */
  async untilHeard(id: DeviceId): Promise<boolean> {
    const { clock } = this.#needs;
    if (this.#mdns === null || Object.keys(this.#chosen).length === 0) return false;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const hear = (): void => resolve(true);
    const waiting = this.#waiting.get(id) ?? new Set();
    this.#waiting.set(id, waiting.add(hear));
    const cancel = clock.after(UNTIL_HEARD_MS, () => resolve(false));
    this.#mdns.query();
    const isHeard = await promise;
    cancel();
    waiting.delete(hear);
    if (waiting.size === 0) this.#waiting.delete(id);
    return isHeard;
  }

  /** Whether its announcements arrive, asked for where they needn't have come by themselves. */
  async hears(id: DeviceId): Promise<boolean> {
    const isHeard = (): boolean => this.#presence.isHeard(id, this.#needs.clock.now());
    if (!isHeard() && this.#interest !== 'looking') await this.untilHeard(id);
    return isHeard();
  }

  row(id: DeviceId): PresenceRow | null {
    return this.#presence.rows(this.#needs.clock.now()).find((row) => row.id === id) ?? null;
  }

  /** A device that was called because a person said where: as if it had been heard from there. */
  introduced({ id, name, kind }: Pick<PresenceRow, 'id' | 'name' | 'kind'>, place: Place): void {
    const { versions, clock } = this.#needs;
    const beside = Object.entries(this.#chosen).find(([via, addresses]) =>
      isOnLink(place.address, neighbourhood({ [via]: addresses }, [via])),
    );
    const via = beside?.[0] ?? Object.keys(this.#chosen)[0] ?? '';
    const said = { versions, kind, id, name, tag: null };
    this.#introduced.add(id);
    this.#presence.heard(id, { instance: `said ${place.address}`, via, places: [place], said }, clock.now());
    this.#publishSoon();
  }

  /** For the doctor: the devices as they are listed, with where they may be and whether they are heard. */
  rows(): readonly (PresenceRow & { readonly isHeard: boolean })[] {
    const now = this.#needs.clock.now();
    return this.#presence.rows(now).map((row) => ({ ...row, isHeard: this.#presence.isHeard(row.id, now) }));
  }

  /** The names of the interfaces that are used. */
  get chosen(): readonly string[] {
    return Object.keys(this.#chosen);
  }

  /** Asks again now who is there. */
  query(): void {
    this.#mdns?.query();
  }

  /** Whether multicast works, for the doctor. */
  health(): readonly InterfaceHealth[] {
    return this.#mdns?.health() ?? [];
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelLook();
    await this.#mdns?.close();
    this.#mdns = null;
  }

  async #tick(): Promise<void> {
    const { clock } = this.#needs;
    const turn = ++this.#turn;
    this.#heed();
    // First: on another network the router of the one before would vouch for it.
    await this.#findGateways();
    if (this.#closed || turn !== this.#turn) return;
    this.#lookAround();
    this.#announce();
    const isLooking = this.#interest === 'looking';
    const only = isLooking ? null : this.#introduced;
    for (const due of this.#presence.probesDue(clock.now(), only)) void this.#probe(due);
    this.#publish();
    // Next to nothing falls due where nobody wants to know who is here.
    const again = (): void => void this.#tick();
    this.#cancelLook = isLooking ? clock.after(LOOK_MS, again) : atBeat(clock, again);
  }

  #heed(): void {
    const { clock, interest } = this.#needs;
    const now = clock.now();
    const hasSlept = now - this.#tickedAt >= SLEPT_MS;
    this.#tickedAt = now;
    const before = this.#interest;
    const wanted = interest();
    this.#interest = wanted === 'none' && Math.abs(now - this.#lostAt) < LOST_MS ? 'waiting' : wanted;
    if (this.#interest !== before) {
      // What is known of others may be old.
      if (this.#interest === 'looking') this.#lookingSince = now;
      this.#mdns?.interest(this.#interest);
    }
    if (hasSlept) this.#mdns?.askAnew();
  }

  /** A paired device is called again when it is heard, which may take its time where nobody looks. */
  #lost(): void {
    if (this.#interest === 'looking') return;
    this.#lostAt = this.#needs.clock.now();
    this.#mdns?.askAnew();
    this.#heed();
  }

  async #findGateways(): Promise<void> {
    this.#gateways = await this.#needs.gateways().catch(() => []);
  }

  #lookAround(): void {
    const { networks, interfaces, clock, onNetworks, onChosen } = this.#needs;
    networks.look(interfaces(), this.#gateways);
    const shown = networks.shown();
    if (!isDeepStrictEqual(shown, this.#shownNetworks)) {
      this.#shownNetworks = shown;
      onNetworks(shown);
    }
    const chosen = networks.chosen();
    if (isDeepStrictEqual(chosen, this.#chosen)) return;
    this.#chosen = chosen;
    this.#mdns?.use(chosen);
    this.#presence.interfaces(Object.keys(chosen), clock.now());
    // Elsewhere it is not recognised as the one that was here.
    this.#announcedAt = 0;
    onChosen();
  }

  /** By interface: what everyone may know is said on trusted networks, and for as long as its person has just asked. */
  #announce(): void {
    const { clock, random, own } = this.#needs;
    const { id, name, announceKey } = own();
    const what = new Map<string, Said>();
    for (const via of Object.keys(this.#chosen)) {
      const said = this.#saidOn(via, { id, name });
      if (said !== null) what.set(via, said);
    }
    // Whoever was forgotten has the old key.
    const isOld = clock.now() - this.#announcedAt >= RENEW_MS || announceKey !== this.#announcedBy;
    if (!isOld && isDeepStrictEqual(what, this.#announced)) return;
    this.#announcedBy = announceKey;
    this.#announced = what;
    this.#announcedAt = clock.now();
    this.#mdns?.announce((via) => {
      const found = what.get(via);
      if (found === undefined) return null;
      const { hasTag, ...said } = found.said;
      return { said: { ...said, tag: hasTag ? drawTag(announceKey, random) : null }, port: found.port };
    });
  }

  #saidOn(via: string, { id, name }: { readonly id: DeviceId; readonly name: string }): Said | null {
    const { visibility, port, versions, networks, waitsWithCode, kind } = this.#needs;
    const listening = port();
    const { mode, ...asked } = visibility();
    if (listening === null || mode === 'nobody') return null;
    const isAskedFor = 'until' in asked && asked.until !== null;
    const isOpen = mode === 'everyone' && (isAskedFor || networks.isTrusted(via));
    return isOpen
      ? {
          said: {
            versions,
            kind,
            id,
            name,
            hasTag: false,
            ...(waitsWithCode() ? { waitsWithCode: true as const } : {}),
          },
          port: listening,
        }
      : { said: { versions, kind, id: null, name: null, hasTag: true }, port: listening };
  }

  #heard(heard: Heard): void {
    const { own, clock, onHere } = this.#needs;
    const id = heard.said.id ?? (heard.said.tag === null ? null : this.#deviceWithTag(heard.said.tag));
    if (id === null || id === own().id) return;
    const isKnown = this.#needs.known().some((device) => device.id === id);
    // A known one is called without being asked for: where the packet came from, and nowhere that it only speaks of.
    const places = isKnown ? heard.places.slice(0, 1) : heard.places;
    this.#presence.heard(id, { ...heard, places }, clock.now());
    for (const resolve of this.#waiting.get(id) ?? []) resolve();
    this.#publishSoon();
    if (isKnown) onHere(id);
  }

  #deviceWithTag(tag: Uint8Array): DeviceId | null {
    const known = this.#needs.known();
    const text = Buffer.from(tag).toString('hex');
    const before = this.#recognised.get(text);
    if (before !== undefined) return before;
    const found = known.find(({ announceKey }) => announceKey !== null && isTagBy(tag, announceKey))?.id ?? null;
    this.#recognised.set(text, found);
    const [oldest] = this.#recognised.keys();
    if (this.#recognised.size > MOST_RECOGNISED && oldest !== undefined) this.#recognised.delete(oldest);
    return found;
  }

  async #probe({ id, place }: { readonly id: DeviceId; readonly place: Place }): Promise<void> {
    const { clock } = this.#needs;
    const isThere = await isAnswering(place, clock);
    this.#presence.probed(id, place, isThere, clock.now());
    this.#publishSoon();
  }

  /** Many packets come at once. */
  #publishSoon(): void {
    if (this.#isDue || this.#closed) return;
    this.#isDue = true;
    this.#needs.clock.after(PUBLISH_MS, () => {
      this.#isDue = false;
      this.#publish();
    });
  }

  #publish(): void {
    const rows = this.#presence.rows(this.#needs.clock.now());
    if (this.#closed || isDeepStrictEqual(rows, this.#rows)) return;
    this.#rows = rows;
    this.#needs.onRows(rows);
  }
}
