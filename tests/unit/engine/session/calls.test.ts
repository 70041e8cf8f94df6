import { describe, expect, it } from 'vitest';
import { Calls } from '../../../../src/engine/session/calls.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

/** As good as no spread: the middle of what a byte can say. */
const EVENLY = (byteCount: number) => new Uint8Array(byteCount).fill(127);

function scene() {
  const clock = new FakeClock();
  const calls = new Calls(clock, EVENLY);
  const made: number[] = [];
  const began = clock.now();
  return { clock, calls, made, call: () => void made.push(clock.now() - began) };
}

describe('a device that was lost', () => {
  it('is called after a second, then two, four, up to thirty', () => {
    const { clock, calls, made, call } = scene();
    const again = (): void => calls.again('id', () => [call(), again()]);
    again();
    clock.pass(100_000);
    const waits = made.map((at, turn) => Math.round((at - (made[turn - 1] ?? 0)) / 1000));
    expect(waits).toEqual([1, 2, 4, 8, 16, 30, 30]);
  });

  it.each([
    { lastedMs: 4000, waitMs: 2000 },
    { lastedMs: 6000, waitMs: 1000 },
  ])('and is lost again after $lastedMs ms, is called after $waitMs', ({ lastedMs, waitMs }) => {
    const { clock, calls, made, call } = scene();
    calls.again('id', () => calls.reached('id'));
    clock.pass(1000 + lastedMs + 10);
    const lostAt = clock.now();
    calls.again('id', call);
    clock.pass(60_000);
    expect(made).toHaveLength(1);
    expect(Math.abs((made[0] ?? 0) - (lostAt - Date.UTC(2026, 0, 1, 12)) - waitMs)).toBeLessThan(30);
  });

  it('isn’t called where nobody waits for it any more', () => {
    const { clock, calls, made, call } = scene();
    calls.again('id', call);
    calls.done('id');
    calls.again('other', call);
    calls.closeAll();
    clock.pass(100_000);
    expect(made).toEqual([]);
    expect(clock.waiting).toBe(0);
  });
});
