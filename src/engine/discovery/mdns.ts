// Announces and hears by multicast DNS on all interfaces: one station for each and each family, opened, closed and opened
// anew as interfaces come, go and change.
import type { Interfaces } from '../ports.ts';
import type { Announcement } from './heard.ts';
import type { Interest } from './interest.ts';
import { Shore } from './mdns-records.ts';
import { type InterfaceHealth, type OpenInstance, Station, type StationNeeds } from './mdns-station.ts';

const MOST_OWN_NAMES = 64;

export interface Announced {
  readonly said: Announcement;
  readonly port: number;
}

/** What is the same for all stations. */
export type MdnsNeeds = Omit<StationNeeds, 'open' | 'isOwn'>;

export interface Mdns {
  /**
   * The interfaces that are to be used from now on; what is new, gone or changed among them is opened, closed, reopened.
   * No goodbye is said where one is gone or changed.
   */
  use(interfaces: Interfaces): void;
  /** What is announced from now on, by interface, under new names drawn by lot; null: nothing there. */
  announce(what: (via: string) => Announced | null): void;
  /** Asks again now. */
  query(): void;
  /** How much it is worth to know who is here; much until that is said. */
  interest(interest: Interest): void;
  /** Asks now and again soon: something is otherwise than it was, though no interface is. */
  askAnew(): void;
  /** Says goodbye, for as long as that may take, and closes all. */
  close(): Promise<void>;
  /** Whether it works, for the doctor. */
  health(): readonly InterfaceHealth[];
}

export function openStations(needs: MdnsNeeds, open: OpenInstance): Mdns {
  const links = new Map<string, Link>();
  const names = new OwnNames(needs.random);
  let what: (via: string) => Announced | null = () => null;
  let interest: Interest = 'looking';
  const stations = (): readonly Station[] => [...links.values()].flatMap((link) => link.stations);
  return {
    use(interfaces) {
      const shores = Object.entries(interfaces).map(([name, addresses]) => new Shore(name, addresses ?? []));
      const before = new Map(links);
      for (const shore of shores) {
        const link = before.get(shore.name);
        if (link?.key === shore.key) {
          before.delete(shore.name);
          continue;
        }
        link?.drop();
        before.delete(shore.name);
        const opened = new Link(shore, needs, open, names);
        links.set(shore.name, opened);
        for (const station of opened.stations) station.interest(interest);
        opened.announce(what(shore.name));
      }
      for (const [name, link] of before) {
        links.delete(name);
        link.drop();
      }
    },
    announce(next) {
      what = next;
      for (const [name, link] of links) link.announce(next(name));
    },
    query: () => {
      for (const station of stations()) station.ask();
    },
    interest(next) {
      interest = next;
      for (const station of stations()) station.interest(next);
    },
    askAnew: () => {
      for (const station of stations()) station.askAnew();
    },
    async close() {
      const closing = [...links.values()].map((link) => link.close());
      links.clear();
      await Promise.all(closing);
    },
    health: () => stations().map((station) => station.health()),
  };
}

/** The names under which this device announces itself: what is heard of them is no other device. */
class OwnNames {
  readonly #random: MdnsNeeds['random'];
  readonly #drawn = new Set<string>();

  constructor(random: MdnsNeeds['random']) {
    this.#random = random;
  }

  draw(): { readonly instance: string; readonly host: string } {
    const [instance, host] = [this.#lot(), this.#lot()];
    this.#drawn.add(instance);
    const [oldest] = this.#drawn;
    if (this.#drawn.size > MOST_OWN_NAMES && oldest !== undefined) this.#drawn.delete(oldest);
    return { instance, host: `ferry-${host}.local` };
  }

  has(instance: string): boolean {
    return this.#drawn.has(instance);
  }

  #lot(): string {
    return Buffer.from(this.#random(8)).toString('hex');
  }
}

/** One interface: both families say the same there, under the same name. */
class Link {
  readonly key: string;
  readonly stations: readonly Station[];
  readonly #names: OwnNames;

  constructor(shore: Shore, needs: MdnsNeeds, open: OpenInstance, names: OwnNames) {
    this.key = shore.key;
    this.#names = names;
    const families = (['ipv4', 'ipv6'] as const).filter((family) => shore.first(family) !== null);
    this.stations = families.map(
      (family) => new Station(shore, family, { ...needs, open, isOwn: (name) => names.has(name) }),
    );
  }

  announce(what: Announced | null): void {
    const published = what === null ? null : { ...what, ...this.#names.draw() };
    for (const station of this.stations) station.announce(published);
  }

  /** Without a goodbye: it may lead to another network by now, which would learn from it what was said on the one before. */
  drop(): void {
    for (const station of this.stations) station.drop();
  }

  async close(): Promise<void> {
    await Promise.all(this.stations.map((station) => station.close()));
  }
}
