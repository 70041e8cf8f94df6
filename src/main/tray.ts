// The tray icon: one image and one menu, both made anew from the state whenever it changes.
import { join } from 'node:path';
import { Menu, nativeTheme, Tray } from 'electron';
import type { State } from '../contract/state.ts';
import type { Attention } from '../policy/attention.ts';
import { attentionOf } from '../policy/attention.ts';
import type { Strings } from '../strings/index.ts';
import type { TrayActions } from './tray-menu.ts';
import { stateLine, trayMenu } from './tray-menu.ts';

export class AppTray {
  readonly #tray: Tray;
  readonly #folder: string;
  readonly #actions: TrayActions;
  #shown = '';

  constructor(folder: string, state: State, t: Strings, actions: TrayActions) {
    this.#folder = folder;
    this.#actions = actions;
    this.#tray = new Tray(imagePath(folder, attentionOf(state)));
    // Windows and some Linux desktops open by a click; macOS shows the menu by itself.
    this.#tray.on('click', () => actions.open());
    this.update(state, t);
  }

  /** Desktops redraw the whole menu each time, so nothing is set that is there already. */
  update(state: State, t: Strings): void {
    const shown = JSON.stringify([
      state.self,
      state.settings,
      state.notices,
      t.locale,
      nativeTheme.shouldUseDarkColors,
    ]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#tray.setImage(imagePath(this.#folder, attentionOf(state)));
    this.#tray.setToolTip(`Ferry: ${stateLine(state, t)}`);
    this.#tray.setContextMenu(Menu.buildFromTemplate(trayMenu(state, t, this.#actions)));
  }

  destroy(): void {
    this.#tray.destroy();
  }
}

/** macOS tints a template itself; elsewhere the image must stand out from the panel, dark on light or light on dark. */
function imagePath(folder: string, attention: Attention): string {
  if (process.platform === 'darwin') return join(folder, `tray-${attention}Template.png`);
  const panel = nativeTheme.shouldUseDarkColors ? 'dark' : 'light';
  return join(folder, `tray-${attention}-${panel}.${process.platform === 'win32' ? 'ico' : 'png'}`);
}
