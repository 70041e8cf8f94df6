import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { KeepAwake } from '../../../src/main/keep-awake.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function openComputer() {
  const computer = { isBusy: false, hasPower: true, held: 0, holds: 0 };
  const awake = new KeepAwake({
    isBusy: () => computer.isBusy,
    hasPower: async () => computer.hasPower,
    hold() {
      computer.held += 1;
      computer.holds += 1;
      return () => {
        computer.held -= 1;
      };
    },
  });
  const look = async (isBusy: boolean) => {
    computer.isBusy = isBusy;
    awake.look();
    await vi.advanceTimersByTimeAsync(0);
  };
  return { computer, awake, look };
}

describe('a computer', () => {
  it('is kept awake while something moves, and let go seconds after', async () => {
    const { computer, look } = openComputer();
    await look(true);
    await look(true);
    expect(computer.held).toBe(1);
    await vi.advanceTimersByTimeAsync(10 * 60_000);
    expect(computer.held).toBe(1);
    await look(false);
    await vi.advanceTimersByTimeAsync(2000);
    expect(computer.held).toBe(1);
    await vi.advanceTimersByTimeAsync(3000);
    expect(computer).toMatchObject({ held: 0, holds: 1 });
  });

  it('is held once over what follows closely', async () => {
    const { computer, look } = openComputer();
    await look(true);
    await look(false);
    await vi.advanceTimersByTimeAsync(1000);
    await look(true);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(computer).toMatchObject({ held: 1, holds: 1 });
  });

  it('may sleep when its battery runs low meanwhile, and not when it has its cable again', async () => {
    const { computer, look } = openComputer();
    computer.hasPower = false;
    await look(true);
    expect(computer.held).toBe(0);
    computer.hasPower = true;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(computer.held).toBe(1);
    computer.hasPower = false;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(computer.held).toBe(0);
    await look(false);
    await vi.advanceTimersByTimeAsync(300_000);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is let go when the app ends, also by an answer that comes later', async () => {
    const { computer, awake, look } = openComputer();
    await look(true);
    awake.stop();
    expect(computer.held).toBe(0);
    computer.isBusy = true;
    awake.look();
    awake.stop();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(computer.held).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});
