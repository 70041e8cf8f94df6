import { describe, expect, it } from 'vitest';
import { FRAME_MS, Frames } from '../../../../src/engine/session/frames.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

function told(): { readonly frames: Frames; readonly clock: FakeClock; readonly times: number[] } {
  const clock = new FakeClock();
  const times: number[] = [];
  const began = clock.now();
  return { frames: new Frames(clock, () => times.push(clock.now() - began)), clock, times };
}

describe('what changes hundreds of times a second', () => {
  it('is told at once, then once a frame, and the last of it in any case', () => {
    const { frames, clock, times } = told();
    for (let change = 0; change < 25; change++) {
      frames.soon();
      clock.pass(10);
    }
    expect(times).toEqual([0, FRAME_MS, 2 * FRAME_MS]);
    clock.pass(FRAME_MS);
    expect(times).toEqual([0, FRAME_MS, 2 * FRAME_MS, 3 * FRAME_MS]);
    clock.pass(60_000);
    expect(times).toHaveLength(4);
  });

  it('is told at once where somebody waits for it, with all that was left to be told', () => {
    const { frames, clock, times } = told();
    frames.soon();
    frames.soon();
    clock.pass(1);
    frames.now();
    clock.pass(60_000);
    expect(times).toEqual([0, 1]);
  });

  it('is not told any more when it is over', () => {
    const { frames, clock, times } = told();
    frames.soon();
    frames.soon();
    frames.stop();
    clock.pass(60_000);
    expect(times).toEqual([0]);
  });
});
