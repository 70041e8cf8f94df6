import { describe, expect, it } from 'vitest';
import type { Invoke } from '../../../src/contract/commands.ts';
import type { DeviceId, ShownDevice } from '../../../src/contract/devices.ts';
import { errorInfo } from '../../../src/contract/errors.ts';
import { DEFAULT_SETTINGS } from '../../../src/contract/settings.ts';
import type { State } from '../../../src/contract/state.ts';
import type { OfferedItems, ShownTransfer, TransferId } from '../../../src/contract/transfers.ts';
import { type AutoAccept, startAutoAccept } from '../../../src/policy/auto-accept.ts';
import { shownTransfer, transferIdOf } from '../../support/shown-transfer.ts';

const MIB = 1024 ** 2;
const DESK = 'd'.repeat(32) as DeviceId;

const desk: ShownDevice = {
  id: DESK,
  name: 'Desk',
  isPaired: true,
  kind: 'desktop',
  fingerprint: '',
  pairedAt: 0,
  isAlwaysAccepted: true,
  receivesInto: null,
  unaskedBytesToday: 0,
  comparedAt: null,
};

const offer = (number: number, changed: Partial<ShownTransfer> = {}): ShownTransfer =>
  shownTransfer(number, { stage: 'asking', total: { files: 1, folders: 0, bytes: 6 * MIB }, ...changed });

class Scene {
  readonly asked: string[] = [];
  readonly judged: string[] = [];
  disk: OfferedItems['disk'] = { freeBytes: 900 * MIB, totalBytes: 1000 * MIB };
  answerFails = false;
  state = {
    devices: { [DESK]: desk },
    transfers: {},
    settings: { ...DEFAULT_SETTINGS, unaskedDailyBytes: 10 * MIB },
  } as unknown as State;
  readonly #listeners = new Set<(state: State) => void>();
  readonly auto: AutoAccept;

  constructor() {
    this.auto = startAutoAccept({
      invoke: this.#invoke as Invoke,
      watch: (listener) => {
        this.#listeners.add(listener);
        listener(this.state);
        return () => this.#listeners.delete(listener);
      },
      onJudged: (id, verdict) => this.judged.push(`${id.at(-1)} ${verdict}`),
    });
  }

  offers(...rows: readonly ShownTransfer[]): void {
    this.change({ transfers: { ...this.state.transfers, ...Object.fromEntries(rows.map((row) => [row.id, row])) } });
  }

  change(change: Partial<State>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.#listeners) listener(this.state);
  }

  get watchers(): number {
    return this.#listeners.size;
  }

  /** Until nothing follows from what has happened. */
  async settled(): Promise<void> {
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
  }

  readonly #invoke = async (command: string, input: { readonly id: TransferId }): Promise<unknown> => {
    this.asked.push(`${command} ${input.id.at(-1)}`);
    const row = this.state.transfers[input.id];
    if (command === 'transfer.offered') return { ok: true, value: { items: [], isWhole: true, disk: this.disk } };
    if (this.answerFails || row === undefined) return { ok: false, error: errorInfo('transfer.not_now', {}) };
    expect(input).toEqual({ id: input.id, accept: true, isUnasked: true });
    const unaskedBytesToday = (this.state.devices[DESK]?.unaskedBytesToday ?? 0) + row.total.bytes;
    this.change({ devices: { [DESK]: { ...desk, unaskedBytesToday } } });
    this.offers({ ...row, stage: 'moving' });
    return { ok: true, value: undefined };
  };
}

describe('offers that nobody need be asked about', () => {
  it('are answered once each, however often the state changes', async () => {
    const scene = new Scene();
    scene.offers(offer(1));
    scene.offers();
    await scene.settled();
    scene.offers();
    await scene.settled();
    expect(scene.asked).toEqual(['transfer.offered 1', 'transfer.answer 1']);
    expect(scene.judged).toEqual(['1 take']);
  });

  it('are judged one after the other, by what was taken before', async () => {
    const scene = new Scene();
    scene.offers(offer(1), offer(2));
    await scene.settled();
    expect(scene.judged).toEqual(['1 take', '2 dailyLimit']);
    expect(scene.auto.reasonToAsk(transferIdOf(1))).toBeNull();
    expect(scene.auto.reasonToAsk(transferIdOf(2))).toBe('dailyLimit');
  });

  it('leave room for what was accepted and is still to come', async () => {
    const scene = new Scene();
    const total = { files: 1, folders: 0, bytes: 795 * MIB };
    scene.offers(offer(1, { stage: 'moving', total }));
    scene.offers(offer(2));
    await scene.settled();
    expect(scene.judged).toEqual(['2 littleSpace']);
  });

  it('ask for the space only where that alone is left to know', async () => {
    const scene = new Scene();
    scene.offers(offer(1, { hasActiveTypes: true }), offer(2, { device: null }));
    scene.offers(offer(3, { content: 'text', total: { files: 1, folders: 0, bytes: 5 } }));
    await scene.settled();
    expect(scene.judged).toEqual(['1 activeTypes', '2 notPaired', '3 take']);
    expect(scene.asked).toEqual(['transfer.answer 3']);
  });

  it('are a person’s to answer where the engine can’t take them', async () => {
    const scene = new Scene();
    scene.answerFails = true;
    scene.offers(offer(1));
    await scene.settled();
    expect(scene.judged).toEqual(['1 notTaken']);
    expect(scene.auto.reasonToAsk(transferIdOf(1))).toBe('notTaken');
  });

  it('are judged anew when they are made anew', async () => {
    const scene = new Scene();
    scene.disk = null;
    scene.offers(offer(1));
    await scene.settled();
    scene.offers(offer(1, { stage: 'away' }));
    scene.disk = { freeBytes: 900 * MIB, totalBytes: 1000 * MIB };
    scene.offers(offer(1));
    await scene.settled();
    expect(scene.judged).toEqual(['1 spaceUnknown', '1 take']);
  });

  it('are nobody’s once it was stopped', async () => {
    const scene = new Scene();
    scene.offers(offer(1));
    scene.auto.stop();
    await scene.settled();
    expect(scene.watchers).toBe(0);
    expect(scene.judged).toEqual([]);
  });
});
