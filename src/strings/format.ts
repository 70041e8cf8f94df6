// Numbers, plurals, choices and times in one language, all by Intl; made once per language.
export interface Format {
  /** Picks by the language's own plural rules; `other` is every language's last resort. */
  plural(count: number, forms: Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string }): string;
  number(value: number): string;
  /** A list of which one is meant: "a, b or c". */
  either(items: readonly string[]): string;
  /** Hours and minutes, as this language writes them. */
  time(at: number): string;
}

export function formatFor(locale: string): Format {
  const rules = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  const choices = new Intl.ListFormat(locale, { type: 'disjunction' });
  const times = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
  return {
    plural: (count, forms) => forms[rules.select(count)] ?? forms.other,
    number: (value) => numbers.format(value),
    either: (items) => choices.format(items),
    time: (at) => times.format(at),
  };
}

/**
 * Keeps a name or a value from outside together in a right-to-left sentence, in whichever direction it is written itself
 * (first strong isolate … pop directional isolate).
 */
export const isolate = (text: string): string => `\u2068${text}\u2069`;

/** The same for what always reads from left to right, whatever letters are in it: a path, a command, a setting's key. */
export const isolateLtr = (text: string): string => `\u2066${text}\u2069`;
