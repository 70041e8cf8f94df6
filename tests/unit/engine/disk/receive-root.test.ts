import { spawnSync } from 'node:child_process';
import { chmod, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isUnsuitable, openReceiveRoot } from '../../../../src/engine/disk/receive-root.ts';
import { FerryError } from '../../../../src/engine/errors.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { canMount, hasFuse, inOwnMounts } from './own-mounts.ts';

/** What is said about a folder that isn't taken. */
async function refusalFor(...args: Parameters<typeof openReceiveRoot>): Promise<unknown> {
  try {
    await openReceiveRoot(...args);
    return null;
  } catch (error) {
    return error instanceof FerryError ? error.info : error;
  }
}

describe('a receive folder', () => {
  it('is seen to be written to, and nothing stays of that', async () => {
    const path = await tempFolder();
    const root = await openReceiveRoot(path);
    expect(root).toMatchObject({ path, name: basename(path) });
    expect(await readdir(path)).toEqual([]);
  });

  it('[26] may be a link itself, which is followed once', async () => {
    const path = await tempFolder();
    await mkdir(join(path, 'real'));
    await symlink(join(path, 'real'), join(path, 'Downloads'));
    expect(await openReceiveRoot(join(path, 'Downloads'))).toMatchObject({
      path: join(path, 'real'),
      name: 'Downloads',
    });
  });

  it('is said to be gone where there is none, or a file', async () => {
    const path = await tempFolder();
    await writeFile(join(path, 'file'), '');
    for (const name of ['missing', 'file', 'file/below'])
      expect(await refusalFor(join(path, name))).toEqual({
        code: 'transfer.folder_gone',
        details: { folder: basename(name) },
      });
  });

  it('[19] is neither a home nor what is around one, nor where something is started from', async () => {
    const home = await tempFolder();
    for (const name of [
      '.ssh',
      '.config/autostart',
      'bin',
      'Downloads/repo/.git/hooks',
      '.local/share',
      '.local/bin/x',
    ])
      await mkdir(join(home, name), { recursive: true });
    const unsuitable = (folder: string) => ({ code: 'transfer.folder_unsuitable', details: { folder } });
    for (const name of ['.', '..', '.ssh', '.config/autostart', 'bin', '.local', '.local/share', '.local/bin/x'])
      expect(await refusalFor(join(home, name), { home })).toEqual(unsuitable(basename(join(home, name))));
    expect(await refusalFor(join(home, 'Downloads/repo/.git/hooks'), { home })).toEqual(unsuitable('hooks'));
    expect(await refusalFor(homedir())).toEqual(unsuitable(basename(homedir())));
    await mkdir(join(home, '.local/share/ferry'));
    for (const name of ['Downloads', 'Downloads/repo', '.local/share/ferry'])
      expect(await refusalFor(join(home, name), { home })).toBeNull();
  });

  it('[19] is no folder of the system, whichever link leads there', async () => {
    const path = await tempFolder();
    await symlink('/etc', join(path, 'Downloads'));
    expect(await refusalFor(join(path, 'Downloads'))).toEqual({
      code: 'transfer.folder_unsuitable',
      details: { folder: 'Downloads' },
    });
  });

  it('is neither in nor around a folder of Ferry’s own', async () => {
    const path = await tempFolder();
    for (const name of ['data/in', 'beside', 'around/data']) await mkdir(join(path, name), { recursive: true });
    await symlink(join(path, 'data'), join(path, 'link'));
    const apart = [join(path, 'link'), join(path, 'around/data'), join(path, 'missing')];
    const codes = ['data', 'data/in', 'around', 'around/data'].map((name) => refusalFor(join(path, name), { apart }));
    for (const refusal of await Promise.all(codes))
      expect(refusal).toMatchObject({ code: 'transfer.folder_unsuitable' });
    expect(await refusalFor(join(path, 'beside'), { apart })).toBeNull();
    // What no person has chosen.
    expect(await refusalFor(join(path, 'data/in'), { apart, isOwn: true })).toBeNull();
  });

  it('[90] is said not to be writable to whoever may not write there', async () => {
    const path = await tempFolder();
    await chmod(path, 0o555);
    // Root may write anywhere.
    const script = `
      const { openReceiveRoot } = await import(${JSON.stringify(join(import.meta.dirname, '../../../../src/engine/disk/receive-root.ts'))});
      if (process.getuid() === 0) {
        process.setgroups([]);
        process.setgid(61234);
        process.setuid(61234);
      }
      await openReceiveRoot(${JSON.stringify(path)}).catch(({ info }) => console.log(JSON.stringify(info)));`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    expect(JSON.parse(stdout)).toEqual({
      code: 'transfer.folder_unwritable',
      details: { folder: basename(path), reason: 'permission denied' },
    });
    await chmod(path, 0o755);
  });

  it.skipIf(!canMount)('[90] is said not to be writable on a volume that is read-only (needs mounts)', async () => {
    expect(await inOwnMounts('readOnly')).toMatchObject({
      code: 'transfer.folder_unwritable',
      details: { reason: 'read-only file system' },
    });
  });

  it.skipIf(!hasFuse)('[16] has the names of Windows where its volume has (needs FUSE)', async () => {
    const { platform, left } = await inOwnMounts('fatNames');
    expect(platform).toBe('win32');
    expect(left).toEqual([]);
  });
});

