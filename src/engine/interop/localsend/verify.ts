// What a LocalSend app shows on its page for comparing two devices by eye, computed here to be shown beside it.
import { createHash } from 'node:crypto';
import type { Fingerprint } from './certificate.ts';

/** Of the text's hash, so many bytes become pictures. */
const SHOWN_BYTES = 16;

/** The page's text: both fingerprints in their order, with nothing between. The same on both devices. */
export const verifyText = (one: Fingerprint, other: Fingerprint): string => [one, other].sort().join('');

/**
 * The page's pictures, each as its place in the app's alphabet: the digits of one large number. How many pictures there
 * are to choose from differs from version to version, and so do all of them; the text never does.
 */
export function verifyPlaces(text: string, alphabetSize: number): readonly number[] {
  const bits = SHOWN_BYTES * 8;
  const length = Math.ceil(bits / Math.log2(alphabetSize));
  const shown = createHash('sha256').update(text).digest().subarray(0, SHOWN_BYTES);
  let rest = BigInt(`0x${shown.toString('hex')}`);
  const places: number[] = [];
  for (let at = 0; at < length; at++) {
    places.unshift(Number(rest % BigInt(alphabetSize)));
    rest /= BigInt(alphabetSize);
  }
  return places;
}
