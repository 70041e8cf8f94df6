import { dirname } from 'node:path';
import type {
  CrashReporter,
  Display,
  PowerMonitor,
  PowerSaveBlocker,
  Rectangle,
  SafeStorage,
  Screen,
  Shell,
  ShortcutDetails,
  SystemPreferences,
} from 'electron';
import { runtime } from '../runtime.ts';
import { guard, guardedEmitter } from './guard.ts';
import { openNative } from './native-opener.ts';

/** What the app handed to the system. Only in a window on the desktop is what it opens or shows carried out. */
export const systemRecords = {
  externals: [] as string[],
  openedPaths: [] as string[],
  revealed: [] as string[],
  trashed: [] as string[],
  shortcuts: [] as { path: string; details: ShortcutDetails }[],
  beeps: 0,
  crashReporters: [] as unknown[],
  powerSaveBlockers: new Map<number, string>(),
};

export const shell = guard('shell', {
  openExternal: async (url: string): Promise<void> => {
    new URL(url);
    systemRecords.externals.push(url);
    const reason = runtime.isHeaded ? await openNative(url) : '';
    if (reason !== '') throw new Error(reason);
  },
  openPath: async (path: string): Promise<string> => {
    systemRecords.openedPaths.push(path);
    return runtime.isHeaded ? openNative(path) : '';
  },
  showItemInFolder: (path: string): void => {
    systemRecords.revealed.push(path);
    // No opener knows how to point at a file, so its folder has to do.
    if (runtime.isHeaded) void openNative(dirname(path));
  },
  trashItem: async (path: string): Promise<void> => {
    systemRecords.trashed.push(path);
  },
  beep: (): void => {
    systemRecords.beeps += 1;
  },
  writeShortcutLink: (path: string, second: string | ShortcutDetails, third?: ShortcutDetails): boolean => {
    systemRecords.shortcuts.push({ path, details: third ?? (second as ShortcutDetails) });
    return true;
  },
} satisfies Pick<Shell, 'openExternal' | 'openPath' | 'showItemInFolder' | 'trashItem' | 'beep' | 'writeShortcutLink'>);

class HarnessPowerMonitor
  extends guardedEmitter('powerMonitor')
  implements Pick<PowerMonitor, 'getSystemIdleState' | 'getSystemIdleTime' | 'isOnBatteryPower' | 'onBatteryPower'>
{
  onBatteryPower = false;
  getSystemIdleState(): 'active' {
    return 'active';
  }
  getSystemIdleTime(): number {
    return 0;
  }
  getCurrentThermalState(): 'nominal' {
    return 'nominal';
  }
  isOnBatteryPower(): boolean {
    return this.onBatteryPower;
  }
}

export const powerMonitor = new HarnessPowerMonitor();

let lastBlocker = 0;

export const powerSaveBlocker = guard('powerSaveBlocker', {
  start: (type: string): number => {
    lastBlocker += 1;
    systemRecords.powerSaveBlockers.set(lastBlocker, type);
    return lastBlocker;
  },
  stop: (id: number): boolean => systemRecords.powerSaveBlockers.delete(id),
  isStarted: (id: number): boolean => systemRecords.powerSaveBlockers.has(id),
} satisfies PowerSaveBlocker);

const area = { x: 0, y: 0, width: 1920, height: 1080 };
const display = {
  id: 1,
  label: 'Harness',
  bounds: area,
  workArea: area,
  size: { width: area.width, height: area.height },
  workAreaSize: { width: area.width, height: area.height },
  scaleFactor: 1,
  rotation: 0,
  internal: false,
  touchSupport: 'unknown',
  accelerometerSupport: 'unknown',
  monochrome: false,
  colorDepth: 24,
  colorSpace: 'srgb',
  depthPerComponent: 8,
  detected: true,
  displayFrequency: 60,
  maximumCursorSize: { width: 0, height: 0 },
  nativeOrigin: { x: 0, y: 0 },
} satisfies Partial<Display> as unknown as Display;

class HarnessScreen
  extends guardedEmitter('screen')
  implements
    Pick<
      Screen,
      'getPrimaryDisplay' | 'getAllDisplays' | 'getDisplayMatching' | 'getDisplayNearestPoint' | 'getCursorScreenPoint'
    >
{
  getPrimaryDisplay(): Display {
    return this.afterReady(display);
  }
  getAllDisplays(): Display[] {
    return this.afterReady([display]);
  }
  getDisplayMatching(_area: Rectangle): Display {
    return this.afterReady(display);
  }
  getDisplayNearestPoint(): Display {
    return this.afterReady(display);
  }
  getCursorScreenPoint(): { x: number; y: number } {
    return this.afterReady({ x: 0, y: 0 });
  }
  private afterReady<T>(value: T): T {
    if (!runtime.isReady) throw new Error("The 'screen' module can't be used before the app 'ready' event");
    return value;
  }
}

export const screen = new HarnessScreen();

class HarnessSystemPreferences
  extends guardedEmitter('systemPreferences')
  implements Pick<SystemPreferences, 'getAccentColor' | 'getAnimationSettings'>
{
  getAccentColor(): string {
    return '3584e4ff';
  }
  getAnimationSettings() {
    return { prefersReducedMotion: false, scrollAnimationsEnabledBySystem: true, shouldRenderRichAnimation: true };
  }
}

export const systemPreferences = new HarnessSystemPreferences();

const noEncryption = (): never => {
  throw new Error('Encryption is not available.');
};

/** Says what a Linux without a key store says, so that the app has to tell the person. */
export const safeStorage = guard('safeStorage', {
  isEncryptionAvailable: (): boolean => {
    if (!runtime.isReady) throw new Error('safeStorage cannot be used before app is ready');
    return false;
  },
  isAsyncEncryptionAvailable: async (): Promise<boolean> => false,
  getSelectedStorageBackend: () => (runtime.isReady ? ('basic_text' as const) : ('unknown' as const)),
  setUsePlainTextEncryption: (_usesPlainText: boolean): void => {},
  encryptString: (_text: string): Buffer => noEncryption(),
  decryptString: (_encrypted: Buffer): string => noEncryption(),
  encryptStringAsync: async (_text: string): Promise<Buffer> => noEncryption(),
  decryptStringAsync: async (_encrypted: Buffer): Promise<never> => noEncryption(),
} satisfies SafeStorage);

export const crashReporter = guard('crashReporter', {
  start: (options: unknown): void => {
    systemRecords.crashReporters.push(options);
  },
  getUploadToServer: (): boolean => false,
  setUploadToServer: (_isOn: boolean): void => {},
  addExtraParameter: (_key: string, _value: string): void => {},
  removeExtraParameter: (_key: string): void => {},
  getParameters: (): Record<string, string> => ({}),
} satisfies Partial<CrashReporter>);