describe('[19] a folder that nobody may be let write into', () => {
  const linux = { platform: 'linux', home: '/home/leo', systemDrive: '' } as const;
  const darwin = { platform: 'darwin', home: '/Users/leo', systemDrive: '' } as const;
  const win32 = { platform: 'win32', home: 'C:\\Users\\leo', systemDrive: 'C:' } as const;

  it.each([
    ...['/', '/etc', '/etc/cron.d', '/usr/local/bin', '/bin', '/lib64', '/boot', '/dev/shm', '/proc/1', '/sys', '/var'],
    ...['/var/spool/cron', '/tmp', '/home', '/home/leo', '/home/other', '/root', '/home/leo/.ssh', '/home/leo/bin'],
    ...['/home/leo/.config/autostart', '/srv/repo/.git', '/srv/repo/.git/hooks'],
  ])('on Linux: %s', (path) => {
    expect(isUnsuitable(path, linux)).toBe(true);
  });

  it.each([
    ...['/home/leo/Downloads', '/home/other/shared', '/tmp/x', '/var/tmp/x', '/var/lib/ferry', '/mnt', '/mnt/disk'],
    ...[
      '/media/leo/STICK',
      '/run/media/leo/STICK',
      '/srv',
      '/data',
      '/etcetera',
      '/dev/shm/in',
      '/home/leo/.configs',
      '/root/in',
    ],
  ])('but not on Linux: %s', (path) => {
    expect(isUnsuitable(path, linux)).toBe(false);
  });

  it.each([
    ...[
      '/',
      '/System/x',
      '/library',
      '/Library/LaunchDaemons',
      '/Applications',
      '/private/etc',
      '/usr/local',
      '/Users',
    ],
    ...[
      '/Users/leo',
      '/users/LEO',
      '/Users/other',
      '/Users/leo/Library',
      '/Users/leo/Library/LaunchAgents',
      '/Volumes',
    ],
  ])('on macOS: %s', (path) => {
    expect(isUnsuitable(path, darwin)).toBe(true);
  });

  it.each([
    ...['/Users/leo/Downloads', '/Users/Shared', '/Volumes/STICK', '/private/var/folders/ab/T/x', '/private/tmp/x'],
    '/Users/leo/Library/Mobile Documents/com~apple~CloudDocs',
  ])('but not on macOS: %s', (path) => {
    expect(isUnsuitable(path, darwin)).toBe(false);
  });

  it.each([
    ...[
      'C:\\',
      'c:\\',
      'C:\\Windows',
      'c:\\windows\\System32',
      'D:\\Windows',
      'C:\\Program Files\\x',
      'C:\\ProgramData',
    ],
    ...['C:\\Program Files (x86)', 'C:\\Users', 'C:\\Users\\leo', 'C:\\Users\\leo\\', 'C:\\Users\\other'],
    ...[
      'C:\\Users\\leo\\AppData',
      'C:\\Users\\leo\\AppData\\Roaming\\Microsoft\\Windows\\Start Menu\\Programs\\Startup',
    ],
  ])('on Windows: %s', (path) => {
    expect(isUnsuitable(path, win32)).toBe(true);
  });

  it.each([
    ...[
      'C:\\Users\\leo\\Downloads',
      'C:\\Users\\Public',
      'D:\\',
      'E:\\in',
      '\\\\server\\share',
      'C:\\Windows10 pictures',
    ],
    'C:\\Users\\leo\\AppData\\Local\\Temp\\x',
  ])('but not on Windows: %s', (path) => {
    expect(isUnsuitable(path, win32)).toBe(false);
  });

  it('also where a home is the uppermost folder', () => {
    expect(isUnsuitable('/.ssh', { ...linux, home: '/' })).toBe(true);
    expect(isUnsuitable('/data', { ...linux, home: '/' })).toBe(false);
  });
});
