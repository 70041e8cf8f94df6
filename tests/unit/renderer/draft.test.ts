import { expect, test } from 'vitest';
import { draftProblem, summaryOf, toggled, withItems, withoutItem, withText } from '../../../src/renderer/draft.ts';

const item = (id: string, bytes: number | null = 5) => ({ id, name: id, isFolder: bytes === null, bytes });

test('a second hand-over joins the first, without anything twice', () => {
  const draft = withItems(withItems(null, [item('a'), item('b')]), [item('b'), item('c')]);
  expect(draft.items.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  expect(withText(draft, 'hello')).toMatchObject({ items: draft.items, text: 'hello' });
});

test('a second text stands below the first', () => {
  expect(withText(withText(null, 'one'), 'two').text).toBe('one\ntwo');
  expect(withText(withText(null, ''), 'two').text).toBe('two');
});

test('nothing is left once the last item is taken out', () => {
  const draft = withItems(null, [item('a'), item('b')]);
  const left = withoutItem(draft, 'a');
  expect(left?.items).toHaveLength(1);
  expect(withoutItem(left ?? draft, 'b')).toBeNull();
  expect(withoutItem(withText(withItems(null, [item('a')]), 'hi'), 'a')).toMatchObject({ items: [], text: 'hi' });
});

test('the size is said where all of it is known', () => {
  expect(summaryOf([item('a', 3), item('b', 4)])).toEqual({ count: 2, bytes: 7 });
  expect(summaryOf([item('a', 3), item('b', null)])).toEqual({ count: 2, bytes: null });
});

test('a text has something in it and at most a mebibyte, in bytes as it is sent', () => {
  expect(draftProblem(withText(null, ' \n'))).toBe('textEmpty');
  expect(draftProblem(withText(null, 'x'))).toBeNull();
  expect(draftProblem(withText(null, 'é'.repeat(524_288)))).toBeNull();
  expect(draftProblem(withText(null, 'é'.repeat(524_289)))).toBe('textTooLong');
  expect(draftProblem(withText(withItems(null, [item('a')]), ''))).toBeNull();
});

test('what is chosen once more is chosen no more', () => {
  expect(toggled(toggled([], 'a'), 'b')).toEqual(['a', 'b']);
  expect(toggled(['a', 'b'], 'a')).toEqual(['b']);
});
