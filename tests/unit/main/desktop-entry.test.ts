import { expect, it } from 'vitest';
import { desktopEntry, quoted, startsAtLogin } from '../../../src/main/desktop-entry.ts';

it('quotes each word of the command by the desktop entry standard', () => {
  expect(quoted('/opt/My Apps/ferry')).toBe('"/opt/My Apps/ferry"');
  expect(quoted('100%')).toBe('"100%%"');
  expect(quoted('a"b`c$d')).toBe('"a\\\\"b\\\\`c\\\\$d"');
  expect(quoted('a\\b')).toBe('"a\\\\\\\\b"');
  expect(desktopEntry(['/opt/ferry', '--hidden'])).toContain('\nExec="/opt/ferry" "--hidden"\n');
});

it('keeps a path with a line break on its own line', () => {
  expect(desktopEntry(['/opt/ferry', '--data', '/a\nHidden=true'])).not.toMatch(/^Hidden/m);
  expect(startsAtLogin(desktopEntry(['/a\nHidden=true']))).toBe(true);
});

it.each([
  [desktopEntry(['ferry']), true],
  [desktopEntry(['ferry']).replace('enabled=true', 'enabled=false'), false],
  [`${desktopEntry(['ferry'])}Hidden=true\n`, false],
  [`${desktopEntry(['ferry'])}Hidden = true \r\n`, false],
  [`${desktopEntry(['ferry'])}Hidden=false\n`, true],
  [`${desktopEntry(['ferry'])}\n[Desktop Action quit]\nHidden=true\n`, true],
  [`${desktopEntry(['ferry'])}# Hidden=true\n`, true],
  ['', false],
])('knows whether %j starts anything', (entry, isOn) => {
  expect(startsAtLogin(entry)).toBe(isOn);
});
