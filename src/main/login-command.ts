// How the system is to start Ferry at login, as words.
import { createHash } from 'node:crypto';

/** Two Ferries on two data folders are two entries; the usual folder's has the plain name. */
export function autostartName(givenDataDir: string | null): string {
  if (givenDataDir === null) return 'app.ferry.Ferry.desktop';
  return `app.ferry.Ferry-${createHash('sha256').update(givenDataDir).digest('hex').slice(0, 8)}.desktop`;
}

/** Electron puts these into the registry as they are, and programs split that line by Microsoft's rules. */
export const windowsArguments = (words: readonly string[]): string[] =>
  words.map((word) => (/^[\w-]+$/.test(word) ? word : `"${word.replace(/\\+$/, '$&$&')}"`));
