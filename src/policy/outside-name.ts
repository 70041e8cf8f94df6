// A device's name where no markup keeps it apart from our own words: in a notification, a menu or a title.
import { showHidden } from '../base/text.ts';

/** Longer ones would push out of sight what stands behind them. */
export const MOST_NAME_CHARACTERS = 40;

/** More marks than any script puts on one letter: a tower that reaches into the lines above. */
const TOWER = /(\p{M}{4})\p{M}+/gu;

/** Hidden characters shown, no towers, and cut. */
export function outsideName(name: string): string {
  const shown = Array.from(showHidden(name).replace(TOWER, '$1').trim());
  if (shown.length <= MOST_NAME_CHARACTERS) return shown.join('');
  return `${shown.slice(0, MOST_NAME_CHARACTERS - 1).join('')}…`;
}
