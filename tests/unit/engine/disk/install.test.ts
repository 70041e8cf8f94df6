import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { isFull, isPassing } from '../../../../src/engine/disk/free-space.ts';
import { findInstalled, installFile } from '../../../../src/engine/disk/install.ts';
import { ReceiveTree } from '../../../../src/engine/disk/receive-tree.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { canMount, hasFuse, inOwnMounts } from './own-mounts.ts';
import { enter, listing, openRoot, placeOf, receive, stage } from './places.ts';

vi.mock('node:fs', async (original) => {
  const real = await original<typeof fs>();
  const mocked = { linkSync: real.linkSync, renameSync: real.renameSync, copyFileSync: real.copyFileSync };
  return { ...real, ...Object.fromEntries(Object.entries(mocked).map(([name, run]) => [name, vi.fn(run)])) };
});

const NO_LINKS = ['EPERM', 'ENOSYS', 'EOPNOTSUPP', 'ENOTSUP', 'EXDEV', 'EMLINK', 'EISDIR', 'EACCES', 'UNKNOWN'];

const failing = (code: string) => (): never => {
  throw Object.assign(new Error(code), { code });
};

async function begin(name = 'a.txt') {
  const folder = await tempFolder();
  const tree = new ReceiveTree(await openRoot(folder));
  const intended: string[] = [];
  return {
    ...{ folder, tree, intended },
    place: placeOf(tree, 0, name),
    intend: (intent: string): void => {
      intended.push(intent);
    },
  };
}

/** What is left beside the files of the listing. */
const hidden = (folder: string): string[] => fs.readdirSync(folder).filter((name) => name.startsWith('.ferry-'));

describe('a file that is whole', () => {
  it('gets its name, which is one step, and stays staged until its caller has written that down', async () => {
    const { folder, place, intend, intended } = await begin();
    const staged = stage(folder, 'content');
    expect(installFile({ staged, place, intend })).toEqual({ ok: true, name: 'a.txt' });
    expect(statSync(join(folder, 'a.txt')).ino).toBe(statSync(staged).ino);
    expect(intended).toEqual([]);
  });

  it('[24] never takes the place of another, but gets a number', async () => {
    const { folder, tree } = await begin();
    writeFileSync(join(folder, 'report.pdf'), 'own');
    expect([1, 2, 3].map((n) => receive(tree, 0, 'report.pdf', `${n}`))).toEqual([
      ...['report (1).pdf', 'report (2).pdf', 'report (3).pdf'],
    ]);
    expect(readFileSync(join(folder, 'report.pdf'), 'utf8')).toBe('own');
  });

  it('[24] nor that of a link, a dangling link, a folder, or a pipe', async () => {
    const { folder, tree } = await begin();
    const outside = join(await tempFolder(), 'target');
    writeFileSync(outside, 'own');
    symlinkSync(outside, join(folder, 'link'));
    symlinkSync(`${outside}2`, join(folder, 'dangling'));
    mkdirSync(join(folder, 'folder'));
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    for (const name of ['link', 'dangling', 'folder', 'pipe']) {
      expect(receive(tree, 0, name, 'content')).toBe(`${name} (1)`);
      vi.mocked(linkSync).mockImplementationOnce(failing('EPERM'));
      expect(receive(tree, 0, name, 'content')).toBe(`${name} (2)`);
    }
    expect([readFileSync(outside, 'utf8'), existsSync(`${outside}2`)]).toEqual(['own', false]);
  });

  it('[24] is found a number soon, however many have the name', async () => {
    const { tree } = await begin();
    const names = Array.from({ length: 3000 }, () => receive(tree, 0, 'same', ''));
    expect(new Set(names).size).toBe(3000);
    expect(names.at(-1)).toBe('same (2999)');
    vi.mocked(linkSync).mockClear();
    receive(tree, 0, 'same', '');
    expect(vi.mocked(linkSync).mock.calls.length).toBe(2);
  });

  it('[18] gets a number also where its name has no room for one', async () => {
    const { tree } = await begin();
    const name = `${'ש'.repeat(125)}.txt`;
    const names = [1, 2, 3].map(() => receive(tree, 0, name, 'content'));
    expect(names[0]).toBe(name);
    for (const [n, other] of names.slice(1).entries()) {
      expect(Buffer.byteLength(other)).toBeLessThanOrEqual(255);
      expect(other).toMatch(new RegExp(`^ש+ \\(${n + 1}\\)\\.txt$`));
    }
  });

  it('[32] is not executable, whichever way it got its name', async () => {
    const { folder, tree } = await begin();
    receive(tree, 0, 'linked', 'content');
    vi.mocked(linkSync).mockImplementationOnce(failing('EPERM'));
    receive(tree, 0, 'renamed', 'content');
    vi.mocked(linkSync).mockImplementationOnce(failing('EXDEV'));
    vi.mocked(renameSync).mockImplementationOnce(failing('EXDEV'));
    receive(tree, 0, 'copied', 'content');
    for (const name of ['linked', 'renamed', 'copied']) expect(statSync(join(folder, name)).mode & 0o7777).toBe(0o644);
  });

  it('keeps its content where somebody takes each name in the moment before', async () => {
    const { folder, place, intend } = await begin();
    const staged = stage(folder, 'content');
    vi.mocked(linkSync).mockImplementation(failing('EEXIST'));
    expect(installFile({ staged, place, intend })).toEqual({ ok: false, reason: 'notWritable' });
    vi.mocked(linkSync).mockReset();
    expect(listing(folder)).toEqual([]);
    expect(readFileSync(staged, 'utf8')).toBe('content');
  });
});

