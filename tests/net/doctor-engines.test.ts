// The doctor of whole engines: two that are paired, on hosts made of network namespaces.
import { describe, expect, it } from 'vitest';
import type { FindingCode } from '../../src/contract/doctor.ts';
import { type ChildEngine, metFolders } from '../support/child-engine.ts';
import { engineOn, here } from '../support/engine-on.ts';
import { canMakeSpaces, NetSpace } from '../support/net-space.ts';

const PATIENCE_MS = 45_000;

async function codes(engine: ChildEngine, state?: string): Promise<readonly FindingCode[]> {
  const { findings } = await engine.ask('doctor.run', undefined);
  return findings.flatMap((each) => (state === undefined || each.state === state ? [each.code] : []));
}

const untilHere = (engine: ChildEngine, name: string): Promise<unknown> =>
  engine.until(`${name} to be here`, () => here(engine).includes(name), PATIENCE_MS);

/** Until it finds exactly these bad. */
const finds = (engine: ChildEngine, ...bad: readonly FindingCode[]) =>
  expect.poll(() => codes(engine, 'bad'), { timeout: PATIENCE_MS, interval: 0 }).toEqual(bad);

async function two() {
  const space = NetSpace.open();
  const [first, second] = await metFolders('Calm Pier', 'Studio PC');
  const hosts = [space.addHost('pier', { ipv6: false }), space.addHost('studio', { ipv6: false })] as const;
  const start = (): Promise<[ChildEngine, ChildEngine]> =>
    Promise.all([
      engineOn(hosts[0], 'Calm Pier', { folder: first, isVisible: false }),
      engineOn(hosts[1], 'Studio PC', { folder: second, isVisible: false }),
    ]);
  return { hosts, start };
}

describe.runIf(canMakeSpaces())('the doctor of two paired devices', () => {
  it('sees by asking the other one that nobody gets in, and that it is over', async () => {
    const { hosts, start } = await two();
    hosts[0].dropIncoming('tcp', 26_810);
    // Whoever's turn it is to call: the one that gets through is the one that nobody can call.
    const [pier, studio] = await start();
    await Promise.all([untilHere(pier, 'Studio PC'), untilHere(studio, 'Calm Pier')]);
    await finds(pier, 'callback.fails');
    hosts[0].letIn('tcp', 26_810);
    await finds(pier);
    expect(await codes(pier)).toEqual(expect.arrayContaining(['firewall.passed', 'callback.works', 'isolation.none']));
    await finds(studio);
  }, 120_000);

  it('names multicast where the network drops it, and a device is reached where it was before', async () => {
    const { hosts, start } = await two();
    const before = await start();
    await Promise.all([untilHere(before[0], 'Studio PC'), untilHere(before[1], 'Calm Pier')]);
    await expect.poll(() => codes(before[0]), { timeout: PATIENCE_MS, interval: 0 }).toContain('callback.works');
    for (const engine of before) await engine.stop();
    for (const host of hosts) host.dropMulticast();
    const [pier] = await start();
    await untilHere(pier, 'Studio PC');
    await finds(pier, 'multicast.lost');
    for (const host of hosts) host.dropMulticast(false);
    await finds(pier);
  }, 180_000);
});
