import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { engineOn, here } from '../support/engine-on.ts';
import { all, Listener } from '../support/mdns-listener.ts';
import { canMakeSpaces, type Host, NetSpace } from '../support/net-space.ts';

const FLOOD = join(import.meta.dirname, '../support/mdns-flood.ts');
const SECONDS = process.env.FERRY_LONG ? 20 : 5;
const PER_SECOND = 10_000;
const MIB = 1024 * 1024;
/** How much later than without a flood somebody may be seen. */
const LATER_MS = 5000;
/** For programs to start, on a busy machine. */
const PATIENCE_MS = 20_000;

/** What reached its sockets, and what was dropped because they were full. */
async function datagramsAt(host: Host): Promise<number> {
  const { stdout } = await host.run('cat', ['/proc/net/snmp']);
  const [names = [], values = []] = stdout.split('\n').flatMap((line) => (/^Udp:/.test(line) ? [line.split(' ')] : []));
  const counted = (name: string): number => Number(values[names.indexOf(name)]);
  return counted('InDatagrams') + counted('RcvbufErrors');
}

describe.skipIf(!canMakeSpaces())('[70] [71] a flood (needs network namespaces)', () => {
  it('of 5,000 made-up devices and malformed packets costs little, and nobody is missed for it', async () => {
    const space = NetSpace.open();
    const [victim, hostile, real] = [space.addHost('victim'), space.addHost('hostile'), space.addHost('real')];
    const anna = new Listener(victim, 'anna');
    // What starting and hearing take is not counted.
    await anna.is(all(true), PATIENCE_MS);
    const began = performance.now();
    const first = new Listener(real, 'first');
    await anna.hears('first', PATIENCE_MS, { from: 0 });
    const usualMs = performance.now() - began;
    await first.end('quits');
    const before = { ...(await anna.usage()), at: performance.now(), datagrams: await datagramsAt(victim) };

    const flood = hostile.run(process.execPath, [FLOOD, `${SECONDS}`, `${PER_SECOND}`]);
    await anna.until('a made-up device', (line) => line.kind === 'heard' && /^Fake/.test(line.name ?? ''), PATIENCE_MS);
    new Listener(real, 'bert');
    // Its start takes longer beside those that flood and are flooded.
    await anna.hears('bert', LATER_MS + 3 * usualMs);
    const sent = Number((await flood).stdout);

    const after = await anna.usage();
    expect(sent).toBeGreaterThan(SECONDS * PER_SECOND * 0.8);
    expect((await datagramsAt(victim)) - before.datagrams).toBeGreaterThan(sent * 0.8);
    expect(after.rss - before.rss).toBeLessThan(20 * MIB);
    expect((after.cpuMs - before.cpuMs) / (performance.now() - before.at)).toBeLessThan(0.25);
  }, 120_000);

  it('costs a whole engine little more, whose list stays short', async () => {
    const space = NetSpace.open();
    const [victim, hostile, real] = [space.addHost('victim'), space.addHost('hostile'), space.addHost('real')];
    const engine = await engineOn(victim, 'Calm Pier');
    const other = await engineOn(real, 'Studio PC');
    const began = performance.now();
    await engine.until('Studio PC', () => here(engine).includes('Studio PC'));
    const usualMs = performance.now() - began;
    const before = { ...(await engine.figures()), at: performance.now() };

    const flood = hostile.run(process.execPath, [FLOOD, `${SECONDS}`, `${PER_SECOND}`]);
    await engine.until('a made-up device', () => here(engine).some((name) => name.startsWith('Fake')), PATIENCE_MS);
    await engineOn(real, 'Quiet Buoy');
    await engine.until('Quiet Buoy', () => here(engine).includes('Quiet Buoy'), LATER_MS + 3 * usualMs);
    await flood;

    const after = await engine.figures();
    const share = (after.cpuMs - before.cpuMs) / (performance.now() - before.at);
    const mib = (after.bytes - before.bytes) / MIB;
    console.log(`an engine under a flood: ${mib.toFixed(1)} MiB more, ${(100 * share).toFixed(0)} % of a core`);
    expect(mib).toBeLessThan(20);
    expect(share).toBeLessThan(0.25);
    expect(engine.nearby.length).toBeLessThanOrEqual(200);
    expect(here(engine)).toContain('Studio PC');
    await other.stop();
  }, 120_000);
});
