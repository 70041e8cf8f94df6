// Addresses in what is said and in what is heard on one interface. Pure. bonjour-service puts the addresses of every
// interface into each answer, those of VPNs and containers too; here only the interface's own get out, and of what others
// say only what is next to it gets in.
import type { NetworkInterfaceInfo } from 'node:os';
import type { Place } from '../net/dial.ts';
import { isOnLink, neighbourhood, plainAddress } from '../net/on-link.ts';

/** All of an announcement is one packet. */
const MOST_OWN = 6;
const MOST_PLACES = 8;
const ADDRESS_TTL_S = 120;
/** Who is there, asked of all: a name in three parts, type PTR, class IN. */
const QUESTION = Buffer.from('\x06_ferry\x04_tcp\x05local\0\0\x0c\0\x01', 'latin1');
/** The first bit of the flags. */
const ANSWER = 0x80;

export interface MdnsRecord {
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  readonly data: unknown;
}

export interface Answer {
  readonly answers: readonly MdnsRecord[];
  readonly additionals: readonly MdnsRecord[];
}

/** One interface of this computer, and who is next to it. */
export class Shore {
  readonly name: string;
  readonly addresses: readonly NetworkInterfaceInfo[];
  /** By which the system tells link-local addresses of several interfaces apart. */
  readonly zone: string;
  readonly #neighbours;

  constructor(name: string, addresses: readonly NetworkInterfaceInfo[], platform: NodeJS.Platform = process.platform) {
    this.name = name;
    this.addresses = addresses;
    this.#neighbours = neighbourhood({ [name]: addresses }, [name], platform);
    const scope = addresses.find(({ scopeid }) => scopeid !== undefined && scopeid !== 0)?.scopeid;
    this.zone = platform === 'win32' ? `${scope ?? 0}` : name;
  }

  first(family: 'ipv4' | 'ipv6'): string | null {
    return this.addresses.find((address) => address.family.toLowerCase() === family)?.address ?? null;
  }

  isOwn(address: string): boolean {
    const plain = plainAddress(address);
    return this.addresses.some((own) => own.address === plain);
  }

  /** Never a broadcast or multicast address, and not what is next to another interface. */
  isNeighbour(address: string): boolean {
    const [, zone] = address.split('%');
    if (zone !== undefined && zone !== this.zone) return false;
    return isOnLink(address, this.#neighbours) && !this.#isEdge(address);
  }

  /** The first and the last address of an IPv4 subnet belong to everybody. */
  #isEdge(address: string): boolean {
    const number = numberOf(address);
    return this.addresses.some(({ family, cidr }) => {
      const [network = '', bits = '32'] = cidr?.split('/') ?? [];
      if (family !== 'IPv4' || number === null || Number(bits) > 30) return false;
      const size = 2 ** (32 - Number(bits));
      const first = Math.floor((numberOf(network) ?? 0) / size) * size;
      return number === first || number === first + size - 1;
    });
  }

  /** Where a service may be reached: where its packet came from, then what it said. */
  placesOf(said: { readonly from: string; readonly addresses: readonly string[]; readonly port: number }): Place[] {
    if (!Number.isInteger(said.port) || said.port < 1 || said.port > 65_535) return [];
    const all = [said.from, ...said.addresses].map((address) => this.#zoned(address.toLowerCase()));
    const near = [...new Set(all)].filter((address) => this.isNeighbour(address));
    return near.slice(0, MOST_PLACES).map((address) => ({ address, port: said.port }));
  }

  /** Of all interfaces' addresses only this one's stay; nor is the type of service said to whoever asks for types. */
  ownRecords(records: readonly MdnsRecord[]): readonly MdnsRecord[] {
    const rest = records.filter(({ type, name }) => !isAddress(type) && !name.startsWith('_services.'));
    const service = rest.find(({ type }) => type === 'SRV');
    const address = records.find(({ type }) => isAddress(type));
    const host = service === undefined ? address?.name : (service.data as { readonly target: string }).target;
    if (host === undefined) return rest;
    const isGoodbye = (service ?? address)?.ttl === 0;
    const own = this.addresses.slice(0, MOST_OWN).map((each) => ({
      name: host,
      type: each.family === 'IPv4' ? 'A' : 'AAAA',
      ttl: isGoodbye ? 0 : ADDRESS_TTL_S,
      data: each.address,
    }));
    // Who was here is nothing that the next network needs to hear.
    return [...(isGoodbye ? rest.filter(({ type }) => type !== 'TXT') : rest), ...own];
  }

  ownAnswer({ answers, additionals }: Answer): Answer {
    const isAsked = answers.some(({ type }) => isAddress(type));
    return { answers: isAsked ? this.ownRecords(answers) : answers, additionals: this.ownRecords(additionals) };
  }

  /** Whether it is the same interface still, with the same addresses. */
  get key(): string {
    return JSON.stringify(
      this.addresses.map(({ address, cidr, mac, scopeid }) => [address, cidr, mac, scopeid]).sort(),
    );
  }

  #zoned(address: string): string {
    return address.startsWith('fe80:') && !address.includes('%') ? `${address}%${this.zone}` : address;
  }
}

const isAddress = (type: string): boolean => type === 'A' || type === 'AAAA';

function numberOf(address: string): number | null {
  const parts = plainAddress(address).split('.');
  if (parts.length !== 4) return null;
  return parts.reduce((number, part) => number * 256 + Number(part), 0);
}

export const isAnswer = (datagram: Buffer): boolean => ((datagram[2] ?? 0) & ANSWER) !== 0;

export const isOurQuestion = (datagram: Buffer): boolean => !isAnswer(datagram) && datagram.includes(QUESTION);
