import { describe, expect, it } from 'vitest';
import type { Channel } from '../../../../src/engine/noise/channel.ts';
import type { Lane } from '../../../../src/engine/session/lane.ts';
import { Lanes } from '../../../../src/engine/session/lanes.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const MIB = 1024 * 1024;

/** A connection that takes so many bytes a millisecond. */
class SlowChannel {
  readonly sent: number[] = [];
  unsentBytes = 0;
  isOver = false;
  isWanting = true;
  chunksHeard = 0;
  isClosed = false;
  #wakers: (() => void)[] = [];
  #end: (() => void) | null = null;

  sendTagged(_type: number, ...pieces: readonly Uint8Array[]) {
    const bytes = pieces.reduce((sum, { length }) => sum + length, 0);
    this.sent.push(bytes);
    this.unsentBytes += bytes;
    return { tag: new Uint8Array(16), sent: this.#drained() };
  }

  async #drained(): Promise<void> {
    while (this.unsentBytes >= MIB && !this.isOver) await this.someSent();
  }

  someSent(): Promise<void> {
    return new Promise((resolve) => this.#wakers.push(resolve));
  }

  async send(): Promise<void> {
    this.chunksHeard++;
  }

  take(bytes: number): void {
    this.unsentBytes = Math.max(0, this.unsentBytes - bytes);
    this.chunksHeard++;
    for (const wake of this.#wakers.splice(0)) wake();
  }

  receive(): Promise<null> {
    return new Promise((resolve) => {
      this.#end = () => resolve(null);
    });
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.destroy();
  }

  destroy(): void {
    this.isOver = true;
    this.take(this.unsentBytes);
    this.#end?.();
  }
}

const real = (channel: SlowChannel): Channel => channel as unknown as Channel;

class World {
  readonly clock = new FakeClock();
  readonly first = new SlowChannel();
  readonly made: SlowChannel[] = [];
  readonly asked: number[] = [];
  readonly lost: Lane[] = [];
  readonly lanes: Lanes;
  waits = true;
  #rate = 0;
  #came = 0;

  constructor(dials: boolean) {
    const dial = async (): Promise<Channel> => {
      const channel = new SlowChannel();
      this.made.push(channel);
      return real(channel);
    };
    this.lanes = new Lanes({
      channel: real(this.first),
      way: dials ? { dial, admit: null } : { dial: null, admit: () => () => undefined },
      clock: this.clock,
      ask: (connections) => this.asked.push(connections),
      onContent: () => true,
      onViolation: () => undefined,
    });
    this.lanes.join({ lost: (lane) => this.lost.push(lane), waitsFor: () => this.waits });
  }

  /** For so long content is sent as fast as it goes, each connection taking so much a second. */
  async send(seconds: number, mibPerSecond: number): Promise<void> {
    this.#rate = (mibPerSecond * MIB) / 1000;
    for (let ms = 0; ms < seconds * 1000; ms += 10) await this.#step(true);
  }

  async idle(seconds: number): Promise<void> {
    for (let ms = 0; ms < seconds * 1000; ms += 10) await this.#step(false);
  }

  #isFree = true;

  async #step(isSending: boolean): Promise<void> {
    while (isSending && this.#isFree) {
      this.#isFree = false;
      const { sent } = this.lanes.send(0x40, [new Uint8Array(this.lanes.recordBytes)]);
      void sent.then(() => {
        this.#isFree = true;
      });
      for (let turn = 0; turn < 8; turn++) await Promise.resolve();
    }
    this.clock.pass(10);
    for (const channel of [this.first, ...this.made]) {
      this.#came += Math.min(channel.unsentBytes, 10 * this.#rate);
      channel.take(10 * this.#rate);
    }
    // The receiver speaks five times a second.
    if (this.clock.now() % 200 < 10 && this.#came > 0) this.lanes.heardOf(this.#came);
    if (this.clock.now() % 200 < 10) this.#came = 0;
    for (let turn = 0; turn < 8; turn++) await Promise.resolve();
  }
}

describe('the lanes of a connection', () => {
  it('open where each connection is slow by itself, take smaller records, and none has much unsent', async () => {
    const world = new World(true);
    await world.send(6, 6);
    expect(world.lanes.open).toBe(8);
    expect(world.lanes.recordBytes).toBe(256 * 1024);
    const counts = world.made.map(({ sent }) => sent.length);
    expect(Math.min(...counts)).toBeGreaterThan(5);
    expect(Math.max(...world.made.map(({ unsentBytes }) => unsentBytes))).toBeLessThanOrEqual(768 * 1024);
  });

  it('are asked for by a side that was called, once for each step', async () => {
    const world = new World(false);
    await world.send(4, 6);
    expect(world.made).toHaveLength(0);
    expect(world.asked).toEqual([4]);
    expect(world.lanes.hearWanted(4)).toBe(false);
  });

  it('are closed when nothing is sent any more, and only once all that was sent by them has come', async () => {
    const world = new World(true);
    await world.send(6, 6);
    await world.idle(7);
    expect(world.lanes.open).toBe(1);
    expect(world.made.every(({ isClosed }) => !isClosed)).toBe(true);
    world.waits = false;
    await world.idle(1);
    expect(world.made.every(({ isClosed }) => isClosed)).toBe(true);
    expect(world.clock.waiting).toBe(0);
  });

  it('that break are told of, and do without until the next try', async () => {
    const world = new World(true);
    await world.send(6, 6);
    world.made[0]?.destroy();
    await world.send(1, 6);
    expect(world.lost).toHaveLength(1);
    expect(world.lanes.open).toBe(7);
  });

  it('end with their connection', async () => {
    const world = new World(true);
    await world.send(6, 6);
    world.lanes.close();
    expect(world.made.every(({ isOver }) => isOver)).toBe(true);
    expect(world.lost).toHaveLength(0);
  });
});
