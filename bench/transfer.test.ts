import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { judge, peak, verdictTable, worst } from './limit.ts';
import { ON_LINKS } from './links/limits.ts';
import { Program } from './program.ts';
import { type Figure, isGood, type Outcome, run } from './run.ts';
import { brokenOffContender } from './transfer/broken-off.ts';
import { transferContender } from './transfer/contender.ts';
import { ferryWay, pairFerry } from './transfer/ferry.ts';
import { MEMORY, SPEED } from './transfer/limits.ts';
import { HERE } from './transfer/places.ts';
import { plainPipe } from './transfer/plain.ts';
import { bytesOf, evenTree, makeTree } from './transfer/trees.ts';
import type { Way } from './transfer/two-ends.ts';
import { findOtherWays } from './transfer/ways.ts';
import type { Work } from './transfer/works.ts';

const MIB = 1024 * 1024;
const all = mkdtempSync(join(tmpdir(), 'ferry-bench-test-'));
let folder = all;

beforeEach(() => {
  folder = mkdtempSync(join(all, 'one-'));
});

afterAll(() => rmSync(all, { recursive: true, force: true }));

/** A small tree of everything: empty, small, and larger than what is sent in one piece. */
function mixedWork(start: Work['start'] = 'fresh'): Work {
  const source = join(folder, 'mixed');
  const files = [
    { path: 'empty.bin', bytes: 0 },
    { path: 'Übersicht/写真/small.bin', bytes: 5_000 },
    { path: 'Übersicht/middle.bin', bytes: 700_001 },
    { path: 'large.bin', bytes: 3 * MIB + 1 },
    ...evenTree(3, 40, 30_000).map((file) => ({ ...file, path: `many/${file.path}` })),
  ];
  makeTree(source, files);
  return { name: 'test', title: '', source, bytes: bytesOf(files), spotBytes: 0, start };
}

function fileWork(start: Work['start'], bytes = 2 * MIB): Work {
  makeTree(folder, [{ path: 'file.bin', bytes }]);
  return { name: 'test', title: '', source: join(folder, 'file.bin'), bytes, spotBytes: 1_000, start };
}

function measure(work: Work, way: Way): Promise<Outcome> {
  return transferContender(work, way, join(folder, 'target')).measure(15_000);
}

/** A sender that is a script of ours, which knows where from and where to, and a receiver that only waits. */
function scripted(script: string): Way {
  const wait = 'console.log("up"); setInterval(() => {}, 1000)';
  return {
    what: 'scripted',
    isOurs: true,
    open: () => ({
      receive: async (into) => {
        const program = new Program({ command: process.execPath, args: ['-e', wait] });
        await program.expect((line) => line);
        const args = ['-e', `const fs = require('fs'); ${script}`];
        return {
          program,
          endsByItself: false,
          send: (source) => ({ command: process.execPath, args: [...args, source, join(into, 'file.bin')] }),
        };
      },
    }),
  };
}

describe('a transfer', () => {
  it('by the plain pipe brings everything, and is measured at both ends', async () => {
    const outcome = await measure(mixedWork(), plainPipe());
    if (outcome.kind !== 'measured') throw new Error(JSON.stringify(outcome));
    expect(outcome.sample.seconds).toBeGreaterThan(0);
    expect(existsSync(join(folder, 'target'))).toBe(false);
    if (process.platform !== 'linux') return;
    expect(outcome.sample.cpuSeconds).toBeGreaterThan(0);
    expect(outcome.sample.rssMiB).toBeGreaterThan(10);
    expect(outcome.sample.receiverRssMiB).toBeGreaterThan(10);
  });

  it('by each of the others that are here brings everything', { timeout: 60_000 }, async () => {
    const others = findOtherWays(join(folder, 'others'));
    const work = mixedWork();
    for (const way of others.for('fresh'))
      expect([way.what, (await measure(work, way)).kind]).toEqual([way.what, 'measured']);
    others.close();
  });

  it('has the start of its receiver counted as well where that is not running yet', async () => {
    const mover = plainPipe().open();
    const slow: Way = {
      ...plainPipe(),
      open: () => ({
        receive: async (into) => {
          await delay(500);
          return mover.receive(into);
        },
      }),
    };
    const seconds = async (start: Work['start']) => {
      const outcome = await measure(fileWork(start, 1), slow);
      rmSync(join(folder, 'file.bin'));
      return outcome.kind === 'measured' ? (outcome.sample.seconds ?? 0) : Number.NaN;
    };
    expect(await seconds('cold')).toBeGreaterThan(0.5);
    expect(await seconds('fresh')).toBeGreaterThan(0);
  });

  it('that loses a byte is wrong', async () => {
    const lossy = scripted('fs.writeFileSync(process.argv[2], fs.readFileSync(process.argv[1]).subarray(1))');
    expect(await measure(fileWork('fresh'), lossy)).toEqual({ kind: 'wrong', why: 'it is not the same' });
  });

  it('that leaves something behind is wrong', async () => {
    const untidy = scripted(
      'fs.cpSync(process.argv[1], process.argv[2]); fs.writeFileSync(process.argv[2] + ".part", "")',
    );
    expect(await measure(fileWork('fresh'), untidy)).toEqual({ kind: 'wrong', why: 'file.bin.part is too much' });
  });

  it('that fails is wrong and says why', async () => {
    const failing = scripted('console.error("no room left"); process.exitCode = 3');
    expect(await measure(fileWork('fresh'), failing)).toEqual({
      kind: 'wrong',
      why: '-e ended with 3: no room left',
    });
  });

  it('that does not come to an end is cut, and nothing of it goes on', async () => {
    const pids: number[] = [];
    const stuck = scripted('setInterval(() => {}, 1000)');
    const seen: Way = {
      ...stuck,
      open: () => ({
        receive: async (into) => {
          const receiving = await stuck.open().receive(into);
          pids.push(...receiving.program.pids);
          return receiving;
        },
      }),
    };
    const contender = transferContender(fileWork('fresh'), seen, join(folder, 'target'));
    expect(await contender.measure(100)).toEqual({ kind: 'cut', afterMs: 100 });
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });
});

