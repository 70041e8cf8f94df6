// The window's copy of the one state: a snapshot kept current by patches. It listens before it asks, so that nothing
// falls between the two, and asks again when a patch went missing. Nothing in here knows React or the DOM.
import type { ErrorInfo } from '../contract/errors.ts';
import type { Patch, Snapshot, State } from '../contract/state.ts';
import { receivePatch } from '../contract/state.ts';
import type { Bridge, ShellFacts } from '../contract/window.ts';
import { ask } from './ask.ts';

export type View =
  | { readonly phase: 'loading' }
  | { readonly phase: 'failed'; readonly error: ErrorInfo }
  | { readonly phase: 'ready'; readonly facts: ShellFacts; readonly state: State };

export interface Store {
  /** Begins to listen, then asks; again after a failure. */
  start(): void;
  stop(): void;
  subscribe(listener: () => void): () => void;
  /** The same object until something changes. */
  getView(): View;
}

const LOADING: View = { phase: 'loading' };

export function createStore(bridge: Bridge): Store {
  const listeners = new Set<() => void>();
  let view: View = LOADING;
  let facts: ShellFacts | null = null;
  let snapshot: Snapshot | null = null;
  let isAsking = false;
  /** What was heard while the snapshot was on its way. */
  let heard: Patch[] = [];
  let stopListening: (() => void) | null = null;

  function show(next: View): void {
    view = next;
    for (const listener of listeners) listener();
  }

  function showState(next: Snapshot): void {
    const isSame = view.phase === 'ready' && snapshot?.state === next.state;
    snapshot = next;
    if (facts !== null && !isSame) show({ phase: 'ready', facts, state: next.state });
  }

  function hear(patch: Patch): void {
    if (isAsking || snapshot === null) {
      heard.push(patch);
      return;
    }
    const next = receivePatch(snapshot, patch);
    if (next !== 'gap') {
      showState(next);
      return;
    }
    heard.push(patch);
    void resync();
  }

  async function resync(): Promise<void> {
    if (isAsking) return;
    isAsking = true;
    const answer = await ask(bridge, 'state.snapshot');
    isAsking = false;
    // An older copy stays on screen: the next patch will find the gap again.
    if (!answer.ok) {
      heard = [];
      if (snapshot === null) show({ phase: 'failed', error: answer.error });
      return;
    }
    const caughtUp = heard
      .splice(0)
      .reduce<Snapshot | 'gap'>(
        (current, patch) => (current === 'gap' ? current : receivePatch(current, patch)),
        answer.value,
      );
    showState(caughtUp === 'gap' ? answer.value : caughtUp);
    if (caughtUp === 'gap') await resync();
  }

  async function begin(): Promise<void> {
    const answer = await ask(bridge, 'shell.facts');
    if (!answer.ok) {
      show({ phase: 'failed', error: answer.error });
      return;
    }
    facts = answer.value;
    await resync();
  }

  return {
    start() {
      stopListening ??= bridge.on('statePatched', hear);
      if (view.phase === 'failed') show(LOADING);
      void begin();
    },
    stop() {
      stopListening?.();
      stopListening = null;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    getView: () => view,
  };
}
