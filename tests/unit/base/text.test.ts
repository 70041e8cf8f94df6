import { describe, expect, it } from 'vitest';
import { hasUnshowable, showHidden } from '../../../src/base/text.ts';

describe('text from outside', () => {
  it.each([
    ['a\u202Egpj.exe', 'a<U+202E>gpj.exe'],
    ['a\u0000b', 'a<U+0000>b'],
    ['two\nlines', 'two<U+000A>lines'],
    ['\u2066x\u2069', '<U+2066>x<U+2069>'],
    ['tag\u{E0041}', 'tag<U+E0041>'],
    ['lone \uD800', 'lone <U+D800>'],
    ['line\u2028sep', 'line<U+2028>sep'],
  ])('shows what is hidden in %j', (text, shown) => {
    expect(hasUnshowable(text)).toBe(true);
    expect(showHidden(text)).toBe(shown);
  });

  it.each(['Mia’s MacBook', 'ספינה', 'स्टूडियो', '👩‍👩‍👧 phone', 'می‌خواهم', 'パソコン'])('leaves %j as it is', (text) => {
    expect(hasUnshowable(text)).toBe(false);
    expect(showHidden(text)).toBe(text);
  });
});
