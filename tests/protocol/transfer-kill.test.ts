// Either side of a transfer is killed for real, at every step and at any moment: then it goes on where it was, to the
// same end, with nothing twice and nothing left over.
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../support/temp-folder.ts';
import { type Kill, KillRange, type SideName } from '../support/transfer-kills.ts';
import { makeTree } from '../support/transfer-tree.ts';

const RANDOM_KILLS = process.env.FERRY_LONG ? 500 : 25;
const seed = Number(process.env.FERRY_SEED ?? Math.floor(Math.random() * 2 ** 31));
/** A record, and what stands before its content. */
const ONE_RECORD = 1024 * 1024 + 4096;
/** Of files that are open at once, each of which may lose a record: those that wait to be settled are whole. */
const MOST_TWICE = 2 * ONE_RECORD;

/** The same numbers from the same seed (mulberry32). */
function drawing(from: number): () => number {
  let state = from;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

async function surviveAll(range: KillRange, kills: readonly Kill[]): Promise<number> {
  let killed = 0;
  for (const kill of kills) {
    const { isKilled, wrong, twiceBytes } = await range.run(kill);
    expect({ kill, wrong }).toEqual({ kill, wrong: [] });
    expect(twiceBytes, JSON.stringify(kill)).toBeLessThanOrEqual(MOST_TWICE);
    if (isKilled) killed++;
  }
  return killed;
}

describe(`a killed program (FERRY_SEED=${seed})`, () => {
  it.each([
    ['sender', true],
    ['receiver', true],
    ['receiver', false],
    ['sender', false],
  ] as const)(
    '%s, paired: %s: goes on from each step it can be killed at',
    async (victim, isPaired) => {
      const range = await KillRange.open(await makeTree(await tempFolder()), await tempFolder(), isPaired);
      const { passed } = await range.count();
      const places = Object.entries(passed[victim]);
      expect(places.length).toBeGreaterThan(3);
      // Of those without a pairing the first passing of each is enough: what follows is the same code.
      const passings = (times: number): readonly number[] => {
        if (!isPaired) return [1];
        return [...new Set(process.env.FERRY_LONG ? [1, Math.ceil(times / 2), times] : [1, Math.ceil(times / 2)])];
      };
      const kills = places.flatMap(([at, times]) =>
        passings(times).map((passing): Kill => ({ victim, when: { at: at as NonNullable<PlaceOf>, passing } })),
      );
      expect(await surviveAll(range, kills)).toBeGreaterThan(places.length / 2);
    },
    300_000,
  );

  it(`goes on from ${RANDOM_KILLS} moments of chance`, async () => {
    const random = drawing(seed);
    const range = await KillRange.open(await makeTree(await tempFolder()), await tempFolder(), true);
    const { ms } = await range.count();
    const kills = Array.from({ length: RANDOM_KILLS }, (): Kill => {
      const victim: SideName = random() < 0.5 ? 'sender' : 'receiver';
      return { victim, when: { afterMs: random() * ms * 1.1 } };
    });
    expect(await surviveAll(range, kills)).toBeGreaterThan(RANDOM_KILLS / 3);
  }, 3_600_000);
});

type PlaceOf = Extract<Kill['when'], { at: unknown }>['at'];
