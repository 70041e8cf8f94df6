// The icon in the tray, or in macOS's menu bar.
import { join } from 'node:path';
import { Menu, nativeTheme, Tray } from 'electron';
import type { State } from '../contract/state.ts';
import type { Attention } from '../policy/attention.ts';
import { attentionOf } from '../policy/attention.ts';
import type { Strings } from '../strings/index.ts';
import { isPanelDark } from './panel.ts';
import type { TrayActions } from './tray-menu.ts';
import { trayMenu } from './tray-menu.ts';
import { stateLine } from './tray-words.ts';

/** Percentages move faster than anybody reads a menu. */
const AT_MOST_EVERY_MS = 1000;

export class AppTray {
  readonly #tray: Tray;
  readonly #folder: string;
  readonly #actions: TrayActions;
  /** As it was before the window's own appearance covered it: then Electron repeats that one. */
  #isDesktopDark = nativeTheme.shouldUseDarkColors;
  #shown = { image: '', toolTip: '', menu: '' };
  #next: (() => void) | null = null;
  #rest: NodeJS.Timeout | null = null;
  #isMenuOpen = false;

  constructor(folder: string, state: State, t: Strings, actions: TrayActions) {
    this.#folder = folder;
    this.#actions = actions;
    this.#tray = new Tray(this.#imagePath(attentionOf(state)));
    // Windows and some Linux desktops open by a click; macOS shows the menu by itself.
    this.#tray.on('click', () => actions.open());
    // Only macOS takes files there.
    this.#tray.on('drop-files', (_event, paths) => actions.hand(paths));
    this.update(state, t);
  }

  update(state: State, t: Strings): void {
    if (nativeTheme.themeSource === 'system') this.#isDesktopDark = nativeTheme.shouldUseDarkColors;
    this.#next = () => this.#show(state, t);
    if (this.#rest === null) this.#showNext();
  }

  destroy(): void {
    if (this.#rest !== null) clearTimeout(this.#rest);
    this.#tray.destroy();
  }

  /** The newest state at once, and what comes after it together when the time is over. */
  #showNext(): void {
    this.#rest = null;
    // On macOS and Windows an open menu closes when another one is set; Linux says nothing of opening, and goes on.
    if (this.#next === null || this.#isMenuOpen) return;
    this.#next();
    this.#next = null;
    this.#rest = setTimeout(() => this.#showNext(), AT_MOST_EVERY_MS).unref();
  }

  /** Desktops redraw the whole menu each time, so nothing is set that is there already. */
  #show(state: State, t: Strings): void {
    const template = trayMenu(state, t, this.#actions, process.platform);
    const shown = {
      image: this.#imagePath(attentionOf(state)),
      toolTip: `Ferry: ${stateLine(state, t)}`,
      // What they do depends on what they are called.
      menu: JSON.stringify(template),
    };
    const before = this.#shown;
    this.#shown = shown;
    if (shown.image !== before.image) this.#tray.setImage(shown.image);
    if (shown.toolTip !== before.toolTip) this.#tray.setToolTip(shown.toolTip);
    if (shown.menu === before.menu) return;
    const menu = Menu.buildFromTemplate(template);
    menu.on('menu-will-show', () => {
      this.#isMenuOpen = true;
    });
    menu.on('menu-will-close', () => {
      this.#isMenuOpen = false;
      if (this.#rest === null) this.#showNext();
    });
    this.#tray.setContextMenu(menu);
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
