import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fileOf } from '../../../src/main/app-file.ts';

const ROOT = '/app/out/renderer';

it('finds the files of the window', () => {
  expect(fileOf('app://ferry/index.html', ROOT)).toBe(`${ROOT}/index.html`);
  expect(fileOf('app://ferry/assets/a%20b.js?v=1#x', ROOT)).toBe(`${ROOT}/assets/a b.js`);
});

it.each([
  'app://other/index.html',
  'file:///etc/passwd',
  'https://ferry/index.html',
  'app://ferry/..%2f..%2fetc/passwd',
  'app://ferry/..%5c..%5cetc',
  'app://ferry/a%00.html',
  'app://ferry/%ff',
])('finds nothing for %s', (url) => {
  expect(fileOf(url, ROOT)).toBeNull();
});

it('never leaves its folder, whatever the path', () => {
  fc.assert(
    fc.property(fc.string(), fc.boolean(), (path, isEncoded) => {
      const url = `app://ferry/${isEncoded ? encodeURIComponent(path.toWellFormed()) : path}`;
      if (!URL.canParse(url)) return;
      const file = fileOf(url, ROOT);
      expect(file === null || file === ROOT || file.startsWith(`${ROOT}/`)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
