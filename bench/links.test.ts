import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { goodput } from './links/goodput.ts';
import { makeLinks, whyNoLinks } from './links/link.ts';
import { ip, Namespaces, PREFIX, whyNoNamespaces } from './links/namespaces.ts';
import { syncthing } from './links/syncthing.ts';
import { onPath } from './peers.ts';
import { transferContender } from './transfer/contender.ts';
import { ferryWay, pairFerry } from './transfer/ferry.ts';
import { HERE } from './transfer/places.ts';
import { makeTree } from './transfer/trees.ts';
import { findOtherWays } from './transfer/ways.ts';
import type { Work } from './transfer/works.ts';

const MIB = 1024 * 1024;
const folder = mkdtempSync(join(tmpdir(), 'ferry-bench-links-'));
const fake = [process.execPath, join(import.meta.dirname, 'transfer/fake-ferry.ts')];
const canMake = whyNoNamespaces() === null;

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileWork(name: string, bytes: number): Work {
  makeTree(folder, [{ path: name, bytes }]);
  return { name, title: '', source: join(folder, name), bytes, spotBytes: 0, start: 'fresh' };
}

function namespacesOf(pid: number): string[] {
  return ip('netns', 'list')
    .split('\n')
    .filter((name) => name.startsWith(`${PREFIX}${pid}-`));
}

describe('the links', () => {
  it('refuse bbr where packets are lost, and only there', () => {
    expect(whyNoLinks(['gigabit', 'wifi'], 'bbr')).toContain('bbr hides what the Wi-Fi-like link loses');
    expect(whyNoLinks(['gigabit'], 'bbr') ?? '').not.toContain('bbr');
  });

  it.runIf(canMake)('refuse a congestion control that the kernel has not, and leave nothing', async () => {
    const made = await makeLinks(folder, ['gigabit'], 'no-such');
    expect(made.ok ? '' : made.error).toContain("can't have no-such as its congestion control");
    expect(namespacesOf(process.pid)).toEqual([]);
  });

  it.runIf(canMake)(
    'carry a transfer by each way that is here, and what they can do at most',
    async () => {
      const made = await makeLinks(folder, ['gigabit', 'wifi'], 'reno');
      if (!made.ok) throw new Error(made.error);
      try {
        expect(made.value.congestion).toBe('reno');
        for (const { name, places } of made.value.links) {
          const work = fileWork(`${name}.bin`, MIB + 1);
          const others = findOtherWays(join(folder, `others-${name}`), places);
          const ours = ferryWay(await pairFerry(folder, places, fake));
          const command = onPath('syncthing');
          const more = [...others.for('fresh'), ...(command === null ? [] : [syncthing(folder, places, command)])];
          // All of them once is enough.
          for (const way of [ours, ...(name === 'wifi' ? more : [])]) {
            const outcome = await transferContender(work, way, join(folder, 'target')).measure(60_000);
            expect([name, way.what, outcome]).toMatchObject([name, way.what, { kind: 'measured' }]);
          }
          others.close();
          // Of less than this iperf3 counts nothing.
          const most = await goodput('test', places, 16 * MIB).measure(60_000);
          // 300 Mbit/s would be 36 MiB/s: more is another link than this.
          const leastSeconds = name === 'wifi' ? 16 / 36 : 16 / 120;
          expect(most.kind === 'measured' ? most.sample.seconds : most).toBeGreaterThan(leastSeconds / 2);
        }
      } finally {
        await made.value.close();
      }
      expect(namespacesOf(process.pid)).toEqual([]);
    },
    180_000,
  );

  it('are known by what a bare connection carries, which takes its time', async () => {
    const outcome = await goodput('test', HERE, 256 * MIB + 1).measure(60_000);
    expect(outcome).toMatchObject({ kind: 'measured', sample: { bytes: 256 * MIB + 1 } });
    expect(await goodput('test', HERE, 2 ** 40).measure(50)).toEqual({ kind: 'cut', afterMs: 50 });
  });
});

describe.runIf(canMake)('the namespaces', () => {
  it('are gone with all that runs in them when they are closed', async () => {
    const namespaces = new Namespaces();
    const name = namespaces.add('one');
    const child = spawn('ip', ['netns', 'exec', name, 'sleep', '60'], { stdio: 'ignore' });
    const ended = once(child, 'exit');
    await expect.poll(() => ip('netns', 'pids', name).trim()).toBe(`${child.pid}`);
    await namespaces.close();
    expect(await ended).toEqual([null, 'SIGKILL']);
    expect(namespacesOf(process.pid)).toEqual([]);
  });

  it('are gone also when the bench was killed', async () => {
    const script = `import { Namespaces } from './links/namespaces.ts';
      new Namespaces().add('one'); console.log('made'); setInterval(() => {}, 1000);`;
    const args = ['--input-type=module-typescript', '-e', script];
    const child = spawn(process.execPath, args, { cwd: import.meta.dirname, stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    const { pid = 0 } = child;
    expect(namespacesOf(pid)).toHaveLength(1);
    child.kill('SIGKILL');
    await expect.poll(() => namespacesOf(pid)).toEqual([]);
  });
});
