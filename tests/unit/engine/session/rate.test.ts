import { describe, expect, it } from 'vitest';
import { Rate } from '../../../../src/engine/session/rate.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

function scene() {
  const clock = new FakeClock();
  return { clock, rate: new Rate({ clock, atOnce: 3, perSecond: 2 }) };
}

const times = (count: number, rate: Rate, device = 'a'): readonly boolean[] =>
  Array.from({ length: count }, () => rate.take(device));

describe('what another device may do without end', () => {
  it('is done so often at once, and by another as often', () => {
    const { rate } = scene();
    expect(times(5, rate)).toEqual([true, true, true, false, false]);
    expect(times(4, rate, 'b')).toEqual([true, true, true, false]);
  });

  it('is done so often a second for ever, and what is tried in vain costs nothing', () => {
    const { clock, rate } = scene();
    times(9, rate);
    for (let second = 0; second < 10; second++) {
      clock.pass(1000);
      expect(times(4, rate)).toEqual([true, true, false, false]);
    }
  });

  it('is saved up for no more than so often at once', () => {
    const { clock, rate } = scene();
    times(3, rate);
    clock.pass(3_600_000);
    expect(times(4, rate)).toEqual([true, true, true, false]);
  });

  it('waits for no time that a clock which was set back has yet to reach', () => {
    const { clock, rate } = scene();
    times(3, rate);
    clock.sleep(-3_600_000);
    expect(times(1, rate)).toEqual([false]);
    clock.pass(500);
    expect(times(1, rate)).toEqual([true]);
  });

  it('is less where it took more than was thought, by so often at once at most', () => {
    const { clock, rate } = scene();
    rate.charge('a', 2);
    expect(times(2, rate)).toEqual([true, false]);
    rate.charge('a', 1000);
    clock.pass(1500);
    expect(times(1, rate)).toEqual([false]);
    clock.pass(500);
    expect(times(2, rate)).toEqual([true, false]);
    expect(times(3, rate, 'b')).toEqual([true, true, true]);
  });

  it('is remembered of nobody who has waited long enough, however many there were', () => {
    const { clock, rate } = scene();
    for (let each = 0; each < 10_000; each++) {
      rate.take(`device ${each}`);
      clock.pass(100);
    }
    expect(rate.remembered).toBeLessThan(200);
    times(9, rate);
    for (let each = 0; each < 1000; each++) rate.take(`another ${each}`);
    expect(times(1, rate)).toEqual([false]);
  });
});
