// Whether a text that somebody sent is the address of a web page and nothing else: by its letters, before it is read.

const LONGEST = 8192;

/** Null for everything that is none, or hides who is asked. */
export function webLinkIn(text: string): string | null {
  const trimmed = text.trim();
  // The reader of addresses drops line breaks and tabs inside, so that two lines would become one page.
  if (trimmed.length > LONGEST || /[\s\p{Cc}\p{Cf}]/u.test(trimmed)) return null;
  // "https://bank.example@evil.example" leads to the last of the two.
  return /^https?:\/\/[^/\\?#@]+(?:[/\\?#]|$)/i.test(trimmed) ? trimmed : null;
}
