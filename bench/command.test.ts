import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readArgs } from './args.ts';
import { measureCommand, readProcess, statTicks, statusMiB } from './measure.ts';
import { findPeers, onPath } from './peers.ts';

const NAMES = ['startup', 'window', 'idle', 'channel', 'transfer', 'localsend', 'links', 'smooth', 'disk', 'memory'];
const LISTED = 'startup, window, idle, channel, transfer, localsend, links, smooth, disk, and memory';

describe('the others', () => {
  const peers = [
    { name: 'croc', command: 'croc', version: ['--version'] },
    { name: 'magic-wormhole', command: 'wormhole', version: ['--version'] },
  ];

  it('are taken where they are installed and named where they are not', () => {
    const found = findPeers(peers, (command) => (command === 'croc' ? '/bin/croc' : null));
    expect(found.installed.map(({ path }) => path)).toEqual(['/bin/croc']);
    expect(found.missing).toEqual(['magic-wormhole']);
  });

  it('are looked for as the shell would', () => {
    expect(onPath('there-is-no-such-program')).toBeNull();
  });
});

describe('the arguments', () => {
  it('may be none, a name and options', () => {
    expect(readArgs([], NAMES)).toMatchObject({ ok: true, value: { name: null, isJson: false, seconds: 60 } });
    expect(readArgs(['transfer', '--work', 'w1,W5', '--small'], NAMES)).toMatchObject({
      ok: true,
      value: { works: ['W1', 'W5'], isSmall: true },
    });
    expect(readArgs(['links', '--link', 'WiFi', '--congestion', 'cubic'], NAMES)).toMatchObject({
      ok: true,
      value: { links: ['wifi'], congestion: 'cubic' },
    });
    expect(readArgs(['links', '--only', 'ferry,rsync daemon'], NAMES)).toMatchObject({
      ok: true,
      value: { only: ['ferry', 'rsync daemon'] },
    });
    expect(readArgs(['idle', '--seconds', '600', '--json', '--seed', '3'], NAMES)).toMatchObject({
      ok: true,
      value: { name: 'idle', seconds: 600, isJson: true, seed: 3, rounds: null },
    });
  });

  it.each([
    [['startupp'], `There is no bench called startupp; there are ${LISTED}.`],
    [['--rounds', 'many'], '--rounds takes a whole number, not many.'],
    [['--rounds', '0'], '--rounds takes 1 or more.'],
    [['--seconds', '0'], '--seconds takes 1 or more.'],
    [['startup', 'idle'], 'One bench at a time, or none for all of them.'],
    [['--fast'], "Unknown option '--fast'"],
  ])('%j is answered with a sentence', (argv, sentence) => {
    const read = readArgs(argv, NAMES);
    expect(read.ok ? '' : read.error).toContain(sentence);
  });

  it('end with 2 when they are wrong, and the list needs no build', () => {
    const start = (...argv: string[]) =>
      spawnSync(process.execPath, [join(import.meta.dirname, 'main.ts'), ...argv], { encoding: 'utf8' });
    const unknown = start('nope');
    expect([unknown.status, unknown.stdout]).toEqual([2, '']);
    expect(unknown.stderr).toBe(`There is no bench called nope; there are ${LISTED}.\n`);
    const list = start('--list');
    expect(list.status).toBe(0);
    expect(list.stdout.split('\n').map((line) => line.split(' ')[0])).toEqual([...NAMES, '']);
  });
});

describe('one command', () => {
  const node = (script: string, limitMs = 10_000) => measureCommand(process.execPath, ['-e', script], { limitMs });

  it('is measured from start to end, with what it printed', async () => {
    const measured = await node("setTimeout(() => console.log('done'), 100)");
    if (measured.kind !== 'ended') throw new Error(measured.kind);
    expect([measured.code, measured.stdout]).toEqual([0, 'done\n']);
    expect(measured.seconds).toBeGreaterThan(0.1);
  });

  it.runIf(process.platform === 'linux')('has its memory and its CPU time', async () => {
    const measured = await node(
      'const held = Buffer.alloc(200 * 2 ** 20, 1); const end = Date.now() + 300; while (Date.now() < end); held.length',
    );
    if (measured.kind !== 'ended') throw new Error(measured.kind);
    expect(measured.rssMiB).toBeGreaterThan(200);
    expect(measured.cpuSeconds).toBeGreaterThan(0.1);
  });

  it('is stopped at its limit, and is gone', async () => {
    const measured = await node('console.log(process.pid); setInterval(() => {}, 1000)', 300);
    if (measured.kind !== 'cut') throw new Error(measured.kind);
    expect(measured.afterMs).toBeGreaterThanOrEqual(290);
    expect(measured.afterMs).toBeLessThan(2_000);
  });

  it.runIf(process.platform === 'linux')('takes what it started with it', async () => {
    const measured = await measureCommand('/bin/sh', ['-c', 'sleep 60 & echo $!; wait'], { limitMs: 300 });
    expect(measured).toMatchObject({ kind: 'cut', stdout: expect.stringMatching(/^\d+\n$/) });
    if (measured.kind === 'cut') expect(readProcess(Number(measured.stdout))).toBeNull();
  });

  it('that does not want to end is made to', async () => {
    const measured = await node("process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)", 1_000);
    if (measured.kind !== 'cut') throw new Error(measured.kind);
    expect(measured.afterMs).toBeGreaterThan(2_900);
    expect(measured.afterMs).toBeLessThan(6_000);
  });

  it('that can not be started is a failure with a reason', async () => {
    const measured = await measureCommand('/there/is/no/such/program', [], { limitMs: 1_000 });
    expect(measured).toMatchObject({ kind: 'failed', why: expect.stringContaining('ENOENT') });
  });

  it('is read from /proc whatever it is called', () => {
    const stat = `42 (a) b (c) S ${Array.from({ length: 20 }, (_, index) => index + 4).join(' ')}`;
    expect(statTicks(stat)).toEqual({ user: 14, system: 15, childrenUser: 16, childrenSystem: 17 });
    expect(statusMiB('VmPeak:\t 9 kB\nVmHWM:\t    2048 kB\nVmRSS:\t    1024 kB\n', 'VmHWM')).toBe(2);
    expect(statusMiB('Name:\tnode\n', 'VmRSS')).toBeNull();
    expect(readProcess(2 ** 30)).toBeNull();
  });
});
