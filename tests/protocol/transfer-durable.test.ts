// In which order a transfer makes things safe, as the system is asked for it: content before its name, the name and its
// folders' names before the journal says so, the journal before anything is taken out of staging.
import fs, { readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tempFolder } from '../support/temp-folder.ts';
import { makeTree } from '../support/transfer-tree.ts';
import { allVolumesAre } from '../support/volume-type.ts';

interface Step {
  readonly did: 'sync' | 'link' | 'rename' | 'line' | 'unlink' | 'mkdir';
  readonly path: string;
  /** What got a name. */
  readonly part?: string;
}

const steps: Step[] = [];
/** The folder behind a path that leads there by way of an open one, and the file behind a number. */
const realOf = (path: string): string => path.replace(/^\/proc\/self\/fd\/\d+/, (held) => readlinkSync(held));
const pathOf = (file: number): string => readlinkSync(`/proc/self/fd/${file}`);

const { appendFileSync, fsync, linkSync, mkdirSync, renameSync, unlinkSync } = fs;

/** Before what is watched takes them for its own. */
function watch(): void {
  Object.assign(fs, {
    fsync: (file: number, done: fs.NoParamCallback) => {
      const path = pathOf(file);
      fsync(file, (error) => {
        steps.push({ did: 'sync', path });
        done(error);
      });
    },
    linkSync: (from: string, to: string) => {
      linkSync(from, to);
      steps.push({ did: 'link', path: realOf(to), part: from });
    },
    renameSync: (from: string, to: string) => {
      renameSync(from, to);
      if (!to.endsWith('.part')) steps.push({ did: 'rename', path: realOf(to), part: from });
    },
    mkdirSync: (path: string, options?: fs.MakeDirectoryOptions) => {
      mkdirSync(path, options);
      steps.push({ did: 'mkdir', path: realOf(path) });
    },
    unlinkSync: (path: string) => {
      unlinkSync(path);
      steps.push({ did: 'unlink', path });
    },
    appendFileSync: (file: number, text: string) => {
      appendFileSync(file, text);
      if (text.includes('settledTo')) steps.push({ did: 'line', path: pathOf(file) });
    },
  });
  syncBuiltinESMExports();
}

let isAsEver: () => void = () => undefined;

afterAll(() => {
  isAsEver();
  Object.assign(fs, { appendFileSync, fsync, linkSync, mkdirSync, renameSync, unlinkSync });
  syncBuiltinESMExports();
});

describe.skipIf(process.platform !== 'linux')('makes each thing safe before what builds on it (needs /proc)', () => {
  beforeAll(() => {
    isAsEver = allVolumesAre('disk');
    watch();
  });

  it('in groups, and where a folder takes its place as a whole', async () => {
    const folder = await tempFolder();
    const tree = await makeTree(folder, { largeBytes: 400_000, smallFiles: 1000 });
    // One that takes its place as a whole.
    mkdirSync(join(tree.path, 'few'));
    for (let at = 0; at < 10; at++) writeFileSync(join(tree.path, 'few', `${at}`), `${at}`);
    const inbox = join(folder, 'inbox');
    mkdirSync(inbox);
    const { begin, planOf, runRound } = await import('../support/transfer-round.ts');
    const sent = await planOf(tree.path, folder);
    const incoming = await begin(sent, inbox);
    steps.length = 0;
    expect((await runRound(sent, incoming)).isWhole).toBe(true);
    incoming.close();

    const isSyncedBetween = (path: string, from: number, to: number): boolean =>
      steps.slice(from, to).some(({ did, path: synced }) => did === 'sync' && synced === path);
    const lines = steps.flatMap(({ did }, at) => (did === 'line' ? [at] : []));
    expect(lines.length).toBeGreaterThan(1);
    const made = new Map(steps.flatMap(({ did, path }, at) => (did === 'mkdir' ? [[path, at] as const] : [])));
    let files = 0;
    for (const [at, { did, path, part }] of steps.entries()) {
      if (did === 'unlink') {
        const line = lines.findLast((each) => each < at) ?? 0;
        expect(isSyncedBetween(steps[line]?.path ?? '', line, at), `the journal before ${path} goes`).toBe(true);
      }
      if (part === undefined) continue;
      const line = lines.find((each) => each > at) ?? 0;
      expect(isSyncedBetween(part, 0, at), `content before ${path}`).toBe(true);
      expect(isSyncedBetween(dirname(path), at, line), `${path} before the journal`).toBe(true);
      const names = did === 'rename' ? readdirSync(path) : [];
      for (const name of names) expect(isSyncedBetween(join(part, name), 0, at), `content before ${path}`).toBe(true);
      files += did === 'rename' ? names.length : 1;
      for (let above = dirname(path); above !== inbox; above = dirname(above))
        expect(isSyncedBetween(dirname(above), made.get(above) ?? 0, line), `${above} before the journal`).toBe(true);
    }
    expect(files).toBe(tree.files + 10);
    expect(steps.some(({ did, path }) => did === 'rename' && path.endsWith('few'))).toBe(true);
  });
});
