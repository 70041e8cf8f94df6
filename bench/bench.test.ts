import { describe, expect, it } from 'vitest';
import { machineFacts } from './machine.ts';
import {
  type Contender,
  type Figure,
  interleave,
  isGood,
  median,
  mibPerSecond,
  type Outcome,
  only,
  type Plan,
  ratio,
  ratios,
  run,
  type Sample,
  spread,
} from './run.ts';
import { duration, jsonLines, table } from './table.ts';

const plan: Plan = { rounds: 3, warmUps: 1, seed: 7, budgetMs: 60_000, limitMs: 10_000 };

function sample(seconds: number, more: Partial<Sample> = {}): Sample {
  return { seconds, cpuSeconds: null, rssMiB: null, bytes: null, ...more };
}

function took(seconds: number, more: Partial<Sample> = {}): Outcome {
  return { kind: 'measured', sample: sample(seconds, more) };
}

function contender(what: string, measure: Contender['measure'], isOurs = false): Contender {
  return { work: 'work', what, isOurs, measure };
}

/** A contender that was measured already. */
function figure(what: string, samples: (Sample | null)[], isOurs = false): Figure {
  return { contender: contender(what, async () => took(0), isOurs), samples };
}

/** A clock that moves only when somebody measures. */
function fakeClock() {
  let nowMs = 1_000;
  return {
    nowMs: () => nowMs,
    taking: (ms: number) => async (): Promise<Outcome> => {
      nowMs += ms;
      return took(ms / 1000);
    },
  };
}

describe('some of the contenders', () => {
  const all = ['Ferry', 'rsync daemon', 'rsync over ssh', 'scp'].map((what) => contender(what, async () => took(1)));
  const chosen = (...names: string[]) => {
    const found = only(all, names);
    return found.ok ? found.value.map(({ what }) => what) : found.error;
  };

  it('are named by how their names begin', () => {
    expect(chosen('rsync', 'ferry')).toEqual(['Ferry', 'rsync daemon', 'rsync over ssh']);
    expect(chosen('Rsync daemon')).toEqual(['rsync daemon']);
  });

  it('are not taken where a name is nobody’s', () => {
    expect(chosen('ferry', 'croc')).toBe(
      'Nobody here is called croc; there are Ferry, rsync daemon, rsync over ssh, scp.',
    );
    expect(chosen('ferry', '')).toContain('Nobody here is called');
  });
});

