import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, stat, symlink } from 'node:fs/promises';
import module from 'node:module';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { codeFolder, keepCompiled } from '../../../src/cli/code-cache.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const enable = vi.spyOn(module, 'enableCompileCache');
let home: string;
const here = (version = '1.0.0') => ({ platform: process.platform, env: {}, home, version, geteuid: process.geteuid });

beforeEach(async () => {
  home = await tempFolder();
  enable.mockReset();
});
afterEach(() => enable.mockReset());

describe('what is kept of the compiled program', () => {
  it('lies in the system’s folder for such things, and in one that is named absolutely', () => {
    const of = (platform: NodeJS.Platform, env: NodeJS.ProcessEnv) =>
      codeFolder({ platform, env, home: '/h', version: '1' });
    expect(of('linux', {})).toBe(join('/h/.cache/ferry/code-1'));
    expect(of('linux', { XDG_CACHE_HOME: '/c' })).toBe(join('/c/ferry/code-1'));
    expect(of('linux', { XDG_CACHE_HOME: 'c' })).toBe(join('/h/.cache/ferry/code-1'));
    expect(of('darwin', {})).toBe(join('/h/Library/Caches/ferry/code-1'));
    expect(of('win32', { LOCALAPPDATA: 'L' })).toBe(join('L/ferry/code-1'));
  });

  it('is the owner’s alone, and is read from there', async () => {
    keepCompiled(here());
    const folder = codeFolder(here());
    expect(enable.mock.calls).toEqual([[folder]]);
    if (process.platform !== 'win32') expect((await stat(folder)).mode & 0o077).toBe(0);
  });

  it('goes when another version is started', async () => {
    keepCompiled(here());
    const around = dirname(codeFolder(here()));
    await mkdir(join(around, 'other'));
    keepCompiled(here('1.0.1'));
    expect((await readdir(around)).sort()).toEqual(['code-1.0.1', 'other']);
  });

  it('is not read where others may write, or where it leads elsewhere', async () => {
    if (process.platform === 'win32') return;
    const folder = codeFolder(here());
    await mkdir(folder, { recursive: true });
    await chmod(folder, 0o777);
    keepCompiled(here());
    await chmod(folder, 0o700);
    await chmod(dirname(folder), 0o777);
    keepCompiled(here());
    await chmod(dirname(folder), 0o700);
    keepCompiled({ ...here(), geteuid: () => 123_456 });
    await symlink(folder, codeFolder(here('2')));
    keepCompiled(here('2'));
    expect(enable.mock.calls).toEqual([]);
    keepCompiled(here());
    expect(enable.mock.calls).toEqual([[folder]]);
  });

  it('is done without where the home can’t be written to', () => {
    keepCompiled({ ...here(), home: join(home, '\0') });
    expect(enable.mock.calls).toEqual([]);
    expect(existsSync(join(home, '.cache'))).toBe(false);
  });
});
