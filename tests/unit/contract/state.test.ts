import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorInfo } from '../../../src/contract/errors.ts';
import type { Change, Patch, Snapshot } from '../../../src/contract/state.ts';
import { applyChanges, receivePatch, squashChanges } from '../../../src/contract/state.ts';
import { Store } from '../../../src/engine/state/store.ts';
import { EMPTY_STATE } from '../../support/empty-state.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const anyId = fc.constantFrom('a', 'b', 'c');
const anyChange: fc.Arbitrary<Change> = fc.oneof(
  fc.string().map((name): Change => ({ at: 'self', value: { ...EMPTY_STATE.self, name } })),
  fc.boolean().map((welcomed): Change => ({ at: 'settings', value: { ...EMPTY_STATE.settings, welcomed } })),
  anyId.map((id): Change => ({ at: 'notices', id, value: null })),
  fc
    .tuple(anyId, fc.nat())
    .map(([id, at]): Change => ({ at: 'notices', id, value: { id, at, error: errorInfo('local.gone', {}) } })),
);

describe('state', () => {
  it('is the same after a burst and after what the burst comes down to', () => {
    fc.assert(
      fc.property(fc.array(anyChange), (changes) => {
        expect(applyChanges(EMPTY_STATE, squashChanges(changes))).toEqual(applyChanges(EMPTY_STATE, changes));
      }),
    );
  });

  it('keeps the identity of every record that did not change, so that its row is not drawn again', () => {
    const notice = { id: 'a', at: 1, error: errorInfo('local.gone', {}) };
    const before = applyChanges(EMPTY_STATE, [{ at: 'notices', id: 'a', value: notice }]);
    const after = applyChanges(before, [{ at: 'self', value: { ...EMPTY_STATE.self, name: 'Other' } }]);
    expect(after.notices).toBe(before.notices);
    expect(after.settings).toBe(before.settings);
  });

  it('ends right on a view that joined at any moment and lost any patches', () => {
    const anyStep = fc.record({
      change: anyChange,
      soon: fc.boolean(),
      pass: fc.nat({ max: 150 }),
      lose: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(anyStep, { minLength: 1 }), fc.nat({ max: 20 }), (steps, joinAt) => {
        const clock = new FakeClock();
        const store = new Store(EMPTY_STATE, clock);
        let view: Snapshot | null = null;
        let loseNext = false;
        const hear = (patch: Patch): void => {
          if (view === null || loseNext) return;
          const next = receivePatch(view, patch);
          view = next === 'gap' ? store.snapshot() : next;
        };
        store.subscribe(hear);
        steps.forEach((step, index) => {
          if (index === joinAt) view = store.snapshot();
          loseNext = step.lose;
          if (step.soon) store.changeSoon(step.change);
          else store.change(step.change);
          clock.pass(step.pass);
        });
        // One more that isn't lost: only then can a gap be seen.
        loseNext = false;
        clock.pass(1000);
        store.change({ at: 'self', value: EMPTY_STATE.self });
        view ??= store.snapshot();
        expect((view as Snapshot).state).toEqual(store.state);
        expect((view as Snapshot).revision).toBe(store.snapshot().revision);
      }),
    );
  });
});
