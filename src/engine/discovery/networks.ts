// The networks this computer is on, and what its person said of each: a new one is public until they say otherwise, and
// what a VPN, a tunnel or a container made is left alone until it is chosen.
import { createHash } from 'node:crypto';
import type { NetworkInterfaceInfo } from 'node:os';
import * as v from 'valibot';
import type { ErrorInfo } from '../../contract/errors.ts';
import { errorInfo } from '../../contract/errors.ts';
import { NETWORK_TRUSTS, type NetworkTrust, type ShownNetwork } from '../../contract/networks.ts';
import { checked, openRowsFile, type RowsFile } from '../identity/rows-file.ts';
import { crowdOf } from '../net/on-link.ts';
import type { Interfaces } from '../ports.ts';
import type { Gateway } from './gateways.ts';
import { isVirtual } from './interfaces.ts';

const Row = v.looseObject({
  id: v.string(),
  trust: v.picklist(NETWORK_TRUSTS),
  isOn: v.optional(v.boolean()),
});
type Row = v.InferOutput<typeof Row>;

/** Of those that a person has said something of; the one that was said longest ago goes first. */
const MOST_ROWS = 500;
const ID_DIGITS = 16;

/** What was said of a network is kept, or holds until this computer leaves it; null where there is no such network now. */
export type Chosen = 'kept' | 'now' | null;

/** One interface, and the network it leads to. */
interface Found {
  readonly id: string;
  readonly via: string;
  readonly isVirtual: boolean;
  /** The same again tomorrow. */
  readonly isLasting: boolean;
}

export function networksOn(interfaces: Interfaces, gateways: readonly Gateway[]): readonly Found[] {
  return Object.entries(interfaces).flatMap(([via, addresses = []]) => {
    const outside = addresses.filter(({ internal }) => !internal);
    if (outside.length === 0) return [];
    const gateway = gateways.find((each) => each.via === via);
    // Without a router it is this cable, for as long as it is plugged in.
    const marks = gateway === undefined ? ['here', via, ...prefixesOf(outside)] : ['by', gateway.hardware];
    const id = createHash('sha256').update(marks.join(' ')).digest('hex').slice(0, ID_DIGITS);
    return [{ id, via, isVirtual: isVirtual(via), isLasting: gateway !== undefined }];
  });
}

/**
 * Of the networks, not of the addresses: a computer draws itself passing IPv6 ones as it goes, which may count as networks
 * of their own (on Windows), but are of the same /64 as its others. That of link-local ones is the same everywhere.
 */
function prefixesOf(addresses: readonly NetworkInterfaceInfo[]): readonly string[] {
  const prefixes = addresses.flatMap(({ family, address, cidr }) => {
    if (family === 'IPv6') return address.startsWith('fe80:') ? [] : [crowdOf(address)];
    const [, bits = '32'] = cidr?.split('/') ?? [];
    return [`${prefixOf(address, Number(bits))}/${bits}`];
  });
  return [...new Set(prefixes)].sort();
}

const prefixOf = (ipv4: string, bits: number): string =>
  ipv4
    .split('.')
    .map((byte, index) => Number(byte) & (0xff00 >> Math.min(8, Math.max(0, bits - 8 * index))))
    .join('.');

/** What is used of these interfaces: this computer's own, and those whose network is on, or would be if it were looked at. */
export function usedOf(interfaces: Interfaces, shown: readonly ShownNetwork[]): Interfaces {
  const isUsed = ([via, addresses]: [string, Interfaces[string]]): boolean =>
    (addresses ?? []).every(({ internal }) => internal) ||
    (shown.find((network) => network.via === via)?.isOn ?? !isVirtual(via));
  return Object.fromEntries(Object.entries(interfaces).filter(isUsed));
}

export async function openNetworks(path: string, now: number): Promise<Networks> {
  return new Networks(await openRowsFile<Row>({ path, now, schema: Row, keyOf: ({ id }) => id }));
}

export class Networks {
  readonly damage: ErrorInfo | null;
  readonly #file: RowsFile<Row>;
  /** What was said of networks that nothing is known again by. */
  readonly #passing = new Map<string, Row>();
  #found: readonly Found[] = [];
  #interfaces: Interfaces = {};

  constructor(file: RowsFile<Row>) {
    this.#file = file;
    this.damage = file.keptAs === null ? null : errorInfo('data.damaged', { keptAs: file.keptAs });
  }

  look(interfaces: Interfaces, gateways: readonly Gateway[]): void {
    const found = networksOn(interfaces, gateways);
    this.#found = found;
    // Another network may look the same as one that was left.
    for (const id of this.#passing.keys()) if (!found.some((each) => each.id === id)) this.#passing.delete(id);
    this.#interfaces = interfaces;
  }

  shown(): readonly ShownNetwork[] {
    return this.#found.map(({ id, via, isVirtual: isVirtualOne }) => {
      const row = this.#rowOf(id);
      return {
        id,
        via,
        isVirtual: isVirtualOne,
        isOn: row?.isOn ?? !isVirtualOne,
        trust: row?.trust ?? null,
        addresses: (this.#interfaces[via] ?? []).map(({ address }) => address),
      };
    });
  }

  /** The interfaces that are used, with their addresses. */
  chosen(): Interfaces {
    const on = new Set(this.shown().flatMap(({ via, isOn }) => (isOn ? [via] : [])));
    return Object.fromEntries(Object.entries(this.#interfaces).filter(([via]) => on.has(via)));
  }

  isTrusted(via: string): boolean {
    return this.shown().some((network) => network.via === via && network.trust === 'trusted');
  }

  async choose(id: string, choice: { readonly trust?: NetworkTrust; readonly isOn?: boolean }): Promise<Chosen> {
    const found = this.#found.find((each) => each.id === id);
    if (found === undefined) return null;
    const row: Row = { trust: 'public', ...this.#rowOf(id), id, ...choice };
    if (!found.isLasting) {
      this.#passing.set(id, row);
      return 'now';
    }
    await this.#file.change((rows) => [...rows.filter((each) => each.id !== id), checked(Row, row)].slice(-MOST_ROWS));
    return 'kept';
  }

  /** What somebody else has written of them by now. */
  reload(): Promise<void> {
    return this.#file.reload();
  }

  settled(): Promise<void> {
    return this.#file.settled();
  }

  #rowOf(id: string): Row | undefined {
    return this.#passing.get(id) ?? this.#file.rows.find((row) => row.id === id);
  }
}
