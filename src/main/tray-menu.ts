// What the tray's menu holds, as plain data from the state.
import type { MenuItemConstructorOptions } from 'electron';
import type { Settings } from '../contract/settings.ts';
import type { State } from '../contract/state.ts';
import type { ShownTransfer, TransferId } from '../contract/transfers.ts';
import { isOver } from '../contract/transfers.ts';
import { mayAcceptOutside } from '../policy/notifying.ts';
import type { Strings } from '../strings/index.ts';
import { deviceOf, inMenu, loadOf, stateLine } from './tray-words.ts';

export interface TrayActions {
  receiveFromNearby(): void;
  answer(id: TransferId, accept: boolean): void;
  /** Its card or row in the window. */
  see(id: TransferId): void;
  reveal(id: TransferId): void;
  sendFiles(): void;
  /** Dropped on the icon. */
  hand(paths: readonly string[]): void;
  sendText(): void;
  setVisibility(visibility: Settings['visibility']): void;
  beVisible(): void;
  /** Null: no more. */
  pause(minutes: number | null): void;
  seeWhy(): void;
  open(): void;
  quit(): void;
}

/** More would push the rest of the menu off the screen; the window has them all. */
const MOST_ASKING = 3;
const MOST_RECENT = 5;

export function trayMenu(
  state: State,
  t: Strings,
  actions: TrayActions,
  platform: NodeJS.Platform,
): MenuItemConstructorOptions[] {
  const words = (text: string): string => inMenu(text, platform);
  const line: MenuItemConstructorOptions = { type: 'separator' };
  const asking = askingItems(state, t, actions, words);
  const isPaused = isPausedNow(state);
  return [
    { id: 'state', label: words(stateLine(state, t)), enabled: false },
    line,
    ...(asking.length === 0 ? [] : [...asking, line]),
    { id: 'receive', label: t.tray.receiveFromNearby, click: () => actions.receiveFromNearby() },
    { id: 'sendFiles', label: t.shell.sendFiles, click: () => actions.sendFiles() },
    { id: 'sendText', label: t.shell.sendText, click: () => actions.sendText() },
    ...recentItem(state, t, actions, words),
    line,
    visibilityItem(state, t, actions),
    {
      id: 'pause',
      label: isPaused ? t.shell.goOn : t.shell.pause,
      click: () => actions.pause(isPaused ? null : 60),
    },
    { id: 'doctor', label: t.doctor.title, click: () => actions.seeWhy() },
    line,
    { id: 'open', label: t.tray.open, click: () => actions.open() },
    { id: 'quit', label: t.tray.quit, click: () => actions.quit() },
  ];
}

const isPausedNow = ({ self: { visibility } }: State): boolean =>
  visibility.mode === 'nobody' && visibility.until !== null;

/** The same two that a notification has, as it may be missed or may not be shown at all. */
function askingItems(
  { transfers }: State,
  t: Strings,
  actions: TrayActions,
  words: (text: string) => string,
): MenuItemConstructorOptions[] {
  const asking = Object.values(transfers)
    .filter(({ stage, direction }) => stage === 'asking' && direction === 'receive')
    .sort((one, other) => one.startedAt - other.startedAt);
  return asking.slice(0, MOST_ASKING).flatMap((transfer) => {
    const { id } = transfer;
    const [what, device] = [loadOf(transfer, t), deviceOf(transfer, t)];
    const mayAccept = mayAcceptOutside(transfer, false);
    return [
      {
        id: mayAccept ? `accept-${id}` : `see-${id}`,
        label: words(mayAccept ? t.shell.accept(what, device) : t.shell.see(what, device)),
        click: () => (mayAccept ? actions.answer(id, true) : actions.see(id)),
      },
      {
        id: `decline-${id}`,
        label: words(asking.length === 1 ? t.shell.decline : t.shell.declineOne(what, device)),
        click: () => actions.answer(id, false),
      },
    ];
  });
}

function recentItem(
  { transfers }: State,
  t: Strings,
  actions: TrayActions,
  words: (text: string) => string,
): MenuItemConstructorOptions[] {
  const over = Object.values(transfers)
    .filter((transfer) => isOver(transfer) && !transfer.isPrivate)
    .sort((one, other) => (other.endedAt ?? 0) - (one.endedAt ?? 0));
  if (over.length === 0) return [];
  const submenu = over.slice(0, MOST_RECENT).map((transfer): MenuItemConstructorOptions => {
    const { id, direction } = transfer;
    const sentence = direction === 'send' ? t.shell.recentSent : t.shell.recentReceived;
    return {
      id: `recent-${id}`,
      label: words(sentence(loadOf(transfer, t), deviceOf(transfer, t))),
      click: () => (isInFolder(transfer) ? actions.reveal(id) : actions.see(id)),
    };
  });
  return [{ id: 'recent', label: t.shell.recent, submenu }];
}

const isInFolder = ({ direction, content, stage }: ShownTransfer): boolean =>
  direction === 'receive' && content === 'files' && stage === 'done';

function visibilityItem({ self, settings }: State, t: Strings, actions: TrayActions): MenuItemConstructorOptions {
  const isForTenMinutes = self.visibility.mode === 'everyone' && self.visibility.until !== null;
  const choice = (label: string, value: Settings['visibility']): MenuItemConstructorOptions => ({
    label,
    type: 'radio',
    checked: !isForTenMinutes && settings.visibility === value,
    click: () => actions.setVisibility(value),
  });
  return {
    id: 'visibility',
    label: t.tray.visibleTo,
    submenu: [
      { label: t.tray.everyone, type: 'radio', checked: isForTenMinutes, click: () => actions.beVisible() },
      choice(t.tray.whileOpen, 'whileOpen'),
      choice(t.tray.paired, 'paired'),
      choice(t.tray.nobody, 'nobody'),
    ],
  };
}
