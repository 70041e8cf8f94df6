import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { sessionBus } from 'dbus-native';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hasTrayHost } from '../../src/main/dbus.ts';
import { ScreenLock } from '../../src/main/screen-lock.ts';
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
    expect(Date.now() - before).toBeLessThan(10_000);
    silent.close();
  });
});

describe.skipIf(!hasDaemon)('whether the screen is locked (needs dbus-daemon)', () => {
  const SAVER = 'org.gnome.ScreenSaver';
  const PATH = '/org/gnome/ScreenSaver';
  let address = '';
  let daemon: ReturnType<typeof spawn>;
  const open: { end(): void }[] = [];

  beforeAll(async () => {
    daemon = spawn('dbus-daemon', ['--session', '--nofork', '--print-address'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    if (daemon.stdout === null) throw new Error('no output');
    address = String((await once(daemon.stdout, 'data'))[0]).trim();
  });
  afterEach(() => {
    for (const one of open.splice(0)) one.end();
  });
  afterAll(() => void daemon.kill());

  const watch = async () => {
    const lock = await ScreenLock.watch(address, () => undefined);
    open.push(lock);
    return lock;
  };
  const openSaver = async (isActive: boolean) => {
    const bus = sessionBus({ busAddress: address });
    bus.exportInterface({ GetActive: () => isActive }, PATH, {
      name: SAVER,
      methods: { GetActive: ['', 'b', [], ['active']] },
      signals: { ActiveChanged: ['b', 'active'] },
      properties: {},
    });
    await bus.requestName(SAVER, 0);
    const saver = {
      say: (isNow: boolean) => bus.sendSignal(PATH, SAVER, 'ActiveChanged', 'b', [isNow]),
      end: () => void bus.connection.end(),
    };
    open.push(saver);
    return saver;
  };

  it('is not, where nothing says so', async () => {
    expect((await watch()).isLocked).toBe(false);
    expect((await ScreenLock.watch(undefined, () => undefined)).isLocked).toBe(false);
  });

  it('is what the screen saver says, from the start on, until that is gone', async () => {
    const saver = await openSaver(true);
    const lock = await watch();
    expect(lock.isLocked).toBe(true);
    saver.say(false);
    await expect.poll(() => lock.isLocked).toBe(false);
    saver.say(true);
    await expect.poll(() => lock.isLocked).toBe(true);
    saver.end();
    await expect.poll(() => lock.isLocked).toBe(false);
  });

  it('is not what another program says of it', async () => {
    const saver = await openSaver(true);
    let changes = 0;
    const lock = await ScreenLock.watch(address, () => {
      changes += 1;
    });
    open.push(lock);
    const other = sessionBus({ busAddress: address });
    open.push({ end: () => void other.connection.end() });
    for (const name of await other.listNames())
      if (name.startsWith(':'))
        other.connection.message({
          type: 4,
          serial: other.serial++,
          destination: name,
          path: PATH,
          interface: SAVER,
          member: 'ActiveChanged',
          signature: 'b',
          body: [false],
        });
    await other.getId();
    // What the saver says comes behind that.
    saver.say(true);
    saver.say(false);
    await expect.poll(() => lock.isLocked).toBe(false);
    expect(changes).toBe(2);
  });
});
