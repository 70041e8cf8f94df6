import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { drawCode, normaliseCode } from '../../../../src/engine/pairing/code.ts';

const text = (code: { reveal(): Uint8Array } | null): string | null =>
  code === null ? null : Buffer.from(code.reveal()).toString('latin1');

const drawing = (...numbers: readonly number[]) => {
  const left = [...numbers];
  return {
    left,
    random: () => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(left.shift() ?? 0);
      return bytes;
    },
  };
};

describe('a drawn code', () => {
  it('is six digits, with its zeros', () => {
    expect(text(drawCode(drawing(42).random))).toBe('000042');
    expect(text(drawCode(drawing(999_999).random))).toBe('999999');
    expect(text(drawCode(drawing(1_000_000).random))).toBe('000000');
  });

  it('is drawn again where a remainder would make low codes likelier', () => {
    const fair = Math.floor(2 ** 32 / 1_000_000) * 1_000_000;
    expect(text(drawCode(drawing(fair - 1).random))).toBe('999999');
    const { random, left } = drawing(2 ** 32 - 1, fair, 7);
    expect(text(drawCode(random))).toBe('000007');
    expect(left).toEqual([]);
  });

  it('has every digit at every place about as often', () => {
    const counts = Array.from({ length: 6 }, () => new Array<number>(10).fill(0));
    const draws = 20_000;
    for (let draw = 0; draw < draws; draw++) {
      const code = text(drawCode(randomBytes)) ?? '';
      counts.forEach((count, place) => {
        const digit = Number(code[place]);
        count[digit] = (count[digit] ?? 0) + 1;
      });
    }
    // Six standard deviations: red by chance once in some ten million runs.
    const allowed = 6 * Math.sqrt(draws * 0.1 * 0.9);
    for (const count of counts.flat()) expect(Math.abs(count - draws / 10)).toBeLessThan(allowed);
  });

  it('shows itself to no log', () => {
    const code = drawCode(drawing(482_915).random);
    expect(`${code} ${inspect({ code })} ${JSON.stringify({ code })}`).not.toContain('482915');
  });
});

describe('a typed code', () => {
  it.each([
    ['as shown', '482 915'],
    ['without a space', '482915'],
    ['with dashes', '482-915'],
    ['with any dash', '4‐8‑2‒9–1—5'],
    ['with the minus sign', '482−915'],
    ['with spaces of all kinds', '\u00a0482\u2009915\u3000\n\t'],
    ['in Arabic-Indic digits', '٤٨٢ ٩١٥'],
    ['in extended Arabic-Indic digits', '۴۸۲ ۹۱۵'],
    ['in full-width digits', '482　915'],
    ['in Devanagari', '४८२ ९१५'],
    ['in Bengali', '৪৮২ ৯১৫'],
    ['in mathematical digits beyond the first plane', '𝟒𝟖𝟐 𝟗𝟏𝟓'],
    ['in Adlam', '𞥔𞥘𞥒 𞥙𞥑𞥕'],
    ['in scripts mixed', '4٨2 ९１5'],
    ['between bidi marks', '\u200f\u2067482\u2069 \u202a915\u202c\u200e\u061c'],
    ['with a zero-width space', '482\u200b915\ufeff'],
  ])('is understood %s', (_how, typed) => {
    expect(text(normaliseCode(typed))).toBe('482915');
  });

  it.each([
    ['nothing', ''],
    ['five digits', '48291'],
    ['seven digits', '4829155'],
    ['a letter', '48291O'],
    ['a number sign that is no decimal digit', '48291②'],
    ['a fraction', '48291½'],
    ['a superscript', '48291⁵'],
    ['a Roman numeral', '48291Ⅴ'],
    ['a sign', '+482915'],
    ['a point', '482.915'],
    ['a very long text', '4'.repeat(1_000_000)],
  ])('is refused with %s', (_what, typed) => {
    expect(normaliseCode(typed)).toBeNull();
  });

  it('knows the value of every decimal digit there is', () => {
    let digits = 0;
    for (let point = 0; point <= 0x10ffff; point++) {
      if (point >= 0xd800 && point <= 0xdfff) continue;
      const character = String.fromCodePoint(point);
      if (!/\p{Nd}/u.test(character)) continue;
      digits++;
      // Unicode guarantees runs of ten from zero to nine; what the compatibility forms say must agree.
      const plain = character.normalize('NFKC');
      if (/^[0-9]$/.test(plain)) expect(text(normaliseCode(character.repeat(6)))).toBe(plain.repeat(6));
      else expect(text(normaliseCode(character.repeat(6)))).toMatch(/^([0-9])\1{5}$/);
    }
    expect(digits % 10).toBe(0);
    expect(digits).toBeGreaterThan(600);
  });
});
