/**
 * Text from outside (a person, a file, the network) that is going to be shown in one line.
 * The set is that of Unicode's `Cc`, `Cf`, line separators, private use and lone surrogates: what can hide, reorder or
 * break a name. Zero-width joiners stay, because scripts and emoji are spelled with them.
 */
const UNSHOWABLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Co}\p{Cs}]|(?![\u200c\u200d])\p{Cf}/u;

/** Most names; to look each of their characters up would take longer than all else that is done with them. */
const PLAIN = /^[ -~]*$/;

export const hasUnshowable = (text: string): boolean => !PLAIN.test(text) && UNSHOWABLE.test(text);

/** Makes what is hidden in a name visible instead of obeying it: `a\u202Egpj.exe` becomes `a<U+202E>gpj.exe`. */
export function showHidden(text: string): string {
  if (!hasUnshowable(text)) return text;
  return Array.from(text, (character) =>
    hasUnshowable(character)
      ? `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`
      : character,
  ).join('');
}
