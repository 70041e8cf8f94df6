// Whether bytes are worth being parsed as JSON. A few megabytes of brackets take a parser seconds, on the thread that
// does everything, and a hundred times their size in memory: they are counted first, which takes a hundredth of that.

/** What anybody offers at once. */
export const MOST_FILES = 100_000;
const MOST_DEEP = 16;
/** A file is one, and what is known of it beside its content another. */
const MOST_GROUPS = 2 * MOST_FILES + 1000;
/** Ten are known of each file; somebody may know some more. */
const MOST_VALUES = 25 * MOST_FILES;

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
/** `[` and `]`, `{` and `}`: the braces differ from the brackets by one bit. */
const [OPEN, CLOSE, BRACE] = [0x5b, 0x5d, 0x20];

export function isLikelyJson(bytes: Uint8Array): boolean {
  // A parser would make an error of it, with its stack: for each of many files that are answered with nothing.
  if (bytes.length === 0) return false;
  let depth = 0;
  let groups = 0;
  let values = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    const kind = byte & ~BRACE;
    if (byte === QUOTE) at = endOfText(bytes, at);
    else if (byte === COMMA) values++;
    else if (kind === OPEN) {
      depth++;
      groups++;
    } else if (kind === CLOSE) depth--;
    if (depth > MOST_DEEP || groups > MOST_GROUPS || values > MOST_VALUES) return false;
  }
  return true;
}

/** Where the quote is that ends what begins there; the last byte where there is none. */
function endOfText(bytes: Uint8Array, begin: number): number {
  for (let end = bytes.indexOf(QUOTE, begin + 1); end >= 0; end = bytes.indexOf(QUOTE, end + 1)) {
    let slashes = 0;
    while (bytes[end - 1 - slashes] === BACKSLASH) slashes++;
    if (slashes % 2 === 0) return end;
  }
  return bytes.length;
}
