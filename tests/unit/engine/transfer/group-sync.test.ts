import fs from 'node:fs';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { GroupSync } from '../../../../src/engine/transfer/group-sync.ts';

vi.mock('node:fs', { spy: true });

const done = { atOnce: 0, byThreads: 0 };
/** What the disk says of each file. */
let answers: (Error | null)[] = [];

beforeEach(() => {
  Object.assign(done, { atOnce: 0, byThreads: 0 });
  answers = [];
  vi.mocked(fs.fsync).mockImplementation((_file, isDone) => {
    done.byThreads++;
    setImmediate(() => isDone(answers.shift() ?? null));
  });
  vi.mocked(fs.fsyncSync).mockImplementation(() => {
    done.atOnce++;
  });
});

const group = (count: number) => Array.from({ length: count }, () => ({ file: 0 }));

describe('a group of files is made durable', () => {
  it('by threads, all together, where a disk is waited for', async () => {
    const sync = new GroupSync({ isInMemory: false });
    await sync.files([]);
    await sync.files(group(256));
    expect(done).toEqual({ atOnce: 0, byThreads: 256 });
  });

  it('at once on a volume that lies in memory', async () => {
    const sync = new GroupSync({ isInMemory: true });
    await sync.files(group(256));
    expect(done).toEqual({ atOnce: 256, byThreads: 0 });
  });

  it('or fails when all have answered, with what the first of them said', async () => {
    answers = [null, new Error('no room'), new Error('gone')];
    await expect(new GroupSync({ isInMemory: false }).files(group(20))).rejects.toThrow('no room');
    expect([done.byThreads, answers]).toEqual([20, []]);
  });
});
