// What a sender waits for, modelled: connections that hold much on their way, a receiver with a disk and a limited credit.
import { describe, expect, it } from 'vitest';
import { Credit } from '../../../../src/engine/session/credit.ts';
import { LaneMeter } from '../../../../src/engine/session/lane-meter.ts';
import { LanePlan } from '../../../../src/engine/session/lane-plan.ts';
import { UnderWay } from '../../../../src/engine/session/under-way.ts';
import { Ordering } from '../../../../src/engine/transfer/ordering.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const MIB = 1024 * 1024;
const KIB = 1024;
const STEP_MS = 10;
/** Between a word and its hearing. */
const DELAY_MS = 10;
const MOST_UNSENT = 512 * KIB;

interface Scene {
  /** MiB a second of each connection; of all together. */
  readonly each: number;
  readonly all?: number;
  /** What the receiver's disk takes. */
  readonly disk: number;
  /** What the system holds of each. */
  readonly held?: number;
  readonly window?: number;
  /** From when to when the second connection stands still, in seconds. */
  readonly stall?: readonly [number, number];
}

interface Way {
  readonly queue: { readonly seq: number; left: number }[];
}

/** What the plan wants at the end of each second. */
async function run(
  { each, all = Number.POSITIVE_INFINITY, disk, held = 0.5, window = 16, stall }: Scene,
  seconds: number,
): Promise<readonly number[]> {
  const clock = new FakeClock();
  const began = clock.now();
  const meter = new LaneMeter(clock);
  const plan = new LanePlan();
  const underWay = new UnderWay();
  const ordering = new Ordering<number>();
  const ways: Way[] = Array.from({ length: 8 }, () => ({ queue: [] }));
  const sizes: number[] = [];
  const onDisk: number[] = [];
  let [allowed, sent, heard, diskLeft, isFree] = [0, 0, 0, 0, true];
  let wake: () => void = () => undefined;
  const credit: Credit = new Credit({
    windowBytes: () => window * MIB,
    offer: { bytes: 1024 * MIB, files: 1 },
    isByLanes: () => false,
    limit: { pieceBytes: (most) => most, take: async () => undefined },
    clock,
    say: () => {
      credit.said();
      const [granted, placed, arrived] = [credit.granted, ordering.next, credit.arrived];
      clock.after(DELAY_MS, () => {
        allowed = Math.max(allowed, granted);
        underWay.heard(placed, clock.now());
        meter.heardOf(arrived - heard);
        heard = arrived;
        wake();
      });
    },
  });
  credit.begin();
  allowed = credit.granted;
  const unsent = ({ queue }: Way): number => Math.max(0, queue.reduce((sum, { left }) => sum + left, 0) - held * MIB);
  const woken = (): Promise<void> => new Promise((resolve) => (wake = resolve));
  const free = (waited: Promise<void>): void => {
    isFree = false;
    void waited.then(() => {
      isFree = true;
    });
  };
  /** One that waits until it may send, as long as there is anything to wait for. */
  const send = (): void => {
    const open = ways.slice(0, plan.wanted);
    const bytes = plan.wanted === 1 ? MIB : 256 * KIB;
    if (sent + bytes > allowed) {
      free(underWay.isLate ? meter.wait(woken()) : woken());
      return;
    }
    const inTurn = open.map((_, at) => open[(sizes.length + at) % open.length] as Way);
    const way = inTurn.reduce((best, one) => (unsent(one) < unsent(best) ? one : best));
    if (unsent(way) >= MOST_UNSENT) {
      free(meter.wait(woken()));
      return;
    }
    way.queue.push({ seq: sizes.length, left: bytes });
    sizes.push(bytes);
    sent += bytes;
    meter.gave();
    underWay.sent(clock.now());
  };
  meter.begin();
  const wants: number[] = [];
  for (let ms = STEP_MS; ms <= seconds * 1000; ms += STEP_MS) {
    for (let turn = 0; turn < 64 && isFree; turn++) send();
    clock.pass(STEP_MS);
    const now = (clock.now() - began) / 1000;
    const rate = Math.min(each, all / ways.filter(({ queue }) => queue.length > 0).length);
    for (const [at, { queue }] of ways.entries()) {
      const isStill = at === 1 && stall !== undefined && now >= stall[0] && now < stall[1];
      let left = isStill ? 0 : (rate * MIB * STEP_MS) / 1000;
      for (let first = queue[0]; first !== undefined && left > 0; first = queue[0]) {
        const went = Math.min(left, first.left);
        first.left -= went;
        left -= went;
        if (first.left > 0) break;
        queue.shift();
        if (!credit.arrive(sizes[first.seq] ?? 0)) throw new Error('beyond the credit');
        const due = ordering.add(first.seq, false, first.seq);
        if (typeof due !== 'string') onDisk.push(...due);
      }
    }
    diskLeft = onDisk.length === 0 ? 0 : diskLeft + (disk * MIB * STEP_MS) / 1000;
    for (let next = onDisk[0]; next !== undefined && (sizes[next] ?? 0) <= diskLeft; next = onDisk[0]) {
      onDisk.shift();
      diskLeft -= sizes[next] ?? 0;
      credit.taken(sizes[next] ?? 0, onDisk.length > 0);
    }
    // Those that wait for a connection look whether it has taken more.
    if (!isFree && sent + 256 * KIB <= allowed) wake();
    for (let turn = 0; turn < 8; turn++) await Promise.resolve();
    if (ms % 250 === 0) {
      const seen = meter.take();
      if (seen !== null) plan.hear({ ...seen, open: plan.wanted });
    }
    if (ms % 1000 === 0) wants.push(plan.wanted);
  }
  return wants;
}

describe('more connections', () => {
  it('are tried where the connection is slow, also where the system holds more of it than the credit allows', async () => {
    for (const scene of [{ held: 0.5 }, { held: 4 }])
      expect(await run({ each: 6, disk: 400, ...scene }, 8), JSON.stringify(scene)).toContain(8);
    expect(Math.max(...(await run({ each: 6, disk: 400, held: 12, window: 4 }, 8)))).toBeGreaterThan(1);
  });

  it('are tried for no disk that is slow, however fast the connection and however little is allowed', async () => {
    for (const scene of [{ disk: 5 }, { disk: 50 }, { disk: 0.5 }, { disk: 5, window: 2.5 }])
      expect(new Set(await run({ each: 200, ...scene }, 20)), JSON.stringify(scene)).toEqual(new Set([1]));
  });

  it('stay where one of them stands still for a while, and holds up all that is allowed', async () => {
    const wants = await run({ each: 6, disk: 400, stall: [8, 12] }, 16);
    expect(wants.slice(7)).toEqual(wants.slice(7).map(() => 8));
  });

  it('are one again soon where they bring nothing, and are tried seldom', async () => {
    const wants = await run({ each: 110, all: 110, disk: 400 }, 60);
    expect(Math.max(...wants)).toBe(4);
    expect(wants.filter((want) => want > 1).length).toBeLessThan(8);
    expect(wants.at(-1)).toBe(1);
  });

  it('are none where it is fast anyway', async () => {
    expect(new Set(await run({ each: 450, disk: 2000, held: 8 }, 10))).toEqual(new Set([1]));
  });
});
