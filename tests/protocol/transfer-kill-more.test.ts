// Either side of a transfer is killed for real, where the two have met by a code, and at any moment.
import { describe, expect, it } from 'vitest';
import { Random } from '../support/fuzz.ts';
import type { SideName } from '../support/transfer-kills.ts';
import { openRange, PLACES, SIDES, survive, surviveAt } from '../support/transfer-survive.ts';

const LONG = Boolean(process.env.FERRY_LONG);
const MIB = 1024 * 1024;
const RANDOM_KILLS = LONG ? 500 : 6;
/** The same one tries the same sides and moments; what a program has done by then is up to the machine. */
const SEED = Number(process.env.FERRY_SEED || Math.floor(Math.random() * 2 ** 31));

describe(`a killed program (FERRY_SEED=${SEED})`, () => {
  it.each(SIDES)(
    'as a %s goes on from each step also where nothing but a code has brought the two together',
    async (victim) => {
      const range = await openRange({ largeBytes: 3 * MIB, smallFiles: 20 }, false);
      const { passed } = await range.count();
      for (const at of PLACES[victim]) {
        const times = passed[victim][at] ?? 0;
        await surviveAt(range, victim, at, LONG ? [1, times] : [Math.ceil(times / 2)]);
      }
    },
    600_000,
  );

  it(`goes on from ${RANDOM_KILLS} moments of chance`, async () => {
    const random = new Random(SEED);
    const range = await openRange({ largeBytes: 6 * MIB + 12_345, smallFiles: 60 }, true);
    const { passed, ms } = await range.count();
    const sum = (side: SideName): number => Object.values(passed[side]).reduce((all, times) => all + times, 0);
    for (let kills = 0; kills < RANDOM_KILLS; kills++) {
      const victim = random.pick(SIDES);
      const when = random.isOneIn(3)
        ? { at: null, passing: 1 + random.below(sum(victim)) }
        : { afterMs: random.below(Math.ceil(ms)) };
      await survive(range, { victim, when });
    }
    expect(await range.temporariesAfterAnHour()).toEqual([]);
  }, 3_600_000);
});
