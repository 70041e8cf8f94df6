// Small folders that take their places in one step, with real files and a sender's side without a network.
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { type Failpoint, onFailpoint } from '../../../../src/engine/transfer/failpoint.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { begin, load, planOf, runRound, type Sent } from '../../../support/transfer-round.ts';
import { allVolumesAre } from '../../../support/volume-type.ts';

afterEach(() => onFailpoint(() => undefined));

/** So many folders with so many files each, between two files at the top. */
async function offered(folders: number, files: number) {
  const folder = await tempFolder();
  const [source, inbox] = [join(folder, 'source'), join(folder, 'inbox')];
  for (const path of [source, inbox]) mkdirSync(path);
  for (const name of ['a', 'z']) writeFileSync(join(source, name), name);
  for (let each = 0; each < folders; each++) {
    mkdirSync(join(source, `f${each}`));
    for (let at = 0; at < files; at++) writeFileSync(join(source, `f${each}`, `${at}.txt`), `${each} ${at}`);
  }
  const sent = await planOf(source, folder);
  const target = join(inbox, 'source');
  const isThere = (): void => {
    expect(readdirSync(target).length).toBe(folders + 2);
    for (let each = 0; each < folders; each++)
      for (let at = 0; at < files; at++)
        expect(readFileSync(join(target, `f${each}`, `${at}.txt`), 'utf8')).toBe(`${each} ${at}`);
  };
  return { sent, inbox, target, isThere, total: folders * files + 2 };
}

const stagingOf = (inbox: string): string => join(inbox, '.ferry-incoming', 'ab'.repeat(16));
const foldersIn = (staging: string): string[] => readdirSync(staging).filter((name) => name.endsWith('.folder'));

/** Runs at the first passing of that place. */
function onceAt(place: Failpoint, run: () => void): void {
  let isDone = false;
  onFailpoint((at) => {
    if (at !== place || isDone) return;
    isDone = true;
    run();
  });
}

