// What LocalSend says to all: one socket on each interface that is used and each family of addresses. Whatever isn't from
// the network of its interface is dropped before anybody reads it; one socket that fails leaves the others as they are.
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { Shore } from '../../discovery/mdns-records.ts';
import { SenderBudgets } from '../../net/sender-budgets.ts';
import type { Clock, Interfaces, Log } from '../../ports.ts';
import { DEFAULT_PORT, MOST_DATAGRAM_BYTES } from './messages.ts';

const GROUP_4 = '224.0.0.167';
const GROUP_6 = 'ff12::fd3a:e420';
/** What is said is sent three times within three seconds, by several programs of a computer perhaps. */
const LIMITS = { burst: 20, perSecond: 4, mostSenders: 256, newBurst: 64, newPerSecond: 8 } as const;
/** By then what was said is back, where it ever is. */
const ECHO_MS = 500;

type Family = 'ipv4' | 'ipv6';

/** Where a datagram came from; a link-local address with the zone by which it is reached. */
export interface Source {
  readonly address: string;
  readonly via: string;
}

export interface MulticastNeeds {
  readonly clock: Clock;
  readonly log: Log;
  readonly onDatagram: (datagram: Uint8Array, from: Source) => void;
  /** Of IPv4; that of IPv6 is always the same. */
  readonly group?: string;
  /** Another than the usual, for a test that keeps to itself. */
  readonly port?: number;
}

export interface Multicast {
  /** What is used from now on. What failed is tried again, so this may be called with the same ones again and again. */
  use(interfaces: Interfaces): void;
  /** On all of them; where one is only just being opened, as soon as it is. */
  say(datagram: Uint8Array): void;
  /** No socket has failed. */
  readonly isWhole: boolean;
  close(): void;
}

export type OpenMulticast = (needs: MulticastNeeds) => Multicast;

export const openMulticast: OpenMulticast = (needs) => {
  const links = new Map<string, Link>();
  const drop = (name: string): void => {
    for (const ear of links.get(name)?.ears ?? []) ear.close();
    links.delete(name);
  };
  const ears = (): readonly Ear[] => [...links.values()].flatMap((link) => link.ears);
  return {
    use(interfaces) {
      const shores = Object.entries(interfaces).map(([name, addresses]) => new Shore(name, addresses ?? []));
      const wanted = new Map(shores.map((shore) => [shore.name, shore.key]));
      for (const [name, { key }] of links) if (wanted.get(name) !== key) drop(name);
      for (const shore of shores) if (!links.has(shore.name)) links.set(shore.name, linkOn(shore, needs));
      for (const ear of ears()) ear.mend();
    },
    say: (datagram) => {
      for (const ear of ears()) ear.say(datagram);
    },
    get isWhole() {
      return ears().every((ear) => !ear.hasFailed);
    },
    close: () => {
      for (const name of links.keys()) drop(name);
    },
  };
};

interface Link {
  readonly key: string;
  readonly ears: readonly Ear[];
}

function linkOn(shore: Shore, needs: MulticastNeeds): Link {
  const families = (['ipv4', 'ipv6'] as const).filter((family) => shore.first(family) !== null);
  return { key: shore.key, ears: families.map((family) => new Ear(shore, family, needs)) };
}

/** One socket, opened anew where it failed. */
class Ear {
  readonly #shore: Shore;
  readonly #family: Family;
  readonly #needs: MulticastNeeds;
  readonly #senders: SenderBudgets;
  #socket: Socket | null = null;
  #isReady = false;
  #unsaid: Uint8Array | null = null;
  #said: Uint8Array | null = null;
  /** Of the first that didn't come back since one did. */
  #saidAt: number | null = null;
  /** Some firewalls let nothing come back. */
  #hasHeardItself = false;
  #logged = '';

  constructor(shore: Shore, family: Family, needs: MulticastNeeds) {
    this.#shore = shore;
    this.#family = family;
    this.#needs = needs;
    this.#senders = new SenderBudgets(LIMITS, needs.clock.now());
  }

