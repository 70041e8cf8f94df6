import { expect, it } from 'vitest';
import { defaultDataDir } from '../../../src/engine/index.ts';

it.each([
  ['linux', {}, '/home/mia', '/home/mia/.config/ferry'],
  ['linux', { XDG_CONFIG_HOME: '/cfg' }, '/home/mia', '/cfg/ferry'],
  ['linux', { XDG_CONFIG_HOME: 'relative' }, '/home/mia', '/home/mia/.config/ferry'],
  ['darwin', {}, '/Users/mia', '/Users/mia/Library/Application Support/ferry'],
  [
    'win32',
    { APPDATA: 'C:\\Users\\mia\\AppData\\Roaming' },
    'C:\\Users\\mia',
    'C:\\Users\\mia\\AppData\\Roaming\\ferry',
  ],
  ['win32', {}, 'C:\\Users\\mia', 'C:\\Users\\mia\\AppData\\Roaming\\ferry'],
] as const)('on %s with %j is the one place for app and commands', (platform, env, home, expected) => {
  expect(defaultDataDir(platform, env, home)).toBe(expected);
});

it('is nowhere without a home, but where a place outside of it is named', () => {
  for (const platform of ['linux', 'darwin', 'win32'] as const) expect(defaultDataDir(platform, {}, null)).toBeNull();
  expect(defaultDataDir('linux', { XDG_CONFIG_HOME: '/cfg' }, null)).toBe('/cfg/ferry');
});
