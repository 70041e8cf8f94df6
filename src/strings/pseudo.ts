// A made-up language for tests: every sentence 40 % longer and marked at both ends, so that a cut-off text, a sentence
// glued together from parts or a word that never went through src/strings shows on screen.
import type { Strings } from './en.ts';
import { en } from './en.ts';

const ACCENTED: Readonly<Record<string, string>> = {
  a: 'á',
  e: 'é',
  i: 'í',
  o: 'ó',
  u: 'ú',
  A: 'Á',
  E: 'É',
  I: 'Í',
  O: 'Ó',
  U: 'Ú',
  n: 'ñ',
  c: 'ç',
};

function pseudoText(text: string): string {
  if (text === '') return '';
  const accented = Array.from(text, (letter) => ACCENTED[letter] ?? letter).join('');
  return `⟦${accented}${'~'.repeat(Math.ceil(text.length * 0.4))}⟧`;
}

/** The same shape with every text, and every text a function makes, rewritten. */
function pseudoOf(value: unknown): unknown {
  if (typeof value === 'string') return pseudoText(value);
  if (typeof value === 'function') return (...input: readonly unknown[]) => pseudoOf(value(...input));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, pseudoOf(part)]));
}

let made: Strings | null = null;

/** When it is asked for: no person ever does. */
export function pseudo(): Strings {
  made ??= { ...(pseudoOf(en) as Strings), locale: 'en', direction: 'ltr' };
  return made;
}
