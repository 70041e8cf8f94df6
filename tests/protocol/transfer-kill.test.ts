// Either side of a transfer is killed for real, at every step: then it goes on where it was, to the same end, with nothing
// twice and nothing left over.
import { expect, it } from 'vitest';
import { openRange, PLACES, SIDES, surviveAt } from '../support/transfer-survive.ts';

const LONG = Boolean(process.env.FERRY_LONG);
/** What is done for each file is done often enough by a few; all of them take minutes. */
const SIZE = LONG
  ? { largeBytes: 6 * 1024 * 1024 + 12_345, smallFiles: 300 }
  : { largeBytes: 3 * 1024 * 1024 + 12_345, smallFiles: 40 };

it.each(SIDES)(
  `a program that is killed as a %s goes on from each step, first${LONG ? ', in the middle' : ''} and last`,
  async (victim) => {
    const range = await openRange(SIZE, true);
    const { passed } = await range.count();
    expect(Object.keys(passed[victim]).sort()).toEqual([...PLACES[victim]].sort());
    for (const at of PLACES[victim]) {
      const times = passed[victim][at] ?? 0;
      // In the short run a kill in the middle is one of those where a code, or chance, has brought it about.
      await surviveAt(range, victim, at, LONG ? [1, Math.ceil(times / 2), times] : [1, times]);
    }
    expect(await range.temporariesAfterAnHour()).toEqual([]);
  },
  600_000,
);
