// Either side of a transfer is killed for real, at every step and at any moment: then it goes on where it was, to the
// same end, with nothing twice and nothing left over.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../support/fuzz.ts';
import { tempFolder } from '../support/temp-folder.ts';
import type { Place } from '../support/transfer-child.ts';
import { type Kill, KillRange, type SideName } from '../support/transfer-kills.ts';
import { makeTree } from '../support/transfer-tree.ts';

const LONG = Boolean(process.env.FERRY_LONG);
const RANDOM_KILLS = LONG ? 500 : 10;
/** The same one tries the same sides and moments; what a program has done by then is up to the machine. */
const SEED = Number(process.env.FERRY_SEED || Math.floor(Math.random() * 2 ** 31));
/** One file is open at a time, and loses one record at most, with what stands before its content. */
const MOST_TWICE = 1024 * 1024 + 64 * 1024;

/** What each side passes, whatever is sent. Of the rest the first and one in the middle will do in the short run. */
const PLACES = {
  sender: ['list', 'open', 'record', 'midRecord', 'digest', 'acknowledge'],
  receiver: [
    ...(['list', 'open', 'record', 'midRecord', 'written', 'digest', 'fsync', 'install', 'journal', 'tidy'] as const),
    'acknowledge',
  ],
} as const satisfies Record<SideName, readonly Place[]>;
const SIDES = ['sender', 'receiver'] as const;

let cache: string;
const figures = { kills: 0, mostTwice: Number.NEGATIVE_INFINITY };
beforeAll(async () => {
  cache = await tempFolder();
});
afterAll(() => {
  const { kills, mostTwice } = figures;
  console.log(`${kills} kills; at most ${mostTwice} bytes sent that lay there already (FERRY_SEED=${SEED})`);
});

async function survive(range: KillRange, kill: Kill): Promise<boolean> {
  const { isKilled, wrong, twiceBytes } = await range.run(kill);
  expect(wrong, JSON.stringify(kill)).toEqual([]);
  expect(twiceBytes, JSON.stringify(kill)).toBeLessThanOrEqual(MOST_TWICE);
  if (!isKilled) return false;
  figures.kills++;
  figures.mostTwice = Math.max(figures.mostTwice, twiceBytes);
  return true;
}

/** The last passing may be one fewer the next time. */
async function surviveAt(range: KillRange, victim: SideName, at: Place, passings: readonly number[]): Promise<void> {
  for (const passing of new Set(passings)) {
    let isKilled = false;
    for (let sooner = passing; sooner > 0 && !isKilled; sooner = Math.floor(sooner * 0.9))
      isKilled = await survive(range, { victim, when: { at, passing: sooner } });
    expect(isKilled, `${victim} at ${at}`).toBe(true);
  }
}

describe(`a killed program (FERRY_SEED=${SEED})`, () => {
  it.each(SIDES)(
    'as a %s goes on from each step it can be killed at, first, in the middle and last',
    async (victim) => {
      const range = await KillRange.open(await makeTree(await tempFolder()), cache, true);
      const { passed } = await range.count();
      expect(Object.keys(passed[victim]).sort()).toEqual([...PLACES[victim]].sort());
      for (const at of PLACES[victim]) {
        const times = passed[victim][at] ?? 0;
        await surviveAt(range, victim, at, [1, Math.ceil(times / 2), times]);
      }
      expect(await range.temporariesAfterAnHour()).toEqual([]);
    },
    600_000,
  );

  it.each(SIDES)(
    'as a %s goes on from each step also where nothing but a code has brought the two together',
    async (victim) => {
      const tree = await makeTree(await tempFolder(), { largeBytes: 3 * 1024 * 1024, smallFiles: 20 });
      const range = await KillRange.open(tree, cache, false);
      const { passed } = await range.count();
      for (const at of PLACES[victim])
        await surviveAt(
          range,
          victim,
          at,
          LONG ? [1, passed[victim][at] ?? 0] : [Math.ceil((passed[victim][at] ?? 0) / 2)],
        );
    },
    600_000,
  );

  it(`goes on from ${RANDOM_KILLS} moments of chance`, async () => {
    const random = new Random(SEED);
    const range = await KillRange.open(
      await makeTree(await tempFolder(), { largeBytes: 6 * 1024 * 1024 + 12_345, smallFiles: 60 }),
      cache,
      true,
    );
    const { passed, ms } = await range.count();
    const sum = (side: SideName): number => Object.values(passed[side]).reduce((all, times) => all + times, 0);
    let kills = 0;
    for (let tries = 0; kills < RANDOM_KILLS && tries < 3 * RANDOM_KILLS; tries++) {
      const victim = random.pick(SIDES);
      const when = random.isOneIn(3)
        ? { at: null, passing: 1 + random.below(sum(victim)) }
        : { afterMs: random.below(Math.ceil(ms * 1.1)) };
      if (await survive(range, { victim, when })) kills++;
    }
    expect(kills).toBe(RANDOM_KILLS);
    expect(await range.temporariesAfterAnHour()).toEqual([]);
  }, 3_600_000);
});
