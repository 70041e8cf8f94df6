// What happens on volumes that are mounted for it: FAT, full, read-only, pulled out, one within another. Run by
// own-mounts.ts; each says what it saw.
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { freeBytes, isFull, isTooLarge, room } from '../../../../src/engine/disk/free-space.ts';
import { findInstalled, installFile } from '../../../../src/engine/disk/install.ts';
import { existingFile, ReceiveTree } from '../../../../src/engine/disk/receive-tree.ts';
import { FerryError } from '../../../../src/engine/errors.ts';
import { mountFat } from './fat-volume.ts';
import { enter, listing, openRoot, placeOf, receive, stage } from './places.ts';

function mount(...args: readonly string[]): void {
  const { status } = spawnSync('mount', args, { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error(`mount ${args.join(' ')}`);
}

function codeOf(attempt: () => unknown): string {
  try {
    attempt();
    return 'nothing';
  } catch (error) {
    return error instanceof FerryError ? error.info.code : String((error as NodeJS.ErrnoException).code);
  }
}

const scenarios = {
  async fatNames(folder: string) {
    const root = await openRoot(folder);
    const left = readdirSync(folder);
    const tree = new ReceiveTree(root);
    const given = [
      receive(tree, 0, 'A.txt', 'upper'),
      receive(tree, 0, 'a.txt', 'lower'),
      receive(tree, 0, 'caf\u00e9', 'composed'),
      receive(tree, 0, 'cafe\u0301', 'decomposed'),
      receive(tree, 0, 'what?.txt', 'question'),
      receive(tree, 0, 'dot.', 'dot'),
      receive(tree, 0, 'dot', 'none'),
      receive(tree, 0, '.Ferry-Incoming.', 'never'),
      enter(tree, 0, 'Photos'),
      receive(tree, 1, '1', 'one'),
      enter(tree, 0, 'photos'),
      receive(tree, 1, '1', 'another one'),
      enter(tree, 0, 'photos.'),
    ];
    const again = new ReceiveTree(root);
    const found = [enter(again, 0, 'Photos'), enter(again, 0, 'photos'), enter(again, 0, 'photos.', 'photos_')];
    return { platform: root.platform, left, given, found, listing: listing(folder) };
  },

  async fatInstall(folder: string) {
    const root = await openRoot(folder);
    const place = placeOf(new ReceiveTree(root), 0, 'a.txt');
    const intended: string[] = [];
    const staged = stage(folder, 'first');
    utimesSync(staged, 1_000_000, 1_000_000);
    const intend = (name: string): void => {
      intended.push(name);
    };
    const first = installFile({ staged, place, intend });
    const isStagedLeft = existsSync(staged);
    const mtime = statSync(join(folder, 'a.txt')).mtimeMs;
    const found = findInstalled({ staged, place, size: 5, intended: 'a.txt' });
    const second = installFile({ staged: stage(folder, 'second'), place, intend });
    const empty = installFile({ staged: stage(folder, ''), place: placeOf(new ReceiveTree(root), 0, 'empty'), intend });
    return { first, isStagedLeft, mtime, found, second, empty, intended, listing: listing(folder) };
  },

  /** Also its folders' numbers change, which on other volumes would show that they were exchanged. */
  async fatDrift(folder: string) {
    const tree = new ReceiveTree(await openRoot(folder));
    enter(tree, 0, 'a');
    enter(tree, 1, 'b');
    const before = lstatSync(join(folder, 'a')).ino;
    for (let look = 0; look < 100; look++) lstatSync(join(folder, 'a', 'b'));
    return { hasDrifted: lstatSync(join(folder, 'a')).ino !== before, given: receive(tree, 2, 'c', 'content') };
  },

  async fatSize(folder: string) {
    const file = openSync(join(folder, 'big'), 'w');
    try {
      writeSync(file, 'one byte more', 2 ** 32 - 1);
      return { isTooLarge: false, free: 0 };
    } catch (error) {
      return { isTooLarge: isTooLarge(error), free: await freeBytes(folder) };
    } finally {
      closeSync(file);
    }
  },

  async full(folder: string) {
    mount('-t', 'tmpfs', '-o', 'size=100m', 'ferry-test', folder);
    const [freeAtFirst, roomAtFirst] = [await freeBytes(folder), await room(folder)];
    const file = openSync(join(folder, 'filler'), 'w');
    const chunk = Buffer.alloc(1024 * 1024);
    let isFullSeen = false;
    try {
      for (let n = 0; n < 200; n++) writeSync(file, chunk);
    } catch (error) {
      isFullSeen = isFull(error);
    }
    const [freeAtLast, roomAtLast] = [await freeBytes(folder), await room(folder)];
    // A full disk is said by its numbers, not by the folder being unwritable.
    const { platform } = await openRoot(folder);
    ftruncateSync(file, 0);
    closeSync(file);
    return { freeAtFirst, roomAtFirst, isFullSeen, freeAtLast, roomAtLast, platform };
  },

  async readOnly(folder: string) {
    mount('-t', 'tmpfs', '-o', 'ro', 'ferry-test', folder);
    try {
      await openRoot(folder);
      return null;
    } catch (error) {
      return error instanceof FerryError ? error.info : String(error);
    }
  },

  async pulledOut(folder: string) {
    const inside = join(folder, 'stick');
    mkdirSync(inside);
    mount('-t', 'tmpfs', 'ferry-test', inside);
    const tree = new ReceiveTree(await openRoot(inside));
    enter(tree, 0, 'a');
    const place = placeOf(tree, 1, 'b');
    const staged = stage(inside, 'content');
    spawnSync('umount', ['-l', inside]);
    const attempts = [
      () => installFile({ staged, place, intend: () => undefined }),
      () => tree.enterFolder(1, 'c', null),
      () => existingFile(placeOf(tree, 0, 'd'), 1),
    ];
    return { codes: attempts.map(codeOf), left: readdirSync(inside) };
  },

  /** A folder of the receive folder that is on another volume: neither linked nor renamed into. */
  async within(folder: string) {
    const root = await openRoot(folder);
    mkdirSync(join(folder, 'other'));
    mount('-t', 'tmpfs', 'ferry-test', join(folder, 'other'));
    const tree = new ReceiveTree(root);
    enter(tree, 0, 'other');
    const place = placeOf(tree, 1, 'a.txt');
    const intended: string[] = [];
    const staged = stage(folder, 'content');
    utimesSync(staged, 1_000_000, 1_000_000);
    const first = installFile({ staged, place, intend: (name) => intended.push(name) });
    const { mtimeMs, mode } = statSync(join(folder, 'other', 'a.txt'));
    const found = findInstalled({ staged, place, size: 7, intended: 'a.txt' });
    const second = receive(tree, 1, 'a.txt', 'second');
    const empty = receive(tree, 1, 'empty', '');
    // What a kill may leave: a reservation, and a copy that isn't whole.
    writeFileSync(join(folder, 'other', 'b.txt'), '');
    writeFileSync(join(folder, 'other', `.ferry-00ff-${staged.slice(staged.lastIndexOf('/') + 1)}`), 'cont');
    const torn = findInstalled({ staged, place: placeOf(tree, 1, 'b.txt'), size: 7, intended: 'b.txt' });
    const isStagedLeft = existsSync(staged);
    return {
      ...{ first, mtimeMs, mode: mode & 0o777, found, second, empty, torn, isStagedLeft, intended },
      listing: listing(folder),
    };
  },
};

export type Scenarios = typeof scenarios;

const [, script, name = '', folder = ''] = process.argv;
if (script === import.meta.filename && name in scenarios) {
  const unmount = name.startsWith('fat') ? await mountFat(folder) : null;
  const said = await scenarios[name as keyof Scenarios](folder);
  await unmount?.();
  console.log(JSON.stringify(said));
}
