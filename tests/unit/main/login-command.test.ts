import { expect, it } from 'vitest';
import { autostartName, windowsArguments } from '../../../src/main/login-command.ts';

it('gives each data folder an autostart file of its own, and the usual one the plain name', () => {
  expect(autostartName(null)).toBe('app.ferry.Ferry.desktop');
  expect(autostartName('/a')).toMatch(/^app\.ferry\.Ferry-[0-9a-f]{8}\.desktop$/);
  expect(autostartName('/a')).not.toBe(autostartName('/b'));
});

it('quotes what Windows would split or read on', () => {
  expect(windowsArguments(['--hidden'])).toEqual(['--hidden']);
  expect(windowsArguments(['--hidden', '--data', 'C:\\My Ferry'])).toEqual(['--hidden', '--data', '"C:\\My Ferry"']);
  expect(windowsArguments(['--data', 'D:\\'])).toEqual(['--data', '"D:\\\\"']);
});
