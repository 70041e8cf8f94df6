// Which remote addresses are neighbours on a network this device takes part in. Whoever calls from elsewhere (by a VPN,
// a container, a router that forwards) gets no byte.
import { BlockList } from 'node:net';
import { isVirtual } from '../discovery/interfaces.ts';
import type { Interfaces } from '../ports.ts';

/** `::ffff:192.0.2.7` is how a socket for both families shows an IPv4 address; a zone (`%eth0`) isn't part of one. */
export function plainAddress(address: string): string {
  const [bare = ''] = address.split('%');
  return bare.toLowerCase().startsWith('::ffff:') && bare.includes('.') ? bare.slice('::ffff:'.length) : bare;
}

/** Of addresses that the system gave. To check one whole, Node first needs six thousandths of a second. */
const isIPv6 = (address: string): boolean => address.includes(':');

/** Each interface has the same network of them: which neighbour is meant, only the interface tells. */
const LINK_LOCAL = new BlockList();
LINK_LOCAL.addSubnet('fe80::', 10, 'ipv6');

type Family = 'ipv4' | 'ipv6';
const familyOf = (address: string): Family => (isIPv6(address) ? 'ipv6' : 'ipv4');
const isLinkLocal = (plain: string): boolean => isIPv6(plain) && LINK_LOCAL.check(plain, 'ipv6');

interface Network {
  readonly cidr: string;
  /** By which the system tells the link-local addresses of its interfaces apart. */
  readonly zone: string;
}

/** The addresses next to this device, and the interfaces by which they are. */
export class Neighbours {
  readonly #plain = new BlockList();
  readonly #linkLocal = new Map<string, BlockList>();
  /** Where there is no other, an address without a zone means it. */
  readonly #onlyZone: string | null;

  constructor(networks: readonly Network[], onlyZone: string | null) {
    this.#onlyZone = onlyZone;
    for (const { cidr, zone } of networks) {
      const [network = '', prefix = ''] = cidr.split('/');
      this.#listFor(network, zone).addSubnet(network, Number(prefix), familyOf(network));
    }
  }

  has(address: string): boolean {
    const plain = plainAddress(address);
    if (!isLinkLocal(plain)) return this.#plain.check(plain, familyOf(plain));
    const at = address.indexOf('%');
    const zone = at < 0 ? this.#onlyZone : address.slice(at + 1);
    return zone !== null && (this.#linkLocal.get(zone)?.check(plain, 'ipv6') ?? false);
  }

  #listFor(network: string, zone: string): BlockList {
    if (!isLinkLocal(network)) return this.#plain;
    const list = this.#linkLocal.get(zone) ?? new BlockList();
    this.#linkLocal.set(zone, list);
    return list;
  }
}

/** The addresses next to this device; `chosen` names interfaces that would otherwise be left out. */
export function neighbourhood(
  interfaces: Interfaces,
  chosen: readonly string[] = [],
  platform: NodeJS.Platform = process.platform,
): Neighbours {
  const networks: Network[] = [];
  const outside: string[] = [];
  for (const [name, addresses = []] of Object.entries(interfaces)) {
    const zone = zoneOf(name, addresses, platform);
    if (addresses.some(({ internal }) => !internal)) outside.push(zone);
    const isOff = isVirtual(name) && !chosen.includes(name);
    for (const { cidr, internal } of addresses) {
      // This computer itself can't be elsewhere, whatever its own interface is called.
      if (cidr !== null && (internal || !isOff)) networks.push({ cidr, zone });
    }
  }
  return new Neighbours(networks, outside.length === 1 ? (outside[0] ?? null) : null);
}

/** Windows writes an interface's number where others write its name. */
function zoneOf(name: string, addresses: NonNullable<Interfaces[string]>, platform: NodeJS.Platform): string {
  const scope = addresses.find(({ scopeid = 0 }) => scopeid !== 0)?.scopeid;
  return platform === 'win32' ? `${scope ?? 0}` : name;
}

export function isOnLink(address: string, neighbours: Neighbours): boolean {
  return neighbours.has(address);
}

/** Hosts that one machine could pretend to be: by IPv6 a whole /64, where all neighbours may be; else the address. */
export function crowdOf(address: string): string {
  const plain = plainAddress(address);
  if (!isIPv6(plain)) return plain;
  const [head = '', tail = ''] = plain.split('::');
  const groups = head.split(':').filter((group) => group !== '');
  if (!plain.includes('::')) return groups.slice(0, 4).join(':');
  const last = tail.split(':').filter((group) => group !== '');
  const zeros = Array.from({ length: 8 - groups.length - last.length }, () => '0');
  return [...groups, ...zeros, ...last].slice(0, 4).join(':');
}
