import { describe, expect, it } from 'vitest';
import type { Link } from '../../../../src/engine/session/link.ts';
import { firstRank, Links } from '../../../../src/engine/session/links.ts';
import { MOST_RANK } from '../../../../src/engine/wire/hello.ts';

const idOf = (key: Uint8Array): string => Buffer.from(key).toString('hex');
const LOWER = Uint8Array.of(1);
const HIGHER = Uint8Array.of(2);

interface Call {
  readonly name: string;
  readonly by: Uint8Array;
  readonly rank: number;
}

/** A device's connections, each as far as it matters here: between whom it is, and that it ends. */
class Device {
  readonly links = new Links(idOf);
  readonly ended = new Set<string>();
  readonly #own: Uint8Array;
  readonly #other: Uint8Array;
  readonly #names = new Map<Link, string>();

  constructor(own: Uint8Array, other: Uint8Array) {
    this.#own = own;
    this.#other = other;
  }

  sees({ name, by, rank }: Call): boolean {
    const link = {
      channel: { ownKey: this.#own, remoteKey: this.#other },
      close: async () => void this.ended.add(name),
    } as unknown as Link;
    this.#names.set(link, name);
    return this.links.add({ link, dialledBy: by === this.#own ? 'us' : 'them', rank });
  }

  get kept(): string | undefined {
    const link = this.links.of(this.#other);
    return link === null ? undefined : this.#names.get(link);
  }
}

const orders = <T>(all: readonly T[]): T[][] =>
  all.length === 0
    ? [[]]
    : all.flatMap((one) => orders(all.filter((each) => each !== one)).map((rest) => [one, ...rest]));

describe('of the connections that two devices make at the same time', () => {
  const automatic = [
    { name: 'the lower’s', by: LOWER, rank: 0 },
    { name: 'the higher’s', by: HIGHER, rank: 0 },
  ];
  const wanted = (by: Uint8Array, rank: number): Call => ({ name: 'wanted', by, rank });

  it.each([
    ['the one that the lower id dialled', automatic, 'the lower’s'],
    ['the one that the higher’s person wants', [...automatic, wanted(HIGHER, 1)], 'wanted'],
    ['the one that the lower’s person wants', [...automatic, wanted(LOWER, 1)], 'wanted'],
    [
      'the lower’s, where both persons want one',
      [...automatic, wanted(LOWER, 1), { name: 'also wanted', by: HIGHER, rank: 1 }],
      'wanted',
    ],
    [
      'the one that was made in place of another',
      [...automatic, { name: 'wanted before', by: LOWER, rank: 1 }, wanted(HIGHER, 2)],
      'wanted',
    ],
    [
      'the last of those that one person wanted',
      [{ name: 'wanted before', by: HIGHER, rank: 1 }, wanted(HIGHER, 2)],
      'wanted',
    ],
  ])('%s stays on both sides, in whatever order they come', (_which, calls, stays) => {
    for (const seenByLower of orders(calls)) {
      for (const seenByHigher of orders(calls)) {
        const [lower, higher] = [new Device(LOWER, HIGHER), new Device(HIGHER, LOWER)];
        for (const call of seenByLower) if (!lower.sees(call)) lower.ended.add(call.name);
        for (const call of seenByHigher) if (!higher.sees(call)) higher.ended.add(call.name);
        expect([lower.kept, higher.kept]).toEqual([stays, stays]);
        for (const { ended } of [lower, higher]) expect(ended.size).toBe(calls.length - 1);
      }
    }
  });
});

describe('a connection that a person wants', () => {
  it('ranks before whatever the two have, and before what was begun', () => {
    const device = new Device(LOWER, HIGHER);
    expect([device.links.rankFor(HIGHER), device.links.rankFor(HIGHER)]).toEqual([1, 2]);
    device.sees({ name: 'theirs', by: HIGHER, rank: 7 });
    expect(device.links.rankFor(HIGHER)).toBe(8);
    device.sees({ name: 'as high as can be', by: HIGHER, rank: MOST_RANK });
    expect(device.links.rankFor(HIGHER)).toBe(MOST_RANK);
  });

  it('takes the place of the same device’s earlier one, which that has lost', () => {
    const device = new Device(HIGHER, LOWER);
    device.sees({ name: 'first', by: LOWER, rank: 3 });
    expect(device.sees({ name: 'second', by: LOWER, rank: 3 })).toBe(true);
    expect([device.kept, [...device.ended]]).toEqual(['second', ['first']]);
  });
});

describe('a program that was started anew', () => {
  it('ranks its calls above those of its former run, whose connection the other side may take for alive', () => {
    const began = Date.UTC(2026, 10, 22);
    const former = new Links(idOf, firstRank(began));
    const last = Array.from({ length: 5 }, () => former.rankFor(HIGHER)).at(-1) ?? 0;
    const now = new Links(idOf, firstRank(began + 60_000));
    expect(now.rankFor(HIGHER)).toBeGreaterThan(last);
    const there = new Device(HIGHER, LOWER);
    there.sees({ name: 'before', by: LOWER, rank: last });
    expect(there.sees({ name: 'now', by: LOWER, rank: now.rankFor(HIGHER) })).toBe(true);
    expect(there.kept).toBe('now');
  });

  it('gives ranks that can be said, whatever its clock says', () => {
    for (const at of [-1, 0, Date.UTC(2025, 0), 8_640_000_000_000_000]) {
      const rank = new Links(idOf, firstRank(at)).rankFor(HIGHER);
      expect([rank >= 1, rank <= MOST_RANK, Number.isInteger(rank)]).toEqual([true, true, true]);
    }
  });
});