describe('where no links can be made', () => {
  it.each(NO_LINKS)('its name is reserved, said beforehand, and it is renamed to that (%s)', async (code) => {
    const { folder, place, intend, intended } = await begin();
    writeFileSync(join(folder, 'a.txt'), 'own');
    const staged = stage(folder, 'content');
    vi.mocked(linkSync).mockImplementationOnce(failing(code));
    expect(installFile({ staged, place, intend })).toEqual({ ok: true, name: 'a (1).txt' });
    expect(listing(folder)).toEqual(['a (1).txt=content', 'a.txt=own']);
    expect([existsSync(staged), intended]).toEqual([false, ['a (1).txt']]);
  });

  it.skipIf(!hasFuse)('a real FAT volume does so, and finds it again (needs FUSE)', async () => {
    expect(await inOwnMounts('fatInstall')).toEqual({
      first: { ok: true, name: 'a.txt' },
      isStagedLeft: false,
      mtime: 1_000_000_000,
      found: 'a.txt',
      second: { ok: true, name: 'a (1).txt' },
      empty: { ok: true, name: 'empty' },
      intended: ['a.txt', 'a (1).txt', 'empty'],
      listing: ['a (1).txt=second', 'a.txt=first', 'empty='],
    });
  });

  it('a name that is taken after it was seen to be free isn’t replaced', async () => {
    const { folder, place } = await begin();
    const intended: string[] = [];
    vi.mocked(linkSync).mockImplementationOnce(failing('EPERM'));
    const intend = (name: string): void => {
      if (intended.push(name) < 3) writeFileSync(join(folder, name), 'of another program');
    };
    expect(installFile({ staged: stage(folder, 'content'), place, intend })).toEqual({ ok: true, name: 'a (2).txt' });
    expect(listing(folder)).toEqual([
      ...['a (1).txt=of another program', 'a (2).txt=content', 'a.txt=of another program'],
    ]);
  });

  it('a reservation that another program has written to isn’t replaced either', async () => {
    const { folder, place, intend } = await begin();
    const staged = stage(folder, 'content');
    vi.mocked(linkSync).mockImplementationOnce(failing('EXDEV'));
    vi.mocked(renameSync).mockImplementationOnce(() => {
      writeFileSync(join(folder, 'a.txt'), 'of another program');
      failing('EXDEV')();
    });
    expect(installFile({ staged, place, intend })).toEqual({ ok: true, name: 'a (1).txt' });
    expect(listing(folder)).toEqual(['a (1).txt=content', 'a.txt=of another program']);
  });

  it.each(['EPERM', 'EACCES', 'EBUSY', 'EIO', 'ENOSPC', 'EROFS'])(
    '[94] [95] what can’t be renamed stays as it was, with nothing half done (%s)',
    async (code) => {
      const { folder, place, intend } = await begin();
      const staged = stage(folder, 'content');
      vi.mocked(linkSync).mockImplementationOnce(failing('EPERM'));
      vi.mocked(renameSync).mockImplementationOnce(failing(code));
      expect(() => installFile({ staged, place, intend })).toThrow(code);
      expect([listing(folder), readFileSync(staged, 'utf8')]).toEqual([[], 'content']);
      expect(installFile({ staged, place, intend })).toEqual({ ok: true, name: 'a.txt' });
    },
  );

  it('[94] a file that a scanner holds on Windows is worth another try', () => {
    const error = (code: string): Error => Object.assign(new Error(code), { code });
    for (const code of ['EBUSY', 'EMFILE', 'ENFILE', 'EAGAIN']) expect(isPassing(error(code), 'linux')).toBe(true);
    for (const code of ['EPERM', 'EACCES'])
      expect([isPassing(error(code), 'win32'), isPassing(error(code), 'linux')]).toEqual([true, false]);
    for (const other of [error('EIO'), new Error('x'), 'EBUSY', null]) expect(isPassing(other, 'win32')).toBe(false);
  });

  it('[95] it is copied, synced and only then named where renaming leads to another volume', async () => {
    const { folder, place, intend } = await begin();
    const staged = stage(folder, 'content');
    utimesSync(staged, 1000, 1000);
    vi.mocked(linkSync).mockImplementationOnce(failing('EXDEV'));
    vi.mocked(renameSync).mockImplementationOnce(failing('EXDEV'));
    expect(installFile({ staged, place, intend })).toEqual({ ok: true, name: 'a.txt' });
    expect(listing(folder)).toEqual(['a.txt=content']);
    expect([statSync(join(folder, 'a.txt')).mtimeMs, existsSync(staged)]).toEqual([1_000_000, true]);
    expect(hidden(folder)).toEqual(['.ferry-incoming']);
  });

  it('[89] [95] a disk that fills up while it is copied loses nothing, and nothing half copied stays', async () => {
    const { folder, place, intend } = await begin();
    const staged = stage(folder, 'content');
    vi.mocked(linkSync).mockImplementationOnce(failing('EXDEV'));
    vi.mocked(renameSync).mockImplementationOnce(failing('EXDEV'));
    vi.mocked(copyFileSync).mockImplementationOnce((_from, to) => {
      writeFileSync(to, 'con');
      failing('ENOSPC')();
    });
    let seen: unknown;
    try {
      installFile({ staged, place, intend });
    } catch (error) {
      seen = error;
    }
    expect(isFull(seen)).toBe(true);
    expect([listing(folder), hidden(folder), readFileSync(staged, 'utf8')]).toEqual([
      [],
      ['.ferry-incoming'],
      'content',
    ]);
  });

  it.skipIf(!canMount)(
    '[95] a real volume within the folder is copied to, and found again (needs mounts)',
    async () => {
      expect(await inOwnMounts('within')).toEqual({
        first: { ok: true, name: 'a.txt' },
        mtimeMs: 1_000_000_000,
        mode: 0o644,
        found: 'a.txt',
        second: 'a (1).txt',
        empty: 'empty',
        torn: null,
        isStagedLeft: true,
        intended: ['a.txt'],
        listing: ['other/', 'other/a (1).txt=second', 'other/a.txt=content', 'other/empty='],
      });
    },
  );

  it.skipIf(process.getuid?.() !== 0)(
    '[95] a kernel that protects others’ files from links is no obstacle (needs root)',
    async () => {
      const { folder } = await begin();
      const staged = stage(folder, 'content');
      const isProtected = readFileSync('/proc/sys/fs/protected_hardlinks', 'utf8').trim() === '1';
      for (const path of [folder, join(folder, '.ferry-incoming'), join(folder, '.ferry-incoming', '00ff')])
        chmodSync(path, 0o777);
      chmodSync(staged, 0o600);
      const script = `
      const { installFile } = await import(${JSON.stringify(join(import.meta.dirname, '../../../../src/engine/disk/install.ts'))});
      const { ReceiveTree } = await import(${JSON.stringify(join(import.meta.dirname, '../../../../src/engine/disk/receive-tree.ts'))});
      const { openRoot, placeOf } = await import(${JSON.stringify(join(import.meta.dirname, 'places.ts'))});
      process.setgroups([]);
      process.setgid(61234);
      process.setuid(61234);
      const place = placeOf(new ReceiveTree(await openRoot(${JSON.stringify(folder)})), 0, 'a.txt');
      const intended = [];
      const installed = installFile({ staged: ${JSON.stringify(staged)}, place, intend: (name) => intended.push(name) });
      console.log(JSON.stringify({ installed, intended }));`;
      const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
      expect(JSON.parse(stdout)).toEqual({
        installed: { ok: true, name: 'a.txt' },
        intended: isProtected ? ['a.txt'] : [],
      });
      expect(listing(folder)).toEqual(['a.txt=content']);
    },
  );
});

