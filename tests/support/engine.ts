import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { Engine, Ports } from '../../src/engine/index.ts';
import { createEngine } from '../../src/engine/index.ts';
import { FakeClock } from './fake-clock.ts';
import { tempFolder } from './temp-folder.ts';

const running: Engine[] = [];
afterEach(async () => {
  for (const engine of running.splice(0)) await engine.stop();
});

const WIFI = {
  address: '192.0.2.7',
  netmask: '255.255.255.0',
  family: 'IPv4',
  mac: '',
  internal: false,
  cidr: null,
} as const;

export interface TestPorts extends Ports {
  readonly clock: FakeClock;
  readonly logged: string[];
}

/** Ports with a fake clock, a fixed lot and one network; on a new folder unless one is given. */
export async function testPorts(changed: Partial<Ports> = {}): Promise<TestPorts> {
  const logged: string[] = [];
  return {
    dataDir: join(await tempFolder(), 'ferry'),
    version: '0.0.0-test',
    random: (byteCount) => new Uint8Array(byteCount),
    interfaces: () => ({ wlan0: [WIFI] }),
    downloads: () => '/nowhere',
    log: (level, event) => logged.push(`${level} ${event}`),
    ...changed,
    clock: new FakeClock(),
    logged,
  };
}

/** A running engine that is stopped when the test ends. */
export async function startEngine(ports: Ports): Promise<Engine> {
  const outcome = await createEngine(ports);
  if (!outcome.ok) throw new Error(`engine not started: ${JSON.stringify(outcome.error)}`);
  running.push(outcome.value);
  return outcome.value;
}