describe('a transfer of what changed', () => {
  it('is right when the new version stands in place of the old one, or beside it', async () => {
    const replacing = scripted('fs.cpSync(process.argv[1], process.argv[2])');
    const beside = scripted('fs.cpSync(process.argv[1], process.argv[2] + " (1)")');
    const work = fileWork('changed');
    const before = readFileSync(work.source);
    expect((await measure(work, replacing)).kind).toBe('measured');
    expect((await measure(work, beside)).kind).toBe('measured');
    expect(readFileSync(work.source).equals(before)).toBe(true);
  });

  it('is wrong when nothing came, or when the old version was damaged', async () => {
    const idle = scripted('');
    const damaging = scripted(
      'fs.cpSync(process.argv[1], process.argv[2] + " (1)"); fs.appendFileSync(process.argv[2], "x")',
    );
    const work = fileWork('changed');
    expect(await measure(work, idle)).toEqual({ kind: 'wrong', why: 'the new version is not there' });
    expect(await measure(work, damaging)).toMatchObject({ why: 'file.bin is neither the old version nor the new one' });
  });
});

describe('a resumed transfer', () => {
  /** Stops in the middle and waits to be killed, unless the half is there. */
  const half = `const [, from, to] = process.argv; const all = fs.readFileSync(from); const middle = all.length / 2;
    const here = fs.existsSync(to) ? fs.statSync(to).size : 0;`;

  it.each(['resumed', 'sent again'] as const)(
    'is broken off in the middle, and only its second run counts: %s',
    async (start) => {
      const resuming = scripted(`${half}
      if (here < middle) { fs.appendFileSync(to, all.subarray(here, middle)); setInterval(() => {}, 1000); }
      else fs.appendFileSync(to, all.subarray(here));`);
      const outcome = await measure(fileWork(start), resuming);
      expect(outcome).toMatchObject({ kind: 'measured', sample: { note: expect.stringContaining('1 MiB kept') } });
    },
  );

  it.runIf(process.platform === 'linux')('is wrong when the second run sends everything again', async () => {
    // It waits at its end until it was looked at.
    const restarting = scripted(`${half}
      if (here < middle) { fs.writeFileSync(to, all.subarray(0, middle)); setInterval(() => {}, 1000); }
      else { fs.writeFileSync(to, all); setTimeout(() => {}, 300); }`);
    expect(await measure(fileWork('resumed'), restarting)).toEqual({
      kind: 'wrong',
      why: 'it sent 2 MiB again, with 1 MiB there',
    });
  });

  it('is wrong when it ends before it can be broken off', async () => {
    const outcome = await measure(fileWork('resumed'), scripted(''));
    expect(outcome).toMatchObject({ kind: 'wrong', why: expect.stringContaining('before that -e ended with 0') });
  });
});