describe.skipIf(process.platform !== 'linux')('a small folder that is new (needs Linux)', () => {
  it('takes its place as a whole, also where a group of files ends within it', async () => {
    const { sent, inbox, target, isThere, total } = await offered(40, 30);
    const incoming = await begin(sent, inbox);
    const numbers = new Set<number>();
    let isMade = false;
    onFailpoint((at) => {
      if (at === 'fsync' && !isMade)
        for (const name of readdirSync(target)) numbers.add(statSync(join(target, name)).ino);
      if (at === 'fsync') isMade = true;
    });
    expect((await runRound(sent, incoming)).isWhole).toBe(true);
    isThere();
    expect(incoming.journal.counts).toMatchObject({ files: total, alreadyThere: 0, skipped: 0 });
    expect(incoming.journal.notes).toEqual([]);
    // All but those on which a page of the list ends are other folders than before.
    const replaced = readdirSync(target).filter((name) => !numbers.has(statSync(join(target, name)).ino));
    expect(replaced.length).toBeGreaterThanOrEqual(38);
    expect(readdirSync(stagingOf(inbox)).sort()).toEqual(['journal', 'manifest']);
    incoming.remove();
    expect(readdirSync(inbox)).toEqual(['source']);
  });

  it('is filled file by file where somebody has put something into it, or made something else of it', async () => {
    const { sent, inbox, target, total } = await offered(4, 3);
    const incoming = await begin(sent, inbox);
    const elsewhere = join(inbox, '..', 'elsewhere');
    mkdirSync(elsewhere);
    onceAt('fsync', () => {
      writeFileSync(join(target, 'f0', '1.txt'), 'mine');
      renameSync(join(target, 'f1'), join(target, 'gone'));
      symlinkSync(elsewhere, join(target, 'f1'));
    });
    await runRound(sent, incoming);
    expect(readdirSync(join(target, 'f0')).sort()).toEqual(['0.txt', '1 (1).txt', '1.txt', '2.txt']);
    expect(readFileSync(join(target, 'f0', '1.txt'), 'utf8')).toBe('mine');
    expect([readdirSync(elsewhere), readdirSync(join(target, 'gone'))]).toEqual([[], []]);
    expect(readdirSync(join(target, 'f3'))).toHaveLength(3);
    expect(incoming.journal.counts).toMatchObject({ files: total - 3, skipped: 3 });
    expect(foldersIn(stagingOf(inbox)).length).toBeGreaterThan(0);
    incoming.remove();
    expect(readdirSync(inbox)).toEqual(['source']);
  });

  it.each(['fsync', 'install', 'journal', 'written'] as const)(
    'is all there after a kill at %s, counted once',
    async (place) => {
      const { sent, inbox, isThere, total } = await offered(3, 20);
      const first = await begin(sent, inbox);
      class Killed extends Error {}
      onceAt(place, () => {
        throw new Killed();
      });
      await runRound(sent, first, undefined, undefined, true).catch(() => undefined);
      onFailpoint(() => undefined);
      first.close();
      // Twice, so that nothing is made of what was found out by a program that was killed as well.
      (await load(sent, inbox))?.close();
      const again = await load(sent, inbox);
      if (again === null) throw new Error('nothing was left');
      expect((await runRound(sent, again)).isWhole).toBe(true);
      isThere();
      expect(again.journal.counts).toMatchObject({ files: total, alreadyThere: 0, skipped: 0 });
      again.remove();
      expect(readdirSync(inbox)).toEqual(['source']);
    },
  );

  it.each(['fsync', 'install', 'journal'] as const)(
    'is gone on with where its group can’t be settled at %s',
    async (place) => {
      const { sent, inbox, isThere, total } = await offered(3, 20);
      const incoming = await begin(sent, inbox);
      onceAt(place, () => {
        throw Object.assign(new Error('full'), { code: 'ENOSPC' });
      });
      await expect(runRound(sent, incoming)).rejects.toThrow('full');
      const { isWhole, sentBytes } = await runRound(sent, incoming);
      expect([isWhole, sentBytes]).toEqual([true, 0]);
      isThere();
      expect(incoming.journal.counts).toMatchObject({ files: total, alreadyThere: 0, skipped: 0 });
      incoming.remove();
      expect(readdirSync(inbox)).toEqual(['source']);
    },
  );

  it('stays what its person has made of it meanwhile', async () => {
    const { sent, inbox, target, isThere } = await offered(2, 5);
    const incoming = await begin(sent, inbox);
    const modes = (): number[] => ['f0', 'f1'].map((name) => statSync(join(target, name)).mode & 0o777);
    let before: number[] = [];
    onceAt('fsync', () => {
      before = modes();
      chmodSync(join(target, 'f1'), 0o700);
    });
    await runRound(sent, incoming);
    isThere();
    expect(modes()).toEqual([before[0], 0o700]);
    incoming.remove();
  });

  it('is told from another that is called the same here, however far ahead is looked', async () => {
    const folder = await tempFolder();
    const [source, inbox] = [join(folder, 'source'), join(folder, 'inbox')];
    const fill = (name: string, count: number): void => {
      mkdirSync(join(source, name), { recursive: true });
      for (let at = 0; at < count; at++) writeFileSync(join(source, name, `${at}`), `${at}`);
    };
    mkdirSync(inbox);
    for (const name of ['a:b', 'a_b']) fill(name, 100);
    for (let at = 0; at < 2000; at++) fill(`aA ${at} ${'x'.repeat(20)}`, 1);
    const sent = await planOf(source, folder);
    const incoming = await begin(sent, inbox);
    expect((await runRound(sent, incoming, undefined, () => delay(20))).isWhole).toBe(true);
    const both = ['a_b', 'a_b (1)'].map((name) => readdirSync(join(inbox, 'source', name)).length);
    expect(both).toEqual([100, 100]);
    expect(incoming.journal.counts).toMatchObject({ files: 2200, alreadyThere: 0 });
    incoming.remove();
  });

  it('goes file by file from where the way through staging is too long for one of them', async () => {
    const folder = await tempFolder();
    const source = join(folder, 'source');
    mkdirSync(join(source, 'few'), { recursive: true });
    for (const name of ['0', 'few/a', `few/${'n'.repeat(240)}`, 'few/o', 'z']) writeFileSync(join(source, name), name);
    let inbox = folder;
    while (inbox.length < 3806) inbox = join(inbox, 'd'.repeat(Math.min(200, 3805 - inbox.length)));
    mkdirSync(inbox, { recursive: true });
    const sent = await planOf(source, folder);
    const incoming = await begin(sent, inbox);
    expect((await runRound(sent, incoming)).isWhole).toBe(true);
    expect(incoming.journal.counts).toMatchObject({ files: 5, alreadyThere: 0, skipped: 0 });
    incoming.remove();
    expect(readdirSync(inbox)).toEqual(['source']);
  });

  it('that was never put there isn’t taken for that, whoever puts a file of that size there later', async () => {
    const { sent, inbox, target, total } = await offered(2, 5);
    const first = await begin(sent, inbox);
    // Its name was written down to be given, and the program was killed before that.
    mkdirSync(join(stagingOf(inbox), '2.folder'));
    writeFileSync(join(stagingOf(inbox), '2.folder', '0.txt'), 'half');
    first.journal.add({ placing: [[2, 5]] });
    first.close();
    (await load(sent, inbox))?.close();
    mkdirSync(join(target, 'f0'), { recursive: true });
    writeFileSync(join(target, 'f0', '0.txt'), 'x y');
    const again = await load(sent, inbox);
    if (again === null) throw new Error('nothing was left');
    await runRound(sent, again);
    expect(readFileSync(join(target, 'f0', '0.txt'), 'utf8')).toBe('x y');
    expect(readFileSync(join(target, 'f0', '0 (1).txt'), 'utf8')).toBe('0 0');
    expect(again.journal.counts).toMatchObject({ files: total, alreadyThere: 0 });
    again.remove();
  });

  it('takes its place only with all of its files: one that another program took away is sent again', async () => {
    const { sent, inbox, target, isThere, total } = await offered(2, 5);
    const incoming = await begin(sent, inbox);
    onceAt('fsync', () => {
      const [name = ''] = foldersIn(stagingOf(inbox));
      rmSync(join(stagingOf(inbox), name, '3.txt'));
    });
    await expect(runRound(sent, incoming)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(readdirSync(join(target, 'f0'))).toEqual([]);
    expect((await runRound(sent, incoming)).isWhole).toBe(true);
    isThere();
    expect(incoming.journal.counts).toMatchObject({ files: total, skipped: 0 });
    incoming.remove();
  });

  it('takes no place that another transfer has entered', async () => {
    const folder = await tempFolder();
    const inbox = join(folder, 'inbox');
    mkdirSync(inbox);
    const of = (owner: string, more: number): Promise<Sent> => {
      const top = join(folder, owner, 'Documents');
      mkdirSync(join(top, 'Taxes'), { recursive: true });
      writeFileSync(join(top, owner), '');
      for (let at = 0; at < 3; at++) writeFileSync(join(top, 'Taxes', `${owner} ${at}`), `${at}`);
      mkdirSync(join(top, 'Work'));
      for (let at = 0; at < more; at++) writeFileSync(join(top, 'Work', `${owner} ${at} ${'x'.repeat(230)}`), '');
      return planOf(top, join(folder, owner));
    };
    // Of Ben's a page of the list has come, which is less than a group, while Anna's are settled.
    const [anna, ben] = [await of('anna', 1), await of('ben', 1500)];
    const [annas, bens] = [await begin(anna, inbox), await begin(ben, inbox, 'cd'.repeat(16))];
    const [hasMade, hasTaken, isDone] = [1, 2, 3].map(() => Promise.withResolvers<void>());
    const first = runRound(anna, annas, undefined, async () => {
      hasMade?.resolve();
      await hasTaken?.promise;
    }).finally(() => isDone?.resolve());
    await hasMade?.promise;
    let pages = 0;
    const second = runRound(ben, bens, undefined, async () => {
      if (pages++ > 0) return;
      await delay(100);
      hasTaken?.resolve();
      await isDone?.promise;
    });
    expect([(await first).isWhole, (await second).isWhole]).toEqual([true, true]);
    expect(bens.journal.notes).toEqual([]);
    expect(readdirSync(join(inbox, 'Documents', 'Taxes')).sort()).toEqual(
      ['anna', 'ben'].flatMap((owner) => [0, 1, 2].map((at) => `${owner} ${at}`)),
    );
    for (const each of [annas, bens]) each.remove();
  });

  it('that has taken its place isn’t asked for again where it is taken away before its sender heard of it', async () => {
    const folder = await tempFolder();
    const [source, inbox] = [join(folder, 'source'), join(folder, 'inbox')];
    for (const path of [join(source, 'f'), join(source, 'g'), inbox]) mkdirSync(path, { recursive: true });
    for (const name of ['a', 'f/0', 'f/1']) writeFileSync(join(source, name), name);
    const sent = await planOf(source, folder);
    const first = await begin(sent, inbox);
    let installed = 0;
    onFailpoint((at) => {
      if (at === 'install' && ++installed === 2) throw new Error('killed');
    });
    await runRound(sent, first, undefined, undefined, true).catch(() => undefined);
    onFailpoint(() => undefined);
    first.close();
    expect(readdirSync(join(inbox, 'source', 'f'))).toHaveLength(2);
    const again = await load(sent, inbox);
    if (again === null) throw new Error('nothing was left');
    const lost = runRound(sent, again, undefined, () => Promise.reject(new Error('lost')));
    await expect(lost).rejects.toThrow('lost');
    rmSync(join(inbox, 'source'), { recursive: true });
    expect(await runRound(sent, again)).toEqual({ isWhole: true, sentBytes: 0 });
    expect(again.journal.counts).toMatchObject({ files: 3, skipped: 0 });
    again.remove();
  });
});

describe.skipIf(process.platform !== 'linux')('what waits for its group (needs Linux)', () => {
  it.each([
    ['is open on a disk, to be made durable', 'disk', true],
    ['isn’t where it lies in memory', 'memory', false],
  ] as const)('%s', async (_how, kind, isOpen) => {
    const asEver = allVolumesAre(kind);
    try {
      const { sent, inbox, isThere } = await offered(3, 60);
      const incoming = await begin(sent, inbox);
      const open: number[] = [];
      onFailpoint((at) => {
        if (at === 'fsync') open.push(openIn(stagingOf(inbox)).length);
      });
      await runRound(sent, incoming);
      isThere();
      expect(Math.max(...open) > 100).toBe(isOpen);
      expect(openIn(inbox).filter((path) => !path.endsWith('journal'))).toEqual([]);
      incoming.remove();
    } finally {
      asEver();
    }
  });
});

function openIn(folder: string): readonly string[] {
  const paths = readdirSync('/proc/self/fd').flatMap((each) => {
    try {
      return [readlinkSync(`/proc/self/fd/${each}`)];
    } catch {
      // It was the look itself.
      return [];
    }
  });
  return paths.filter((path) => path.startsWith(folder));
}