describe('what stands in the way of a file', () => {
  it.each([
    ['ENAMETOOLONG', 'pathTooLong'],
    ['EINVAL', 'nameUnsafe'],
    ['EILSEQ', 'nameUnsafe'],
    ['EACCES', 'notWritable'],
    ['EPERM', 'notWritable'],
  ])('is said of it alone where it is about it (%s)', async (code, reason) => {
    const { folder, tree, intend } = await begin();
    enter(tree, 0, 'sub');
    vi.mocked(linkSync).mockImplementationOnce(failing(code));
    vi.mocked(renameSync).mockImplementationOnce(failing(code));
    const staged = stage(folder, 'content');
    expect(installFile({ staged, place: placeOf(tree, 1, 'a'), intend })).toEqual({ ok: false, reason });
    expect([listing(folder), existsSync(staged)]).toEqual([['sub/'], true]);
  });

  it.each(['ENOSPC', 'EDQUOT', 'EIO', 'ENODEV', 'ESTALE'])(
    'stops everything where it is the volume (%s)',
    async (code) => {
      const { folder, place, intend, intended } = await begin();
      const staged = stage(folder, 'content');
      vi.mocked(linkSync).mockImplementationOnce(failing(code));
      expect(() => installFile({ staged, place, intend })).toThrow(code);
      expect([listing(folder), intended, existsSync(staged)]).toEqual([[], [], true]);
    },
  );
});

