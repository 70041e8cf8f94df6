import type { Menu, MenuItem, MenuItemConstructorOptions } from 'electron';
import { guardedEmitter } from './guard.ts';

type Template = MenuItemConstructorOptions | HarnessMenuItem;

/** What a role is called when its item names nothing; only those a menu of ours may hold. */
const roleLabels: Record<string, string> = {
  about: 'About',
  appmenu: 'App',
  close: 'Close',
  copy: 'Copy',
  cut: 'Cut',
  delete: 'Delete',
  editmenu: 'Edit',
  filemenu: 'File',
  forcereload: 'Force Reload',
  front: 'Bring All to Front',
  help: 'Help',
  hide: 'Hide',
  hideothers: 'Hide Others',
  minimize: 'Minimize',
  paste: 'Paste',
  pasteandmatchstyle: 'Paste and Match Style',
  quit: 'Quit',
  redo: 'Redo',
  reload: 'Reload',
  resetzoom: 'Actual Size',
  selectall: 'Select All',
  services: 'Services',
  startspeaking: 'Start Speaking',
  stopspeaking: 'Stop Speaking',
  toggledevtools: 'Toggle Developer Tools',
  togglefullscreen: 'Toggle Full Screen',
  undo: 'Undo',
  unhide: 'Show All',
  viewmenu: 'View',
  window: 'Window',
  windowmenu: 'Window',
  zoom: 'Zoom',
  zoomin: 'Zoom In',
  zoomout: 'Zoom Out',
};

let lastCommand = 0;

export class HarnessMenuItem
  extends guardedEmitter('MenuItem')
  implements Pick<MenuItem, 'id' | 'label' | 'sublabel' | 'toolTip' | 'enabled' | 'visible' | 'checked' | 'commandId'>
{
  readonly id: string;
  readonly commandId: number;
  readonly type: NonNullable<MenuItemConstructorOptions['type']>;
  readonly role: string | undefined;
  readonly accelerator: string | undefined;
  readonly userAccelerator = null;
  readonly submenu: HarnessMenu | undefined;
  readonly registerAccelerator: boolean;
  readonly acceleratorWorksWhenHidden: boolean;
  readonly icon: unknown;
  label: string;
  sublabel: string;
  toolTip: string;
  enabled: boolean;
  visible: boolean;
  checked: boolean;
  menu: HarnessMenu | undefined;
  readonly click: (event?: unknown, window?: unknown, contents?: unknown) => void;

  constructor(options: MenuItemConstructorOptions) {
    super();
    lastCommand += 1;
    this.commandId = lastCommand;
    this.id = options.id ?? '';
    this.role = options.role?.toLowerCase();
    if (
      this.role !== undefined &&
      roleLabels[this.role] === undefined &&
      !/^(recentdocuments|clearrecentdocuments|sharemenu|palette|tabs|.*tab)$/.test(this.role)
    ) {
      throw new Error(`The harness doesn't know the menu role ${this.role}.`);
    }
    const { submenu } = options;
    this.submenu =
      submenu === undefined || submenu === null
        ? undefined
        : Array.isArray(submenu)
          ? HarnessMenu.buildFromTemplate(submenu)
          : (submenu as unknown as HarnessMenu);
    this.type = options.type ?? (this.submenu === undefined ? 'normal' : 'submenu');
    if (this.type === 'submenu' && this.submenu === undefined) throw new Error('Invalid submenu');
    this.label = options.label ?? roleLabels[this.role ?? ''] ?? '';
    this.sublabel = options.sublabel ?? '';
    this.toolTip = options.toolTip ?? '';
    this.accelerator = options.accelerator;
    this.enabled = options.enabled ?? true;
    this.visible = options.visible ?? true;
    this.checked = options.checked ?? false;
    this.icon = options.icon;
    this.registerAccelerator = options.registerAccelerator ?? true;
    this.acceleratorWorksWhenHidden = options.acceleratorWorksWhenHidden ?? true;
    this.click = (event, window, contents) => {
      if (this.type === 'checkbox') this.checked = !this.checked;
      if (this.type === 'radio') this.menu?.choose(this);
      options.click?.(this as unknown as MenuItem, window as never, (contents ?? event) as never);
    };
  }
}

export class HarnessMenu extends guardedEmitter('Menu') implements Pick<Menu, 'popup' | 'closePopup'> {
  readonly items: HarnessMenuItem[] = [];
  /** How often it was shown as a context menu. */
  popups = 0;

  static buildFromTemplate(template: readonly Template[]): HarnessMenu {
    if (!Array.isArray(template)) throw new TypeError('Invalid template for Menu: Menu template must be an array');
    const menu = new HarnessMenu();
    for (const entry of template) {
      if (typeof entry !== 'object' || entry === null) throw new TypeError('Invalid template for MenuItem');
      if (
        !(entry instanceof HarnessMenuItem) &&
        !('label' in entry) &&
        !('role' in entry) &&
        entry.type !== 'separator'
      ) {
        throw new TypeError('Invalid template for MenuItem: must have at least one of label, role or type');
      }
      menu.append(entry instanceof HarnessMenuItem ? entry : new HarnessMenuItem(entry));
    }
    return menu;
  }

  static setApplicationMenu(menu: HarnessMenu | null): void {
    current = menu;
  }

  static getApplicationMenu(): HarnessMenu | null {
    return current;
  }

  append(item: HarnessMenuItem): void {
    this.insert(this.items.length, item);
  }

  insert(position: number, item: HarnessMenuItem): void {
    item.menu = this;
    this.items.splice(position, 0, item);
  }

  getMenuItemById(id: string): HarnessMenuItem | null {
    for (const item of this.items) {
      if (item.id === id) return item;
      const inner = item.submenu?.getMenuItemById(id);
      if (inner != null) return inner;
    }
    return null;
  }

  popup(_options?: unknown): void {
    this.popups += 1;
    lastPopup = this;
    this.emit('menu-will-show');
  }

  closePopup(): void {
    this.emit('menu-will-close');
  }

  /** Radio items that stand together: one of them is checked. */
  choose(item: HarnessMenuItem): void {
    const at = this.items.indexOf(item);
    let first = at;
    let last = at;
    while (this.items[first - 1]?.type === 'radio') first -= 1;
    while (this.items[last + 1]?.type === 'radio') last += 1;
    for (const sibling of this.items.slice(first, last + 1)) sibling.checked = sibling === item;
  }
}

let current: HarnessMenu | null = null;
let lastPopup: HarnessMenu | null = null;

export const applicationMenu = (): HarnessMenu | null => current;
export const lastContextMenu = (): HarnessMenu | null => lastPopup;
