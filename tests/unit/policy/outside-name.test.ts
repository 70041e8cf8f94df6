import { describe, expect, it } from 'vitest';
import { MOST_NAME_CHARACTERS, outsideName } from '../../../src/policy/outside-name.ts';

describe('a name outside the window', () => {
  it.each([
    ['Studio PC', 'Studio PC'],
    ['  Studio PC ', 'Studio PC'],
    ['a\nb', 'a<U+000A>b'],
    ['evil\u202Egpj', 'evil<U+202E>gpj'],
    ['<b>&amp;', '<b>&amp;'],
    ['x'.repeat(40), 'x'.repeat(40)],
    ['x'.repeat(41), `${'x'.repeat(39)}…`],
    ['😀'.repeat(41), `${'😀'.repeat(39)}…`],
    [`Z${'\u0301'.repeat(30)}algo`, `Z${'\u0301'.repeat(4)}algo`],
    ['', ''],
  ])('is %j as %j', (name, shown) => {
    expect(outsideName(name)).toBe(shown);
    expect(Array.from(shown).length).toBeLessThanOrEqual(MOST_NAME_CHARACTERS);
  });
});
