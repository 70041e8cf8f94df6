// Six digits: drawn so that each code is as likely as the other, and read however a person's keyboard writes them.
import { Secret } from '../crypto/secret.ts';

export const CODE_DIGITS = 6;
const CODES = 10 ** CODE_DIGITS;
/** The largest multiple of the number of codes in 32 bits: above it a remainder would favour the low ones. */
const FAIR = Math.floor(2 ** 32 / CODES) * CODES;
/** Far more than anybody types, marks and all. */
const MAX_TYPED = 64;

/** Six ASCII digits. */
export function drawCode(random: (byteCount: number) => Uint8Array): Secret {
  for (;;) {
    const bytes = random(4);
    const drawn = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0);
    if (drawn < FAIR) return ascii(String(drawn % CODES).padStart(CODE_DIGITS, '0'));
  }
}

/** Spaces, dashes and the minus sign, and what can't be seen: marks of direction among it. */
const SEPARATORS = /[\p{Z}\p{Pd}\p{Cf}\s\u2212]/gu;
const DIGIT = /^\p{Nd}$/u;

/** The digits of any script as six ASCII ones; null where it isn't six digits. */
export function normaliseCode(typed: string): Secret | null {
  if (typed.length > MAX_TYPED) return null;
  const digits = Array.from(typed.replace(SEPARATORS, ''), digitValue);
  if (digits.length !== CODE_DIGITS || digits.includes(null)) return null;
  return ascii(digits.join(''));
}

/**
 * Unicode keeps the ten digits of a script together, from zero to nine. Some such runs follow each other without a gap,
 * so the first one that is no digit tells how far it is, and ten make a run.
 */
function digitValue(character: string): number | null {
  if (!DIGIT.test(character)) return null;
  const point = character.codePointAt(0) ?? 0;
  let before = point;
  while (DIGIT.test(String.fromCodePoint(before - 1))) before--;
  return (point - before) % 10;
}

const ascii = (digits: string): Secret => new Secret(Uint8Array.from(digits, (digit) => digit.charCodeAt(0)));
