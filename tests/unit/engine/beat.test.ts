import { expect, it } from 'vitest';
import { atBeat, BEAT_MS } from '../../../src/engine/beat.ts';
import { FakeClock } from '../../support/fake-clock.ts';

it('wakes once for fifty that do something again and again, whenever each began', () => {
  const clock = new FakeClock();
  const calls: number[] = [];
  for (let each = 0; each < 50; each++) {
    const again = (): void => {
      calls.push(clock.now());
      atBeat(clock, again);
    };
    atBeat(clock, again);
    clock.pass(70);
  }
  expect(clock.waiting).toBe(1);
  calls.length = 0;
  clock.pass(60_000);
  expect(calls).toHaveLength(600);
  expect(new Set(calls).size).toBe(12);
});

it('is at the same moments on every device', () => {
  const moments = [0, 1, 1234, 4999].map((apart) => {
    const clock = new FakeClock(Date.UTC(2026, 0, 1) + apart);
    const called: number[] = [];
    const again = (): void => {
      called.push(clock.now() % BEAT_MS);
      atBeat(clock, again);
    };
    atBeat(clock, again);
    clock.pass(60_000);
    return called;
  });
  for (const called of moments) expect(called).toEqual(new Array(12).fill(0));
});

it('waits on where its timer was early, and no longer than its time where the clock was set back', () => {
  const clock = new FakeClock();
  const early = { now: clock.now, after: (ms: number, call: () => void) => clock.after(ms * 0.9, call) };
  let calls = 0;
  atBeat(early, () => calls++);
  clock.pass(BEAT_MS - 1);
  expect(calls).toBe(0);
  clock.pass(1);
  expect(calls).toBe(1);
  let back = 0;
  const set = { now: () => clock.now() - back, after: clock.after };
  atBeat(set, () => calls++);
  back = 3_600_000;
  clock.pass(BEAT_MS);
  expect(calls).toBe(2);
});

it('calls within its time, once, and not at all what was called off', () => {
  const clock = new FakeClock();
  const called: string[] = [];
  const off = atBeat(clock, () => called.push('off'));
  clock.pass(2000);
  atBeat(clock, () => called.push('on'));
  off();
  off();
  clock.pass(BEAT_MS - 2000);
  expect(called).toEqual(['on']);
  clock.pass(60_000);
  expect(called).toEqual(['on']);
  expect(clock.waiting).toBe(0);
});

it('leaves no timer where nobody waits, and begins anew for the next', () => {
  const clock = new FakeClock();
  atBeat(clock, () => undefined)();
  expect(clock.waiting).toBe(0);
  const called: number[] = [];
  const began = clock.now();
  atBeat(clock, () => called.push(clock.now() - began));
  clock.pass(BEAT_MS);
  expect(called).toEqual([BEAT_MS]);
});
