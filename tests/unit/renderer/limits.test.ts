// Speeds as a person types them.
import { expect, test } from 'vitest';
import { limitTyped, megabytesOf } from '../../../src/renderer/limits.ts';

test.each([
  ['1', 1_000_000],
  [' 2,5 ', 2_500_000],
  ['0.1', 100_000],
  ['10000', 10_000_000_000],
  ['0.05', null],
  ['10001', null],
  ['-1', null],
  ['1e9', null],
  ['', null],
])('“%s” is %s bytes a second', (typed, bytes) => {
  expect(limitTyped(typed)).toBe(bytes);
});

test('a speed is shown as it is typed', () => {
  expect(megabytesOf(2_500_000)).toBe('2.5');
  expect(megabytesOf(5_000_000)).toBe('5');
});
