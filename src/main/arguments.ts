// What the app was started with. Electron, Chromium and systems add words of their own, so unknown ones are ignored.
import { resolve } from 'node:path';
import { ok } from '../base/result.ts';
import type { Outcome } from '../contract/errors.ts';
import { failure } from '../contract/errors.ts';

export interface Arguments {
  readonly dataDir: string | null;
  /** Started by the system at login: no window until asked. */
  readonly isHidden: boolean;
}

export function readArguments(argv: readonly string[], cwd: string): Outcome<Arguments> {
  let dataDir: string | null = null;
  for (const [index, word] of argv.entries()) {
    const value = word === '--data' ? argv[index + 1] : word.startsWith('--data=') ? word.slice(7) : undefined;
    const isAsked = word === '--data' || word.startsWith('--data=');
    if (isAsked && (!value || value.startsWith('--'))) return failure('usage.missing_value', { option: '--data' });
    if (value !== undefined) dataDir = resolve(cwd, value);
  }
  return ok({ dataDir, isHidden: isHiddenStart(argv) });
}

/** On its own for a second start: Chromium has reordered those words, and `--data` no longer stands before its folder. */
export const isHiddenStart = (argv: readonly string[]): boolean => argv.includes('--hidden');
