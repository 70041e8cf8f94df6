// Which of the system's network interfaces lead to a network of people's devices.
import type { Interfaces } from '../ports.ts';

/**
 * Names of VPNs, tunnels, containers and virtual machines' switches on Linux, macOS and Windows. They are off until
 * chosen: what is announced there reaches an employer's or a provider's network, or nobody.
 */
const VIRTUAL =
  /^(docker|br-|veth|virbr|vmnet|vboxnet|lxc|lxd|cni|flannel|podman|cali|tun|tap|wg|utun|ppp|ipsec|gif|stf|awdl|llw|anpi|tailscale|zt|ham|nordlynx|proton|vEthernet|VirtualBox|VMware|Tailscale|WireGuard|OpenVPN|ZeroTier|Loopback)/;

export const isVirtual = (name: string): boolean => VIRTUAL.test(name);

/** Where a device on the same networks finds this one; link-local addresses mean nothing without their interface. */
export const addressesOf = (used: Interfaces): readonly string[] =>
  Object.values(used)
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, address }) => !internal && !address.startsWith('fe80'))
    .map(({ address }) => address);

/** A link-local address counts: two computers joined by a cable have nothing else. */
export function isConnected(interfaces: Interfaces): boolean {
  return Object.entries(interfaces).some(
    ([name, addresses]) => !isVirtual(name) && addresses?.some((address) => !address.internal),
  );
}
