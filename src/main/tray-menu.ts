// What the tray's menu holds, as plain data from the state. Entries whose function doesn't exist yet are absent.
import type { MenuItemConstructorOptions } from 'electron';
import type { Settings } from '../contract/settings.ts';
import type { State } from '../contract/state.ts';
import type { Strings } from '../strings/index.ts';

export interface TrayActions {
  receiveFromNearby(): void;
  setVisibility(visibility: Settings['visibility']): void;
  beVisible(): void;
  seeWhy(): void;
  open(): void;
  quit(): void;
}

export function trayMenu(state: State, t: Strings, actions: TrayActions): MenuItemConstructorOptions[] {
  const { visibility } = state.self;
  const isForTenMinutes = visibility.mode === 'everyone' && visibility.until !== null;
  const choice = (label: string, value: Settings['visibility']): MenuItemConstructorOptions => ({
    label,
    type: 'radio',
    checked: !isForTenMinutes && state.settings.visibility === value,
    click: () => actions.setVisibility(value),
  });
  return [
    { id: 'state', label: stateLine(state, t), enabled: false },
    { type: 'separator' },
    { id: 'receive', label: t.tray.receiveFromNearby, click: () => actions.receiveFromNearby() },
    {
      id: 'visibility',
      label: t.tray.visibleTo,
      submenu: [
        { label: t.tray.everyone, type: 'radio', checked: isForTenMinutes, click: () => actions.beVisible() },
        choice(t.tray.whileOpen, 'whileOpen'),
        choice(t.tray.paired, 'paired'),
        choice(t.tray.nobody, 'nobody'),
      ],
    },
    { id: 'doctor', label: t.doctor.title, click: () => actions.seeWhy() },
    { type: 'separator' },
    { id: 'open', label: t.tray.open, click: () => actions.open() },
    { id: 'quit', label: t.tray.quit, click: () => actions.quit() },
  ];
}

export function stateLine({ self, notices }: State, t: Strings): string {
  const count = Object.keys(notices).length;
  if (count > 0) return t.tray.needsYou(count);
  if (self.network === 'none') return t.tray.noNetwork;
  if (self.visibility.mode === 'everyone') return t.tray.ready;
  return self.visibility.mode === 'paired' ? t.tray.onlyPaired : t.tray.hidden;
}
