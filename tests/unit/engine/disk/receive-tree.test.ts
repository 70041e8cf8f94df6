import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect, it, vi } from 'vitest';
import { existingFile, ReceiveTree } from '../../../../src/engine/disk/receive-tree.ts';
import { FerryError } from '../../../../src/engine/errors.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { canMount, hasFuse, inOwnMounts } from './own-mounts.ts';
import { enter, listing, openRoot, placeOf, receive } from './places.ts';

vi.mock('node:fs', async (original) => {
  const real = await original<typeof fs>();
  return { ...real, mkdirSync: vi.fn(real.mkdirSync) };
});

async function begin() {
  const folder = await tempFolder();
  const root = await openRoot(folder);
  return { folder, root, tree: new ReceiveTree(root) };
}

const systemError = (code: string): Error => Object.assign(new Error(code), { code });

describe('the tree of a transfer', () => {
  it('is made as it was sent, and new folders are known to be', async () => {
    const { folder, tree } = await begin();
    expect(tree.enterFolder(0, 'a', null)).toEqual({ ok: true, name: 'a', isNew: true, isRenamed: false });
    expect(tree.enterFolder(1, 'b', null)).toMatchObject({ isNew: true });
    expect(receive(tree, 2, 'one', '1')).toBe('one');
    expect(receive(tree, 1, 'two', '2')).toBe('two');
    expect(enter(tree, 1, 'c')).toBe('c');
    expect(receive(tree, 2, 'three', '3')).toBe('three');
    expect(receive(tree, 0, 'four', '4')).toBe('four');
    expect(listing(folder)).toEqual(['a/', 'a/b/', 'a/b/one=1', 'a/c/', 'a/c/three=3', 'a/two=2', 'four=4']);
  });

  it('is merged into folders that are there, whose files stay', async () => {
    const { folder, tree } = await begin();
    mkdirSync(join(folder, 'a'));
    writeFileSync(join(folder, 'a', 'one'), 'own');
    expect(tree.enterFolder(0, 'a', null)).toEqual({ ok: true, name: 'a', isNew: false, isRenamed: false });
    expect(placeOf(tree, 1, 'one').folder.isNew).toBe(false);
    expect(receive(tree, 1, 'one', '1')).toBe('one (1)');
    expect(listing(folder)).toEqual(['a/', 'a/one=own', 'a/one (1)=1']);
  });

  it('[31] has empty folders, also deep ones', async () => {
    const { folder, tree } = await begin();
    for (let depth = 0; depth < 255; depth++) expect(enter(tree, depth, 'd')).toBe('d');
    expect(receive(tree, 255, 'at the bottom', '')).toBe('at the bottom');
    expect(enter(tree, 0, 'empty')).toBe('empty');
    expect(readdirSync(join(folder, 'empty'))).toEqual([]);
    expect(existsSync(join(folder, ...Array<string>(255).fill('d'), 'at the bottom'))).toBe(true);
  });

  it('[32] gives folders the rights that this system gives, whatever they had', async () => {
    const { folder, tree } = await begin();
    enter(tree, 0, 'a');
    expect(statSync(join(folder, 'a')).mode & 0o7777).toBe(0o777 & ~process.umask());
  });

  it('refuses a bad name by itself, and all that lies in a folder of such a name', async () => {
    const { folder, tree } = await begin();
    const seen = [
      enter(tree, 0, 'a'),
      receive(tree, 1, '..', 'never'),
      enter(tree, 1, 'x\\y'),
      receive(tree, 2, 'below', 'never'),
      enter(tree, 2, 'below'),
      receive(tree, 3, 'far below', 'never'),
      receive(tree, 1, 'beside', 'content'),
      enter(tree, 0, '..'),
      receive(tree, 1, '.bashrc', 'never'),
      enter(tree, 0, 'b'),
      receive(tree, 1, 'c', 'content'),
      receive(tree, 7, 'in no folder', 'never'),
    ];
    expect(seen).toEqual([
      ...['a', 'nameUnsafe', 'nameUnsafe', 'folderRefused', 'folderRefused', 'folderRefused', 'beside'],
      ...['nameUnsafe', 'folderRefused', 'b', 'c', 'folderRefused'],
    ]);
    expect(listing(folder)).toEqual(['a/', 'a/beside=content', 'b/', 'b/c=content']);
  });

  it('[1] [2] [3] [4] [7] [8] makes nothing outside itself, whatever folders and files are called', async () => {
    const { folder, root } = await begin();
    mkdirSync(join(folder, 'root'));
    const inner = { ...root, ...(await openRoot(join(folder, 'root'))) };
    const names = [
      '..',
      '../x',
      '/etc/x',
      '\\\\s\\x',
      'C:\\x',
      'a\\..\\..\\x',
      '',
      '.',
      'a/',
      'a\0',
      '..\\x',
      '%2e%2e',
    ];
    for (const platform of ['linux', 'darwin', 'win32'] as const) {
      const tree = new ReceiveTree({ ...inner, platform });
      for (const name of names) {
        enter(tree, 0, name);
        for (const below of names) receive(tree, 1, below, 'x');
        receive(tree, 0, name, 'x');
      }
    }
    expect(readdirSync(folder)).toEqual(['root']);
    const inside = listing(join(folder, 'root')).map((line) => line.replace(/\d|=x|[ ()]/g, ''));
    expect([...new Set(inside)].sort()).toEqual(['%e%e', '%e%e/', '%e%e/%e%e']);
  });

  it('[17] refuses what would be too long a path, at whichever depth that is', async () => {
    const { folder, tree } = await begin();
    const name = 'n'.repeat(200);
    const seen: string[] = [];
    for (let depth = 0; depth < 30; depth++) seen.push(enter(tree, depth, name));
    const made = Math.floor((4095 - folder.length) / 201);
    expect(seen.slice(0, made)).toEqual(Array(made).fill(name));
    expect(seen[made]).toBe('pathTooLong');
    expect(new Set(seen.slice(made + 1))).toEqual(new Set(['folderRefused']));
    const left = 4095 - folder.length - made * 201 - 1;
    expect(tree.file(made, 'n'.repeat(left + 1))).toEqual({ ok: false, reason: 'pathTooLong' });
    expect(receive(tree, made, 'n'.repeat(left), 'content')).toBe('n'.repeat(left));
    // The number for a second has no room any more.
    expect(receive(tree, made, 'n'.repeat(left), 'content')).toBe('pathTooLong');
  });

  it('[22] keeps a folder and a file of one name, whichever comes first', async () => {
    const { folder, tree } = await begin();
    expect(receive(tree, 0, 'a', 'file')).toBe('a');
    expect(tree.enterFolder(0, 'a', null)).toEqual({ ok: true, name: 'a (1)', isNew: true, isRenamed: true });
    expect(receive(tree, 1, 'b', 'below')).toBe('b');
    expect(enter(tree, 0, 'c')).toBe('c');
    expect(receive(tree, 0, 'c', 'file')).toBe('c (1)');
    expect(listing(folder)).toEqual(['a=file', 'a (1)/', 'a (1)/b=below', 'c/', 'c (1)=file']);
  });

  it('[20] [23] keeps two folders that would be one here, and leads every later walk to the same two', async () => {
    const { folder, root, tree } = await begin();
    const walk = (through: ReceiveTree, chosen: string | null) => [
      enter(through, 0, 'a:'),
      receive(through, 1, '1', 'of a:'),
      enter(through, 0, 'a_', chosen),
      receive(through, 1, '1', 'of a_'),
    ];
    expect(walk(tree, null)).toEqual(['a_', '1', 'a_ (1)', '1']);
    expect(listing(folder)).toEqual(['a_/', 'a_/1=of a:', 'a_ (1)/', 'a_ (1)/1=of a_']);
    for (const chosen of [null, 'a_ (1)', '../../a_']) {
      const again = new ReceiveTree(root);
      expect([enter(again, 0, 'a:'), enter(again, 0, 'a_', chosen)]).toEqual(['a_', 'a_ (1)']);
    }
  });

  it('[23] is not slowed down by thousands of folders that would all be one', async () => {
    const { tree } = await begin();
    const names = Array.from({ length: 2000 }, () => enter(tree, 0, 'a'));
    expect(new Set(names).size).toBe(2000);
    expect(names.at(-1)).toBe('a (1999)');
  });

  it.skipIf(!hasFuse)('[20] [21] loses nothing where case and accents’ forms don’t count (needs FUSE)', async () => {
    const { given, found, listing: lies } = await inOwnMounts('fatNames');
    expect(given).toEqual([
      ...['A.txt', 'a (1).txt', 'caf\u00e9', 'cafe\u0301 (1)', 'what_.txt', 'dot_', 'dot', 'nameReserved'],
      ...['Photos', '1', 'photos', '1 (1)', 'photos_'],
    ]);
    expect(found).toEqual(['Photos', 'photos', 'photos_']);
    expect(lies).toEqual([
      ...['A.txt=upper', 'Photos/', 'Photos/1=one', 'Photos/1 (1)=another one', 'a (1).txt=lower'],
      ...['cafe\u0301 (1)=decomposed', 'caf\u00e9=composed', 'dot=none', 'dot_=dot', 'photos_/', 'what_.txt=question'],
    ]);
  });

  it('goes on under the names that a former walk gave', async () => {
    const { folder, root, tree } = await begin();
    writeFileSync(join(folder, 'a'), 'own');
    expect(enter(tree, 0, 'a')).toBe('a (1)');
    // What was in the way has gone; what came before has to be found all the same.
    renameSync(join(folder, 'a'), join(folder, 'elsewhere'));
    const again = new ReceiveTree(root);
    expect(again.enterFolder(0, 'a', 'a (1)')).toEqual({ ok: true, name: 'a (1)', isNew: false, isRenamed: true });
  });

  it('[25] [26] goes through no link that is there, and through none in a link’s place', async () => {
    const { folder, tree } = await begin();
    const outside = await tempFolder();
    mkdirSync(join(outside, 'sub'));
    symlinkSync(outside, join(folder, 'link'));
    symlinkSync('nowhere', join(folder, 'dangling'));
    mkdirSync(join(folder, 'a'));
    symlinkSync(join(outside, 'sub'), join(folder, 'a', 'sub'));
    const seen = [
      enter(tree, 0, 'link'),
      receive(tree, 1, 'passwd', 'never'),
      enter(tree, 1, 'sub'),
      enter(tree, 0, 'dangling'),
      enter(tree, 0, 'a'),
      enter(tree, 1, 'sub'),
      receive(tree, 2, 'x', 'never'),
      // A link under a file's name is something that has the name.
      receive(tree, 0, 'link', 'content'),
    ];
    expect(seen).toEqual([
      ...['pathThroughLink', 'folderRefused', 'folderRefused', 'pathThroughLink', 'a', 'pathThroughLink'],
      ...['folderRefused', 'link (1)'],
    ]);
    expect(listing(outside)).toEqual(['sub/']);
    expect(existsSync(join(folder, 'nowhere'))).toBe(false);
  });

  it('[27] puts nothing where a folder was exchanged for a link, or for another folder', async () => {
    const { folder, tree } = await begin();
    const outside = await tempFolder();
    mkdirSync(join(outside, 'b'));
    const swap = (name: string, put: () => void, attempt: () => string): string => {
      renameSync(join(folder, name), join(folder, 'aside'));
      put();
      const seen = attempt();
      fs.rmSync(join(folder, name), { recursive: true, force: true });
      renameSync(join(folder, 'aside'), join(folder, name));
      return seen;
    };
    const link = () => symlinkSync(outside, join(folder, 'a'));
    const directory = () => mkdirSync(join(folder, 'a', 'b'), { recursive: true });
    enter(tree, 0, 'a');
    enter(tree, 1, 'b');
    const place = placeOf(tree, 2, 'c');
    expect(swap('a', link, () => receive(tree, 2, 'c', 'never'))).toBe('pathThroughLink');
    expect(swap('a', link, () => enter(tree, 2, 'd'))).toBe('pathThroughLink');
    expect(swap('a', link, () => String(existingFile(place, 0)))).toBe('null');
    expect(swap('a', directory, () => receive(tree, 2, 'c', 'never'))).toBe('pathThroughLink');
    // A folder that somebody took away is no trick.
    expect(
      swap(
        'a',
        () => undefined,
        () => receive(tree, 2, 'c', 'never'),
      ),
    ).toBe('notWritable');
    expect(receive(tree, 2, 'c', 'content')).toBe('c');
    expect(listing(outside)).toEqual(['b/']);
    expect(listing(folder)).toEqual(['a/', 'a/b/', 'a/b/c=content']);
  });

  it('[27] puts nothing outside while another program exchanges the folder as fast as it can', async () => {
    const { folder, tree } = await begin();
    const outside = await tempFolder();
    // Where the link leads everything looks as it should.
    mkdirSync(join(outside, 'b'));
    enter(tree, 0, 'a');
    enter(tree, 1, 'b');
    const stop = new SharedArrayBuffer(4);
    const swapper = new Worker(
      `const fs = require('node:fs');
       const { folder, outside, stop } = require('node:worker_threads').workerData;
       const flag = new Int32Array(stop);
       require('node:worker_threads').parentPort.postMessage('ready');
       while (Atomics.load(flag, 0) === 0) {
         fs.renameSync(folder + '/a', folder + '/aside');
         fs.symlinkSync(outside, folder + '/a');
         fs.unlinkSync(folder + '/a');
         fs.renameSync(folder + '/aside', folder + '/a');
       }`,
      { eval: true, workerData: { folder, outside, stop } },
    );
    await once(swapper, 'message');
    const seen = new Map<string, number>();
    for (let n = 0; n < 1500; n++) {
      let result: string;
      try {
        result = receive(tree, 2, `${n}`, 'content');
      } catch (error) {
        // Gone in the very moment of the link: a reason to look again, not one to write elsewhere.
        result = String((error as NodeJS.ErrnoException).code);
      }
      const kind = result === `${n}` ? 'taken' : result;
      seen.set(kind, (seen.get(kind) ?? 0) + 1);
    }
    Atomics.store(new Int32Array(stop), 0, 1);
    await once(swapper, 'exit');
    expect(seen.get('pathThroughLink')).toBeGreaterThan(0);
    expect(
      [...seen.keys()].filter((kind) => !['taken', 'pathThroughLink', 'notWritable', 'ENOENT'].includes(kind)),
    ).toEqual([]);
    // Elsewhere than on Linux some microseconds are left between a look and the link.
    if (process.platform === 'linux') expect(listing(outside)).toEqual(['b/']);
  });

  it('[29] opens nothing that lies under a name: pipes, sockets and devices are just in the way', async () => {
    const { folder, tree } = await begin();
    execFileSync('mkfifo', [join(folder, 'pipe'), join(folder, 'way')]);
    expect(existingFile(placeOf(tree, 0, 'pipe'), 0)).toBeNull();
    expect(receive(tree, 0, 'pipe', 'content')).toBe('pipe (1)');
    expect(enter(tree, 0, 'way')).toBe('way (1)');
    expect(lstatSync(join(folder, 'pipe')).isFIFO()).toBe(true);
  });

  it('[30] is not led into its own staging, under whatever name that may be reached', async () => {
    const { folder, tree } = await begin();
    receive(tree, 0, 'first', 'content');
    // As a short name of Windows does, the other name leads to the same folder.
    renameSync(join(folder, '.ferry-incoming'), join(folder, 'other'));
    symlinkSync('other', join(folder, '.ferry-incoming'));
    expect(enter(tree, 0, '.ferry-incoming')).toBe('nameReserved');
    renameSync(join(folder, '.ferry-incoming'), join(folder, 'aside'));
    renameSync(join(folder, 'other'), join(folder, '.ferry-incoming'));
    expect(enter(tree, 0, '.FERRY-INCOMING')).toBe('nameReserved');
    expect(receive(tree, 0, '.ferry-incoming', 'never')).toBe('nameReserved');
  });

  it.skipIf(!canMount)('[91] says that the receive folder has gone when its volume has (needs mounts)', async () => {
    const { codes, left } = await inOwnMounts('pulledOut');
    expect(codes).toEqual(Array(3).fill('transfer.folder_gone'));
    expect(left).toEqual([]);
  });

  it('[91] says so too where the receive folder was exchanged', async () => {
    const { folder, root } = await begin();
    mkdirSync(join(folder, 'in'));
    const tree = new ReceiveTree({ ...root, ...(await openRoot(join(folder, 'in'))) });
    renameSync(join(folder, 'in'), join(folder, 'out'));
    symlinkSync('out', join(folder, 'in'));
    expect(() => tree.enterFolder(0, 'a', null)).toThrow(FerryError);
    expect(readdirSync(join(folder, 'out'))).toEqual([]);
  });

  it.skipIf(!hasFuse)('trusts no numbers of folders on volumes where they change (needs FUSE)', async () => {
    expect(await inOwnMounts('fatDrift')).toEqual({ hasDrifted: true, given: 'c' });
  });

  it.each([
    ['ENAMETOOLONG', 'pathTooLong'],
    ['EINVAL', 'nameUnsafe'],
    ['EILSEQ', 'nameUnsafe'],
    ['EACCES', 'notWritable'],
    ['EPERM', 'notWritable'],
  ])('refuses a folder by itself where the system does (%s)', async (code, reason) => {
    const { folder, tree } = await begin();
    enter(tree, 0, 'a');
    vi.mocked(mkdirSync).mockImplementationOnce(() => {
      throw systemError(code);
    });
    expect(enter(tree, 1, 'b')).toBe(reason);
    expect(receive(tree, 2, 'c', 'never')).toBe('folderRefused');
    expect(receive(tree, 1, 'beside', 'content')).toBe('beside');
    expect(listing(folder)).toEqual(['a/', 'a/beside=content']);
  });

  it.each(['ENOSPC', 'EIO', 'EROFS', 'EACCES', 'ENOENT'])(
    'stops where nothing more could be made in the receive folder (%s)',
    async (code) => {
      const { tree } = await begin();
      vi.mocked(mkdirSync).mockImplementationOnce(() => {
        throw systemError(code);
      });
      expect(() => tree.enterFolder(0, 'a', null)).toThrow(code);
      expect(enter(tree, 0, 'a')).toBe('a');
    },
  );
});

