import { describe, expect, test } from 'vitest';
import { ok } from '../../../src/base/result.ts';
import { failure } from '../../../src/contract/errors.ts';
import { createStore } from '../../../src/renderer/store.ts';
import { createFakeBridge, FACTS, patchOf, snapshotOf } from './fake-bridge.ts';

const BROKEN = failure('internal', { note: 'broken' });

function setUp() {
  const bridge = createFakeBridge();
  const store = createStore(bridge);
  let renders = 0;
  store.subscribe(() => {
    renders += 1;
  });
  store.start();
  const name = () => {
    const view = store.getView();
    return view.phase === 'ready' ? view.state.self.name : view.phase;
  };
  return { bridge, store, name, renders: () => renders };
}

async function setUpAt(revision: number, name: string) {
  const all = setUp();
  await all.bridge.answer(ok(FACTS));
  await all.bridge.answer(ok(snapshotOf(revision, name)));
  return all;
}

describe('the start', () => {
  test('asks for the facts, then for the snapshot, and shows nothing before both are there', async () => {
    const { bridge, name } = setUp();
    expect(name()).toBe('loading');
    await bridge.answer(ok(FACTS));
    expect(name()).toBe('loading');
    await bridge.answer(ok(snapshotOf(3, 'three')));
    expect(name()).toBe('three');
    expect(bridge.asked).toEqual(['shell.facts', 'state.snapshot']);
  });

  test('applies what it heard while the snapshot was on its way, and only what is newer', async () => {
    const { bridge, name } = setUp();
    bridge.fire('statePatched', patchOf(3, 'old three'));
    await bridge.answer(ok(FACTS));
    bridge.fire('statePatched', patchOf(4, 'old four'));
    bridge.fire('statePatched', patchOf(5, 'five'));
    await bridge.answer(ok(snapshotOf(4, 'four')));
    expect(name()).toBe('five');
    expect(bridge.asked).toHaveLength(2);
  });

  test.each([
    ['facts', [BROKEN]],
    ['snapshot', [ok(FACTS), BROKEN]],
  ])('without %s it says so, and can be tried again', async (_what, answers) => {
    const { bridge, store, name } = setUp();
    for (const answer of answers) await bridge.answer(answer);
    expect(store.getView()).toMatchObject({ phase: 'failed', error: { code: 'internal' } });
    store.start();
    expect(name()).toBe('loading');
    await bridge.answer(ok(FACTS));
    await bridge.answer(ok(snapshotOf(1, 'one')));
    expect(name()).toBe('one');
  });

  test('takes a bridge that throws for one that refuses', async () => {
    const store = createStore({
      invoke: () => Promise.reject(new Error('no such channel')),
      hand: () => Promise.reject(new Error('no such channel')),
      on: () => () => undefined,
    });
    const failed = new Promise<void>((resolve) => store.subscribe(resolve));
    store.start();
    await failed;
    expect(store.getView()).toMatchObject({ phase: 'failed', error: { code: 'internal' } });
  });
});

describe('patches', () => {
  test('are applied in order', async () => {
    const { bridge, name } = await setUpAt(1, 'one');
    bridge.fire('statePatched', patchOf(2, 'two'));
    bridge.fire('statePatched', patchOf(3, 'three'));
    expect(name()).toBe('three');
    expect(bridge.asked).toHaveLength(2);
  });

  test('already in the snapshot change nothing and wake nobody', async () => {
    const { bridge, store, name, renders } = await setUpAt(5, 'five');
    const view = store.getView();
    const before = renders();
    bridge.fire('statePatched', patchOf(5, 'late'));
    expect(name()).toBe('five');
    expect(store.getView()).toBe(view);
    expect(renders()).toBe(before);
  });

  test('leave untouched records as they are', async () => {
    const { bridge, store } = await setUpAt(1, 'one');
    const before = store.getView();
    bridge.fire('statePatched', patchOf(2, 'two'));
    const after = store.getView();
    if (before.phase !== 'ready' || after.phase !== 'ready') throw new Error('not ready');
    expect(after.state.settings).toBe(before.state.settings);
    expect(after.state.self).not.toBe(before.state.self);
  });

  test('stop when the store is stopped', async () => {
    const { bridge, store, name } = await setUpAt(1, 'one');
    store.stop();
    bridge.fire('statePatched', patchOf(2, 'two'));
    expect(name()).toBe('one');
  });
});

describe('a gap', () => {
  test('keeps the old state on screen, asks once, and catches up', async () => {
    const { bridge, name } = await setUpAt(1, 'one');
    bridge.fire('statePatched', patchOf(3, 'three'));
    bridge.fire('statePatched', patchOf(4, 'four'));
    expect(name()).toBe('one');
    expect(bridge.asked.filter((command) => command === 'state.snapshot')).toHaveLength(2);
    await bridge.answer(ok(snapshotOf(3, 'three')));
    expect(name()).toBe('four');
  });

  test('that is still there after the snapshot is asked for again', async () => {
    const { bridge, name } = await setUpAt(1, 'one');
    bridge.fire('statePatched', patchOf(3, 'three'));
    bridge.fire('statePatched', patchOf(6, 'six'));
    await bridge.answer(ok(snapshotOf(4, 'four')));
    expect(name()).toBe('four');
    await bridge.answer(ok(snapshotOf(6, 'six')));
    expect(name()).toBe('six');
  });

  test('whose snapshot fails is found again by the next patch', async () => {
    const { bridge, name } = await setUpAt(1, 'one');
    bridge.fire('statePatched', patchOf(3, 'three'));
    await bridge.answer(BROKEN);
    expect(name()).toBe('one');
    bridge.fire('statePatched', patchOf(4, 'four'));
    await bridge.answer(ok(snapshotOf(4, 'four')));
    expect(name()).toBe('four');
  });
});
