import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { LOCALSEND_ICONS } from '../../../src/renderer/parts/localsend-icons.ts';
import { LANGUAGE_NAMES, type Language } from '../../../src/strings/index.ts';
import { localSendPictures } from '../../../src/strings/localsend-pictures.ts';

const LANGUAGES = Object.keys(LANGUAGE_NAMES) as Language[];
const MARKS = /[\u2066-\u2069]/g;
const OUTLINE = /^M[\d.hlmqvz -]+z$/;

it('has the 260 pictures of LocalSend in their order, which both sides have to agree on', () => {
  const icons = localSendPictures('en').map(({ icon }) => icon);
  expect(new Set(icons).size).toBe(260);
  expect(icons).toEqual(icons.toSorted());
  expect(createHash('sha256').update(icons.join(' ')).digest('hex')).toBe(
    '791a72e2640a0a7b180605418ffc5fb4aff4e98d526807af59a42cced9c8316a',
  );
});

it('draws each of them, no two alike', () => {
  expect(LOCALSEND_ICONS.map(({ icon }) => icon)).toEqual(localSendPictures('en').map(({ icon }) => icon));
  const outlines = LOCALSEND_ICONS.map(({ outline }) => outline);
  expect(new Set(outlines).size).toBe(260);
  expect(outlines.filter((outline) => !OUTLINE.test(outline))).toEqual([]);
});

it.each(LANGUAGES)('names each in %s, no two alike', (language) => {
  const names = localSendPictures(language).map(({ name }) => name);
  expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(260);
  for (const name of names) expect(name.trim()).toBe(name);
  if (language !== 'he') return;
  const hebrew = names.map((name) => name.replace(/\u2066[A-Za-z-]+\u2069/, 'ש').replaceAll(MARKS, ''));
  expect(hebrew.filter((name) => !/^[\u0590-\u05ff ]+$/.test(name))).toEqual([]);
});

it('has names for a language that it doesn’t know', () => {
  expect(localSendPictures('fr')[0]?.name).toBe('Snowflake');
});
