import { expect, it } from 'vitest';
import { desktopEntry, quoted } from '../../../src/main/desktop-entry.ts';

it('quotes each word of the command by the desktop entry standard', () => {
  expect(quoted('/opt/My Apps/ferry')).toBe('"/opt/My Apps/ferry"');
  expect(quoted('100%')).toBe('"100%%"');
  expect(quoted('a"b`c$d')).toBe('"a\\\\"b\\\\`c\\\\$d"');
  expect(quoted('a\\b')).toBe('"a\\\\\\\\b"');
  expect(desktopEntry(['/opt/ferry', '--hidden'])).toContain('\nExec="/opt/ferry" "--hidden"\n');
});
