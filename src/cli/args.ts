// Words of the command line into a command, its arguments and the global options, which may stand anywhere.
import { parseArgs } from 'node:util';
import { ok } from '../base/result.ts';
import type { Outcome } from '../contract/errors.ts';
import { failure } from '../contract/errors.ts';
import { nearest } from './nearest.ts';

export const COMMANDS = ['config', 'help'] as const;
export type CommandName = (typeof COMMANDS)[number];

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'V' },
  json: { type: 'boolean' },
  data: { type: 'string' },
} as const;
type OptionName = keyof typeof OPTIONS;

export interface Invocation {
  readonly command: CommandName;
  readonly words: readonly string[];
  readonly json: boolean;
  readonly version: boolean;
  readonly dataDir: string | null;
}

export function readInvocation(argv: readonly string[]): Outcome<Invocation> {
  const { tokens } = parseArgs({
    args: [...argv],
    options: OPTIONS,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const words: string[] = [];
  const given = new Map<OptionName, string>();
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value);
    if (token.kind !== 'option') continue;
    if (!isOption(token.name)) {
      const near = nearest(token.name, Object.keys(OPTIONS));
      return failure('usage.unknown_option', { option: token.rawName, nearest: near === '' ? '' : `--${near}` });
    }
    const takesValue = OPTIONS[token.name].type === 'string';
    // A value that looks like an option was most likely forgotten; --data=--odd says it is meant.
    const isMissing =
      token.value === undefined || token.value === '' || (!token.inlineValue && token.value.startsWith('--'));
    if (takesValue && isMissing) return failure('usage.missing_value', { option: token.rawName });
    if (!takesValue && token.value !== undefined) return failure('usage.unexpected_value', { option: token.rawName });
    given.set(token.name, token.value ?? '');
  }
  const [first, ...rest] = words;
  if (first !== undefined && !isCommand(first)) {
    return failure('usage.unknown_command', { command: first, nearest: nearest(first, COMMANDS) });
  }
  return ok({
    command: first === undefined || given.has('help') ? 'help' : first,
    words: rest,
    json: given.has('json'),
    version: given.has('version'),
    dataDir: given.get('data') ?? null,
  });
}

const isOption = (name: string): name is OptionName => Object.hasOwn(OPTIONS, name);
const isCommand = (name: string): name is CommandName => COMMANDS.some((command) => command === name);
