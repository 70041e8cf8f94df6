import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { guestListOf, sourcesIn, withoutEmptyFolders } from '../../../../src/engine/transfer/guest-list.ts';
import { ManifestWriter } from '../../../../src/engine/transfer/manifest-file.ts';
import { makePlan, rootsOf } from '../../../../src/engine/transfer/plan.ts';
import { EntryPacker } from '../../../../src/engine/wire/manifest.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

/** Files as they are given, folders with a slash at the end. */
async function tree(...names: readonly string[]) {
  const source = await tempFolder();
  for (const name of names) {
    await mkdir(join(source, name.slice(0, name.lastIndexOf('/') + 1)), { recursive: true });
    if (!name.endsWith('/')) await writeFile(join(source, name), name);
  }
  const roots = rootsOf([...new Set(names.map((name) => join(source, name.split('/')[0] ?? '')))]);
  const path = join(source, 'the list');
  const plan = await makePlan(roots, path);
  return { source, roots, plan, list: await guestListOf(path) };
}

it('has the path of each file from the top, and finds it here', async () => {
  const { source, roots, list } = await tree('film', 'Photos/2024/a.jpg', 'Photos/b.jpg');
  expect(list.files.map(({ path, index }) => [path, index])).toEqual([
    ['Photos/2024/a.jpg', 2],
    ['Photos/b.jpg', 3],
    ['film', 4],
  ]);
  expect(list.files.map(sourcesIn(roots))).toEqual([
    { path: join(source, 'Photos/2024/a.jpg'), isNamed: false },
    { path: join(source, 'Photos/b.jpg'), isNamed: false },
    { path: join(source, 'film'), isNamed: true },
  ]);
});

it('names the topmost of empty folders, and none that has a file anywhere below', async () => {
  const { list } = await tree('a/b/c/', 'a/b/d/', 'a/e/f', 'g/', 'h/i/j/k', 'h/i/l/', 'm/n/');
  expect(list.emptyFolders).toEqual(['a/b', 'g', 'h/i/l', 'm']);
});

it('says of empty folders that they stay here, and that there is nothing but them', async () => {
  const { plan, list } = await tree('a/b/', 'a/c');
  expect(withoutEmptyFolders(plan, list)).toMatchObject({
    skipped: 1,
    notes: [{ path: 'a/b', kind: 'skipped', reason: 'emptyFolder', newName: null }],
  });
  const empty = await tree('a/b/');
  expect(() => withoutEmptyFolders(empty.plan, empty.list)).toThrow('transfer.no_files');
});

it('leaves out a path that nobody would read, and refuses more files than one message has room for', async () => {
  const folder = await tempFolder();
  const write = async (path: string, add: (packer: EntryPacker, turn: (page: Uint8Array | null) => void) => void) => {
    const packer = new EntryPacker();
    const writer = ManifestWriter.create(path);
    const pages: Uint8Array[] = [];
    const firsts = [0];
    let count = 0;
    add(packer, (page) => {
      if (page !== null) {
        pages.push(page);
        firsts.push(count);
      }
      count++;
    });
    const last = packer.end();
    if (last !== null) pages.push(last);
    for (const [at, page] of pages.entries()) await writer.add({ first: firsts[at] ?? 0, page });
    await writer.close();
    return path;
  };
  const about = { size: 0, modifiedMs: 0 };
  const deep = await write(join(folder, 'deep'), (packer, turn) => {
    for (let depth = 0; depth < 5; depth++)
      turn(packer.add({ kind: 'folder', depth, name: 'n'.repeat(1000), ...about }));
    turn(packer.add({ kind: 'file', depth: 5, name: 'f', ...about }));
    turn(packer.add({ kind: 'file', depth: 0, name: 'top', ...about }));
  });
  const { files, tooLong } = await guestListOf(deep);
  expect([files.map(({ path }) => path), tooLong.map(({ index }) => index)]).toEqual([['top'], [5]]);
  const many = await write(join(folder, 'many'), (packer, turn) => {
    for (let at = 0; at <= 100_000; at++)
      turn(packer.add({ kind: 'file', depth: 0, name: `${at}`.padStart(6, '0'), ...about }));
  });
  await expect(guestListOf(many)).rejects.toThrow('transfer.too_many_files');
});
