// Calls every address of the own networks, for those on which multicast gets nowhere. Only where a person asked for it:
// it is what an intruder does, too.
import type { Interfaces } from '../../ports.ts';

const MOST_INTERFACES = 3;
const AT_ONCE = 50;
/** The last byte of an address: more than that of a network is never called. */
const MOST_BITS = 24;

/** Of up to three interfaces, the 254 addresses around their own one at most, without it. */
export function hostsToScan(interfaces: Interfaces): readonly string[] {
  const own = Object.values(interfaces).flatMap((addresses = []) => {
    const first = addresses.find(({ family, internal, cidr }) => family === 'IPv4' && !internal && cidr !== null);
    return first === undefined ? [] : [first];
  });
  const isOwn = new Set(Object.values(interfaces).flatMap((addresses = []) => addresses.map(({ address }) => address)));
  const hosts = own.slice(0, MOST_INTERFACES).flatMap(({ address, cidr }) => around(address, cidr ?? ''));
  return [...new Set(hosts)].filter((host) => !isOwn.has(host));
}

function around(address: string, cidr: string): readonly string[] {
  const bytes = address.split('.');
  const last = Number(bytes.pop());
  const bits = Math.max(MOST_BITS, Number(cidr.split('/')[1] ?? 32));
  const size = 2 ** (32 - bits);
  const first = last - (last % size);
  const all = Array.from({ length: size }, (_, index) => `${bytes.join('.')}.${first + index}`);
  // The first and the last belong to everybody, where there are more than two.
  return size > 2 ? all.slice(1, -1) : all;
}

/** So many at once; ends early where `isOver`. */
export async function callAll(
  hosts: readonly string[],
  isOver: () => boolean,
  call: (host: string) => Promise<void>,
): Promise<void> {
  const left = hosts.values();
  const work = async (): Promise<void> => {
    for (const host of left) {
      if (isOver()) return;
      await call(host);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, hosts.length) }, work));
}
