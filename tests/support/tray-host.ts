import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { sessionBus } from 'dbus-native';

const WATCHER = 'org.kde.StatusNotifierWatcher';

/** A session bus of the test's own, on which a desktop says that it shows tray icons. */
export async function startTrayHost(): Promise<{ readonly address: string; stop(): void }> {
  const daemon = spawn('dbus-daemon', ['--session', '--nofork', '--print-address'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const address = String((await once(daemon.stdout, 'data'))[0]).trim();
  const bus = sessionBus({ busAddress: address });
  bus.exportInterface({ IsStatusNotifierHostRegistered: true }, '/StatusNotifierWatcher', {
    name: WATCHER,
    methods: {},
    signals: {},
    properties: { IsStatusNotifierHostRegistered: 'b' },
  });
  await bus.requestName(WATCHER, 0);
  return {
    address,
    stop() {
      bus.connection.end();
      daemon.kill();
    },
  };
}
