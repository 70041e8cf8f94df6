import fs from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { GroupSync } from '../../../../src/engine/transfer/group-sync.ts';
import { SMALL_BYTES } from '../../../../src/engine/transfer/small.ts';

let now = 0;
vi.spyOn(performance, 'now').mockImplementation(() => now);
vi.mock('node:fs', { spy: true });

/** A volume on which making one file durable takes so long, alone and by threads. */
function volume({ alone, byThreads }: { alone: number; byThreads: number }) {
  const done = { alone: 0, byThreads: 0 };
  vi.mocked(fs.fsync).mockImplementation((_file, isDone) => {
    now += byThreads;
    done.byThreads++;
    isDone(null);
  });
  vi.mocked(fs.fsyncSync).mockImplementation(() => {
    now += alone;
    done.alone++;
  });
  const group = (count: number, bytes = 4096) => Array.from({ length: count }, () => ({ file: 0, bytes }));
  return { done, group };
}

describe('a group of files is made durable', () => {
  it('by threads where a disk is waited for', async () => {
    const { done, group } = volume({ alone: 2, byThreads: 2 });
    const sync = new GroupSync();
    for (let count = 0; count < 3; count++) await sync.files(group(256));
    expect(done).toEqual({ alone: 0, byThreads: 768 });
  });

  it('at once where the first of many made nobody wait, and from then on', async () => {
    const { done, group } = volume({ alone: 0.002, byThreads: 0.2 });
    const sync = new GroupSync();
    await sync.files(group(20));
    await sync.files(group(256));
    await sync.files(group(256));
    await sync.files(group(20));
    expect(done).toEqual({ alone: 255 + 256 + 20, byThreads: 20 + 1 });
  });

  it('by threads where one of them is large', async () => {
    const { done, group } = volume({ alone: 0.002, byThreads: 0.2 });
    const sync = new GroupSync();
    const withLarge = [...group(40), ...group(1, SMALL_BYTES + 1)];
    await sync.files(withLarge);
    await sync.files(group(256));
    await sync.files(withLarge);
    expect(done).toEqual({ alone: 255, byThreads: 41 + 1 + 41 });
  });

  it('by threads from where it takes its time after all, and for good when that happens again and again', async () => {
    const { done, group } = volume({ alone: 5, byThreads: 0.2 });
    const sync = new GroupSync();
    for (let count = 0; count < 20; count++) await sync.files(group(256));
    // Three of 5 ms are more than 256 of 0.05 ms.
    expect(done.alone).toBe(8 * 3);
    expect(done.alone + done.byThreads).toBe(20 * 256);
  });
});
