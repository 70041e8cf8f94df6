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
