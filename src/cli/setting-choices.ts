// What a setting can be set to, where that is one of a few words.
import type { SettingKey } from '../contract/settings.ts';
import { APPEARANCES, DEFAULT_SETTINGS, LANGUAGES, VISIBILITIES, WHEN_CLOSED } from '../contract/settings.ts';

/** The settings with a closed set of values. */
export const CHOICES: Partial<Record<SettingKey, readonly string[]>> = {
  visibility: VISIBILITIES,
  language: LANGUAGES,
  appearance: APPEARANCES,
  whenClosed: WHEN_CLOSED,
};

/** Those words, yes and no among them; empty where it is typed by hand. */
export function choicesOf(key: SettingKey): readonly string[] {
  return CHOICES[key] ?? (typeof DEFAULT_SETTINGS[key] === 'boolean' ? ['yes', 'no'] : []);
}
