// What the tray icon lies on.

/** Which parts of the system are dark, as far as Electron can say. */
export interface Darkness {
  /** Said on Windows only. */
  readonly taskbar: boolean;
  /** What windows look like by default. */
  readonly desktop: boolean;
}

/** Windows says it of its taskbar; GNOME's bar is dark in both of its styles; other panels look like the windows. */
export function isPanelDark(platform: NodeJS.Platform, desktop: string | undefined, isDark: Darkness): boolean {
  if (platform === 'win32') return isDark.taskbar;
  return isDark.desktop || isPlainGnome(desktop);
}

/** `ubuntu:GNOME` is; `GNOME-Classic:GNOME` and `GNOME-Flashback:GNOME` have panels of their own. */
function isPlainGnome(desktop = ''): boolean {
  const names = desktop.split(':');
  return names.includes('GNOME') && !names.some((name) => name.startsWith('GNOME-'));
}
