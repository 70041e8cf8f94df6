import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import {
  createOwnFile,
  readOwnFile,
  removeTemporaries,
  setAside,
  writeOwnFile,
} from '../../../../src/engine/disk/own-file.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

vi.mock('node:fs', async (original) => {
  const real = await original<typeof fs>();
  return { ...real, linkSync: vi.fn(real.linkSync), fsync: vi.fn(real.fsync) };
});

const refuseLink = (code: string): void =>
  void vi.mocked(fs.linkSync).mockImplementationOnce(() => {
    throw Object.assign(new Error(code), { code });
  });

/** Counts what is made durable while this runs. */
async function synced(run: () => Promise<unknown>): Promise<number> {
  const { calls } = vi.mocked(fs.fsync).mock;
  const before = calls.length;
  await run();
  return calls.length - before;
}

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

  it('is set aside as it lies on the disk, so that no power cut can empty what was kept', async () => {
    const folder = await tempFolder();
    const path = join(folder, 'a.json');
    await writeFile(path, 'damaged');
    const { ino } = await stat(path);
    let kept = '';
    const times = await synced(async () => {
      kept = join(folder, await setAside(path, 0));
    });
    expect((await stat(kept)).ino).toBe(ino);
    expect(times).toBe(process.platform === 'win32' ? 0 : 1);
    await writeOwnFile(path, 'new');
    expect([await readFile(kept, 'utf8'), await readFile(path, 'utf8')]).toEqual(['damaged', 'new']);
  });

  it.each(['EPERM', 'ENOSYS', 'EOPNOTSUPP', 'ENOTSUP', 'EXDEV', 'EMLINK', 'EISDIR'])(
    'is set aside as a durable copy for its owner only where a link can’t be made (%s)',
    async (code) => {
      const folder = await tempFolder();
      const path = join(folder, 'a.json');
      const damaged = Buffer.from([0x7b, 0xff, 0x00, 0xfe]);
      await writeFile(path, damaged, { mode: 0o644 });
      refuseLink(code);
      let kept = '';
      const times = await synced(async () => {
        kept = await setAside(path, 0);
      });
      expect(await readFile(join(folder, kept))).toEqual(damaged);
      expect((await stat(join(folder, kept))).mode & 0o777).toBe(0o600);
      expect(times).toBe(process.platform === 'win32' ? 1 : 2);
      expect((await readdir(folder)).sort()).toEqual(['a.json', kept]);
    },
  );

  it('is set aside under another name where that one is taken, and not at all where there is none', async () => {
    const folder = await tempFolder();
    const path = join(folder, 'a.json');
    await expect(setAside(path, 0)).rejects.toThrow('ENOENT');
    expect(await readdir(folder)).toEqual([]);
    await writeFile(path, 'damaged');
    refuseLink('EEXIST');
    const kept = await setAside(path, 0);
    expect((await stat(join(folder, kept))).ino).toBe((await stat(path)).ino);
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
