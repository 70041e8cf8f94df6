import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_BODY } from '../../../../src/engine/noise/records.ts';
import { Credit } from '../../../../src/engine/session/credit.ts';
import { Throttle } from '../../../../src/engine/session/throttle.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const MIB = 1024 * 1024;

function credit(limit: { bytes: number | null }, most: number | (() => number) = 4 * MIB, files = 1) {
  const clock = new FakeClock();
  let words = 0;
  let told = 0;
  let isByLanes = false;
  const made: Credit = new Credit({
    windowBytes: () => (typeof most === 'number' ? most : most()),
    offer: { bytes: 1024 * MIB, files },
    isByLanes: () => isByLanes,
    limit: new Throttle({ clock, limit: () => limit.bytes }),
    clock,
    say: () => {
      words++;
      told = made.granted;
      made.said();
    },
  });
  made.begin();
  told = made.granted;
  const pass = async (ms: number): Promise<void> => {
    for (let gone = 0; gone < ms; gone += 50) {
      clock.pass(50);
      await turn();
    }
  };
  return {
    made,
    pass,
    words: () => words,
    told: () => told,
    openLanes: () => {
      isByLanes = true;
    },
  };
}

describe('credit', () => {
  it('is a window beyond what was taken in', async () => {
    const { made, words } = credit({ bytes: null });
    expect(made.granted).toBe(4 * MIB);
    expect(made.arrive(4 * MIB)).toBe(true);
    made.taken(3 * MIB, true);
    await turn();
    expect(made.granted).toBe(7 * MIB);
    expect(words()).toBeGreaterThan(0);
    expect(made.arrive(3 * MIB)).toBe(true);
    expect(made.arrive(1)).toBe(false);
  });

  it('of small files grows while all is taken as soon as it comes, as far as there is room, and only then', () => {
    expect(credit({ bytes: null }, 16 * MIB, 4096).made.granted).toBe(16 * MIB);
    const { made } = credit({ bytes: null }, 16 * MIB, 4097);
    const ahead: number[] = [];
    let taken = 0;
    const take = (count: number, isMoreWaiting: boolean): void => {
      for (let record = 0; record < count; record++, taken += MIB) made.taken(MIB, isMoreWaiting);
      ahead.push(made.granted - taken);
    };
    ahead.push(made.granted);
    take(8, true);
    take(3, false);
    take(1, true);
    expect(ahead).toEqual([4 * MIB, 4 * MIB, 4 * MIB, 4 * MIB]);
    take(4, false);
    take(8, false);
    take(32, false);
    take(8, true);
    expect(ahead.slice(4)).toEqual([8 * MIB, 16 * MIB, 16 * MIB, 16 * MIB]);
    made.begin();
    expect(made.granted).toBe(4 * MIB);
  });

  it('of small files is as much as of large ones once they come by several connections', () => {
    const { made, openLanes } = credit({ bytes: null }, 16 * MIB, 4097);
    made.taken(MIB, true);
    expect(made.granted).toBe(5 * MIB);
    openLanes();
    made.taken(MIB, true);
    expect(made.granted).toBe(18 * MIB);
  });

  it('is said with each half of it, or with each quarter where a half hasn’t room for two records', () => {
    const wordsOf = (most: number, records: number): number => {
      const { made, words } = credit({ bytes: null }, most);
      for (let record = 0; record < records; record++) {
        made.arrive(MIB);
        made.taken(MIB, false);
      }
      return words();
    };
    expect(wordsOf(16 * MIB, 7)).toBe(0);
    expect(wordsOf(16 * MIB, 8)).toBe(1);
    expect(wordsOf(16 * MIB, 160)).toBe(20);
    expect(wordsOf(8 * MIB, 8)).toBe(2);
    expect(wordsOf(4 * MIB, 10)).toBe(10);
    // One is on its way while the one before is taken in.
    expect(wordsOf(2.5 * MIB, 10)).toBe(10);
  });

  it('leaves its sender room for a record whenever all is taken, however the window changes meanwhile', () => {
    const record = fc.record({
      bytes: fc.integer({ min: 1, max: MOST_BODY }),
      isMoreWaiting: fc.boolean(),
      window: fc.integer({ min: 5, max: 32 }),
    });
    const files = fc.constantFrom(1, 4097);
    const passes = fc.property(fc.array(record, { minLength: 20, maxLength: 80 }), files, (records, files) => {
      let window = 16 * MIB;
      const { made, told } = credit({ bytes: null }, () => window, files);
      let taken = 0;
      for (const { bytes, isMoreWaiting, window: halves } of records) {
        window = (halves * MIB) / 2;
        made.arrive(bytes);
        made.taken(bytes, isMoreWaiting);
        taken += bytes;
        expect(told() - taken).toBeGreaterThanOrEqual(MOST_BODY);
      }
    });
    fc.assert(passes);
  });

  it('is said soon, however little it is', async () => {
    const { made, pass, words } = credit({ bytes: null });
    made.taken(1, false);
    await turn();
    expect(words()).toBe(0);
    await pass(200);
    expect(words()).toBe(1);
  });

  it('says with one word what is to be said of one group of small files after the other', async () => {
    const { made, pass, words } = credit({ bytes: null });
    for (let group = 0; group < 10; group++) made.sayLater();
    await turn();
    expect(words()).toBe(0);
    await pass(2000);
    expect(words()).toBe(1);
  });

  it('says soon that something is here, however long the disk takes', async () => {
    const { made, pass, words } = credit({ bytes: null });
    made.arrive(MIB);
    await pass(200);
    expect(words()).toBe(1);
    await pass(2000);
    expect(words()).toBe(1);
  });

  it('lets nothing in faster than the limit, however much of it is here, and all of it once that goes', async () => {
    const limit: { bytes: number | null } = { bytes: MIB };
    const { made, pass } = credit(limit);
    made.arrive(4 * MIB);
    let isPaid = false;
    void made.pay(MIB).then(() => {
      isPaid = true;
    });
    await pass(700);
    expect(isPaid).toBe(false);
    await pass(500);
    expect(isPaid).toBe(true);
    made.taken(MIB, true);
    expect(made.granted).toBe(5 * MIB);
    isPaid = false;
    void made.pay(3 * MIB).then(() => {
      isPaid = true;
    });
    await pass(300);
    expect(isPaid).toBe(false);
    limit.bytes = null;
    await pass(300);
    expect(isPaid).toBe(true);
  });

  it('of one round waits for nothing in the next', async () => {
    const { made, pass } = credit({ bytes: MIB });
    made.arrive(4 * MIB);
    const paid = made.pay(4 * MIB);
    await pass(100);
    made.begin();
    await pass(300);
    expect(await paid).toBe(false);
    expect(made.granted).toBe(4 * MIB);
  });
});
