// The application menu: the usual roles and shortcuts, in our words.
import type { MenuItemConstructorOptions } from 'electron';
import type { ScreenName } from '../contract/window.ts';
import type { Strings } from '../strings/index.ts';

export interface MenuActions {
  show(screen: ScreenName): void;
  send(what: 'files' | 'folder'): void;
  help(page: 'guide' | 'security'): void;
  quit(): void;
}

export function appMenu(t: Strings, platform: NodeJS.Platform, actions: MenuActions): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin';
  const m = t.menu;
  const settings: MenuItemConstructorOptions = {
    id: 'settings',
    label: m.settings,
    accelerator: 'CmdOrCtrl+,',
    click: () => actions.show('settings'),
  };
  const quit: MenuItemConstructorOptions = {
    id: 'quit',
    label: m.quit,
    accelerator: 'CmdOrCtrl+Q',
    click: () => actions.quit(),
  };
  const close: MenuItemConstructorOptions = { role: 'close', label: m.close };
  const line: MenuItemConstructorOptions = { type: 'separator' };
  const sending: MenuItemConstructorOptions[] = [
    { id: 'sendFiles', label: t.shell.sendFiles, accelerator: 'CmdOrCtrl+O', click: () => actions.send('files') },
    { id: 'sendFolder', label: t.shell.sendFolder, click: () => actions.send('folder') },
    { id: 'sendText', label: t.shell.sendText, click: () => actions.show('sendText') },
    line,
    { id: 'history', label: t.shell.history, click: () => actions.show('history') },
    line,
  ];
  const ofTheApp: MenuItemConstructorOptions = {
    label: t.common.appName,
    submenu: [
      { role: 'about', label: m.about },
      line,
      settings,
      line,
      { role: 'services', label: m.services },
      line,
      { role: 'hide', label: m.hide },
      { role: 'hideOthers', label: m.hideOthers },
      { role: 'unhide', label: m.showAll },
      line,
      quit,
    ],
  };
  return [
    ...(isMac ? [ofTheApp] : []),
    { label: m.file, submenu: [...sending, ...(isMac ? [close] : [settings, line, close, quit])] },
    {
      label: m.edit,
      submenu: [
        { role: 'undo', label: m.undo },
        { role: 'redo', label: m.redo },
        line,
        { role: 'cut', label: m.cut },
        { role: 'copy', label: m.copy },
        { role: 'paste', label: m.paste },
        { role: 'selectAll', label: m.selectAll },
      ],
    },
    {
      label: m.view,
      submenu: [
        { id: 'home', label: m.home, accelerator: 'CmdOrCtrl+1', click: () => actions.show('home') },
        line,
        { role: 'resetZoom', label: m.zoomReset },
        { role: 'zoomIn', label: m.zoomIn },
        { role: 'zoomOut', label: m.zoomOut },
        line,
        { role: 'togglefullscreen', label: m.fullScreen },
      ],
    },
    {
      role: 'windowMenu',
      label: m.window,
      submenu: [{ role: 'minimize', label: m.minimize }, ...(isMac ? [] : [close])],
    },
    {
      role: 'help',
      label: m.help,
      submenu: [
        { id: 'doctor', label: t.doctor.title, click: () => actions.show('doctor') },
        { id: 'guide', label: m.guide, click: () => actions.help('guide') },
        { id: 'security', label: m.security, click: () => actions.help('security') },
      ],
    },
  ];
}
