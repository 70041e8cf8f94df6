// Which remote addresses are neighbours on a network this device takes part in. Whoever calls from elsewhere (by a VPN,
// a container, a router that forwards) gets no byte.
import { BlockList, isIPv6 } from 'node:net';
import { isVirtual } from '../discovery/interfaces.ts';
import type { Interfaces } from '../ports.ts';

/** `::ffff:192.0.2.7` is how a socket for both families shows an IPv4 address; a zone (`%eth0`) isn't part of one. */
export function plainAddress(address: string): string {
  const [bare = ''] = address.split('%');
  return bare.toLowerCase().startsWith('::ffff:') && bare.includes('.') ? bare.slice('::ffff:'.length) : bare;
}

/** The addresses next to this device; `chosen` names interfaces that would otherwise be left out. */
export function neighbourhood(interfaces: Interfaces, chosen: readonly string[] = []): BlockList {
  const neighbours = new BlockList();
  for (const [name, addresses] of Object.entries(interfaces)) {
    const isOff = isVirtual(name) && !chosen.includes(name);
    for (const { cidr, internal } of addresses ?? []) {
      // This computer itself can't be elsewhere, whatever its own interface is called.
      if (isOff && !internal) continue;
      const [network = '', prefix = ''] = cidr?.split('/') ?? [];
      if (network !== '') neighbours.addSubnet(network, Number(prefix), isIPv6(network) ? 'ipv6' : 'ipv4');
    }
  }
  return neighbours;
}

export function isOnLink(address: string, neighbours: BlockList): boolean {
  const remote = plainAddress(address);
  return neighbours.check(remote, isIPv6(remote) ? 'ipv6' : 'ipv4');
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
