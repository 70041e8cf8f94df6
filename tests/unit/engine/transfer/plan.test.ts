import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { entryPagesOf } from '../../../../src/engine/transfer/manifest-file.ts';
import { OwnData } from '../../../../src/engine/transfer/own-data.ts';
import { makePlan, rootsOf, tryPlan } from '../../../../src/engine/transfer/plan.ts';
import { SourcePath } from '../../../../src/engine/transfer/source-path.ts';
import type { IndexedEntry } from '../../../../src/engine/wire/manifest.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

/** Letters in pairs and letters behind them: other places by JavaScript's order than by that of their bytes. */
const NAMES = ['a', 'z', 'é', '\u{1f4f7} 2026', '\ufb01', '\ufffd', 'B'];

async function listed(source: string, manifestPath: string) {
  const plan = await makePlan(rootsOf([source]), manifestPath);
  const entries: IndexedEntry[] = [];
  for await (const page of entryPagesOf(manifestPath)) entries.push(...page);
  return { ...plan, entries };
}

describe('what is to be sent', () => {
  it('is listed by the bytes of its names, whatever letters are in them', async () => {
    const folder = await tempFolder();
    for (const names of [NAMES, NAMES.slice(0, 3)]) {
      const source = join(folder, `of ${names.length}`);
      await mkdir(source);
      for (const name of names) await writeFile(join(source, name), name);
      const { entries, skipped } = await listed(source, join(folder, 'list'));
      const inOrder = [...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      expect(entries.slice(1).map(({ name }) => name)).toEqual(inOrder);
      expect(skipped).toBe(0);
    }
  });

  it('is never the folder with this device’s key, nor anything in it, by whatever way somebody comes there', async () => {
    const home = await tempFolder();
    const data = join(home, '.config', 'ferry');
    await mkdir(data, { recursive: true });
    await writeFile(join(data, 'identity.json'), 'key');
    await writeFile(join(home, '.config', 'ferry-notes'), 'mine');
    await symlink(data, join(home, 'way'));
    const own = new OwnData(data);
    const of = async (...way: string[]) => tryPlan(rootsOf([join(home, ...way)]), own);
    const skipped = { files: 0, skipped: 1, notes: [expect.objectContaining({ reason: 'ownData' })] };
    expect(await of()).toMatchObject({ files: 1, skipped: 2 });
    expect((await of()).notes.map(({ path, reason }) => [path.split('/').at(-1), reason])).toEqual([
      ['ferry', 'ownData'],
      ['way', 'link'],
    ]);
    expect(await of('.config', 'ferry')).toMatchObject(skipped);
    expect(await of('way')).toMatchObject(skipped);
    expect(await of('way', 'identity.json')).toMatchObject(skipped);
    expect(await of('.config', 'ferry-notes')).toMatchObject({ files: 1, skipped: 0 });
    await expect(makePlan(rootsOf([join(data, 'identity.json')]), join(home, 'list'), own)).rejects.toThrow();
  });

  it('fills page after page, none of them missing and none twice', async () => {
    const folder = await tempFolder();
    const source = join(folder, 'many');
    await mkdir(source);
    const names = Array.from({ length: 700 }, (_, at) => `${String(at).padStart(4, '0')}${'x'.repeat(200)}`);
    for (const name of names) await writeFile(join(source, name), '');
    const { entries, summary } = await listed(source, join(folder, 'list'));
    expect(entries.slice(1).map(({ name }) => name)).toEqual(names);
    expect(entries.map(({ index }) => index)).toEqual(entries.map((_, at) => at));
    expect(summary).toMatchObject({ entries: 701, files: 700, folders: 1 });
  });
});

describe('where an entry of a list lies on this device', () => {
  const roots = [
    { name: 'b', path: '/somewhere/b' },
    { name: 'link', path: '/elsewhere/file' },
  ];

  it('is found from what was entered before it', () => {
    const path = new SourcePath(roots);
    const at = (depth: number, name: string) => {
      path.enter({ depth, name });
      return { local: path.local, names: path.names, isNamed: path.isNamed };
    };
    expect(at(0, 'b')).toEqual({ local: '/somewhere/b', names: ['b'], isNamed: true });
    expect(at(1, 'c')).toEqual({ local: '/somewhere/b/c', names: ['b', 'c'], isNamed: false });
    expect(at(2, 'd')).toEqual({ local: '/somewhere/b/c/d', names: ['b', 'c', 'd'], isNamed: false });
    expect(at(1, 'e')).toEqual({ local: '/somewhere/b/e', names: ['b', 'e'], isNamed: false });
    expect(at(0, 'link')).toEqual({ local: '/elsewhere/file', names: ['link'], isNamed: true });
  });

  it('is nowhere without the folder it lies in', () => {
    expect(() => new SourcePath(roots).enter({ depth: 1, name: 'c' })).toThrow();
  });
});
