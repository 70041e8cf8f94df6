// A part of the window as text, and what a person reads or hears of it.
import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { StringsContext } from '../../../src/renderer/strings-context.tsx';
import { stringsFor } from '../../../src/strings/index.ts';

export const PSEUDO = ['en-x-pseudo'];

export const inLanguage = (languages: readonly string[], part: ReactNode): string =>
  renderToStaticMarkup(<StringsContext value={stringsFor('system', languages)}>{part}</StringsContext>);

/** What stands between tags, and the attributes that speak. */
export function wordsOf(html: string): string[] {
  const texts = html.split(/<[^>]*>/);
  const spoken = [...html.matchAll(/ (?:aria-label|title|placeholder|alt)="([^"]*)"/g)].map((match) => match[1] ?? '');
  return [...texts, ...spoken].map((text) => text.trim()).filter((text) => text !== '');
}

/** What isn't from src/strings, besides these names. */
export function untranslatedBut(names: readonly string[]): (html: string) => string[] {
  const known = new Set(names);
  return (html) => wordsOf(html).filter((text) => !/^⟦.*⟧$/su.test(text) && !known.has(text));
}
