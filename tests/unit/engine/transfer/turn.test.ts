import { afterEach, describe, expect, it, vi } from 'vitest';
import { isTurnOver, nextTurn } from '../../../../src/engine/transfer/turn.ts';

afterEach(() => vi.restoreAllMocks());

describe('a turn of the loop', () => {
  it('counts for all who work in it from the first on, and the next one anew', async () => {
    let now = 100;
    await nextTurn();
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    expect(isTurnOver()).toBe(false);
    now += 5;
    expect(isTurnOver()).toBe(false);
    now += 1;
    // Whoever else asks has not worked yet, and waits all the same.
    expect([isTurnOver(), isTurnOver()]).toEqual([true, true]);
    await nextTurn();
    expect(isTurnOver()).toBe(false);
  });
});
