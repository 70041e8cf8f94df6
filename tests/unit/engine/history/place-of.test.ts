import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FileNote } from '../../../../src/contract/transfers.ts';
import { firstName, placeOf } from '../../../../src/engine/history/place-of.ts';
import { shownTransfer } from '../../../support/shown-transfer.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const shown = shownTransfer(1, { stage: 'done' });
const renamed = (path: string, newName: string): FileNote => ({ path, kind: 'renamed', reason: null, newName });

describe('where a transfer lies', () => {
  it('is the first that came of it, else its folder', async () => {
    const folder = await tempFolder();
    const place = { folder, name: 'photos' };
    await mkdir(join(folder, 'photos'));
    expect(await placeOf({ shown, roots: [], place })).toBe(join(folder, 'photos'));
    await rm(join(folder, 'photos'), { recursive: true });
    expect(await placeOf({ shown, roots: [], place })).toBe(folder);
    expect(await placeOf({ shown, roots: [], place: { folder, name: null } })).toBe(folder);
  });

  it('is where a link stands, and not where that leads', async () => {
    const folder = await tempFolder();
    await symlink('/nowhere', join(folder, 'photos'));
    expect(await placeOf({ shown, roots: [], place: { folder, name: 'photos' } })).toBe(join(folder, 'photos'));
  });

  it('is the first that was sent and is still there, else the folder it was in', async () => {
    const folder = await tempFolder();
    const roots = [join(folder, 'a'), join(folder, 'b')];
    await writeFile(join(folder, 'b'), '');
    expect(await placeOf({ shown, roots, place: null })).toBe(join(folder, 'b'));
    await rm(join(folder, 'b'));
    expect(await placeOf({ shown, roots, place: null })).toBe(folder);
  });

  it('is nowhere once all of that has gone', async () => {
    const folder = join(await tempFolder(), 'gone');
    const error = { info: { code: 'transfer.place_gone', details: { name: shown.names[0] } } };
    await expect(placeOf({ shown, roots: [], place: { folder, name: 'a' } })).rejects.toMatchObject(error);
    await expect(placeOf({ shown, roots: [], place: null })).rejects.toMatchObject(error);
  });

  it('goes by the name that it was given there', () => {
    expect(firstName(['a.txt', 'b.txt'], [])).toBe('a.txt');
    expect(firstName(['a.txt'], [renamed('a.txt', 'a (2).txt')])).toBe('a (2).txt');
    expect(firstName(['a\u202Eb'], [renamed('a<U+202E>b', 'ab')])).toBe('ab');
    expect(firstName(['a'], [{ path: 'a', kind: 'skipped', reason: 'nameUnsafe', newName: null }])).toBeNull();
    expect(firstName([], [])).toBeNull();
  });

  it('is never a path that somebody else wrote', () => {
    for (const name of ['..', '.', '', 'a/b', '../a', 'a\\b', 'a\0b', '/etc']) expect(firstName([name], [])).toBeNull();
  });
});
