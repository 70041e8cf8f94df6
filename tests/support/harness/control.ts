import { app, appRecords } from './shim/app.ts';
import { HarnessBrowserWindow } from './shim/browser-window.ts';
import { switchesGiven } from './shim/command-line.ts';
import { type DialogKind, queueAnswer, type ShownDialog, shownDialogs } from './shim/dialog.ts';
import { shimEvent } from './shim/guard.ts';
import { applicationMenu, type HarnessMenu, type HarnessMenuItem, lastContextMenu } from './shim/menu.ts';
import { nativeTheme } from './shim/native-theme.ts';
import { notifications } from './shim/notification.ts';
import { networkRecords } from './shim/session.ts';
import { powerMonitor, systemRecords } from './shim/system.ts';
import { trays } from './shim/tray.ts';

/** A menu item as plain data. */
export interface MenuItemFacts {
  readonly id: string;
  readonly label: string;
  readonly sublabel: string;
  readonly type: string;
  readonly role: string | null;
  readonly accelerator: string | null;
  readonly isEnabled: boolean;
  readonly isVisible: boolean;
  readonly isChecked: boolean;
  readonly submenu: readonly MenuItemFacts[] | null;
}

export interface TrayFacts {
  readonly toolTip: string;
  readonly title: string;
  readonly image: string | null;
  readonly isImageEmpty: boolean;
  readonly menu: readonly MenuItemFacts[] | null;
}

export interface NotificationFacts {
  readonly title: string;
  readonly body: string;
  readonly isSilent: boolean;
  readonly isShown: boolean;
  readonly urgency: string;
  readonly actions: readonly string[];
}

const factsOf = (item: HarnessMenuItem): MenuItemFacts => ({
  id: item.id,
  label: item.label,
  sublabel: item.sublabel,
  type: item.type,
  role: item.role ?? null,
  accelerator: item.accelerator ?? null,
  isEnabled: item.enabled,
  isVisible: item.visible,
  isChecked: item.checked,
  submenu: item.submenu?.items.map(factsOf) ?? null,
});

/** Finds by id anywhere, or by the labels from the top ("Send to", "Laptop"); what a person can't click can't be clicked. */
const clickItem = (menu: HarnessMenu | null, path: readonly string[], where: string): void => {
  const [first = ''] = path;
  const byId = path.length === 1 ? (menu?.getMenuItemById(first) ?? null) : null;
  let items = menu?.items ?? [];
  let item: HarnessMenuItem | null = byId;
  if (byId === null) {
    for (const label of path) {
      item = items.find((candidate) => candidate.visible && candidate.label === label) ?? null;
      items = item?.submenu?.items ?? [];
    }
  }
  if (item === null) throw new Error(`${where} has no item "${path.join(' > ')}".`);
  if (!item.visible || !item.enabled) throw new Error(`"${path.join(' > ')}" in ${where} can't be clicked now.`);
  item.click(shimEvent(), HarnessBrowserWindow.getFocusedWindow());
};

const trayAt = (index: number) => {
  const tray = [...trays][index];
  if (tray === undefined) throw new Error(`The app has no tray icon number ${index}.`);
  return tray;
};

const notificationAt = (index: number) => {
  const notification = notifications.at(index);
  if (notification === undefined) throw new Error(`The app has shown no notification number ${index}.`);
  return notification;
};