describe('the order', () => {
  it('has everyone once in every round', () => {
    for (const order of interleave(['a', 'b', 'c', 'd'], 50, 1))
      expect([...order].sort()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('is the same for the same seed and another for another', () => {
    const names = ['a', 'b', 'c', 'd'];
    expect(interleave(names, 10, 42)).toEqual(interleave(names, 10, 42));
    expect(interleave(names, 10, 42)).not.toEqual(interleave(names, 10, 43));
  });

  it('puts everyone first about equally often', () => {
    const first = interleave(['a', 'b', 'c'], 3_000, 5).map((order) => order[0]);
    for (const name of ['a', 'b', 'c']) expect(first.filter((each) => each === name).length).toBeGreaterThan(900);
  });

  it('is round by round, and the warm-up is not counted', async () => {
    const seen: string[] = [];
    const clock = fakeClock();
    const note = (what: string, ms: number) =>
      contender(what, () => {
        seen.push(what);
        return clock.taking(ms)();
      });
    const done = await run([note('a', 1), note('b', 1), note('c', 1)], plan, clock.nowMs);
    expect(seen).toHaveLength(12);
    for (let start = 0; start < 12; start += 3) expect(seen.slice(start, start + 3).sort()).toEqual(['a', 'b', 'c']);
    for (const { samples } of done.figures) expect(samples.filter((each) => each !== null)).toHaveLength(3);
  });
});

describe('the deadlines', () => {
  it('gives each measurement its limit, or what is left of the budget', async () => {
    const clock = fakeClock();
    const limits: number[] = [];
    const slow = contender('slow', (limitMs) => {
      limits.push(limitMs);
      return clock.taking(4_000)();
    });
    await run([slow], { ...plan, budgetMs: 15_000 }, clock.nowMs);
    expect(limits).toEqual([10_000, 10_000, 7_000, 3_000]);
  });

  it('stops when the budget is spent, keeps what it has and says so', async () => {
    const clock = fakeClock();
    const done = await run([contender('slow', clock.taking(9_000), true)], { ...plan, budgetMs: 20_000 }, clock.nowMs);
    expect(done.figures[0]?.samples.map((each) => each?.seconds ?? null)).toEqual([9, 9, null]);
    expect(done.cut).toEqual(['Round 3 of 3 was cut: the 20 s for this bench were over.']);
    expect(isGood(done)).toBe(true);
  });

  it('is no success when even the warm-up took everything', async () => {
    const clock = fakeClock();
    const done = await run([contender('slow', clock.taking(9_000), true)], { ...plan, budgetMs: 5_000 }, clock.nowMs);
    expect(done.cut).toEqual(['Round 1 of 3 was cut: the 5 s for this bench were over.']);
    expect(isGood(done)).toBe(false);
  });

  it('leaves out who was stopped, goes on with the others and says so', async () => {
    const clock = fakeClock();
    let tries = 0;
    const stuck = contender('stuck', async (limitMs) => {
      tries++;
      return { kind: 'cut', afterMs: limitMs };
    });
    const done = await run([stuck, contender('ours', clock.taking(5), true)], plan, clock.nowMs);
    expect(tries).toBe(1);
    expect(done.cut).toEqual(['work, stuck was stopped after 10.0 s and left out from there.']);
    expect(done.figures[1]?.samples).not.toContain(null);
    expect(isGood(done)).toBe(true);
  });
});

describe('what is wrong', () => {
  it('fails the bench, whoever it was, and has no figure', async () => {
    const clock = fakeClock();
    const liar = contender('liar', async () => ({ kind: 'wrong', why: 'it printed nothing' }));
    const done = await run([liar, contender('ours', clock.taking(5), true)], plan, clock.nowMs);
    expect(done.wrong).toEqual(['work, liar: it printed nothing']);
    expect(isGood(done)).toBe(false);
    expect(jsonLines('startup', done).map(({ what }) => what)).toEqual(['ours']);
    expect(table(done)).not.toContain('liar');
  });

  it('is also what throws', async () => {
    const broken = contender('broken', () => Promise.reject(new Error('no window opened')), true);
    const done = await run([broken], plan, fakeClock().nowMs);
    expect(done.wrong).toEqual(['work, broken: no window opened']);
    expect(isGood(done)).toBe(false);
  });
});

describe('the figures', () => {
  it('takes the middle, or the mean of the two in the middle', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([5])).toBe(5);
    expect(median([])).toBeNull();
  });

  it('keeps the least and the most, and skips rounds that were cut', () => {
    const some = figure('a', [sample(0.2), null, sample(0.1), sample(0.6)]);
    expect(spread(some, 'seconds')).toEqual({ median: 0.2, min: 0.1, max: 0.6 });
    expect(spread(some, 'rssMiB')).toBeNull();
  });

  it('compares round by round, so that a slow moment of the machine counts for both', () => {
    const ours = figure('ours', [sample(2), sample(20), sample(2)], true);
    const theirs = figure('theirs', [sample(1), sample(10), sample(1)]);
    expect(ratio(ours, theirs)).toBe(2);
  });

  it('compares only rounds both have', () => {
    const ours = figure('ours', [sample(2), null, sample(3)], true);
    expect(ratio(ours, figure('theirs', [null, sample(1), sample(1)]))).toBe(3);
    expect(ratio(ours, figure('never', [null, null, null]))).toBeNull();
  });

  it('compares ours with everyone else at the same work, and nobody else with anybody', () => {
    const ours = figure('ours', [sample(3)], true);
    const same = figure('same', [sample(2)]);
    const other: Figure = { contender: { ...same.contender, what: 'other', work: 'else' }, samples: [sample(1)] };
    expect(ratios(ours, [ours, same, other])).toEqual({ same: 1.5 });
    expect(ratios(same, [ours, same, other])).toBeNull();
  });

  it('knows a rate only where something was moved', () => {
    expect(mibPerSecond(figure('a', [sample(2, { bytes: 100 * 2 ** 20 })]))).toBe(50);
    expect(mibPerSecond(figure('a', [sample(2)]))).toBeNull();
  });
});

describe('what is printed', () => {
  const figures = [
    figure('ferry --version', [sample(0.1, { rssMiB: 50, cpuSeconds: 0.1 }), sample(0.3), sample(0.2)], true),
    figure('node -e 0', [sample(0.05), sample(0.1), sample(0.1)]),
  ];
  const done = { figures, cut: [], wrong: [] };

  it('is a line of JSON for each figure, with null for what does not apply', () => {
    expect(jsonLines('startup', done)).toEqual([
      {
        bench: 'startup',
        work: 'work',
        what: 'ferry --version',
        seconds: 0.2,
        mibPerS: null,
        rssMiB: 50,
        receiverRssMiB: null,
        cpuSeconds: 0.1,
        receiverCpuSeconds: null,
        more: null,
        ratios: { 'node -e 0': 2 },
      },
      {
        bench: 'startup',
        work: 'work',
        what: 'node -e 0',
        seconds: 0.1,
        mibPerS: null,
        rssMiB: null,
        receiverRssMiB: null,
        cpuSeconds: null,
        receiverCpuSeconds: null,
        more: null,
        ratios: null,
      },
    ]);
  });

  it('is a table without columns that nobody has anything for', () => {
    expect(table(done).split('\n')).toEqual([
      'work  what                         seconds  CPU s  RSS MiB  ferry --version takes',
      'work  ferry --version  0.200 (0.100-0.300)   0.10     50.0',
      'work  node -e 0        0.100 (0.050-0.100)                                 2.00 x',
    ]);
  });

  it('has one column for all that one of ours did, and the memory of both ends in one', () => {
    const at = (work: string, each: Figure): Figure => ({ ...each, contender: { ...each.contender, work } });
    const both = { rssMiB: 139.6, receiverRssMiB: 88.2 };
    const many = [
      at('W1', figure('Ferry', [sample(2, both)], true)),
      at('W1', figure('scp', [sample(4)])),
      at('W2', figure('Ferry', [sample(3)], true)),
      at('W2', figure('scp', [sample(1)])),
    ];
    expect(table({ figures: many, cut: [], wrong: [] }).split('\n')).toEqual([
      'work  what               seconds   RSS MiB  Ferry takes',
      'W1    Ferry  2.000 (2.000-2.000)  140 / 88',
      'W1    scp    4.000 (4.000-4.000)                 0.50 x',
      'W2    Ferry  3.000 (3.000-3.000)',
      'W2    scp    1.000 (1.000-1.000)                 3.00 x',
    ]);
  });

  it('has the processor time of each end, also for each GiB, and what only one bench looks at', () => {
    const both = { cpuSeconds: 1, receiverCpuSeconds: 1.5, bytes: 2 ** 31, more: { 'times round': 7 } };
    expect(table({ figures: [figure('Ferry', [sample(2, both)], true)], cut: [], wrong: [] }).split('\n')).toEqual([
      'work  what               seconds  MiB/s        CPU s    CPU s/GiB  times round',
      'work  Ferry  2.000 (2.000-2.000)   1024  1.00 / 1.50  0.50 / 0.75         7.00',
    ]);
  });

  it('is exact where it matters', () => {
    expect([duration(0.0421), duration(9.9), duration(61.25)]).toEqual(['0.042', '9.900', '61.3']);
  });

  it('says what the figures depend on', () => {
    const facts = machineFacts();
    expect(facts).toContain(`Node ${process.versions.node}`);
    expect(facts).toMatch(/^\d+ cores?, .+; load before [\d.]+ [\d.]+ [\d.]+$/);
  });
});

// Started from tests/unit with this file.
for (const name of ['trees', 'transfer', 'links', 'idle'])
  await import(new URL(`${name}.test.ts`, import.meta.url).href);
