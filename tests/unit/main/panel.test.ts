import { expect, it } from 'vitest';
import { isPanelDark } from '../../../src/main/panel.ts';

const light = { taskbar: false, desktop: false };
const dark = { taskbar: true, desktop: true };

it.each([
  ['win32', undefined, { taskbar: true, desktop: false }, true],
  ['win32', undefined, { taskbar: false, desktop: true }, false],
  ['linux', 'KDE', { taskbar: true, desktop: false }, false],
  ['linux', 'KDE', { taskbar: false, desktop: true }, true],
  ['linux', undefined, light, false],
  ['linux', 'GNOME', light, true],
  ['linux', 'ubuntu:GNOME', light, true],
  ['linux', 'GNOME-Classic:GNOME', light, false],
  ['linux', 'GNOME-Flashback:GNOME', dark, true],
] as const)('on %s, desktop %s, with %j', (platform, desktop, theme, isDark) => {
  expect(isPanelDark(platform, desktop, theme)).toBe(isDark);
});
