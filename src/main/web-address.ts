// Whether a text that somebody sent is the address of a web page and nothing else.

const LONGEST = 8192;

/** The address to open, as the system is to be given it; null for everything that is none, or hides who is asked. */
export function webAddressOf(text: string): string | null {
  const trimmed = text.trim();
  // The reader of addresses drops line breaks and tabs inside, so that two lines would become one page.
  if (trimmed.length > LONGEST || /[\s\p{Cc}\p{Cf}]/u.test(trimmed)) return null;
  if (!/^https?:\/\//i.test(trimmed) || !URL.canParse(trimmed)) return null;
  const url = new URL(trimmed);
  // "https://bank.example@evil.example" leads to the last of the two.
  return url.username === '' && url.password === '' ? url.href : null;
}
