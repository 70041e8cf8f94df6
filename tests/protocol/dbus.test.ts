import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { sessionBus } from 'dbus-native';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasTrayHost } from '../../src/main/dbus.ts';
import { tempFolder } from '../support/temp-folder.ts';

const WATCHER = 'org.kde.StatusNotifierWatcher';
const hasDaemon = spawnSync('dbus-daemon', ['--version']).status === 0;

describe.skipIf(!hasDaemon)('whether this desktop shows tray icons (needs dbus-daemon)', () => {
  let address = '';
  let daemon: ReturnType<typeof spawn>;

  beforeAll(async () => {
    daemon = spawn('dbus-daemon', ['--session', '--nofork', '--print-address'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    if (daemon.stdout === null) throw new Error('no output');
    address = String((await once(daemon.stdout, 'data'))[0]).trim();
  });
  afterAll(() => void daemon.kill());

  it('is not, without a bus, with a dead one, and on a bus without a watcher', async () => {
    expect(await hasTrayHost(undefined)).toBe(false);
    expect(await hasTrayHost('unix:path=/nonexistent/bus')).toBe(false);
    expect(await hasTrayHost('not an address')).toBe(false);
    expect(await hasTrayHost(address)).toBe(false);
  });

  it.each([true, false])('is what the watcher says: %s', async (isRegistered) => {
    const bus = sessionBus({ busAddress: address });
    bus.exportInterface({ IsStatusNotifierHostRegistered: isRegistered }, '/StatusNotifierWatcher', {
      name: WATCHER,
      methods: {},
      signals: {},
      properties: { IsStatusNotifierHostRegistered: 'b' },
    });
    await bus.requestName(WATCHER, 0);
    expect(await hasTrayHost(address)).toBe(isRegistered);
    bus.connection.end();
  });

  it('is not, in time, where the bus takes the connection and never speaks', async () => {
    const path = join(await tempFolder(), 'bus');
    const silent = createServer(() => undefined).listen(path);
    await once(silent, 'listening');
    const before = Date.now();
    expect(await hasTrayHost(`unix:path=${path}`)).toBe(false);
    expect(Date.now() - before).toBeLessThan(4000);
    silent.close();
  });
});
