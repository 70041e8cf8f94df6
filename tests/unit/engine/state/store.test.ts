import { expect, it } from 'vitest';
import { errorInfo } from '../../../../src/contract/errors.ts';
import type { Change, Patch } from '../../../../src/contract/state.ts';
import { COALESCE_MS, Store } from '../../../../src/engine/state/store.ts';
import { EMPTY_STATE } from '../../../support/empty-state.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const named = (name: string): Change => ({ at: 'self', value: { ...EMPTY_STATE.self, name } });
const noticed = (id: string, at: number): Change => ({
  at: 'notices',
  id,
  value: { id, at, error: errorInfo('local.gone', {}) },
});

function storeAndPatches() {
  const clock = new FakeClock();
  const store = new Store(EMPTY_STATE, clock);
  const patches: Patch[] = [];
  store.subscribe((patch) => patches.push(patch));
  return { clock, store, patches };
}

it('tells a change at once, and progress at most ten times a second', () => {
  const { clock, store, patches } = storeAndPatches();
  store.change(named('B'));
  expect(patches).toEqual([{ revision: 1, changes: [named('B')] }]);
  for (let at = 0; at < 50; at++) {
    store.changeSoon(noticed('a', at));
    clock.pass(COALESCE_MS / 50);
  }
  expect(patches).toHaveLength(2);
  expect(patches[1]).toEqual({ revision: 2, changes: [noticed('a', 49)] });
});

it('sends waiting progress ahead with the change a person waits for, and leaves no timer behind', () => {
  const { clock, store, patches } = storeAndPatches();
  store.changeSoon(noticed('a', 1));
  store.change(named('B'));
  expect(patches).toEqual([{ revision: 1, changes: [noticed('a', 1), named('B')] }]);
  expect(clock.waiting).toBe(0);
});

it('has nothing in a snapshot that a later patch repeats', () => {
  const { clock, store, patches } = storeAndPatches();
  store.changeSoon(named('B'));
  expect(store.snapshot()).toMatchObject({ revision: 1, state: { self: { name: 'B' } } });
  clock.pass(1000);
  expect(patches).toHaveLength(1);
});

it('tells nothing to a listener that has left', () => {
  const { store } = storeAndPatches();
  const heard: Patch[] = [];
  store.subscribe((patch) => heard.push(patch))();
  store.change(named('B'));
  expect(heard).toEqual([]);
});
