import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROTOCOLS, protocolContender } from './localsend/contender.ts';
import { type Devices, makeDevices } from './localsend/devices.ts';
import { plainProgram } from './plain-program.ts';
import type { Contender } from './run.ts';
import { bytesOf, evenTree, makeTree } from './transfer/trees.ts';
import type { Work } from './transfer/works.ts';

const folder = mkdtempSync(join(tmpdir(), 'ferry-bench-localsend-'));
const source = join(folder, 'source');
const into = join(folder, 'target');
const files = [{ path: 'large.bin', bytes: 700_001 }, ...evenTree(2, 3, 4_096)];
const work: Work = { name: 'test', title: '', source, bytes: bytesOf(files), spotBytes: 0, start: 'fresh' };
let devices: () => Devices = () => {
  throw new Error('not made yet');
};
let end = '';

beforeAll(async () => {
  makeTree(source, files);
  devices = await makeDevices(folder);
  end = await plainProgram('bench/localsend/end.ts', folder);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('two engines', () => {
  it.each(PROTOCOLS)('bring everything by $what, and both are measured', async (protocol) => {
    const ends = { program: [process.execPath, end], devices, into };
    const outcome = await protocolContender(work, protocol, ends).measure(15_000);
    if (outcome.kind !== 'measured') throw new Error(JSON.stringify(outcome));
    const { seconds, cpuSeconds, receiverCpuSeconds, rssMiB, receiverRssMiB } = outcome.sample;
    expect(seconds).toBeGreaterThan(0);
    expect(existsSync(into)).toBe(false);
    if (process.platform !== 'linux') return;
    for (const used of [cpuSeconds, receiverCpuSeconds]) expect(used).toBeGreaterThanOrEqual(0);
    for (const peak of [rssMiB, receiverRssMiB]) expect(peak).toBeGreaterThan(10);
  });

  /** Both say that they are ready and have begun; then the sender does this. */
  const scripted = (sender: string): Contender => {
    const script = `const say = (is) => console.log(JSON.stringify({ is }));
      say('ready');
      // Again and again: it is heard only once somebody waits for it.
      setInterval(() => process.argv[1] !== 'send' && say('done'), 20);
      if (process.argv[1] === 'send') { say('begun'); ${sender} }`;
    const ends = { program: [process.execPath, '-e', script], devices, into };
    return protocolContender(work, { what: 'scripted', isOurs: true, to: () => [] }, ends);
  };

  it('that lose something are wrong', async () => {
    expect(await scripted('say("done")').measure(15_000)).toEqual({ kind: 'wrong', why: "it didn't arrive" });
  });

  it('of which one fails have no figure, and it is heard why', async () => {
    const failing = scripted('console.error("no room left"); process.exit(3)');
    await expect(failing.measure(15_000)).rejects.toThrow('-e ended with 3: no room left');
  });

  it('that do not come to an end are cut', async () => {
    expect(await scripted('').measure(100)).toEqual({ kind: 'cut', afterMs: 100 });
  });
});
