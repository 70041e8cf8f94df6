// Words of the command line into a command, its arguments and its options, which may stand anywhere.
import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { ok } from '../base/result.ts';
import type { Outcome } from '../contract/errors.ts';
import { failure } from '../contract/errors.ts';
import { BytesPerSecond, DeviceName } from '../contract/settings.ts';
import { readBytes } from './amounts.ts';
import type { CommandName, OptionName } from './command-table.ts';
import { COMMAND_NAMES, isCommand, isOption, OPTIONS, optionOf, optionsOf } from './command-table.ts';
import { nearest } from './nearest.ts';

export interface Invocation {
  readonly command: CommandName;
  /** What the command was given beside its options. */
  readonly words: readonly string[];
  readonly isHelpAsked: boolean;
  readonly version: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly dataDir: string | null;
  readonly port: number | null;
  readonly deviceName: string | null;
  /** The address to listen on alone. */
  readonly interface: string | null;
  readonly to: readonly string[];
  readonly into: string | null;
  readonly from: string | null;
  readonly text: string | null;
  readonly isPrivate: boolean;
  /** What standard input is called there, where it is what is sent. */
  readonly stdin: string | null;
  /** What comes goes to standard output, and nothing else. */
  readonly isStdout: boolean;
  readonly wait: boolean;
  /** Bytes a second, for what this command moves. */
  readonly limit: number | null;
  readonly isDryRun: boolean;
  readonly only: readonly string[];
  /** A page for devices without any app, beside. */
  readonly isPage: boolean;
  readonly hasPin: boolean;
  readonly isTls: boolean;
  readonly once: boolean;
  readonly yes: boolean;
}

interface Given {
  readonly name: OptionName;
  /** As it was typed, for what is said of it. */
  readonly rawName: string;
  readonly value: string;
}

export function readInvocation(argv: readonly string[]): Outcome<Invocation> {
  const read = readWords(argv);
  if (!read.ok) return read;
  const { words, given } = read.value;
  const [first, ...rest] = words;
  if (first !== undefined && !isCommand(first))
    return failure('usage.unknown_command', { command: first, nearest: nearest(first, COMMAND_NAMES) });
  const command = first ?? 'help';
  const known = optionsOf(command);
  const stray = given.find(({ name }) => !known.includes(name));
  if (stray !== undefined) return unknownOption(stray.rawName, command);
  return withValues(command, rest, given);
}

function readWords(argv: readonly string[]): Outcome<{ words: readonly string[]; given: readonly Given[] }> {
  const options = Object.fromEntries(
    Object.entries(OPTIONS).map(([name, { value, ...rest }]) => [
      name,
      { type: value === null ? 'boolean' : 'string', ...('short' in rest ? { short: rest.short } : {}) } as const,
    ]),
  );
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true });
  const words: string[] = [];
  const given: Given[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value);
    if (token.kind !== 'option') continue;
    if (!isOption(token.name)) {
      const command = words.find(isCommand);
      return unknownOption(token.rawName, command);
    }
    const takesValue = optionOf(token.name).value !== null;
    // A value that looks like an option was most likely forgotten; --data=--odd says it is meant.
    const isMissing =
      token.value === undefined || token.value === '' || (!token.inlineValue && token.value.startsWith('--'));
    if (takesValue && isMissing) return failure('usage.missing_value', { option: token.rawName });
    if (!takesValue && token.value !== undefined) return failure('usage.unexpected_value', { option: token.rawName });
    given.push({ name: token.name, rawName: token.rawName, value: token.value ?? '' });
  }
  return ok({ words, given });
}

function withValues(command: CommandName, words: readonly string[], given: readonly Given[]): Outcome<Invocation> {
  const has = (name: OptionName): boolean => given.some((option) => option.name === name);
  const last = (name: OptionName): string | null => given.findLast((option) => option.name === name)?.value ?? null;
  const all = (name: OptionName): string[] => given.filter((each) => each.name === name).map(({ value }) => value);
  const port = last('port');
  if (port !== null && !isPort(port)) return failure('usage.invalid_value', { option: '--port', value: port });
  const typedName = last('name');
  const name = v.safeParse(v.nullable(DeviceName), typedName);
  if (!name.success) return failure('usage.invalid_value', { option: '--name', value: typedName ?? '' });
  const typedLimit = last('limit');
  const limit = v.safeParse(
    v.nullable(BytesPerSecond),
    typedLimit === null ? null : (readBytes(typedLimit) ?? typedLimit),
  );
  if (!limit.success) return failure('usage.invalid_value', { option: '--limit', value: typedLimit ?? '' });
  return ok({
    command,
    words,
    isHelpAsked: has('help'),
    version: has('version'),
    json: has('json'),
    quiet: has('quiet'),
    dataDir: last('data'),
    port: port === null ? null : Number(port),
    deviceName: name.output,
    interface: last('interface'),
    to: all('to'),
    into: last('into'),
    from: last('from'),
    text: last('text'),
    isPrivate: has('private'),
    stdin: last('stdin'),
    isStdout: has('stdout'),
    wait: has('wait'),
    limit: limit.output,
    isDryRun: has('dry-run'),
    only: all('only'),
    isPage: has('page'),
    hasPin: has('pin'),
    isTls: has('tls'),
    once: has('once'),
    yes: has('yes'),
  });
}

/** 0 is for any that is free; which one, the event `ready` says. */
const isPort = (text: string): boolean => /^\d{1,5}$/.test(text) && Number(text) <= 65_535;

/** Says the one that is spelled alike, of those that the command has. */
function unknownOption(rawName: string, command: CommandName | undefined): Outcome<never> {
  const names = command === undefined ? (Object.keys(OPTIONS) as OptionName[]) : optionsOf(command);
  const near = nearest(rawName.replace(/^-+/, ''), names);
  return failure('usage.unknown_option', { option: rawName, nearest: near === '' ? '' : `--${near}` });
}
