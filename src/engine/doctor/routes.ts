// Which networks the interfaces lead to, and which of them are tunnels.
import { crowdOf } from '../net/on-link.ts';
import type { Interfaces } from '../ports.ts';

type Addresses = NonNullable<Interfaces[string]>;

/** VPNs and tunnels on Linux, macOS and Windows; containers and virtual machines take nothing that isn't theirs. */
const TUNNEL =
  /^(tun|tap|wg|utun|ppp|ipsec|tailscale|zt|ham|nordlynx|proton|Tailscale|WireGuard|OpenVPN|ZeroTier|NordLynx|Mullvad|ProtonVPN)/;

/** Those that are in use: macOS has some that never get more than an address of the link. */
export const tunnelsIn = (interfaces: Interfaces): readonly string[] =>
  Object.entries(interfaces).flatMap(([name, addresses]) =>
    TUNNEL.test(name) && addresses?.some(({ internal, address }) => !internal && !isLinkLocal(address)) ? [name] : [],
  );

export const isLinkLocal = (address: string): boolean => /^fe[89ab]/i.test(address);

/** The networks of one interface, as texts to compare: those of IPv4 where it has any. */
export function subnetsOf(addresses: Addresses): readonly string[] {
  const own = addresses.filter(({ internal, address }) => !internal && !isLinkLocal(address));
  const four = own.flatMap(({ cidr }) => ipv4Of(cidr) ?? []);
  if (four.length > 0) return four.map(({ network, prefix }) => `${textOf(network)}/${prefix}`).sort();
  return [...new Set(own.map(({ address }) => crowdOf(address)))].sort();
}

/** An address next to this interface that isn't its own; null where it has no IPv4, or is alone. */
export function neighbourOf(addresses: Addresses): string | null {
  for (const { internal, cidr } of addresses) {
    const found = internal ? null : ipv4Of(cidr);
    if (found === null || found.prefix > 30) continue;
    const first = found.network + 1;
    return textOf(first === found.address ? first + 1 : first);
  }
  return null;
}

interface Ipv4 {
  readonly address: number;
  readonly network: number;
  readonly prefix: number;
}

function ipv4Of(cidr: string | null): Ipv4 | null {
  const [, text = '', bits] = /^(\d+\.\d+\.\d+\.\d+)\/(\d+)$/.exec(cidr ?? '') ?? [];
  if (bits === undefined) return null;
  const address = text.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
  const size = 2 ** (32 - Number(bits));
  return { address, network: Math.floor(address / size) * size, prefix: Number(bits) };
}

const textOf = (address: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
