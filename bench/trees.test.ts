import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { bytesOf, difference, heldBytes, makeTree, mixedTree, rewriteSpots } from './transfer/trees.ts';
import { keepMemoryWarm } from './transfer/warm-memory.ts';

const MIB = 1024 * 1024;
const all = mkdtempSync(join(tmpdir(), 'ferry-bench-test-'));
let folder = all;

beforeEach(() => {
  folder = mkdtempSync(join(all, 'one-'));
});

afterAll(() => rmSync(all, { recursive: true, force: true }));

describe('what is moved', () => {
  it('is the same every time', () => {
    const [one, other] = [join(folder, 'one'), join(folder, 'other')];
    for (const root of [one, other]) makeTree(root, mixedTree(40, MIB));
    expect(difference(one, other)).toBeNull();
  });

  it('is, of all sizes, nested and in many scripts, to the byte as much as is said', () => {
    const files = mixedTree(2200, 1090 * MIB);
    expect([files.length, bytesOf(files)]).toEqual([2200, 1090 * MIB]);
    expect(new Set(files.map(({ path }) => path)).size).toBe(2200);
    expect(files.filter(({ bytes }) => bytes === 0).length).toBeGreaterThan(10);
    expect(files.some(({ path }) => path.split('/').length > 4)).toBe(true);
    expect(files.some(({ path }) => /\p{Script=Han}/u.test(path) && /\p{Script=Hebrew}/u.test(path))).toBe(true);
  });

  it('is told from what differs in a byte, a size, a name, or is missing or too much', () => {
    const [sent, arrived] = [join(folder, 'sent'), join(folder, 'arrived')];
    const spoil = (how: () => void): string | null => {
      rmSync(arrived, { recursive: true, force: true });
      makeTree(arrived, mixedTree(20, 200_000));
      writeFileSync(join(arrived, 'last'), 'same');
      how();
      return difference(sent, arrived);
    };
    makeTree(sent, mixedTree(20, 200_000));
    writeFileSync(join(sent, 'last'), 'same');
    expect(spoil(() => undefined)).toBeNull();
    expect(spoil(() => writeFileSync(join(arrived, 'last'), 'sane'))).toBe('last is not the same');
    expect(spoil(() => appendFileSync(join(arrived, 'last'), '.'))).toBe('last is not the same');
    expect(spoil(() => rmSync(join(arrived, 'last')))).toBe("last didn't arrive");
    expect(spoil(() => mkdirSync(join(arrived, 'more')))).toBe('more is too much');
    expect(
      spoil(() => {
        rmSync(join(arrived, 'last'));
        mkdirSync(join(arrived, 'last'));
      }),
    ).toBe('last arrived as something else');
  });

  it('comes back as it was after some spots were rewritten', () => {
    makeTree(folder, [{ path: 'a', bytes: MIB }]);
    makeTree(join(folder, 'copy'), [{ path: 'a', bytes: MIB }]);
    const restore = rewriteSpots(join(folder, 'a'), 20, 100_000);
    expect(difference(join(folder, 'a'), join(folder, 'copy/a'))).toBe('it is not the same');
    restore();
    expect(difference(join(folder, 'a'), join(folder, 'copy/a'))).toBeNull();
  });

  it('counts by what lies on the volume, not by what a file says of its size', () => {
    const path = join(folder, 'sparse');
    writeFileSync(path, 'x');
    truncateSync(path, 1e9);
    expect(statSync(path).size).toBe(1e9);
    expect(heldBytes(path)).toBeLessThan(MIB);
  });
});

describe('memory that is kept warm', () => {
  it('is free but for a page of each block', async () => {
    await keepMemoryWarm(folder, 24 * MIB);
    const held = readdirSync(folder).map((name) => [name, statSync(join(folder, name)).size]);
    expect(held).toEqual([['held', 24 * 4096]]);
  });
});
