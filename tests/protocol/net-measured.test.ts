// What is only so while nothing else keeps the computer busy: a call whose first packet is lost, and a listener in a flood.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { means } from '../support/channel.ts';
import { call, host } from '../support/listener.ts';

const MEASURED_MS = 500;

describe('dialling and listening', () => {
  it.skipIf(process.platform !== 'linux')('don’t wait a second where the first packet is lost', async () => {
    const { listening, own } = await host();
    const door = spawn(
      process.execPath,
      [join(import.meta.dirname, '../support/full-door.ts'), String(listening.port)],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    );
    const [line] = await once(door.stdout, 'data');
    const port = Number(String(line));
    door.kill('SIGSTOP');
    const queued = [1, 2].map(() => connect({ host: '127.0.0.1', port }));
    await Promise.all(queued.map((socket) => once(socket, 'connect')));
    const begun = performance.now();
    const dialling = call([port], means(), own);
    setTimeout(() => door.kill('SIGCONT'), 100);
    const dialled = await dialling;
    const took = performance.now() - begun;
    for (const socket of queued) socket.destroy();
    door.kill('SIGKILL');
    expect(dialled.ok).toBe(true);
    expect(took).toBeGreaterThan(250);
    expect(took).toBeLessThan(950);
  });
});

describe('a listener', () => {
  it.each(['half-open', 'handshakes'])(
    'keeps a live connection quick and lets a paired device in, under 1,000 strangers (%s)',
    async (what) => {
      const friend = means();
      const { listening, own, arrived } = await host({}, [friend]);
      const live = await call([listening.port], friend, own, true);
      if (!live.ok) throw new Error('not reached');
      await expect.poll(() => arrived.length).toBe(1);
      const echo = arrived[0];
      void (async () => {
        for (let record = await echo?.receive(); record; record = await echo?.receive())
          await echo?.send(record.type, record.body);
      })().catch(() => undefined);
      /** Kilobytes there and back in a second. */
      const throughput = async (): Promise<number> => {
        const body = Buffer.alloc(32 * 1024);
        const until = performance.now() + MEASURED_MS;
        let count = 0;
        for (; performance.now() < until; count++) {
          await live.channel.send(1, body);
          await live.channel.receive();
        }
        return (count * 32 * 1000) / MEASURED_MS;
      };
      const quiet = await throughput();
      const strangers = spawn(
        process.execPath,
        [join(import.meta.dirname, '../support/strangers.ts'), String(listening.port), what, '1000'],
        { stdio: ['pipe', 'pipe', 'inherit'] },
      );
      await once(strangers.stdout, 'data');
      const flooded = await throughput();
      expect(listening.waiting).toBeLessThanOrEqual(128);
      const begun = performance.now();
      const second = await call([listening.port, listening.port, listening.port], friend, own, true);
      const took = performance.now() - begun;
      strangers.stdin.end();
      await once(strangers, 'exit');
      console.log(
        `${what}: ${quiet} kB/s alone, ${flooded} under 1,000 strangers; paired device in ${Math.round(took)} ms`,
      );
      expect(second.ok).toBe(true);
      expect(took).toBeLessThan(2000);
      // The strangers’ own process and the kernel take one core of the two, and the tests beside this one the other.
      expect(flooded).toBeGreaterThan(quiet / 10);
    },
  );
});
