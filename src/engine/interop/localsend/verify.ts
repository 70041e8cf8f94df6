// What a LocalSend app shows on its page for comparing two devices by eye, computed here to be shown beside it.
import type { Fingerprint } from './certificate.ts';

/**
 * The page's text: both fingerprints in their order, with nothing between. The same on both devices, and in each version of
 * the app, which the page's pictures aren't.
 */
export const verifyText = (one: Fingerprint, other: Fingerprint): string => [one, other].sort().join('');
