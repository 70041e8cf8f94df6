// A bridge whose answers the test gives one at a time, and whose events it fires.
import type { Outcome } from '../../../src/contract/errors.ts';
import { DEFAULT_SETTINGS } from '../../../src/contract/settings.ts';
import type { Patch, Self, ShownSettings, Snapshot, State } from '../../../src/contract/state.ts';
import { shownSettings } from '../../../src/contract/state.ts';
import type { Bridge, ShellFacts, WindowEvent, WindowEvents } from '../../../src/contract/window.ts';
import { OWN_ID } from '../../support/own-id.ts';

export const FACTS: ShellFacts = {
  platform: 'linux',
  languages: ['en'],
  hasTray: true,
  isStandIn: false,
  canStartWithComputer: true,
  screen: 'home',
};

export function sampleState(changes: { self?: Partial<Self>; settings?: Partial<ShownSettings> } = {}): State {
  const shown = shownSettings({ ...DEFAULT_SETTINGS, deviceName: 'Calm Harbour', welcomed: true });
  const settings: ShownSettings = { ...shown, ...changes.settings };
  const self: Self = {
    id: OWN_ID,
    name: settings.deviceName,
    visibility: { mode: 'everyone', until: null },
    network: 'connected',
    receivesInto: null,
    version: '1.2.3',
    ...changes.self,
  };
  return { self, settings, devices: {}, nearby: {}, networks: {}, notices: {}, pages: {}, pairings: {}, transfers: {} };
}

export const snapshotOf = (revision: number, name: string): Snapshot => ({
  revision,
  state: sampleState({ settings: { deviceName: name } }),
});

export const patchOf = (revision: number, name: string): Patch => ({
  revision,
  changes: [{ at: 'self', value: sampleState({ settings: { deviceName: name } }).self }],
});

export interface FakeBridge extends Bridge {
  /** What was asked, in order. */
  readonly asked: readonly string[];
  /** Answers the oldest question still open. */
  answer(outcome: Outcome<unknown>): Promise<void>;
  fire<E extends WindowEvent>(event: E, payload: WindowEvents[E]): void;
}

export function createFakeBridge(): FakeBridge {
  const asked: string[] = [];
  const open: ((outcome: Outcome<unknown>) => void)[] = [];
  const listeners = new Map<WindowEvent, Set<(payload: never) => void>>();
  return {
    asked,
    invoke: ((command: string) => {
      asked.push(command);
      return new Promise<Outcome<unknown>>((resolve) => open.push(resolve));
    }) as unknown as Bridge['invoke'],
    hand: () => {
      asked.push('hand');
      return new Promise<Outcome<never>>((resolve) => open.push(resolve as (outcome: Outcome<unknown>) => void));
    },
    on(event, listener) {
      const all = listeners.get(event) ?? new Set();
      listeners.set(event, all.add(listener));
      return () => void all.delete(listener);
    },
    async answer(outcome) {
      const resolve = open.shift();
      if (resolve === undefined) throw new Error('nothing was asked');
      resolve(outcome);
      // What follows an answer happens in later microtasks; a macrotask is after all of them.
      await new Promise((done) => setImmediate(done));
    },
    fire(event, payload) {
      for (const listener of listeners.get(event) ?? []) listener(payload as never);
    },
  };
}
