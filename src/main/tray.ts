// The tray icon: one image and one menu, both made anew from the state whenever it changes.
import { join } from 'node:path';
import { Menu, nativeTheme, Tray } from 'electron';
import type { State } from '../contract/state.ts';
import type { Attention } from '../policy/attention.ts';
import { attentionOf } from '../policy/attention.ts';
import type { Strings } from '../strings/index.ts';
import { isPanelDark } from './panel.ts';
import type { TrayActions } from './tray-menu.ts';
import { stateLine, trayMenu } from './tray-menu.ts';

export class AppTray {
  readonly #tray: Tray;
  readonly #folder: string;
  readonly #actions: TrayActions;
  /** As it was before the window's own appearance covered it: then Electron repeats that one. */
  #isDesktopDark = nativeTheme.shouldUseDarkColors;
  #shown = '';

  constructor(folder: string, state: State, t: Strings, actions: TrayActions) {
    this.#folder = folder;
    this.#actions = actions;
    this.#tray = new Tray(this.#imagePath(attentionOf(state)));
    // Windows and some Linux desktops open by a click; macOS shows the menu by itself.
    this.#tray.on('click', () => actions.open());
    this.update(state, t);
  }

  /** Desktops redraw the whole menu each time, so nothing is set that is there already. */
  update(state: State, t: Strings): void {
    if (nativeTheme.themeSource === 'system') this.#isDesktopDark = nativeTheme.shouldUseDarkColors;
    const image = this.#imagePath(attentionOf(state));
    const shown = JSON.stringify([state.self, state.settings, state.notices, t.locale, image]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#tray.setImage(image);
    this.#tray.setToolTip(`Ferry: ${stateLine(state, t)}`);
    this.#tray.setContextMenu(Menu.buildFromTemplate(trayMenu(state, t, this.#actions)));
  }

  destroy(): void {
    this.#tray.destroy();
  }

  /** macOS tints a template itself; elsewhere the image must stand out from the panel, dark on light or light on dark. */
  #imagePath(attention: Attention): string {
    const { platform, env } = process;
    if (platform === 'darwin') return join(this.#folder, `tray-${attention}Template.png`);
    // Electron changes the name of the desktop for Chromium's sake, and keeps the true one.
    const desktop = env.ORIGINAL_XDG_CURRENT_DESKTOP ?? env.XDG_CURRENT_DESKTOP;
    const isDark = isPanelDark(platform, desktop, {
      taskbar: nativeTheme.shouldUseDarkColorsForSystemIntegratedUI,
      desktop: this.#isDesktopDark,
    });
    const kind = platform === 'win32' ? 'ico' : 'png';
    return join(this.#folder, `tray-${attention}-${isDark ? 'dark' : 'light'}.${kind}`);
  }
}
