import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { HandedItems } from '../../../src/main/handed-items.ts';
import { tempFolder } from '../../support/temp-folder.ts';

async function taken(items: HandedItems, ...paths: string[]) {
  const outcome = await items.take(paths);
  if (!outcome.ok) throw new Error(outcome.error.code);
  return outcome.value;
}

it('names what was handed over by ids that nobody can guess, and knows its path', async () => {
  const folder = await tempFolder();
  const file = join(folder, 'a\u202Egpj.exe');
  await writeFile(file, 'abc');
  await mkdir(join(folder, 'Photos'));
  const items = new HandedItems();
  const [first, second] = await taken(items, file, join(folder, 'Photos'));
  expect(first).toMatchObject({ name: 'a<U+202E>gpj.exe', isFolder: false, bytes: 3 });
  expect(second).toMatchObject({ name: 'Photos', isFolder: true, bytes: null });
  expect(first?.id).toMatch(/^[0-9a-f]{32}$/);
  expect(items.pathsOf([second?.id ?? '', first?.id ?? ''])).toEqual([join(folder, 'Photos'), file]);
  expect(JSON.stringify([first, second])).not.toContain(folder);
});

it('leaves out what isn’t there, what is no whole path and what no path can be, and throws for none of it', async () => {
  const folder = await tempFolder();
  await symlink(join(folder, 'nowhere'), join(folder, 'link'));
  const words = [join(folder, 'gone'), join(folder, 'link'), 'relative', '', '/a\0b', `/${'x'.repeat(5000)}`];
  expect(await taken(new HandedItems(), ...words)).toEqual([]);
});

it('takes a link for what it leads to', async () => {
  const folder = await tempFolder();
  await symlink(folder, join(folder, 'link'));
  expect(await taken(new HandedItems(), join(folder, 'link'))).toMatchObject([{ name: 'link', isFolder: true }]);
});

it('forgets what was dropped, and gives no part of what was asked for', async () => {
  const folder = await tempFolder();
  const items = new HandedItems();
  const [first, second] = await taken(items, folder, folder);
  if (first === undefined || second === undefined) throw new Error('nothing taken');
  items.drop([first.id]);
  expect(items.pathsOf([first.id, second.id])).toBe(null);
  expect(items.pathsOf([second.id])).toEqual([folder]);
  items.dropAllBut([]);
  expect(items.pathsOf([second.id])).toBe(null);
});

it('keeps no more than it may', async () => {
  const folder = await tempFolder();
  const items = new HandedItems(2);
  await taken(items, folder, folder);
  expect(await items.take([folder])).toMatchObject({ ok: false, error: { code: 'transfer.too_many_files' } });
});
