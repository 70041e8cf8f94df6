import { describe, expect, it } from 'vitest';
import type { Interest } from '../../../../src/engine/discovery/interest.ts';
import { Turns } from '../../../../src/engine/discovery/mdns-turns.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** When it asks within that time, in seconds; somebody else asks at those times. */
function asking(turns: Turns, forMs: number, others: (now: number) => boolean = () => false): readonly number[] {
  const asked: number[] = [];
  let due = 0;
  for (let now = 0; now < forMs; now += SECOND / 10) {
    if (others(now)) turns.othersAsked(now);
    if (now < due) continue;
    const { asks, pauseMs } = turns.take(now);
    if (asks) asked.push(Math.round(now / SECOND));
    due = now + pauseMs;
  }
  return asked;
}

const at = (interest: Interest, lot = 0): Turns => {
  const turns = new Turns(() => lot);
  turns.interest(interest);
  return turns;
};

describe('asks soon again at first, then', () => {
  it.each([
    ['as often as ever while somebody looks', 'looking', [0, 1, 3, 10, 17, 24, 31, 38, 45, 52, 59]],
    ['less and less where something only waits', 'waiting', [0, 1, 3, 10, 24, 52]],
    ['less and less where nobody wants to know', 'none', [0, 1, 3, 10, 24, 52]],
  ] as const)('%s', (_what, interest, seconds) => {
    expect(asking(at(interest), MINUTE)).toEqual(seconds);
  });
});

it('never waits for longer than half a minute, and five where nobody wants to know', () => {
  const gaps = (all: readonly number[]) => all.slice(1).map((each, index) => each - (all[index] ?? 0));
  expect(Math.max(...gaps(asking(at('waiting'), 60 * MINUTE)))).toBe(30);
  expect(Math.max(...gaps(asking(at('none'), 60 * MINUTE)))).toBe(300);
});

it('is not at the moment of all the others', () => {
  expect(asking(at('looking', 1), 20 * SECOND)).toEqual([0, 1, 3, 11, 20]);
});

it('leaves it to somebody else who asks, and takes it over when that one is gone', () => {
  const others = (now: number) => now < 30 * MINUTE && now % (5 * MINUTE) === 0;
  const asked = asking(at('none'), 60 * MINUTE, others);
  expect(asked.filter((second) => second >= 3 && second < 30 * 60)).toEqual([3]);
  expect(asked.filter((second) => second >= 30 * 60).length).toBeGreaterThanOrEqual(4);
  expect(asking(at('looking'), MINUTE, () => true)).toHaveLength(11);
});

it('says when somebody wants to know more than before', () => {
  const turns = new Turns(() => 0);
  expect((['waiting', 'none', 'waiting', 'looking', 'looking'] as const).map((next) => turns.interest(next))).toEqual([
    false,
    false,
    true,
    true,
    false,
  ]);
});

it('begins again with what is soon', () => {
  const turns = at('none');
  asking(turns, 30 * MINUTE);
  turns.begin();
  expect(asking(turns, 20 * SECOND)).toEqual([0, 1, 3, 10]);
});
