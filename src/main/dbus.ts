// The desktop's session bus on Linux. The only importer of the D-Bus library.

const WATCHER = 'org.kde.StatusNotifierWatcher';
const DEADLINE_MS = 1500;

/** Whether something on this desktop shows tray icons: without it a closed window would be gone for good. */
export async function hasTrayHost(address: string | undefined): Promise<boolean> {
  if (address === undefined || address === '') return false;
  try {
    return await askWatcher(address);
  } catch {
    // No watcher on the bus, no bus, or an address that is none: no tray.
    return false;
  }
}

async function askWatcher(address: string): Promise<boolean> {
  const { sessionBus, variantValue } = await import('dbus-native');
  const bus = sessionBus({ busAddress: address });
  try {
    // A bus that goes away is an answer like any other; without a listener it would end the app.
    const failed = new Promise<never>((_resolve, reject) => bus.connection.on('error', reject));
    const late = new Promise<boolean>((resolve) => setTimeout(resolve, DEADLINE_MS, false).unref());
    const asked = bus.invoke<unknown>({
      destination: WATCHER,
      path: '/StatusNotifierWatcher',
      interface: 'org.freedesktop.DBus.Properties',
      member: 'Get',
      signature: 'ss',
      body: [WATCHER, 'IsStatusNotifierHostRegistered'],
    });
    return await Promise.race([asked.then((value) => variantValue(value) === true), failed, late]);
  } finally {
    bus.connection.end();
  }
}
