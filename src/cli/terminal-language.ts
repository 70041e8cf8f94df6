// The terminal's language.
import { type Strings, stringsFor } from '../strings/index.ts';

/** In the order the standard gives these variables. */
export function stringsOf({ LC_ALL, LC_MESSAGES, LANG }: NodeJS.ProcessEnv): Strings {
  const [first] = [LC_ALL, LC_MESSAGES, LANG].filter((value) => value !== undefined && value !== '');
  return stringsFor('system', first === undefined ? [] : [first]);
}
