import { createHash } from 'node:crypto';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { GuestFile } from '../../../../src/engine/transfer/guest-list.ts';
import { momentaryHashes } from '../../../../src/engine/transfer/momentary-hashes.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const MIB = 1024 * 1024;
const hashOf = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');

async function scene(contents: Readonly<Record<string, Uint8Array>>) {
  const folder = await tempFolder();
  const files: GuestFile[] = [];
  for (const [path, content] of Object.entries(contents)) {
    await writeFile(join(folder, path), content);
    const { size, mtimeMs } = await stat(join(folder, path));
    files.push({ index: files.length + 3, path, size, modifiedMs: Math.floor(mtimeMs) });
  }
  const asked: string[] = [];
  const [clock, over] = [new FakeClock(), new AbortController()];
  const sourceOf = ({ path }: GuestFile) => {
    asked.push(path);
    return { path: join(folder, path), isNamed: true };
  };
  const hashes = (some: readonly GuestFile[] = files) =>
    momentaryHashes({ files: some, sourceOf, clock, signal: over.signal });
  return { folder, files, asked, clock, over, hashes };
}

it('are those of small, large and empty files, by their places, and nothing is left behind', async () => {
  const contents = { small: Buffer.from('small'), large: Buffer.alloc(3 * MIB + 1, 7), empty: Buffer.alloc(0) };
  const { hashes, clock } = await scene(contents);
  const { small, large, empty } = contents;
  expect(await hashes()).toEqual(
    new Map([
      [3, hashOf(small)],
      [4, hashOf(large)],
      [5, hashOf(empty)],
    ]),
  );
  expect(clock.waiting).toBe(0);
});

it('leave out what changed, can’t be read or is gone, and nothing else', async () => {
  const { hashes, folder, files } = await scene({ same: Buffer.from('same'), grown: Buffer.from('grown') });
  await writeFile(join(folder, 'grown'), 'grown more');
  const gone = { index: 9, path: 'gone', size: 1, modifiedMs: 0 };
  expect([...(await hashes([...files, gone])).keys()]).toEqual([3]);
});

it('are none where all files together would take longer, of which none is read then', async () => {
  const { hashes, files, asked } = await scene({ one: Buffer.from('1'), two: Buffer.from('2') });
  const [one, two] = files;
  if (one === undefined || two === undefined) throw new Error('not there');
  expect(await hashes([one, { ...two, size: 64 * MIB }])).toEqual(new Map());
  expect(asked).toEqual([]);
  const thousand = Array.from({ length: 1000 }, (_, index) => ({ ...one, index }));
  expect(await hashes([...thousand, two])).toEqual(new Map());
  expect(asked).toEqual([]);
  expect((await hashes([one, { ...two, size: 64 * MIB - 1 }])).size).toBe(1);
  expect((await hashes(thousand)).size).toBe(1000);
});

it('come without those that a slow disk would have us wait for', async () => {
  const { hashes, clock, asked } = await scene({ slow: Buffer.alloc(3 * MIB), slower: Buffer.alloc(3 * MIB) });
  const coming = hashes();
  expect(asked).toEqual(['slow', 'slower']);
  clock.pass(1000);
  expect((await coming).size).toBe(0);
});

it('are read no longer than they are needed', async () => {
  const { hashes, over, asked, clock } = await scene({ one: Buffer.alloc(3 * MIB), two: Buffer.from('2') });
  const coming = hashes();
  over.abort();
  expect((await coming).size).toBe(0);
  const before = asked.length;
  expect((await hashes()).size).toBe(0);
  expect([asked.length, clock.waiting]).toEqual([before, 0]);
});