describe('what is there already', () => {
  it('is a file of the same size under the same name', async () => {
    const { folder, tree } = await begin();
    mkdirSync(join(folder, 'a', 'folder'), { recursive: true });
    writeFileSync(join(folder, 'a', 'file'), '12345');
    symlinkSync('file', join(folder, 'a', 'link'));
    enter(tree, 0, 'a');
    expect(existingFile(placeOf(tree, 1, 'file'), 5)).toBe(join(folder, 'a', 'file'));
    expect(existingFile(placeOf(tree, 1, 'file'), 4)).toBeNull();
    for (const name of ['link', 'folder', 'missing']) expect(existingFile(placeOf(tree, 1, name), 5)).toBeNull();
  });

  it('is nothing in a folder that was just made', async () => {
    const { tree } = await begin();
    enter(tree, 0, 'a');
    receive(tree, 1, 'file', '12345');
    expect(existingFile(placeOf(tree, 1, 'file'), 5)).toBeNull();
  });
});

describe('a walk that only looks', () => {
  it('finds the folders of a former one and makes none', async () => {
    const { folder, root, tree } = await begin();
    enter(tree, 0, 'a');
    enter(tree, 1, 'b');
    const looking = new ReceiveTree(root, { isLooking: true });
    expect([enter(looking, 0, 'a'), enter(looking, 1, 'b'), enter(looking, 1, 'c'), enter(looking, 2, 'd')]).toEqual([
      ...['a', 'b', 'notWritable', 'folderRefused'],
    ]);
    expect(listing(folder)).toEqual(['a/', 'a/b/']);
  });

  it('[33] gives new folders their times, clamped, and leaves others theirs', async () => {
    const { folder, root } = await begin();
    mkdirSync(join(folder, 'old'));
    const own = statSync(join(folder, 'old')).mtimeMs;
    // A folder's birth is as exact as the clock of the kernel, which has ticks.
    while (Date.now() < statSync(join(folder, 'old')).birthtimeMs + 20) lstatSync(folder);
    mkdirSync(join(folder, '.ferry-incoming'));
    const since = statSync(join(folder, '.ferry-incoming')).birthtimeMs;
    const walk = (tree: ReceiveTree, then: (depth: number, ms: number) => void): void => {
      for (const [depth, name, ms] of [
        [0, 'old', 1_000],
        [0, 'new', 86_400_000],
        [1, 'inside', Date.UTC(9999, 0)],
        [1, '..', 5000],
        [1, 'before', -(2 ** 50)],
      ] as const) {
        enter(tree, depth, name);
        then(depth, ms);
      }
    };
    walk(new ReceiveTree(root), () => undefined);
    const looking = new ReceiveTree(root, { isLooking: true });
    walk(looking, (depth, ms) => looking.touchFolder(depth, ms, since));
    const timeOf = (name: string) => statSync(join(folder, name)).mtimeMs;
    expect([timeOf('old'), timeOf('new')]).toEqual([own, 86_400_000]);
    expect([timeOf('new/inside'), timeOf('new/before')].map((ms) => ms / 1000)).toEqual([2 ** 33, -(2 ** 31)]);
  });

  it('puts many files into the folder that was there when it was held, whatever takes its name meanwhile', async () => {
    const { folder, tree } = await begin();
    const elsewhere = await tempFolder();
    enter(tree, 0, 'a');
    const { folder: held } = placeOf(tree, 1, 'x');
    const names = held.holdOn(() => {
      const first = receive(tree, 1, 'x', '1');
      renameSync(join(folder, 'a'), join(folder, 'moved'));
      symlinkSync(elsewhere, join(folder, 'a'));
      return [first, receive(tree, 1, 'y', '2')];
    });
    // Where nothing can be held, each file looks for itself.
    const isHeld = process.platform === 'linux';
    expect(names).toEqual(['x', isHeld ? 'y' : 'pathThroughLink']);
    expect(listing(join(folder, 'moved'))).toEqual(isHeld ? ['x=1', 'y=2'] : ['x=1']);
    expect(listing(elsewhere)).toEqual([]);
    // Nor does it go on being held.
    expect(receive(tree, 1, 'z', '3')).toBe('pathThroughLink');
  });

  it('holds no folder that is another one by now, and lets each file say so', async () => {
    const { folder, tree } = await begin();
    enter(tree, 0, 'a');
    const { folder: held } = placeOf(tree, 1, 'x');
    renameSync(join(folder, 'a'), join(folder, 'moved'));
    expect(held.holdOn(() => receive(tree, 1, 'x', '1'))).toBe('notWritable');
    mkdirSync(join(folder, 'a'));
    expect(held.holdOn(() => receive(tree, 1, 'x', '1'))).toBe('pathThroughLink');
    expect(listing(folder)).toEqual(['a/', 'moved/']);
  });
});
