// What a fuzz run is made of: chance that can be had again, bytes and values that are nearly right, and a watch over time
// and memory.
import { setFlagsFromString } from 'node:v8';
import { createContext, runInNewContext, Script } from 'node:vm';
import type { CborMap, CborValue } from '../../src/engine/wire/control.ts';

/** For one input; the largest have 64 KiB. */
const MOST_BUFFER_BYTES = 2 * 1024 * 1024;
const MOST_HEAP_BYTES = 64 * 1024 * 1024;

/** Mulberry32: small, and the same everywhere. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** From 0 to below it. */
  below(end: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * end);
  }

  isOneIn(times: number): boolean {
    return this.below(times) === 0;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  /** One to so many. */
  several<T>(most: number, make: (at: number) => T): T[] {
    return Array.from({ length: 1 + this.below(most) }, (_, at) => make(at));
  }

  bytes(length: number): Buffer {
    const bytes = Buffer.alloc(length);
    for (let at = 0; at < length; at++) bytes[at] = this.below(256);
    return bytes;
  }
}

export const MOST_INPUT_BYTES = 64 * 1024;
const EXTREMES = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff, 2 ** 48 - 1];
export const NUMBERS = [...EXTREMES, -1, 2, 2 ** 21, 2 ** 21 - 1, 2 ** 21 + 1, 2 ** 48, 2 ** 53 - 1, 1 - 2 ** 53];

/** Some of it is other than it was, most of it isn't. */
export function mutated(random: Random, bytes: Buffer, other: Buffer): Buffer {
  let now = bytes;
  for (let times = 1 + random.below(3); times > 0; times--) now = mutatedOnce(random, now, other);
  return now.subarray(0, MOST_INPUT_BYTES);
}

function mutatedOnce(random: Random, bytes: Buffer, other: Buffer): Buffer {
  // Heads are where lengths are.
  const at = random.below(random.isOneIn(2) ? Math.min(bytes.length + 1, 32) : bytes.length + 1);
  const end = Math.min(bytes.length, at + 1 + random.below(random.pick([4, 32, 1024])));
  switch (random.below(7)) {
    case 0: {
      const flipped = Buffer.from(bytes);
      if (at < flipped.length) flipped[at] = (flipped[at] ?? 0) ^ (1 << random.below(8));
      return flipped;
    }
    case 1:
      return bytes.subarray(0, at);
    case 2:
      return Buffer.concat([bytes.subarray(0, end), bytes.subarray(at)]);
    case 3:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(end)]);
    case 4: {
      const width = random.pick([1, 2, 4, 6]);
      const field = Buffer.alloc(6);
      field.writeUIntBE(random.pick(EXTREMES), 0, 6);
      return Buffer.concat([bytes.subarray(0, at), field.subarray(6 - width), bytes.subarray(at + width)]);
    }
    case 5:
      return Buffer.concat([bytes.subarray(0, at), other.subarray(random.below(other.length + 1))]);
    default:
      return Buffer.concat([bytes.subarray(0, at), random.bytes(1 + random.below(8)), bytes.subarray(at)]);
  }
}

/** The same for what is spelled well: a byte changed in CBOR is found by its spelling alone. */
export function mutatedMap(random: Random, map: CborMap): CborMap {
  const changed = new Map(map);
  const key = random.pick([...map.keys(), ...map.keys(), random.below(10)]);
  if (random.isOneIn(8)) changed.delete(key);
  else changed.set(key, mutatedValue(random, map.get(key) ?? 0));
  return changed;
}

function mutatedValue(random: Random, value: CborValue): CborValue {
  if (random.isOneIn(6))
    return random.pick<CborValue>([true, '', 'x', Buffer.alloc(16), [], [[1]], new Map([[0, 1]]), 7]);
  if (typeof value === 'number') return random.pick([...NUMBERS, value + 1, value - 1]);
  if (typeof value === 'string') return random.pick(['', `${value}\u202e`, 'x'.repeat(random.below(300)), '\0', '😀']);
  if (value instanceof Uint8Array) return mutated(random, Buffer.from(value), Buffer.alloc(16)).subarray(0, 300);
  if (!Array.isArray(value) || value.length === 0) return [value as CborValue];
  const at = random.below(value.length);
  const each = value[at] as CborValue;
  const inside = (): CborValue => value.toSpliced(at, 1, mutatedValue(random, each));
  return random.pick([
    inside,
    inside,
    inside,
    () => value.toSpliced(at, 1),
    () => value.toSpliced(at, 0, each),
    () => value.toReversed(),
  ])();
}

/** Runs it, and throws where it took memory beyond any input's. */
export function watched(run: () => boolean): boolean {
  const before = process.memoryUsage();
  const result = run();
  const { arrayBuffers, heapUsed } = process.memoryUsage();
  if (arrayBuffers - before.arrayBuffers > MOST_BUFFER_BYTES) throw new Error('too large a buffer');
  if (heapUsed - before.heapUsed > MOST_HEAP_BYTES) throw new Error('too much memory');
  return result;
}

const batch: { run(): void } = { run: () => undefined };
const context = createContext(batch);
const runIt = new Script('run()');

/** Ends also what would never come back. */
export function within(ms: number, run: () => void): void {
  batch.run = run;
  runIt.runInContext(context, { timeout: ms });
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** What is in use, without what was and isn't any more. */
export function heldBytes(): number {
  // The buffers that one finds are given back beside us; the next waits for that.
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
