import { describe, expect, it } from 'vitest';
import { Pace } from '../../../../src/engine/session/pace.ts';

describe('the pace of a transfer', () => {
  it('counts the time in which it moved, and none of its pauses', () => {
    const pace = new Pace();
    for (const at of [0, 100, 1000]) pace.note(at, 50_000 + at);
    pace.reset();
    pace.note(1000, 90_000);
    pace.note(1500, 90_500);
    expect(pace.activeMs).toBe(1500);
  });

  it('goes on from what was counted before, and isn’t lessened by a clock that is set back', () => {
    const pace = new Pace();
    pace.activeMs = 7000;
    pace.note(0, 5000);
    pace.note(10, 4000);
    pace.note(20, 4500);
    expect(pace.activeMs).toBe(7500);
  });
});
