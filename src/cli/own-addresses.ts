// Where this computer can be reached, from what the system says of its network.
import { BlockList, isIPv4, isIPv6 } from 'node:net';
import type { Ports } from '../engine/index.ts';
import { writeAddress } from '../engine/index.ts';

type Interfaces = ReturnType<Ports['interfaces']>;

/** So many are worth naming; the first is the one to try. */
const MOST_NAMED = 3;

/** Those that another device could type, the likeliest first; the port only where it isn't the agreed one. */
export function addressesToType(interfaces: Interfaces, port: number | null): readonly string[] {
  const outside = all(interfaces).filter(({ internal, address }) => !internal && !/^fe[89ab]/i.test(address));
  const hosts = [
    ...outside.filter(({ address }) => isIPv4(address)),
    ...outside.filter(({ address }) => !isIPv4(address)),
  ];
  const found = hosts.length > 0 ? hosts.map(({ address }) => address) : ['127.0.0.1'];
  return found.slice(0, MOST_NAMED).map((host) => writeAddress({ host, port }));
}

/** Whether it is one of this computer's, however it is spelled. */
export function isOwnAddress(text: string, interfaces: Interfaces): boolean {
  if (isIPv4(text)) return all(interfaces).some(({ address }) => address === text);
  if (!isIPv6(text)) return false;
  const wanted = new BlockList();
  wanted.addAddress(withoutZone(text), 'ipv6');
  return all(interfaces).some(({ address, family }) => family === 'IPv6' && wanted.check(withoutZone(address), 'ipv6'));
}

const withoutZone = (address: string): string => address.split('%')[0] ?? '';

const all = (interfaces: Interfaces) => Object.values(interfaces).flatMap((addresses) => addresses ?? []);
