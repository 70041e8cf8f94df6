// The door of the strings: which language, and its words.
import type { Settings } from '../contract/settings.ts';
import { de } from './de.ts';
import type { Strings } from './en.ts';
import { en } from './en.ts';
import { he } from './he.ts';
import { pseudo } from './pseudo.ts';

export type { Strings } from './en.ts';
export { errorText } from './error-text.ts';
export { findingText } from './finding-text.ts';

/** The languages by their own names, as a person looks for them in a list. */
export const LANGUAGE_NAMES = { en: 'English', de: 'Deutsch', he: 'עברית' } as const;

export type Language = keyof typeof LANGUAGE_NAMES;

/** Each only when it is shown: a command needs one of them, and what isn't looked at needn't be loaded. */
const LANGUAGE_STRINGS: Readonly<Record<Language, () => Strings>> = { en: () => en, de: () => de, he: () => he };

const isLanguage = (code: string): code is Language => Object.hasOwn(LANGUAGE_STRINGS, code);

/**
 * The words to show: the chosen language, or the first of the system's that we have, or English. The system may ask for
 * the pseudo-language of tests by the private-use tag `en-x-pseudo`; no person can choose it by accident.
 */
export function stringsFor(chosen: Settings['language'], system: readonly string[]): Strings {
  if (chosen !== 'system') return LANGUAGE_STRINGS[chosen]();
  for (const tag of system) {
    if (tag === 'en-x-pseudo') return pseudo();
    const code = tag.toLowerCase().split(/[-_.]/)[0] ?? '';
    // Java and old systems still write Hebrew as "iw".
    const language = code === 'iw' ? 'he' : code;
    if (isLanguage(language)) return LANGUAGE_STRINGS[language]();
  }
  return en;
}
