import { app } from './app.ts';
import { HarnessBrowserWindow } from './browser-window.ts';
import { clipboard, HarnessClipboardItem } from './clipboard.ts';
import { dialog } from './dialog.ts';
import { guard, missing } from './guard.ts';
import { ipcMain } from './ipc-main.ts';
import { HarnessMenu, HarnessMenuItem } from './menu.ts';
import { nativeImage } from './native-image.ts';
import { nativeTheme } from './native-theme.ts';
import { net } from './net.ts';
import { HarnessNotification } from './notification.ts';
import { protocol } from './protocol.ts';
import { session } from './session.ts';
import {
  crashReporter,
  powerMonitor,
  powerSaveBlocker,
  safeStorage,
  screen,
  shell,
  systemPreferences,
} from './system.ts';
import { HarnessTray } from './tray.ts';
import { webContents } from './web-contents.ts';

const known = {
  app,
  BrowserWindow: HarnessBrowserWindow,
  clipboard,
  ClipboardItem: HarnessClipboardItem,
  crashReporter,
  dialog,
  ipcMain,
  Menu: HarnessMenu,
  MenuItem: HarnessMenuItem,
  nativeImage,
  nativeTheme,
  net,
  Notification: HarnessNotification,
  powerMonitor,
  powerSaveBlocker,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  systemPreferences,
  Tray: HarnessTray,
  webContents,
};

/** The rest of what Electron's main process exports: importable, so that the sentence comes where it is used. */
const unknown = [
  'autoUpdater',
  'BaseWindow',
  'BrowserView',
  'contentTracing',
  'desktopCapturer',
  'globalShortcut',
  'ImageView',
  'inAppPurchase',
  'MessageChannelMain',
  'netLog',
  'pushNotifications',
  'ServiceWorkerMain',
  'ShareMenu',
  'sharedTexture',
  'TouchBar',
  'utilityProcess',
  'View',
  'webFrameMain',
  'WebContentsView',
  'WebSocket',
] as const;

/** What `import … from 'electron'` gives the main process. */
export const electron: Record<string, unknown> = guard('(main)', {
  ...known,
  ...Object.fromEntries(unknown.map((name) => [name, missing(name)])),
});

export const exportedNames: readonly string[] = [...Object.keys(known), ...unknown];
