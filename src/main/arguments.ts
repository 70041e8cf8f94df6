// What the app was started with. Electron, Chromium and systems add words of their own, so unknown ones are ignored.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { ok } from '../base/result.ts';
import type { Outcome } from '../contract/errors.ts';
import { failure } from '../contract/errors.ts';

/** What a start asks of the Ferry that runs, itself or an earlier one. */
export const Start = v.object({
  /** By the system at login: no window until asked. */
  isHidden: v.boolean(),
  /** `ferry:` links that somebody has clicked. */
  links: v.array(v.string()),
  /** Files and folders to send, absolute. */
  paths: v.array(v.string()),
  /** What the desktop's own menus for Ferry offer: `--receive`, and `--send` without a file. */
  asks: v.nullable(v.picklist(['receive', 'send'])),
});
export type Start = Readonly<v.InferOutput<typeof Start>>;

export interface Arguments {
  readonly dataDir: string | null;
  /** The one address of this computer to be used. */
  readonly address: string | null;
  readonly start: Start;
}

export const PLAIN_START: Start = { isHidden: false, links: [], paths: [], asks: null };

/** `appRoot`: where Electron is told which app to run, that word is no file to send. */
export function readArguments(argv: readonly string[], cwd: string, appRoot: string | null): Outcome<Arguments> {
  const end = argv.indexOf('--');
  const words = end === -1 ? argv : argv.slice(0, end);
  const dataDir = readOption(words, '--data');
  if (!dataDir.ok) return dataDir;
  const address = readOption(words, '--interface');
  if (!address.ok) return address;
  const named = pathsIn(words.slice(1), cwd).filter((path) => path !== appRoot);
  const paths = [...named, ...argv.slice(words.length + 1).map((word) => resolve(cwd, word))];
  const wantsToSend = words.includes('--send') && paths.length === 0;
  return ok({
    dataDir: dataDir.value === null ? null : resolve(cwd, dataDir.value),
    address: address.value,
    start: {
      isHidden: words.includes('--hidden'),
      links: [...linksIn(words)],
      paths,
      asks: words.includes('--receive') ? 'receive' : wantsToSend ? 'send' : null,
    },
  });
}

const OPTIONS_WITH_VALUE = new Set(['--data', '--interface']);

/** What doesn't exist is left out later: no word tells by itself whether it is a file's name. */
function pathsIn(words: readonly string[], cwd: string): readonly string[] {
  const paths: string[] = [];
  for (const [index, word] of words.entries()) {
    if (word === '' || word.startsWith('-') || isLink(word)) continue;
    if (OPTIONS_WITH_VALUE.has(words[index - 1] ?? '')) continue;
    const path = /^file:/i.test(word) ? pathOf(word) : resolve(cwd, word);
    if (path !== null) paths.push(path);
  }
  return paths;
}

/** File managers on Linux may name a file by its address. */
function pathOf(address: string): string | null {
  try {
    return fileURLToPath(address);
  } catch {
    // Another computer's, or no spelling of a path.
    return null;
  }
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

const isLink = (word: string): boolean => /^ferry:/i.test(word);

/** A secret that somebody has put into one is nobody's to use: what stands in arguments, others can read. */
export const linksIn = (words: readonly string[]): readonly string[] =>
  words.filter((word) => isLink(word) && !/&s=/.test(word));

/** Where a link says that its device is, to be shown. */
export const whereOf = (link: string): string =>
  [...link.matchAll(/[?&]a=([^&]*)/g)]
    .slice(0, 2)
    .map(([, address = '']) => address.slice(0, 60))
    .join(', ');
