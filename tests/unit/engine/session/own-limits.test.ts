import { describe, expect, it } from 'vitest';
import { OwnLimits } from '../../../../src/engine/session/own-limits.ts';
import { Throttle } from '../../../../src/engine/session/throttle.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const MIB = 1024 * 1024;
const [ONE, OTHER] = ['1'.repeat(32), '2'.repeat(32)] as const;

function scene(all: number | null = null) {
  const clock = new FakeClock();
  const began = clock.now();
  const throttle = new Throttle({ clock, limit: () => all });
  const limits = new OwnLimits(clock);
  /** When so much of it had moved, in milliseconds; null so far. */
  const moves = (id: string, bytes: number) => {
    const moved: { at: number | null } = { at: null };
    const limit = limits.of(id, throttle);
    void (async () => {
      for (let left = bytes; left > 0; ) {
        const piece = Math.min(left, limit.pieceBytes(MIB));
        await limit.take(piece, () => false);
        left -= piece;
      }
      moved.at = clock.now() - began;
    })();
    return moved;
  };
  return { clock, limits, moves };
}

async function pass(clock: FakeClock, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 10) {
    clock.pass(10);
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  }
}

describe('a limit of one transfer’s own', () => {
  it('holds for that transfer and for no other', async () => {
    const { clock, limits, moves } = scene();
    limits.set(ONE, { name: 'a', bytesPerSecond: MIB });
    const [slow, quick] = [moves(ONE, 2 * MIB), moves(OTHER, 5 * MIB)];
    await pass(clock, 100);
    expect(quick.at).not.toBeNull();
    await pass(clock, 3000);
    expect(slow.at).toBeGreaterThan(1700);
    expect(slow.at).toBeLessThan(2300);
  });

  it('is shared by those of one name', async () => {
    const { clock, limits, moves } = scene();
    for (const id of [ONE, OTHER]) limits.set(id, { name: 'a', bytesPerSecond: 2 * MIB });
    const both = [moves(ONE, 2 * MIB), moves(OTHER, 2 * MIB)];
    await pass(clock, 3000);
    for (const { at } of both) expect(at).toBeGreaterThan(1600);
    for (const { at } of both) expect(at).toBeLessThan(2300);
  });

  it('doesn’t let it go faster than all may', async () => {
    const { clock, limits, moves } = scene(MIB);
    limits.set(ONE, { name: 'a', bytesPerSecond: 64 * MIB });
    const moved = moves(ONE, 2 * MIB);
    await pass(clock, 3000);
    expect(moved.at).toBeGreaterThan(1700);
    expect(moved.at).toBeLessThan(2300);
  });

  it('that is chosen anew or lifted counts for what is under way', async () => {
    const { clock, limits, moves } = scene();
    limits.set(ONE, { name: 'a', bytesPerSecond: 64 * 1024 });
    const first = moves(ONE, MIB);
    await pass(clock, 1000);
    expect(first.at).toBeNull();
    limits.set(ONE, { name: 'a', bytesPerSecond: 64 * MIB });
    await pass(clock, 500);
    expect(first.at).not.toBeNull();
    limits.set(ONE, { name: 'b', bytesPerSecond: 16 * 1024 });
    limits.lift(ONE);
    const second = moves(ONE, 5 * MIB);
    await pass(clock, 100);
    expect(second.at).not.toBeNull();
  });
});
