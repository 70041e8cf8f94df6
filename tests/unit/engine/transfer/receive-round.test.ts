// What a round takes while the disk is still busy with what came before.
import { createHash, randomBytes } from 'node:crypto';
import type * as fs from 'node:fs';
import { mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Secret } from '../../../../src/engine/crypto/secret.ts';
import { checkKey } from '../../../../src/engine/transfer/blocks.ts';
import type { Incoming } from '../../../../src/engine/transfer/incoming.ts';
import { ReceiveRound } from '../../../../src/engine/transfer/receive-round.ts';
import type { DataSegment } from '../../../../src/engine/wire/data.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { begin, planOf } from '../../../support/transfer-round.ts';

const MIB = 1024 * 1024;
/** What every write to a file of that number waits for first. */
const disk = vi.hoisted(() => ({ write: (_number: number, _at: number): Promise<void> => Promise.resolve() }));

vi.mock('node:fs', async (original) => {
  const real = await original<typeof fs>();
  const { promisify } = await import('node:util');
  const byPromise = async (file: number, content: readonly Uint8Array[], at: number) => {
    await disk.write(content[0]?.[0] ?? 0, at);
    return { bytesWritten: real.writevSync(file, content, at) };
  };
  return { ...real, writev: Object.assign(() => undefined, { [promisify.custom]: byPromise }) };
});

beforeEach(() => {
  disk.write = () => Promise.resolve();
});

/** Files of that many bytes each, filled with their numbers, and a round that is to take them. */
async function offered(sizes: readonly number[]) {
  const folder = await tempFolder();
  const [source, inbox] = [join(folder, 'source'), join(folder, 'inbox')];
  mkdirSync(source);
  mkdirSync(inbox);
  for (const [number, size] of sizes.entries()) writeFileSync(join(source, `${number}`), Buffer.alloc(size, number));
  const incoming = await begin(await planOf(source, folder), inbox);
  const names = (): readonly string[] => {
    const there = readdirSync(inbox, { recursive: true, withFileTypes: true });
    return there.flatMap(({ name, parentPath }) => (parentPath.endsWith('source') ? [name] : [])).sort();
  };
  const isWhole = (number: number): boolean =>
    readFileSync(join(inbox, 'source', `${number}`)).equals(Buffer.alloc(sizes[number] ?? 0, number));
  return { incoming, inbox, names, isWhole, ...(await roundOf(incoming, sizes)) };
}

async function roundOf(incoming: Incoming, sizes: readonly number[]) {
  const failures: unknown[] = [];
  const round = new ReceiveRound({
    incoming,
    checkKey: checkKey(new Secret(randomBytes(32)), randomBytes(16)),
    onFile: () => undefined,
    onBytes: () => undefined,
    onSettled: () => undefined,
    onFailed: (error) => failures.push(error),
  });
  for await (const _page of round.haves());
  let released = 0;
  const tags = new Map<number, readonly Buffer[]>();
  /** In one record, and its end where that is all of it. */
  const take = (number: number, { from = 0, to = sizes[number] ?? 0, isWrong = false } = {}): Promise<void> => {
    const [index, size, length] = [number + 1, sizes[number] ?? 0, to - from];
    const tag = randomBytes(16);
    const segments: DataSegment[] = [];
    if (length > 0) {
      const content = [Buffer.alloc(length, number)];
      segments.push({ kind: 'content', index, offset: from, length, isLast: false, content });
      tags.set(number, [...(tags.get(number) ?? []), tag]);
    }
    const ofAll = isWrong ? [] : (tags.get(number) ?? []);
    const digest = createHash('sha256').update(Buffer.concat(ofAll)).digest().subarray(0, 16);
    if (to === size) segments.push({ kind: 'end', index, size, digest, content: [] });
    return round.take(segments, tag, () => released++);
  };
  return { round, take, failures, released: () => released };
}

/** Until whatever can be done without a disk is done. */
async function idle(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
}

async function isReached(reached: Promise<unknown>): Promise<boolean> {
  let is = false;
  void reached.then(() => {
    is = true;
  });
  await idle();
  return is;
}

/** Nothing of such files is written until what is given back is called. */
function held(isHeld: (number: number) => boolean): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  disk.write = (number) => (isHeld(number) ? promise : Promise.resolve());
  return resolve;
}

/** Writing it from that byte on comes to nothing, once what is given back is called. */
function failing(number: number, from: number, code: string): () => void {
  const { promise, reject } = Promise.withResolvers<void>();
  promise.catch(() => undefined);
  disk.write = (writing, at) => (writing === number && at >= from ? promise : Promise.resolve());
  return () => reject(Object.assign(new Error(code), { code }));
}

/** Of files on their way in. */
const openIn = (inbox: string): number =>
  readdirSync('/proc/self/fd').filter((each) => {
    const path = readlinkIfThere(`/proc/self/fd/${each}`);
    return path.startsWith(inbox) && path.includes('.part');
  }).length;