describe('Ferry', () => {
  const fake = [process.execPath, join(import.meta.dirname, 'transfer/fake-ferry.ts')];

  it('is paired once, and each transfer has devices of its own', async () => {
    const way = ferryWay(await pairFerry(folder, HERE, fake));
    const work = mixedWork();
    for (const _round of [1, 2]) expect((await measure(work, way)).kind).toBe('measured');
    expect(readdirSync(folder).filter((name) => name.startsWith('devices-'))).toEqual([]);
  });

  it('that can not be paired has no figure and says why', async () => {
    const broken = [process.execPath, '-e', `console.log('{"v":1,"event":"error","code":"no"}'); process.exitCode = 1`];
    const way = ferryWay(await pairFerry(folder, HERE, broken));
    const contender = transferContender(fileWork('fresh'), way, join(folder, 'target'));
    const done = await run([contender], { rounds: 1, warmUps: 0, seed: 1, budgetMs: 9_000, limitMs: 9_000 }, () => 0);
    expect(done.wrong).toEqual([
      'test, Ferry: two devices could not be paired: -e ended with 1: {"v":1,"event":"error","code":"no"}',
    ]);
    expect(isGood(done)).toBe(false);
  });

  it('is broken off where it was to be, and has thrown away what had come', async () => {
    const paired = await pairFerry(folder, HERE, fake);
    const contender = brokenOffContender(paired, folder, { bytes: 8 * MIB, untilBytes: 4 * MIB });
    expect(await contender.measure(15_000)).toMatchObject({ kind: 'measured', sample: { bytes: 4 * MIB } });
  });
});

describe('the limits', () => {
  const figure = (work: string, what: string, seconds: number[], rssMiB: number, receiverRssMiB: number): Figure => ({
    contender: { work, what, isOurs: what === 'Ferry', measure: async () => ({ kind: 'cut', afterMs: 0 }) },
    samples: seconds.map((each) => ({ seconds: each, cpuSeconds: null, rssMiB, receiverRssMiB, bytes: null })),
  });

  it('hold the large file against the plain pipe of the same round', () => {
    const pipe = figure('W1', 'plain pipe', [1, 2, 1], 0, 0);
    const judged = (...seconds: number[]) => judge(SPEED, [figure('W1', 'Ferry', seconds, 0, 0), pipe]);
    expect(judged(1.6, 4, 1.9).map(({ isMet }) => isMet)).toEqual([true]);
    expect(judged(4, 8, 2)).toMatchObject([{ isMet: false, measured: 0.25, needed: 0.5, aim: 0.7 }]);
    expect(judge(SPEED, [pipe])).toEqual([]);
  });

  it('hold small files to how long others take, and memory of each end to nobody else’s', () => {
    const figures = [figure('W2', 'Ferry', [1.3], 200, 150), figure('W2', 'rsync daemon', [1], 900, 900)];
    expect(judge([...SPEED, ...MEMORY], figures).map(({ isMet }) => isMet)).toEqual([true, true, true]);
    expect(judge(MEMORY, [figure('W2', 'Ferry', [1], 100, 201.4)]).map(({ isMet }) => isMet)).toEqual([true, false]);
  });

  it('hold a cable to what it can do and Wi-Fi to what others do, and say nothing of whom is not there', () => {
    const figures = [
      figure('gigabit W1', 'Ferry', [20], 100, 100),
      figure('gigabit W1', 'iperf3', [18], 0, 0),
      figure('wifi W6', 'Ferry', [8], 100, 100),
      figure('wifi W6', 'rsync daemon', [30], 0, 0),
    ];
    const verdicts = judge(ON_LINKS, figures).map(({ what, isMet }) => [what, isMet]);
    expect(verdicts).toEqual([
      ['gigabit W1: of the goodput by iperf3, start-up included', false],
      ['wifi W6: times as fast as rsync daemon', true],
      ['memory of the sender, MiB', true],
      ['memory of the receiver, MiB', true],
    ]);
  });

  it('hold each work to what only its bench looks at, and take the worst where none is named', () => {
    const late = (work: string, ms: number): Figure => {
      const one = figure(work, 'Ferry', [1], 100 + ms, 0);
      return { ...one, samples: one.samples.map((sample) => sample && { ...sample, more: { late: ms } }) };
    };
    const figures = [late('W1', 5), late('W2', 30)];
    expect(worst({ more: 'late' }, 'W1')(figures)).toBe(5);
    expect(worst({ more: 'late' })(figures)).toBe(30);
    expect(peak('rssMiB', 'W1')(figures)).toBe(105);
    expect(worst('seconds', 'W3')(figures)).toBeNull();
  });

  it('are printed with what is needed, aimed at and measured, and what is missed is seen', () => {
    const figures = [figure('W1', 'Ferry', [4], 120, 201.4), figure('W1', 'scp', [6.8], 0, 0)];
    expect(verdictTable(judge([...SPEED, ...MEMORY], figures)).split('\n')).toEqual([
      'must show                       aim  needed  measured',
      'W1: times as fast as scp     >= 1.9  >= 1.5       1.7',
      'memory of the sender, MiB    <= 150  <= 200       120',
      'memory of the receiver, MiB  <= 150  <= 200       201  MISSED',
    ]);
  });
});
