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

  it('is said in one burst more, however often it is asked for meanwhile', () => {
    const { clock, said, bursts } = scene();
    for (let times = 0; times < 100; times += 1) bursts.begin();
    clock.pass(60_000);
    expect(said).toEqual([100, 600, 2600, 2700, 3200, 5200]);
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
