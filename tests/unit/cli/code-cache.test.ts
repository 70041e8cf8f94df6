import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { codeFolder, ownCodeFolder, readCompiled, writeCompiled } from '../../../src/cli/code-cache.ts';
import { tempFolder } from '../../support/temp-folder.ts';

let home: string;
const here = (version = '1.0.0') => ({
  platform: process.platform,
  env: {},
  home: () => home,
  version,
  geteuid: process.geteuid,
});
const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

beforeEach(async () => {
  home = await tempFolder();
});

describe('where what is compiled of the program is kept', () => {
  it('is the system’s folder for such things, or one that is named absolutely', () => {
    const of = (platform: NodeJS.Platform, env: NodeJS.ProcessEnv) =>
      codeFolder({ platform, env, home: () => '/h', version: '1' });
    expect(of('linux', {})).toBe(join('/h/.cache/ferry/code-1'));
    expect(of('linux', { XDG_CACHE_HOME: '/c' })).toBe(join('/c/ferry/code-1'));
    expect(of('linux', { XDG_CACHE_HOME: 'c' })).toBe(join('/h/.cache/ferry/code-1'));
    expect(of('darwin', {})).toBe(join('/h/Library/Caches/ferry/code-1'));
    expect(of('win32', { LOCALAPPDATA: 'L' })).toBe(join('L/ferry/code-1'));
  });

  it('is the owner’s alone', async () => {
    const folder = ownCodeFolder(here());
    expect(folder).toBe(codeFolder(here()));
    if (process.platform !== 'win32') expect((await stat(folder ?? '')).mode & 0o077).toBe(0);
  });

  it('goes when another version is started', async () => {
    ownCodeFolder(here());
    const around = dirname(codeFolder(here()));
    await mkdir(join(around, 'other'));
    ownCodeFolder(here('1.0.1'));
    expect((await readdir(around)).sort()).toEqual(['code-1.0.1', 'other']);
  });

  it('is nowhere where others may write, or where it leads elsewhere', async () => {
    if (process.platform === 'win32') return;
    const folder = codeFolder(here());
    await mkdir(folder, { recursive: true });
    await chmod(folder, 0o777);
    expect(ownCodeFolder(here())).toBeNull();
    await chmod(folder, 0o700);
    await chmod(dirname(folder), 0o777);
    expect(ownCodeFolder(here())).toBeNull();
    await chmod(dirname(folder), 0o700);
    expect(ownCodeFolder({ ...here(), geteuid: () => 123_456 })).toBeNull();
    await symlink(folder, codeFolder(here('2')));
    expect(ownCodeFolder(here('2'))).toBeNull();
    expect(ownCodeFolder(here())).toBe(folder);
  });

  it('is nowhere in the home of another user, where nothing is made', async () => {
    if (process.platform === 'win32') return;
    // Whoever may, gives it away; anybody else is taken for the system’s own.
    if (process.geteuid?.() === 0) await chown(home, 4321, 4321);
    expect(ownCodeFolder({ ...here(), geteuid: () => 0 })).toBeNull();
    expect(existsSync(join(home, '.cache'))).toBe(false);
  });

  it('is nowhere where others may write, and nothing is removed there', async () => {
    if (process.platform === 'win32') return;
    const around = dirname(codeFolder(here()));
    await mkdir(join(around, 'code-0'), { recursive: true });
    await chmod(around, 0o777);
    expect(ownCodeFolder(here())).toBeNull();
    expect(await readdir(around)).toEqual(['code-0']);
  });

  it('is nowhere where the home can’t be written to', () => {
    expect(ownCodeFolder({ ...here(), home: () => join(home, '\0') })).toBeNull();
    // Nothing can be made there, which isn't refused but answered by "no such folder".
    expect(ownCodeFolder({ ...here(), home: () => '/proc' })).toBeNull();
    expect(existsSync(join(home, '.cache'))).toBe(false);
  });

  it('is nowhere without a home, but in a folder that was named', () => {
    const homeless = {
      ...here(),
      home: () => {
        throw new Error('ENOENT');
      },
    };
    expect(ownCodeFolder(homeless)).toBeNull();
    if (process.platform === 'linux')
      expect(ownCodeFolder({ ...homeless, env: { XDG_CACHE_HOME: home } })).toBe(join(home, 'ferry', 'code-1.0.0'));
  });
});

describe('what is kept of one command', () => {
  const compiled = {
    runs: 2,
    parts: new Map([
      ['a.js', Buffer.from('of a')],
      ['b.js', Buffer.alloc(0)],
    ]),
  };

  it('is read as it was written, and is the owner’s alone', async () => {
    const path = join(home, 'send');
    writeCompiled(path, compiled, sha256);
    expect(readCompiled(path, sha256)).toEqual(compiled);
    expect(await readdir(home)).toEqual(['send']);
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o077).toBe(0);
  });

  it('leaves nothing behind where it can’t be written', async () => {
    await mkdir(join(home, 'send', 'held'), { recursive: true });
    expect(() => writeCompiled(join(home, 'send'), compiled, sha256)).toThrow();
    expect(await readdir(home)).toEqual(['send']);
  });

  it('is nothing where others could have written it, or where it leads elsewhere', async () => {
    if (process.platform === 'win32') return;
    const path = join(home, 'send');
    writeCompiled(path, compiled, sha256);
    await symlink(path, join(home, 'link'));
    expect(readCompiled(join(home, 'link'), sha256)).toBeNull();
    await chmod(path, 0o622);
    expect(readCompiled(path, sha256)).toBeNull();
  });

  it('is nothing where a byte of it has changed, or some are missing', async () => {
    const path = join(home, 'send');
    writeCompiled(path, compiled, sha256);
    const whole = await readFile(path);
    for (const at of whole.keys()) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await writeFile(path, changed);
      expect(readCompiled(path, sha256)).toBeNull();
      await writeFile(path, whole.subarray(0, at));
      expect(readCompiled(path, sha256)).toBeNull();
    }
    expect(readCompiled(join(home, 'none'), sha256)).toBeNull();
  });
});
