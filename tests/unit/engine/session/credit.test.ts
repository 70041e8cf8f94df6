import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Credit } from '../../../../src/engine/session/credit.ts';
import { Throttle } from '../../../../src/engine/session/throttle.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const MIB = 1024 * 1024;

function credit(limit: { bytes: number | null }) {
  const clock = new FakeClock();
  let words = 0;
  const made: Credit = new Credit({
    windowBytes: () => 4 * MIB,
    limit: new Throttle({ clock, limit: () => limit.bytes }),
    clock,
    say: () => {
      words++;
      made.said();
    },
  });
  made.begin();
  const pass = async (ms: number): Promise<void> => {
    for (let gone = 0; gone < ms; gone += 50) {
      clock.pass(50);
      await turn();
    }
  };
  return { made, pass, words: () => words };
}

describe('credit', () => {
  it('is a window beyond what was taken in', async () => {
    const { made, words } = credit({ bytes: null });
    expect(made.granted).toBe(4 * MIB);
    expect(made.arrive(4 * MIB)).toBe(true);
    made.taken(3 * MIB);
    await turn();
    expect(made.granted).toBe(7 * MIB);
    expect(words()).toBeGreaterThan(0);
    expect(made.arrive(3 * MIB)).toBe(true);
    expect(made.arrive(1)).toBe(false);
  });

  it('is said soon, however little it is', async () => {
    const { made, pass, words } = credit({ bytes: null });
    made.taken(1);
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
    made.taken(MIB);
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
