import { createHash } from 'node:crypto';
import { rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { readCompiled } from '../../../src/cli/code-cache.ts';
import { EXIT } from '../../../src/cli/exit-codes.ts';
import { Program, USAGE } from '../../../src/cli/program.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
const fromNode = createRequire(import.meta.url);
let folder: string;
let kept: string;

const open = (path: string | null = kept): Program => new Program({ folder, kept: path }, sha256, fromNode);
const run = (program: Program): unknown => (program.require('./first.js') as { say: () => unknown }).say();
const runs = (): number | null => readCompiled(kept, sha256)?.runs ?? null;

/** As the build leaves each. */
const asPart = (code: string): string => `(function (exports, require, module) {'use strict';${code}\n})`;

/** One call of the command from beginning to end. */
function call(exit: number, workedMs = 100): void {
  const program = open();
  expect(run(program)).toBe('/ and second');
  program.ended(exit, workedMs);
}

beforeEach(async () => {
  folder = await tempFolder();
  kept = join(await tempFolder(), 'send');
  const first = `const { sep } = require('node:path/posix'); const second = require('./second.js');
    exports.say = () => sep + second.say(); exports.name = 'first';`;
  await writeFile(join(folder, 'first.js'), asPart(first));
  await writeFile(
    join(folder, 'second.js'),
    asPart(`const first = require('./first.js'); exports.say = () => ' and ' + (first.name && 'second');`),
  );
});

describe('the parts of the program', () => {
  it('are loaded once, also where two need each other, and Node’s own from Node', () => {
    const program = open(null);
    expect(run(program)).toBe('/ and second');
    expect(program.require('./first.js')).toBe(program.require('./first.js'));
    program.ended(EXIT.ok, 100);
  });

  it('are no empty ones where they have gone: each who asks for one is told', async () => {
    const program = open(null);
    await rm(join(folder, 'second.js'));
    for (const name of ['./second.js', './second.js', './first.js', './first.js'])
      expect(() => program.require(name)).toThrow('second.js');
  });

  it('have what is rarely used of Node loaded when it is used', async () => {
    const asked: string[] = [];
    const ask = (id: string): unknown => {
      asked.push(id);
      return fromNode(id);
    };
    const asking = Object.assign(ask, fromNode);
    await writeFile(
      join(folder, 'first.js'),
      asPart(`let node_zlib = require('node:zlib'); exports.say = () => (0, node_zlib.crc32)('1');`),
    );
    const program = new Program({ folder, kept: null }, sha256, asking);
    program.require('./first.js');
    expect(asked).toEqual([]);
    expect([run(program), run(program)]).toEqual([2212294583, 2212294583]);
    expect(asked).toEqual(['node:zlib']);
  });

  it('are loaded when they are used, where their name says that they rarely are', async () => {
    await writeFile(
      join(folder, 'first.js'),
      asPart(
        `const later = require('./later-third.js'); exports.isLoaded = () => globalThis.isThirdLoaded === true; exports.say = () => later.say();`,
      ),
    );
    await writeFile(join(folder, 'later-third.js'), asPart('globalThis.isThirdLoaded = true; exports.say = () => 3;'));
    const program = open();
    const first = program.require('./first.js') as { isLoaded: () => boolean; say: () => number };
    expect(first.isLoaded()).toBe(false);
    expect([first.say(), first.isLoaded()]).toEqual([3, true]);
    program.ended(EXIT.ok, 100);
    expect([...(readCompiled(kept, sha256)?.parts.keys() ?? [])].sort()).toEqual(['first.js', 'later-third.js']);
  });

  it('are strict, and say in which line something went wrong', async () => {
    await writeFile(join(folder, 'first.js'), asPart('\nexports.say = () => { undeclared = 1; };'));
    expect(() => run(open())).toThrow(ReferenceError);
    const stack = (() => {
      try {
        return run(open());
      } catch (error) {
        return (error as Error).stack;
      }
    })();
    expect(stack).toContain(`${join(folder, 'first.js')}:2:`);
  });

  it('are kept as they were compiled, from the first three calls that did what they should', async () => {
    call(EXIT.failed);
    expect(runs()).toBe(1);
    call(EXIT.failed);
    expect(runs()).toBe(1);
    for (const count of [2, 3]) {
      call(EXIT.ok);
      expect(runs()).toBe(count);
    }
    const { mtimeNs } = await stat(kept, { bigint: true });
    call(EXIT.ok);
    expect((await stat(kept, { bigint: true })).mtimeNs).toBe(mtimeNs);
  });

  it('are kept of a call that has worked for long only where there is nothing else, and not for good', async () => {
    call(EXIT.ok, 60_000);
    expect(runs()).toBe(0);
    for (const count of [1, 2, 3]) {
      call(EXIT.ok);
      expect(runs()).toBe(count);
      const { mtimeNs } = await stat(kept, { bigint: true });
      call(EXIT.ok, 60_000);
      expect([runs(), (await stat(kept, { bigint: true })).mtimeNs]).toEqual([count, mtimeNs]);
    }
  });

  it('are taken as they were kept, and not anew', () => {
    call(EXIT.ok);
    const program = open();
    run(program);
    expect(program.isTaken).toBe(true);
  });

  it('are not kept of what is no command', () => {
    call(USAGE);
    expect(runs()).toBeNull();
    expect(USAGE).toBe(EXIT.usage);
  });

  it('are kept beside those that only other calls need, as long as these are there', async () => {
    const third = join(folder, 'third.js');
    await writeFile(third, asPart('exports.say = () => 3;'));
    const program = open();
    run(program);
    program.require('./third.js');
    program.ended(EXIT.ok, 100);
    const names = (): string[] => [...(readCompiled(kept, sha256)?.parts.keys() ?? [])].sort();
    call(EXIT.ok);
    expect(names()).toEqual(['first.js', 'second.js', 'third.js']);
    await rm(third);
    call(EXIT.ok);
    expect(names()).toEqual(['first.js', 'second.js']);
  });

  it('run also where nothing can be kept', () => {
    kept = join(folder, 'missing', 'send');
    call(EXIT.ok);
    expect(runs()).toBeNull();
  });
});
