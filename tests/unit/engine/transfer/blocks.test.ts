import { randomBytes } from 'node:crypto';
import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { blocksOf } from '../../../../src/engine/transfer/blocks.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const MIB = 1024 * 1024;
const content = randomBytes(3 * MIB + 5);

async function read(offset: number, end: number, most = Number.POSITIVE_INFINITY) {
  const path = join(await tempFolder(), 'file');
  await writeFile(path, content);
  const file = await open(path);
  const found: ({ block: number; bytes: Buffer } | null)[] = [];
  for await (const each of blocksOf(file.fd, offset, end)) {
    found.push(each === null ? null : { block: each.block, bytes: Buffer.from(each.bytes) });
    if (found.length === most) break;
  }
  await file.close();
  return found;
}

describe('the blocks of a file', () => {
  it('come one after the other, the last as short as it is', async () => {
    const found = await read(0, content.length);
    expect(found.map((each) => [each?.block, each?.bytes.length])).toEqual([
      [0, MIB],
      [1, MIB],
      [2, MIB],
      [3, 5],
    ]);
    expect(Buffer.concat(found.flatMap((each) => each?.bytes ?? [])).equals(content)).toBe(true);
  });

  it('begin where they are asked for, and end there', async () => {
    const found = await read(MIB, 2 * MIB + 9);
    expect(Buffer.concat(found.flatMap((each) => each?.bytes ?? [])).equals(content.subarray(MIB, 2 * MIB + 9))).toBe(
      true,
    );
    expect(await read(MIB, MIB)).toEqual([]);
  });

  it('say that a file is shorter, after those that it has', async () => {
    const found = await read(2 * MIB, 5 * MIB);
    expect(found.map((each) => each?.block ?? null)).toEqual([2, null]);
  });

  it('leave nothing being read where nobody wants more', async () => {
    expect(await read(0, content.length, 1)).toHaveLength(1);
  });
});