  get #group(): string {
    const { group = GROUP_4 } = this.#needs;
    return this.#family === 'ipv4' ? group : GROUP_6;
  }

  get hasFailed(): boolean {
    return this.#socket === null;
  }

  /** An interface that is another one now under its old name and address leaves its sockets deaf, without an error. */
  mend(): void {
    const isUnheard = this.#saidAt !== null && Math.abs(this.#needs.clock.now() - this.#saidAt) >= ECHO_MS;
    if (isUnheard && this.#hasHeardItself) this.close();
    if (this.#socket === null) this.#open();
  }

  say(datagram: Uint8Array): void {
    if (this.#socket === null) return;
    if (!this.#isReady) {
      this.#unsaid = datagram;
      return;
    }
    const { port = DEFAULT_PORT, clock } = this.#needs;
    this.#said = datagram;
    this.#saidAt ??= clock.now();
    const socket = this.#socket;
    socket.send(datagram, port, this.#group, (error) => {
      if (error !== null && socket === this.#socket) this.#fail(error);
    });
  }

  close(): void {
    const socket = this.#socket;
    this.#socket = null;
    this.#isReady = false;
    this.#hasHeardItself = false;
    this.#said = null;
    this.#saidAt = null;
    socket?.close();
  }

  #open(): void {
    const { port = DEFAULT_PORT } = this.#needs;
    // On Linux whoever shares the port in the one way doesn't with those who share it in the other.
    const shared = { reuseAddr: true, reusePort: process.platform === 'linux' };
    const isIPv4 = this.#family === 'ipv4';
    const socket = createSocket(isIPv4 ? { type: 'udp4', ...shared } : { type: 'udp6', ipv6Only: true, ...shared });
    this.#socket = socket;
    socket.on('error', (error) => {
      if (socket === this.#socket) this.#fail(error);
    });
    socket.on('message', (datagram, from) => {
      if (socket === this.#socket) this.#hear(datagram, from);
    });
    // Bound to the interface's address it would hear nothing: what is for a group isn't for that address.
    socket.bind({ port, address: isIPv4 ? '0.0.0.0' : '::', exclusive: true }, () => {
      if (socket === this.#socket) this.#join(socket);
    });
  }

  #join(socket: Socket): void {
    const via = this.#family === 'ipv4' ? (this.#shore.first('ipv4') ?? '') : `::%${this.#shore.zone}`;
    try {
      socket.addMembership(this.#group, via);
      socket.setMulticastInterface(via);
      socket.setMulticastTTL(1);
      // Several programs of one computer hear each other, and each itself.
      socket.setMulticastLoopback(true);
    } catch (error) {
      this.#fail(error as NodeJS.ErrnoException);
      return;
    }
    this.#isReady = true;
    const datagram = this.#unsaid;
    this.#unsaid = null;
    if (datagram !== null) this.say(datagram);
  }

  #hear(datagram: Buffer, { address }: RemoteInfo): void {
    const { clock, onDatagram } = this.#needs;
    if (datagram.length > MOST_DATAGRAM_BYTES) return;
    // A system may give a socket what came in by another interface, and what was sent to this computer alone.
    if (!this.#shore.isNeighbour(address)) return;
    if (this.#said !== null && this.#shore.isOwn(address) && datagram.equals(this.#said)) {
      this.#hasHeardItself = true;
      this.#saidAt = null;
      return;
    }
    if (this.#senders.spend(address, clock.now())) onDatagram(datagram, { address, via: this.#shore.name });
  }

  #fail(error: NodeJS.ErrnoException): void {
    this.close();
    const facts = { via: this.#shore.name, family: this.#family, error: error.code ?? error.message };
    // What fails again every few seconds fills no log.
    if (this.#logged !== facts.error) this.#needs.log('warn', 'localsend.multicast_failed', facts);
    this.#logged = facts.error;
  }
}
