// What a LocalSend app shows on its page for comparing two devices by eye, computed here to be shown beside it.
import { createHash } from 'node:crypto';
import type { Fingerprint } from './certificate.ts';
import { isSince22 } from './messages.ts';

/** The app has that many to choose from: src/strings/localsend-pictures.ts. */
const PICTURES = 260n;
/** As many as it takes to say 128 bits. */
const SHOWN = 16;
const DIGITS_OF_128_BITS = 32;

/**
 * The page's text: both fingerprints in their order, with nothing between. The same on both devices, and in each version of
 * the app, which the page's pictures aren't.
 */
export const verifyText = (one: Fingerprint, other: Fingerprint): string => [one, other].sort().join('');

/**
 * The page's pictures for that text, by their numbers: the first 128 bits of its SHA-256, written in a system of as many
 * digits as there are pictures. Null for an app older than 1.18, which has no such page.
 */
export function verifyPictures(text: string, version: string): readonly number[] | null {
  if (!isSince22(version)) return null;
  const digest = createHash('sha256').update(text).digest('hex');
  const bits = BigInt(`0x${digest.slice(0, DIGITS_OF_128_BITS)}`);
  const weightAt = (at: number): bigint => PICTURES ** BigInt(SHOWN - 1 - at);
  return Array.from({ length: SHOWN }, (_, at) => Number((bits / weightAt(at)) % PICTURES));
}
