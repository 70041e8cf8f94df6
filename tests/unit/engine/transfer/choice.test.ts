import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Choice, Choosing, type EntryRange, soundRanges } from '../../../../src/engine/transfer/choice.ts';
import type { Entry } from '../../../../src/engine/wire/manifest.ts';

const entry = (kind: Entry['kind'], depth: number, size = 0): Entry => ({
  kind,
  depth,
  name: 'x',
  size,
  modifiedMs: 0,
});
const LIST: readonly Entry[] = [
  entry('folder', 0),
  entry('folder', 1),
  entry('file', 2, 10),
  entry('file', 2, 20),
  entry('folder', 1),
  entry('file', 2, 40),
  entry('file', 1, 80),
  entry('file', 0, 160),
];

function taken(...only: readonly EntryRange[]) {
  const choosing = new Choosing(soundRanges(only, LIST.length) ?? [], LIST.length);
  for (const each of LIST) choosing.add(each);
  const { choice, amount } = choosing.end();
  return { places: LIST.flatMap((_each, at) => (choice.isChosen(at) ? [at] : [])), amount, choice };
}

describe('a choice', () => {
  it('is what was chosen and the folders above it', () => {
    expect(taken({ first: 3, count: 1 })).toMatchObject({
      places: [0, 1, 3],
      amount: { files: 1, folders: 2, bytes: 20 },
    });
    expect(taken({ first: 4, count: 2 }, { first: 7, count: 1 })).toMatchObject({
      places: [0, 4, 5, 7],
      amount: { files: 2, folders: 2, bytes: 200 },
    });
  });

  it('counts a folder once, whatever is chosen below it', () => {
    expect(taken({ first: 2, count: 1 }, { first: 3, count: 1 }, { first: 5, count: 1 }).amount).toEqual({
      files: 3,
      folders: 3,
      bytes: 70,
    });
  });

  it('of all is all', () => {
    const { amount, choice } = taken({ first: 0, count: 8 });
    expect(amount).toEqual({ files: 5, folders: 3, bytes: 310 });
    expect([...choice.gaps()]).toEqual([]);
  });

  it('knows what is left out', () => {
    expect([...taken({ first: 3, count: 1 }).choice.gaps()]).toEqual([
      { first: 2, count: 1 },
      { first: 4, count: 4 },
    ]);
  });

  it('is put in order, and refused where it leads out of the list', () => {
    const ranges = [
      { first: 5, count: 2 },
      { first: 0, count: 1 },
      { first: 1, count: 2 },
      { first: 6, count: 1 },
    ];
    expect(soundRanges(ranges, 8)).toEqual([
      { first: 0, count: 3 },
      { first: 5, count: 2 },
    ]);
    expect(soundRanges([{ first: 7, count: 2 }], 8)).toBe(null);
  });

  it('finds each place as a search through all would', () => {
    const range = fc.record({ first: fc.nat(40), count: fc.integer({ min: 1, max: 9 }) });
    fc.assert(
      fc.property(fc.array(range, { maxLength: 12 }), (only) => {
        const choice = new Choice(soundRanges(only, 60) ?? [], 60);
        const left = [...choice.gaps()];
        const isIn = (ranges: readonly EntryRange[], at: number) =>
          ranges.some(({ first, count }) => at >= first && at < first + count);
        for (let at = 0; at < 60; at++) {
          expect(choice.isChosen(at)).toBe(isIn(only, at));
          expect(isIn(left, at)).toBe(!isIn(only, at));
        }
      }),
    );
  });
});
