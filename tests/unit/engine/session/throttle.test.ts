import { describe, expect, it } from 'vitest';
import { Throttle } from '../../../../src/engine/session/throttle.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const MIB = 1024 * 1024;

function scene(limit: number | null) {
  const clock = new FakeClock();
  const chosen = { limit };
  const throttle = new Throttle({ clock, limit: () => chosen.limit });
  const began = clock.now();
  return { clock, chosen, throttle, elapsed: () => clock.now() - began };
}

/** Lets what was promised be said, and time pass between. */
async function pass(clock: FakeClock, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 10) {
    clock.pass(10);
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  }
}

/** So much, in pieces as they should be. */
async function move(throttle: Throttle, bytes: number, isOver?: () => boolean): Promise<void> {
  for (let left = bytes; left > 0; ) {
    const piece = Math.min(left, throttle.pieceBytes(MIB));
    await throttle.take(piece, isOver);
    left -= piece;
  }
}

describe('a limit', () => {
  it.each([
    { bytes: 4 * MIB, limit: 2 * MIB, seconds: 2 },
    { bytes: 64 * 1024, limit: 16 * 1024, seconds: 4 },
    { bytes: 100 * MIB, limit: 50 * MIB, seconds: 2 },
  ])('lets $bytes bytes pass in $seconds s at $limit a second', async ({ bytes, limit, seconds }) => {
    const { clock, throttle, elapsed } = scene(limit);
    let took = 0;
    void move(throttle, bytes).then(() => {
      took = elapsed();
    });
    await pass(clock, seconds * 1000 * 1.5);
    expect(Math.abs(took / 1000 / seconds - 1)).toBeLessThan(0.15);
  });

  it('is shared evenly by all that move something', async () => {
    const { clock, throttle } = scene(MIB);
    const moved = [0, 0, 0];
    for (const at of moved.keys())
      void (async () => {
        for (;;) {
          await throttle.take(64 * 1024);
          moved[at] = (moved[at] ?? 0) + 64 * 1024;
        }
      })();
    await pass(clock, 3000);
    for (const bytes of moved) expect(Math.abs(bytes / MIB - 1)).toBeLessThan(0.15);
  });

  it('that is raised or lifted counts within a second', async () => {
    const { clock, chosen, throttle } = scene(16 * 1024);
    let isDone = false;
    void throttle.take(MIB).then(() => {
      isDone = true;
    });
    await pass(clock, 1000);
    expect(isDone).toBe(false);
    chosen.limit = 64 * MIB;
    await pass(clock, 300);
    expect(isDone).toBe(true);

    chosen.limit = 16 * 1024;
    isDone = false;
    void throttle.take(MIB).then(() => {
      isDone = true;
    });
    await pass(clock, 1000);
    expect(isDone).toBe(false);
    chosen.limit = null;
    await pass(clock, 300);
    expect(isDone).toBe(true);
  });

  it('isn’t used up by what nobody waits for any more', async () => {
    const { clock, throttle, elapsed } = scene(MIB);
    let isOver = false;
    void throttle.take(100 * MIB, () => isOver);
    let at = 0;
    void throttle.take(MIB).then(() => {
      at = elapsed();
    });
    await pass(clock, 500);
    isOver = true;
    await pass(clock, 2500);
    expect(at).toBeGreaterThan(500);
    expect(at).toBeLessThan(2000);
  });

  it('has not saved up what nobody used', async () => {
    const { clock, throttle, elapsed } = scene(MIB);
    void throttle.take(1);
    await pass(clock, 10_000);
    let at = 0;
    void move(throttle, MIB).then(() => {
      at = elapsed();
    });
    await pass(clock, 2000);
    expect(at).toBeGreaterThan(10_800);
  });
});

describe('no limit', () => {
  it('waits for nothing, and moves what it likes at once', async () => {
    const { clock, throttle } = scene(null);
    expect(throttle.pieceBytes(MIB)).toBe(MIB);
    await throttle.take(1000 * MIB);
    expect(clock.waiting).toBe(0);
  });
});
