import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { entryPagesOf } from '../../../../src/engine/transfer/manifest-file.ts';
import { makePlan, rootsOf } from '../../../../src/engine/transfer/plan.ts';
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