function readlinkIfThere(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

describe('a large file all of which has come', () => {
  it('keeps nothing behind it waiting while it is written, and is settled in its place', async () => {
    const { round, take, names, isWhole, incoming, released } = await offered([MIB, MIB, 300_000, 5000]);
    const go = held((number) => number === 0);
    for (const number of [0, 1, 2, 3]) await take(number);
    const end = round.end();
    expect(await isReached(end)).toBe(false);
    expect([names(), incoming.journal.settledTo, released()]).toEqual([[], 0, 3]);
    go();
    expect(await end).toBe(true);
    await round.stop();
    expect([names(), released()]).toEqual([['0', '1', '2', '3'], 4]);
    expect([0, 1, 2, 3].every(isWhole)).toBe(true);
    expect(incoming.partials.size).toBe(0);
  });

  it('waits with others in no more memory than it would alone', async () => {
    const sizes = Array.from({ length: 8 }, () => MIB);
    const { round, take, names } = await offered(sizes);
    const go = held(() => true);
    for (const number of [0, 1, 2]) await take(number);
    const fourth = take(3);
    expect(await isReached(fourth)).toBe(false);
    go();
    await fourth;
    for (const number of [4, 5, 6, 7]) await take(number);
    expect(await round.end()).toBe(true);
    await round.stop();
    expect(names()).toHaveLength(8);
  });

  it('is kept as far as it was written where the disk is full after all, and those before it have their names', async () => {
    const sizes = [MIB, MIB, MIB, MIB];
    const { round, take, names, isWhole, incoming, inbox } = await offered(sizes);
    await take(0);
    await take(1, { to: MIB / 2 });
    const fail = failing(1, MIB / 2, 'ENOSPC');
    await take(1, { from: MIB / 2 });
    await take(2);
    fail();
    await idle();
    // Told with the next that comes, not with the group.
    await expect(take(3)).rejects.toMatchObject({ code: 'ENOSPC' });
    await round.stop();
    expect([names(), incoming.journal.settledTo]).toEqual([['0'], 2]);
    expect(Object.fromEntries(incoming.partials)).toMatchObject({
      2: { length: MIB / 2, isSure: true },
      3: { length: MIB, isSure: false },
    });
    if (process.platform === 'linux') expect(openIn(inbox)).toBe(0);
    disk.write = () => Promise.resolve();
    const again = await roundOf(incoming, sizes);
    await again.take(1, { from: MIB / 2 });
    await again.take(2, { from: MIB });
    await again.take(3);
    expect(await again.round.end()).toBe(true);
    await again.round.stop();
    expect([names(), [0, 1, 2, 3].every(isWhole)]).toEqual([['0', '1', '2', '3'], true]);
  });

  it.each([
    ['the last of it', MIB],
    ['what has come of it', MIB / 2],
  ])('says at once that %s can’t be written, though nothing else comes', async (_what, to) => {
    const { round, take, failures, names } = await offered([MIB, MIB]);
    await take(0);
    const fail = failing(1, 0, 'ENOSPC');
    await take(1, { to });
    await idle();
    expect(failures).toEqual([]);
    fail();
    await idle();
    expect(failures).toMatchObject([{ code: 'ENOSPC' }]);
    await round.stop();
    expect(names()).toEqual(['0']);
  });

  it('says at once that a group can’t be made safe, though nothing else comes', async () => {
    const { round, take, failures, incoming } = await offered([32 * MIB, 32 * MIB, 1]);
    vi.spyOn(incoming.journal, 'add').mockImplementation(() => {
      throw Object.assign(new Error('full'), { code: 'ENOSPC' });
    });
    for (const number of [0, 1]) await take(number);
    await expect.poll(() => failures).toMatchObject([{ code: 'ENOSPC' }]);
    await round.stop();
  });

  it('is left out where the volume has no files of its size', async () => {
    const { round, take, names, incoming, failures } = await offered([MIB, MIB, MIB]);
    const fail = failing(1, 0, 'EFBIG');
    for (const number of [0, 1, 2]) await take(number);
    fail();
    expect(await round.end()).toBe(true);
    await round.stop();
    expect([names(), failures]).toEqual([['0', '2'], []]);
    expect(incoming.journal.notes).toMatchObject([{ path: 'source/1', kind: 'skipped', reason: 'tooLargeForDisk' }]);
    expect([incoming.partials.size, readdirSync(incoming.staging.folder).sort()]).toEqual([0, ['journal', 'manifest']]);
  });

  it('is sent again where it turns out to be damaged', async () => {
    const sizes = [MIB, MIB, MIB];
    const { round, take, names, incoming } = await offered(sizes);
    for (const number of [0, 1, 2]) await take(number, { isWrong: number === 1 });
    expect(await round.end()).toBe(false);
    await round.stop();
    expect([names(), [...incoming.journal.damaged]]).toEqual([['0', '2'], [2]]);
    const again = await roundOf(incoming, sizes);
    await again.take(1);
    expect(await again.round.end()).toBe(true);
    await again.round.stop();
    expect(names()).toEqual(['0', '1', '2']);
  });

  it('is written to its end and named where the connection is lost meanwhile', async () => {
    const { round, take, names, incoming } = await offered([MIB, MIB, MIB]);
    const go = held(() => true);
    for (const number of [0, 1]) await take(number);
    const stopped = round.stop();
    expect(await isReached(stopped)).toBe(false);
    go();
    await stopped;
    expect([names(), incoming.journal.settledTo]).toEqual([['0', '1'], 3]);
  });
});
