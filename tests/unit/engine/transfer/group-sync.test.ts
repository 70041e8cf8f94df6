import fs from 'node:fs';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { GroupSync } from '../../../../src/engine/transfer/group-sync.ts';

vi.mock('node:fs', { spy: true });

let synced = 0;
/** What the disk says of each file. */
let answers: (Error | null)[] = [];

beforeEach(() => {
  synced = 0;
  answers = [];
  vi.mocked(fs.fsync).mockImplementation((_file, isDone) => {
    synced++;
    setImmediate(() => isDone(answers.shift() ?? null));
  });
});

const group = (count: number) => Array.from({ length: count }, () => ({ file: 0 }));

describe('a group of files is made durable', () => {
  it('by threads, all together, where a disk is waited for', async () => {
    const sync = new GroupSync({ isInMemory: false });
    await sync.files([]);
    await sync.files(group(256));
    expect(synced).toBe(256);
  });

  it('not at all where it lies in memory, which outlives no power cut', async () => {
    const sync = new GroupSync({ isInMemory: true });
    await sync.files(group(256));
    await sync.folders(['/nowhere']);
    await sync.journal({ sync: () => Promise.reject(new Error('synced')) });
    expect(synced).toBe(0);
  });

  it('or fails when all have answered, with what the first of them said', async () => {
    answers = [null, new Error('no room'), new Error('gone')];
    await expect(new GroupSync({ isInMemory: false }).files(group(20))).rejects.toThrow('no room');
    expect([synced, answers]).toEqual([20, []]);
  });
});
