import { describe, expect, it } from 'vitest';
import { FILE_REASONS } from '../../../../src/contract/transfers.ts';
import { FileStates } from '../../../../src/engine/transfer/file-states.ts';

describe('how files stand', () => {
  it('is what was said of them, or else whether they are settled', () => {
    const states = new FileStates(10);
    expect(states.of(0)).toEqual({ state: 'waiting', reason: null });
    states.settledTo = 4;
    states.note({ index: 1, what: 'renamed', reason: null });
    states.note({ index: 2, what: 'alreadyThere', reason: null });
    expect([0, 1, 2, 3, 4].map((at) => states.of(at).state)).toEqual([
      'done',
      'renamed',
      'alreadyThere',
      'done',
      'waiting',
    ]);
    for (const reason of FILE_REASONS) {
      states.note({ index: 9, what: 'skipped', reason });
      expect(states.of(9)).toEqual({ state: 'skipped', reason });
    }
  });

  it('takes for left out only what isn’t settled, and nothing beyond the list', () => {
    const states = new FileStates(6);
    states.settledTo = 2;
    states.leaveOut(0, 2 ** 21);
    expect([1, 2, 5].map((at) => states.of(at).state)).toEqual(['done', 'notWanted', 'notWanted']);
    states.note({ index: 2 ** 30, what: 'renamed', reason: null });
    expect(states.of(2 ** 30).state).toBe('waiting');
  });
});
