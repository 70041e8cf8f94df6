import { expect, it } from 'vitest';
import { ZipNames } from '../../../../../src/engine/interop/page/zip-names.ts';

const namesOf = (...names: readonly string[]): readonly string[] => {
  const all = new ZipNames();
  return names.map((name) => all.add(name, 0, false));
};

it('gives no two the same name, on whatever system they are unpacked', () => {
  expect(namesOf('a.txt', 'A.TXT', 'a.Txt')).toEqual(['a.txt', '2 A.TXT', '3 a.Txt']);
  expect(namesOf('\u00fc', 'u\u0308')).toEqual(['\u00fc', '2 u\u0308']);
  expect(namesOf('a', 'a.', 'a ')).toEqual(['a', '2 a.', '3 a ']);
  expect(namesOf('a?b', 'a*b', '2 a_b', 'a:b')).toEqual(['a_b', '2 a_b', '2 2 a_b', '3 a_b']);
});

it('keeps names apart by their folder', () => {
  const names = new ZipNames();
  expect(names.add('Trip', 0, true)).toBe('Trip/');
  expect(names.add('a', 1, false)).toBe('Trip/a');
  expect(names.add('trip', 0, true)).toBe('2 trip/');
  expect(names.add('a', 1, false)).toBe('2 trip/a');
});

it('takes no longer for each of very many that come to the same', () => {
  const signs = ['?', '*', ':', '<', '>', '|'];
  const name = (number: number): string =>
    Array.from({ length: 7 }, (_, at) => signs[Math.floor(number / 6 ** at) % 6]).join('');
  const began = performance.now();
  const names = namesOf(...Array.from({ length: 100_000 }, (_, number) => name(number)));
  expect(performance.now() - began).toBeLessThan(5000);
  expect(new Set(names).size).toBe(100_000);
});
