// What this device's state is called, for the header and for tests.
import { assertNever } from '../base/assert-never.ts';
import { hasUnshowable } from '../base/text.ts';
import { MAX_NAME_LENGTH } from '../contract/settings.ts';
import type { Self } from '../contract/state.ts';
import type { Strings } from '../strings/index.ts';

export type SeenBy = 'everyone' | 'paired' | 'nobody' | 'noNetwork';

export const seenBy = (self: Self): SeenBy => (self.network === 'none' ? 'noNetwork' : self.visibility.mode);

export function seenByWords(strings: Strings, self: Self): string {
  const words = strings.visibility;
  if (self.network === 'none') return words.noNetwork;
  const { visibility } = self;
  switch (visibility.mode) {
    case 'everyone':
      return visibility.until === null ? words.everyone : words.everyoneUntil(visibility.until);
    case 'paired':
      return words.paired;
    case 'nobody':
      return words.nobody;
    default:
      return assertNever(visibility);
  }
}

/** What is wrong with a typed name; null when it can be used. The engine checks again. */
export function nameProblem(strings: Strings, typed: string): string | null {
  const name = typed.normalize('NFC').trim();
  if (name === '') return strings.thisDevice.nameEmpty;
  if (Array.from(name).length > MAX_NAME_LENGTH) return strings.thisDevice.nameTooLong;
  return hasUnshowable(name) ? strings.thisDevice.nameHidden : null;
}
