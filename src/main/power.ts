// Sleep, wake and lock: no sleep while something moves, on with it after the wake, and who may be shown buttons.
import { app, powerMonitor, powerSaveBlocker } from 'electron';
import type { Engine } from '../engine/index.ts';
import { isBusy } from '../policy/attention.ts';
import { isEnoughPower, readPower } from './battery.ts';
import { KeepAwake } from './keep-awake.ts';
import { ScreenLock } from './screen-lock.ts';

interface PowerPorts {
  readonly engine: Pick<Engine, 'invoke' | 'snapshot' | 'subscribe' | 'note'>;
}

export interface PowerWatch {
  isLocked(): boolean;
  onLock(listener: () => void): void;
}

export async function startPower({ engine }: PowerPorts): Promise<PowerWatch> {
  const awake = new KeepAwake({
    isBusy: () => isBusy(engine.snapshot().state),
    hasPower: async () => isEnoughPower(await readPower(process.platform, powerMonitor.isOnBatteryPower())),
    hold() {
      const blocker = powerSaveBlocker.start('prevent-app-suspension');
      return () => powerSaveBlocker.stop(blocker);
    },
  });
  engine.subscribe(() => awake.look());
  awake.look();
  powerMonitor.on('resume', () => {
    void engine.invoke('transfers.goOn').then((outcome) => {
      if (!outcome.ok) engine.note('power.not_resumed', { code: outcome.error.code });
    });
  });

  const listeners: (() => void)[] = [];
  let isLockedBySystem = false;
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  const setLocked = (isLocked: boolean) => () => {
    isLockedBySystem = isLocked;
    tell();
  };
  powerMonitor.on('lock-screen', setLocked(true));
  powerMonitor.on('unlock-screen', setLocked(false));
  const address = process.platform === 'linux' ? process.env.DBUS_SESSION_BUS_ADDRESS : undefined;
  const screen = await ScreenLock.watch(address, tell);
  app.on('will-quit', () => {
    awake.stop();
    screen.end();
  });
  return {
    isLocked: () => isLockedBySystem || screen.isLocked,
    onLock: (listener) => void listeners.push(listener),
  };
}
