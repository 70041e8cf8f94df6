import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  createOwnFile,
  readOwnFile,
  removeTemporaries,
  setAside,
  writeOwnFile,
} from '../../../../src/engine/disk/own-file.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

describe('a file of the data folder', () => {
  it('is readable by its owner only, also when it replaces one that others could read', async () => {
    const path = join(await tempFolder(), 'a.json');
    await writeFile(path, 'old', { mode: 0o644 });
    await writeOwnFile(path, 'new');
    expect(await readOwnFile(path)).toBe('new');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('is made by exactly one of twenty that try at once', async () => {
    const path = join(await tempFolder(), 'token');
    const won = await Promise.all(Array.from({ length: 20 }, (_, index) => createOwnFile(path, `text ${index}`)));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await readFile(path, 'utf8')).toBe(`text ${won.indexOf(true)}`);
  });

  it('is kept when it is set aside, twice in the same second too', async () => {
    const folder = await tempFolder();
    const path = join(folder, 'a.json');
    await writeFile(path, 'damaged');
    const kept = [await setAside(path, 0), await setAside(path, 0)];
    expect(new Set(kept).size).toBe(2);
    for (const name of kept) expect(await readFile(join(folder, name), 'utf8')).toBe('damaged');
  });

  it('leaves nothing behind when it can’t be replaced', async () => {
    const folder = await tempFolder();
    await expect(writeOwnFile(join(folder, 'missing', 'a.json'), 'x')).rejects.toThrow('ENOENT');
    expect(await readdir(folder)).toEqual([]);
  });

  it('is the old text or the new one, whole, whenever the writer is killed', async () => {
    const folder = await tempFolder();
    const path = join(folder, 'a.json');
    const writer = `
      const { writeOwnFile } = await import(${JSON.stringify(join(import.meta.dirname, '../../../../src/engine/disk/own-file.ts'))});
      console.log('ready');
      for (let n = 1; ; n++) await writeOwnFile(${JSON.stringify(path)}, JSON.stringify({ n, fill: 'x'.repeat(200_000) }));`;
    const kills = process.env.FERRY_LONG ? 100 : 6;
    for (let kill = 0; kill < kills; kill++) {
      const child = spawn(process.execPath, ['--input-type=module', '-e', writer], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(child.stdout, 'data');
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 60));
      child.kill('SIGKILL');
      await once(child, 'exit');
      const text = await readOwnFile(path);
      if (text !== null) expect(JSON.parse(text).fill).toHaveLength(200_000);
    }
    await removeTemporaries(folder, Date.now() - 60_000);
    const young = await readdir(folder);
    await removeTemporaries(folder, Date.now() + 60_000);
    expect(young.length).toBeGreaterThanOrEqual((await readdir(folder)).length);
    expect((await readdir(folder)).filter((name) => name !== 'a.json')).toEqual([]);
  });
});