/** What a test can read and do beyond Electron's own interface: the person's side of tray, dialogs and notifications. */
export const control = {
  trays: (): TrayFacts[] =>
    [...trays].map((tray) => ({
      toolTip: tray.toolTip,
      title: tray.getTitle(),
      image: tray.image.file,
      isImageEmpty: tray.image.isEmpty(),
      menu: tray.menu?.items.map(factsOf) ?? null,
    })),
  /** A click on the icon itself. */
  clickTray: (index = 0): void => {
    trayAt(index).emit('click', shimEvent(), trayAt(index).getBounds(), { x: 0, y: 0 });
  },
  /** Files let go on the icon, which only macOS hands to an app. */
  dropOnTray: (paths: readonly string[], index = 0): void => {
    trayAt(index).emit('drop-files', shimEvent(), [...paths]);
  },
  /** A click on an item of its menu, by id or by the labels that lead to it. */
  clickTrayItem: (path: readonly string[], index = 0): void => clickItem(trayAt(index).menu, path, 'The tray menu'),

  notifications: (): NotificationFacts[] =>
    notifications.map((notification) => ({
      title: notification.title,
      body: notification.body,
      isSilent: notification.silent,
      isShown: notification.isShown,
      urgency: notification.urgency,
      actions: notification.actions.map(({ text }) => text ?? ''),
    })),
  /** -1 is the newest. */
  clickNotification: (index = -1): void => {
    notificationAt(index).emit('click', shimEvent());
  },
  clickNotificationAction: (index: number, action: number): void => {
    notificationAt(index).emit('action', shimEvent({ actionIndex: action, selectionIndex: -1 }), action, -1);
  },
  failNotification: (index: number, reason: string): void => {
    notificationAt(index).emit('failed', shimEvent(), reason);
  },

  /** What the person will answer to the next dialog of that kind. */
  answerNextDialog: (kind: DialogKind, answer: unknown): void => queueAnswer(kind, answer),
  dialogs: (): readonly ShownDialog[] => shownDialogs,

  applicationMenu: (): MenuItemFacts[] | null => applicationMenu()?.items.map(factsOf) ?? null,
  clickApplicationMenuItem: (path: readonly string[]): void =>
    clickItem(applicationMenu(), path, 'The application menu'),
  lastContextMenu: (): MenuItemFacts[] | null => lastContextMenu()?.items.map(factsOf) ?? null,
  clickContextMenuItem: (path: readonly string[]): void => clickItem(lastContextMenu(), path, 'The context menu'),

  loginItem: (): unknown => appRecords.loginItem,
  relaunches: (): number => appRecords.relaunches.length,
  badgeCount: (): number => appRecords.badgeCount,
  protocolClients: (): readonly string[] => appRecords.protocolClients,
  switches: (): Record<string, string> => switchesGiven(),
  isSandboxEnabled: (): boolean => appRecords.isSandboxEnabled,

  openedExternals: (): readonly string[] => systemRecords.externals,
  openedPaths: (): readonly string[] => systemRecords.openedPaths,
  revealedPaths: (): readonly string[] => systemRecords.revealed,
  trashedPaths: (): readonly string[] => systemRecords.trashed,
  shortcuts: (): readonly unknown[] => systemRecords.shortcuts,
  powerSaveBlockers: (): readonly string[] => [...systemRecords.powerSaveBlockers.values()],
  crashReporterStarts: (): readonly unknown[] => systemRecords.crashReporters,
  proxies: (): readonly unknown[] => networkRecords.proxies,

  windows: () =>
    HarnessBrowserWindow.getAllWindows().map((window) => ({
      id: window.id,
      pid: window.webContents.getOSProcessId(),
      isVisible: window.isVisible(),
      isFocused: window.isFocused(),
      isMinimized: window.isMinimized(),
      title: window.getTitle(),
      bounds: window.getBounds(),
      progress: window.records.progress,
      progressMode: window.records.progressMode,
      isFlashing: window.records.isFlashing,
      devToolsRequests: window.webContents.devToolsRequests,
    })),

  /** The desktop around the app changes. */
  setSystemDark: (isDark: boolean): void => nativeTheme.setSystem(isDark),
  power: (
    event: 'suspend' | 'resume' | 'shutdown' | 'lock-screen' | 'unlock-screen' | 'on-battery' | 'on-ac',
  ): void => {
    powerMonitor.emit(event);
  },
  /** macOS's ways to hand something to a running app. */
  openFile: (path: string): void => {
    app.emit('open-file', shimEvent(), path);
  },
  openUrl: (url: string): void => {
    app.emit('open-url', shimEvent(), url);
  },
  activate: (): void => {
    app.emit(
      'activate',
      shimEvent(),
      HarnessBrowserWindow.getAllWindows().some((window) => window.isVisible()),
    );
  },
};

export type Control = typeof control;
