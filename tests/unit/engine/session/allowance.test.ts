import { describe, expect, it } from 'vitest';
import { Allowance } from '../../../../src/engine/session/allowance.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

function scene() {
  const clock = new FakeClock();
  return { clock, allowance: new Allowance({ clock, most: 3, withinMs: 1000 }) };
}

const times = (count: number, allowance: Allowance, device = 'a'): readonly boolean[] =>
  Array.from({ length: count }, () => allowance.take(device));

describe('what another device may do now and then', () => {
  it('is done so often within a while, and by another as often', () => {
    const { allowance } = scene();
    expect(times(5, allowance)).toEqual([true, true, true, false, false]);
    expect(times(4, allowance, 'b')).toEqual([true, true, true, false]);
  });

  it('may be done again as each of them is long enough ago, and trying in vain makes nobody wait longer', () => {
    const { clock, allowance } = scene();
    times(2, allowance);
    clock.pass(600);
    times(9, allowance);
    clock.pass(400);
    expect(times(3, allowance)).toEqual([true, true, false]);
    clock.pass(599);
    expect(times(1, allowance)).toEqual([false]);
    clock.pass(1);
    expect(times(2, allowance)).toEqual([true, false]);
  });

  it('is held back at once where its person has had enough, and free again where they ask for it', () => {
    const { clock, allowance } = scene();
    times(1, allowance);
    allowance.spend('a');
    expect(times(1, allowance)).toEqual([false]);
    clock.pass(999);
    expect(times(1, allowance)).toEqual([false]);
    allowance.renew('a');
    expect(times(4, allowance)).toEqual([true, true, true, false]);
  });

  it('waits for no time that a clock which was set back has yet to reach', () => {
    const { clock, allowance } = scene();
    allowance.spend('a');
    clock.sleep(-3_600_000);
    expect(times(1, allowance)).toEqual([true]);
  });

  it('is remembered of nobody who has waited long enough, however many there were', () => {
    const { clock, allowance } = scene();
    for (let each = 0; each < 10_000; each++) {
      allowance.take(`device ${each}`);
      clock.pass(100);
    }
    expect(allowance.remembered).toBeLessThan(200);
    times(9, allowance);
    for (let each = 0; each < 1000; each++) allowance.take(`another ${each}`);
    expect(times(1, allowance)).toEqual([false]);
  });
});
