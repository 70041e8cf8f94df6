import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { LANGUAGE_NAMES, type Language } from '../../../src/strings/index.ts';
import { SAS_PICTURES } from '../../../src/strings/sas.ts';

const LANGUAGES = Object.keys(LANGUAGE_NAMES) as Language[];

it('has the 64 pictures of Matrix in their order, which is part of the protocol', () => {
  const all = SAS_PICTURES.map(({ emoji }) => emoji);
  expect(new Set(all).size).toBe(64);
  expect(createHash('sha256').update(all.join('')).digest('hex')).toBe(
    '092fe4b933b3d78a50b2042919920dd5d5720dc069f342cac0b5733cc3760096',
  );
});

it.each(LANGUAGES)('names each picture in %s, no two alike', (language) => {
  const names = SAS_PICTURES.map(({ names }) => names[language]);
  for (const name of names) expect(name.trim()).toBe(name);
  expect(new Set(names).size).toBe(64);
  if (language === 'he') for (const name of names) expect(name).toMatch(/^[\u0590-\u05ff ]+$/);
});
