// What the app was started with. Electron, Chromium and systems add words of their own, so unknown ones are ignored.
import { resolve } from 'node:path';
import { ok } from '../base/result.ts';
import type { Outcome } from '../contract/errors.ts';
import { failure } from '../contract/errors.ts';

export interface Arguments {
  readonly dataDir: string | null;
  /** The one address of this computer to be used. */
  readonly address: string | null;
  /** `ferry:` links that somebody has clicked. */
  readonly links: readonly string[];
  /** Started by the system at login: no window until asked. */
  readonly isHidden: boolean;
}

export function readArguments(argv: readonly string[], cwd: string): Outcome<Arguments> {
  const dataDir = readOption(argv, '--data');
  if (!dataDir.ok) return dataDir;
  const address = readOption(argv, '--interface');
  if (!address.ok) return address;
  return ok({
    dataDir: dataDir.value === null ? null : resolve(cwd, dataDir.value),
    address: address.value,
    links: linksIn(argv),
    isHidden: isHiddenStart(argv),
  });
}

/** The last of several; null where there is none. */
function readOption(argv: readonly string[], option: string): Outcome<string | null> {
  let found: string | null = null;
  for (const [index, word] of argv.entries()) {
    const isAsked = word === option || word.startsWith(`${option}=`);
    const value = word === option ? argv[index + 1] : word.slice(option.length + 1);
    if (isAsked && (!value || value.startsWith('--'))) return failure('usage.missing_value', { option });
    if (isAsked && value !== undefined) found = value;
  }
  return ok(found);
}

/** A secret that somebody has put into one is nobody's to use: what stands in arguments, others can read. */
export const linksIn = (argv: readonly string[]): readonly string[] =>
  argv.filter((word) => /^ferry:/i.test(word) && !/&s=/.test(word));

/** Where a link says that its device is, to be shown. */
export const whereOf = (link: string): string =>
  [...link.matchAll(/[?&]a=([^&]*)/g)]
    .slice(0, 2)
    .map(([, address = '']) => address.slice(0, 60))
    .join(', ');

/** On its own for a second start: Chromium has reordered those words, and `--data` no longer stands before its folder. */
export const isHiddenStart = (argv: readonly string[]): boolean => argv.includes('--hidden');
