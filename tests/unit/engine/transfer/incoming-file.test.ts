import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { IncomingFile, PieceError } from '../../../../src/engine/transfer/incoming-file.ts';
import { WriteRoom } from '../../../../src/engine/transfer/write-room.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const MIB = 1024 * 1024;
const NOTHING_KEPT = { length: 0, isSure: true };
const content = randomBytes(12 * MIB);
const entry = { kind: 'file', depth: 0, name: 'x', size: content.length, modifiedMs: 1e12, index: 0 } as const;
const tagOf = (at: number) => Buffer.alloc(16, at + 1);
const digestOf = (tags: readonly Uint8Array[]) =>
  createHash('sha256').update(Buffer.concat(tags)).digest().subarray(0, 16);
/** Of the piece at this MiB, as a record is opened: in parts. */
const partsAt = (at: number) =>
  [0, 1, 2, 3].map((part) => content.subarray(at * MIB + part * (MIB / 4)).subarray(0, MIB / 4));
const ALL = Array.from({ length: 12 }, (_, at) => at);

describe('a large file on its way in', () => {
  it('is what was sent, however many pieces come before one is written', async () => {
    const path = join(await tempFolder(), 'part');
    const file = IncomingFile.open(path, entry, NOTHING_KEPT, new WriteRoom(() => undefined));
    const done = ALL.map((at) => file.write(at * MIB, partsAt(at), tagOf(at)).done);
    await Promise.all(done);
    expect(await file.finish(digestOf(ALL.map(tagOf)))).toBe(true);
    await file.keep();
    expect((await readFile(path)).equals(content)).toBe(true);
  });

  it('takes no more than some at once', async () => {
    const file = IncomingFile.open(
      join(await tempFolder(), 'part'),
      entry,
      NOTHING_KEPT,
      new WriteRoom(() => undefined),
    );
    const [first, ...more] = [0, 1, 2, 3, 4].map((at) => file.write(at * MIB, partsAt(at), tagOf(at)));
    const last = more.at(-1);
    let isTaken = false;
    const taken = last?.taken.then(() => {
      isTaken = true;
    });
    await first?.taken;
    expect(isTaken).toBe(false);
    await taken;
    expect(await file.keep()).toEqual({ length: 5 * MIB, isSure: true });
  });

  it('takes no more than some at once in pieces of one byte either, and writes each where it belongs', async () => {
    const path = join(await tempFolder(), 'part');
    const file = IncomingFile.open(path, entry, NOTHING_KEPT, new WriteRoom(() => undefined));
    const writes = Array.from({ length: 20_000 }, (_, at) => file.write(at, [content.subarray(at, at + 1)], tagOf(0)));
    let isTaken = false;
    const taken = writes.at(-1)?.taken.then(() => {
      isTaken = true;
    });
    await writes[0]?.taken;
    expect(isTaken).toBe(false);
    await taken;
    expect((await file.keep()).length).toBe(20_000);
    expect((await readFile(path)).equals(content.subarray(0, 20_000))).toBe(true);
  });

  it('is gone on with around what is here already', async () => {
    const path = join(await tempFolder(), 'part');
    const before = IncomingFile.open(path, entry, NOTHING_KEPT, new WriteRoom(() => undefined));
    for (const at of ALL.slice(0, 8)) before.write(at * MIB, at === 2 ? [Buffer.alloc(MIB)] : partsAt(at), tagOf(at));
    const { length } = await before.keep();
    const file = IncomingFile.open(path, entry, { length, isSure: false }, new WriteRoom(() => undefined));
    const missing = [2, ...ALL.slice(8)];
    for (const at of missing) file.write(at * MIB, partsAt(at), tagOf(at));
    expect(() => file.write(0, partsAt(0), tagOf(0))).toThrow(PieceError);
    expect(await file.finish(digestOf(missing.map(tagOf)))).toBe(true);
    await file.keep();
    expect((await readFile(path)).equals(content)).toBe(true);
  });

  it('is sure of nothing behind the place that its sender begins at anew', async () => {
    const path = join(await tempFolder(), 'part');
    const before = IncomingFile.open(path, entry, NOTHING_KEPT, new WriteRoom(() => undefined));
    for (const at of ALL.slice(0, 8)) before.write(at * MIB, partsAt(at), tagOf(at));
    const file = IncomingFile.open(path, entry, await before.keep(), new WriteRoom(() => undefined));
    for (const at of [0, 1]) file.write(at * MIB, [Buffer.alloc(MIB)], tagOf(at));
    expect(await file.keep()).toEqual({ length: 2 * MIB, isSure: true });
  });
});
