import { describe, expect, it } from 'vitest';
import { Bursts } from '../../../../../src/engine/interop/localsend/announce-bursts.ts';
import { FakeClock } from '../../../../support/fake-clock.ts';

function scene() {
  const clock = new FakeClock(0);
  const said: number[] = [];
  return { clock, said, bursts: new Bursts(clock, () => said.push(clock.now())) };
}

describe('what is announced', () => {
  it('is said three times, and then no more', () => {
    const { clock, said, bursts } = scene();
    bursts.begin();
    clock.pass(60_000);
    expect(said).toEqual([100, 600, 2600]);
    expect(clock.waiting).toBe(0);
  });

  it('is said anew after what is just being said, however often that is asked for', () => {
    const { clock, said, bursts } = scene();
    for (let times = 0; times < 100; times += 1) bursts.begin();
    clock.pass(60_000);
    expect(said).toEqual([100, 600, 1100, 1600, 3600]);
  });

  it('is said anew without waiting for the last time', () => {
    const { clock, said, bursts } = scene();
    bursts.begin();
    clock.pass(700);
    bursts.begin();
    clock.pass(2000);
    bursts.begin();
    clock.pass(60_000);
    expect(said).toEqual([100, 600, 1100, 1600, 2800, 3300, 5300]);
  });

  it('is said twice a second, though it is asked for all the time', () => {
    const { clock, said, bursts } = scene();
    for (let passed = 0; passed < 10_000; passed += 10) {
      bursts.begin();
      clock.pass(10);
    }
    expect(said.length).toBeLessThanOrEqual(20);
  });

  it('is said in time though the clock was set back', () => {
    const { clock, said, bursts } = scene();
    bursts.begin();
    clock.pass(700);
    clock.sleep(-3_600_000);
    bursts.begin();
    clock.pass(500);
    expect(said).toHaveLength(3);
  });

  it('is said no more once that is over', () => {
    const { clock, said, bursts } = scene();
    bursts.begin();
    bursts.begin();
    clock.pass(300);
    bursts.stop();
    clock.pass(60_000);
    expect(said).toEqual([100]);
    bursts.begin();
    clock.pass(60_000);
    expect(said).toHaveLength(4);
  });
});
