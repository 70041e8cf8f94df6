// Desktop notifications: which way this system shows them, and when to look again.
import { app, BrowserWindow } from 'electron';
import type { Engine } from '../engine/index.ts';
import { BusNotifications } from './notifications-bus.ts';
import { ElectronNotifications } from './notifications-electron.ts';
import type { NotifierPorts } from './notifier.ts';
import { Notifier } from './notifier.ts';
import type { PowerWatch } from './power.ts';

interface NotificationsPorts extends Pick<NotifierPorts, 'see' | 'seeHome' | 'strings'> {
  readonly engine: Pick<Engine, 'invoke' | 'snapshot' | 'subscribe' | 'note'>;
  readonly lock: PowerWatch;
  readonly icon: string;
}

export async function startNotifications(ports: NotificationsPorts): Promise<void> {
  const { engine, see, seeHome, strings, lock, icon } = ports;
  const notifier = new Notifier({
    engine,
    see,
    seeHome,
    strings,
    facts: () => ({ ...windowFacts(), isLocked: lock.isLocked() }),
    now: Date.now,
    signal,
  });
  let isSaid = false;
  const onSilent = (reason: string): void => {
    if (!isSaid) engine.note('notifications.silent', { reason: reason.slice(0, 200) });
    isSaid = true;
  };
  // Windows shows none of a program that hasn't said which of its shortcuts it is.
  if (process.platform === 'win32') app.setAppUserModelId('app.ferry.Ferry');
  const address = process.env.DBUS_SESSION_BUS_ADDRESS;
  const onBus =
    process.platform === 'linux' ? await BusNotifications.open({ address, icon, listener: notifier, onSilent }) : null;
  notifier.start(onBus ?? new ElectronNotifications(notifier, onSilent));

  const look = (): void => notifier.look();
  engine.subscribe(look);
  lock.onLock(look);
  app.on('browser-window-focus', (_event, shown) => {
    shown.flashFrame(false);
    look();
  });
  app.on('browser-window-blur', look);
  app.on('will-quit', () => notifier.stop());
}

function windowFacts(): { readonly isWindowFocused: boolean; readonly isWindowVisible: boolean } {
  const windows = BrowserWindow.getAllWindows();
  return {
    isWindowFocused: windows.some((window) => window.isFocused()),
    isWindowVisible: windows.some((window) => window.isVisible() && !window.isMinimized()),
  };
}

/** The window stays where it is: nothing takes the keyboard from what the person does. */
function signal(): void {
  const windows = BrowserWindow.getAllWindows();
  if (windows.some((window) => window.isFocused())) return;
  if (process.platform === 'darwin') app.dock?.bounce('informational');
  else for (const window of windows) window.flashFrame(true);
}
