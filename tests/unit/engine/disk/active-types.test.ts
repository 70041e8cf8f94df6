import { describe, expect, it } from 'vitest';
import { isActiveType } from '../../../../src/engine/disk/active-types.ts';

describe('[19] what does something when it is opened, or where it lies', () => {
  it.each([
    ...['setup.exe', 'a.com', 'a.SCR', 'a.bat', 'a.cmd', 'a.ps1', 'a.msi', 'a.msix', 'x.lnk', 'a.url', 'a.hta', 'a.js'],
    ...['a.jse', 'a.vbs', 'a.wsf', 'a.reg', 'a.inf', 'a.scf', 'a.cpl', 'a.jar', 'Safari.app', 'a.command', 'a.pkg'],
    ...['a.dmg', 'a.sh', 'a.desktop', 'Ferry.AppImage', 'a.deb', 'a.rpm', 'a.run', 'a.py', 'a.pl', 'a.rb', 'a.docm'],
    ...['a.xlsm', 'a.iso', 'desktop.ini', 'AUTORUN.INF', '.bashrc', '.zshenv', '.profile', 'authorized_keys', '.git'],
    ...['pre-commit', 'post-checkout', 'Makefile', '.envrc', '.exe', 'Startup', '.ssh'],
  ])('is seen: %s', (name) => {
    expect(isActiveType(name)).toBe(true);
  });

  it.each([
    ['dots and spaces at its end, which Windows drops', 'setup.exe. . '],
    ['another ending in front', 'invoice.pdf.exe'],
    ['[10] letters turned round', 'invoice\u202efdp.exe'],
    ['what isn’t seen within', 'setup.e\u200bxe'],
    ['full-width letters', 'setup\uff0e\uff45\uff58\uff45'],
  ])('is seen through %s', (_what, name) => {
    expect(isActiveType(name)).toBe(true);
  });

  it.each([
    ...['photo.jpg', 'notes.txt', 'film.mkv', 'a.pdf', 'a.docx', 'a.xlsx', 'a.zip', 'page.html', 'exe', 'com', 'a', ''],
    ...['.', 'a.', 'script.sh.txt', 'data.bin', 'README', 'known_hosts', '.DS_Store', 'toString', '__proto__'],
  ])('is not: %s', (name) => {
    expect(isActiveType(name)).toBe(false);
  });
});
