import { expect, it } from 'vitest';
import { readInvocation } from '../../../src/cli/args.ts';
import { nearest } from '../../../src/cli/nearest.ts';

it('takes global options before and after the command alike', () => {
  const expected = {
    ok: true,
    value: { command: 'config', words: ['get', 'language'], json: true, version: false, dataDir: 'x' },
  };
  expect(readInvocation(['--json', '--data', 'x', 'config', 'get', 'language'])).toEqual(expected);
  expect(readInvocation(['config', '--data=x', 'get', 'language', '--json'])).toEqual(expected);
});

it('takes what stands behind -- as it is', () => {
  expect(readInvocation(['config', 'set', 'deviceName', '--', '--odd'])).toMatchObject({
    value: { words: ['set', 'deviceName', '--odd'] },
  });
});

it('finds the word that was meant, and none where nothing is near', () => {
  expect(nearest('confg', ['config', 'help'])).toBe('config');
  expect(nearest('hlep', ['config', 'help'])).toBe('');
  expect(nearest('xyz', ['config', 'help'])).toBe('');
  expect(nearest('', ['config'])).toBe('');
});
