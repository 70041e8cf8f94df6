import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LanePlan, type Seen } from '../../../../src/engine/session/lane-plan.ts';
import { MOST_CONNECTIONS } from '../../../../src/engine/wire/lanes-message.ts';

const LONG = Boolean(process.env.FERRY_LONG);
const WINDOW_MS = 250;
const MIB = 1024 * 1024;

/** MiB a second with so many connections, and how much of the time is waited for them. */
interface LinkLike {
  readonly rate: (connections: number) => number;
  readonly share?: (connections: number) => number;
  /** How many come about at most. */
  readonly most?: number;
}

/** What it wants after each window. */
function run(link: LinkLike, seconds: number, plan = new LanePlan()): readonly number[] {
  const wants: number[] = [];
  for (let at = 0; at < seconds * 4; at++) {
    const open = Math.min(plan.wanted, link.most ?? MOST_CONNECTIONS);
    const seen: Seen = {
      ms: WINDOW_MS,
      bytes: (link.rate(open) * MIB * WINDOW_MS) / 1000,
      bytesMs: WINDOW_MS,
      waitedMs: (link.share?.(open) ?? 0.9) * WINDOW_MS,
      open,
    };
    plan.hear(seen);
    wants.push(plan.wanted);
  }
  return wants;
}

const rises = (wants: readonly number[]): number => wants.filter((want, at) => want > (wants[at - 1] ?? 1)).length;

describe('how many connections there should be', () => {
  it('is four and then eight where each loses what it loses by itself, within four seconds', () => {
    const wants = run({ rate: (n) => 7 * n }, 6);
    expect([...new Set(wants)]).toEqual([1, 4, 8]);
    expect(wants.indexOf(8)).toBeLessThan(4 * 4);
    expect(wants.at(-1)).toBe(8);
  });

  it('goes back where more bring nothing, and tries it again after 10 seconds, then 20, 40, 60 and 60', () => {
    const wants = run({ rate: () => 110 }, 240);
    const tried = wants.flatMap((want, at) => (want === 4 && wants[at - 1] !== 4 ? [(at + 1) / 4] : []));
    const pauses = tried.slice(1).map((at, place) => Math.round((at - (tried[place] ?? 0)) / 10) * 10);
    expect(pauses.slice(0, 5)).toEqual([10, 20, 40, 60, 60]);
    expect(Math.max(...wants)).toBe(4);
  });

  it('stays with what was best where the next step brings less than a fifth', () => {
    const wants = run({ rate: (n) => [0, 7, 14, 14, 24, 24, 24, 24, 27][n] ?? 0 }, 9);
    expect(wants.at(-1)).toBe(4);
  });

  it('keeps two where two would have brought what four did', () => {
    const wants = run({ rate: (n) => 7 * Math.min(2, n) }, 12);
    expect([...new Set(wants)]).toEqual([1, 4, 2]);
  });

  it('measures longer what is neither worth it nor isn’t, before it judges', () => {
    const measuredFor = (more: number): number => {
      const wants = run({ rate: (n) => (n === 1 ? 7 : 7 * more) }, 12);
      return wants.lastIndexOf(4) - wants.indexOf(4);
    };
    expect(measuredFor(1.1)).toBeGreaterThan(2 * measuredFor(0.9));
  });

  it('is one where the sender waits for something else, or where it is fast', () => {
    expect(rises(run({ rate: (n) => 7 * n, share: () => 0.4 }, 60))).toBe(0);
    expect(rises(run({ rate: (n) => 400 * n }, 60))).toBe(0);
  });

  it('gives up within seconds where none comes about, and takes as many as come', () => {
    const none = run({ rate: (n) => 7 * n, most: 1 }, 6);
    expect(none.at(-1)).toBe(1);
    expect(run({ rate: (n) => 7 * n, most: 3 }, 12).at(-1)).toBe(3);
  });

  it('makes do with what is left where one breaks, and tries more only after a rest', () => {
    const plan = new LanePlan();
    run({ rate: (n) => 7 * n }, 6, plan);
    plan.lost(7);
    expect(plan.wanted).toBe(7);
    expect(new Set(run({ rate: (n) => 7 * n }, 9, plan))).toEqual(new Set([7]));
    expect(run({ rate: (n) => 7 * n }, 30, plan).includes(8)).toBe(true);
  });

  it('lets go of those that it doesn’t need any more, and doesn’t go to and fro over that', () => {
    const plan = new LanePlan();
    run({ rate: (n) => 7 * n }, 6, plan);
    expect(run({ rate: () => 20, share: () => 0 }, 60, plan).at(-1)).toBe(1);
    // With eight the disk is what is waited for, with four the link.
    const both = new LanePlan();
    const wants = run({ rate: (n) => Math.min(50, 7 * n), share: (n) => (n === 8 ? 0 : 0.9) }, 600, both);
    expect(wants.at(-1)).toBe(8);
    expect(rises(wants)).toBeLessThanOrEqual(4);
  });

  it('never goes to and fro on a link that stays the same, and never beyond eight', () => {
    const link = fc.record({
      rates: fc.array(fc.double({ min: 0.1, max: 500, noNaN: true }), { minLength: 9, maxLength: 9 }),
      shares: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 9, maxLength: 9 }),
      most: fc.integer({ min: 1, max: 8 }),
    });
    fc.assert(
      fc.property(link, ({ rates, shares, most }) => {
        const of = (values: readonly number[]) => (n: number) => values[n] ?? 0;
        const wants = run({ rate: of(rates), share: of(shares), most }, 600);
        expect(Math.min(...wants)).toBeGreaterThanOrEqual(1);
        expect(Math.max(...wants)).toBeLessThanOrEqual(MOST_CONNECTIONS);
        // Ten minutes: the way up, the way down, and then a try a minute.
        expect(rises(wants)).toBeLessThanOrEqual(24);
      }),
      { numRuns: LONG ? 5000 : 200 },
    );
  });
});