describe('after a kill', () => {
  it('a file is found under the name that it was linked to, and not under that of another like it', async () => {
    const { folder, place, intend } = await begin();
    writeFileSync(join(folder, 'a.txt'), 'content');
    const staged = stage(folder, 'content');
    const find = () => findInstalled({ staged, place, size: 7, intended: null });
    expect(find()).toBeNull();
    installFile({ staged, place, intend });
    expect(find()).toBe('a (1).txt');
    // Its number stays its own, also when one before it becomes free.
    unlinkSync(join(folder, 'a.txt'));
    expect(find()).toBe('a (1).txt');
    unlinkSync(join(folder, 'a (1).txt'));
    expect(find()).toBeNull();
  });

  it('[27] nothing is looked for by way of a link', async () => {
    const { folder, tree } = await begin();
    enter(tree, 0, 'sub');
    const place = placeOf(tree, 1, 'a');
    const staged = stage(folder, '');
    const outside = await tempFolder();
    writeFileSync(join(outside, 'a'), '');
    rmSync(join(folder, 'sub'), { recursive: true });
    symlinkSync(outside, join(folder, 'sub'));
    expect(findInstalled({ staged, place, size: 0, intended: 'a' })).toBeNull();
    expect(listing(outside)).toEqual(['a=']);
  });

  it('what was written down by others is no name to look for', async () => {
    const { folder, place } = await begin();
    const outside = join(folder, '..', `${basename(folder)}-outside`);
    writeFileSync(outside, '');
    const find = (intended: string) => findInstalled({ staged: stage(folder, 'x'), place, size: 0, intended });
    expect([find(`../${basename(outside)}`), find('..'), find('')]).toEqual([null, null, null]);
    expect(existsSync(outside)).toBe(true);
    rmSync(outside);
  });

  it('a file of somebody else’s under the intended name stays', async () => {
    const { folder, place } = await begin();
    const staged = stage(folder, 'content');
    writeFileSync(join(folder, 'a.txt'), 'CONTENT');
    utimesSync(join(folder, 'a.txt'), 1, 1);
    expect(findInstalled({ staged, place, size: 7, intended: 'a.txt' })).toBeNull();
    expect(listing(folder)).toEqual(['a.txt=CONTENT']);
  });

  it.each(['yes', 'no'])(
    '[95] [109] on a disk without links there is one whole file, wherever it was (renaming: %s)',
    async (hasRename) => {
      const child = join(import.meta.dirname, 'install-child.ts');
      let kills = 0;
      for (let killAt = 0; ; killAt++) {
        const { folder, place, intend } = await begin();
        writeFileSync(join(folder, 'a.txt'), 'own');
        const staged = stage(folder, 'content');
        const journal = join(await tempFolder(), 'journal');
        writeFileSync(journal, '');
        const { signal, status } = spawnSync(
          process.execPath,
          [child, folder, staged, journal, hasRename, `${killAt}`],
          {
            stdio: ['ignore', 'inherit', 'inherit'],
          },
        );
        const intended = readFileSync(journal, 'utf8').trim().split('\n').at(-1) || null;
        const found = findInstalled({ staged, place, size: 7, intended });
        const name = found ?? installFile({ staged, place, intend });
        expect([killAt, name]).toEqual([killAt, found ?? { ok: true, name: 'a (1).txt' }]);
        expect([killAt, ...listing(folder)]).toEqual([killAt, 'a (1).txt=content', 'a.txt=own']);
        expect(hidden(folder)).toEqual(['.ferry-incoming']);
        if (signal === null) {
          expect([status, found]).toEqual([0, 'a (1).txt']);
          break;
        }
        kills++;
      }
      expect(kills).toBe(hasRename === 'yes' ? 8 : 20);
    },
    60_000,
  );
});
