import { describe, expect, it } from 'vitest';
import type { Invocation } from '../../../src/cli/args.ts';
import { readInvocation } from '../../../src/cli/args.ts';
import { COMMAND_NAMES, formsOf, OPTIONS, optionsOf } from '../../../src/cli/command-table.ts';
import { helpText } from '../../../src/cli/help.ts';
import { nearest } from '../../../src/cli/nearest.ts';
import { en } from '../../../src/strings/en.ts';

const NOTHING: Omit<Invocation, 'command'> = {
  words: [],
  isHelpAsked: false,
  version: false,
  json: false,
  quiet: false,
  dataDir: null,
  port: null,
  deviceName: null,
  interface: null,
  to: [],
  into: null,
  from: null,
  text: null,
  isPrivate: false,
  stdin: null,
  isStdout: false,
  isPage: false,
  hasPin: false,
  isTls: false,
  wait: false,
  limit: null,
  isDryRun: false,
  only: [],
  once: false,
  yes: false,
};
const invocation = (changed: Partial<Invocation> & Pick<Invocation, 'command'>) => ({
  ok: true,
  value: { ...NOTHING, ...changed },
});
const refusal = (code: string, details: object) => ({ ok: false, error: { code, details } });

describe('the words of the command line', () => {
  it('take global options before and after the command alike', () => {
    const expected = invocation({ command: 'config', words: ['get', 'language'], json: true, dataDir: 'x' });
    expect(readInvocation(['--json', '--data', 'x', 'config', 'get', 'language'])).toEqual(expected);
    expect(readInvocation(['config', '--data=x', 'get', 'language', '--json'])).toEqual(expected);
  });

  it('take what stands behind -- as it is', () => {
    expect(readInvocation(['send', '--to', 'Leo', '--', '--odd', '-h'])).toEqual(
      invocation({ command: 'send', words: ['--odd', '-h'], to: ['Leo'] }),
    );
  });

  it('take --to as often as it comes, and of the others the last', () => {
    expect(readInvocation(['send', 'a', '--to', 'Leo', 'b', '--to=[::1]:26810', '--port', '1', '--port=2'])).toEqual(
      invocation({ command: 'send', words: ['a', 'b'], to: ['Leo', '[::1]:26810'], port: 2 }),
    );
  });

  it.each([
    ['2MB', 2_000_000],
    ['500k', 500_000],
    ['1.5M/s', 1_500_000],
    ['17K', 17_000],
  ])('take a speed as it is written for the settings: %s', (written, limit) => {
    expect(readInvocation(['send', 'a', '--limit', written])).toEqual(
      invocation({ command: 'send', words: ['a'], limit }),
    );
  });

  it.each(['fast', '0', '5', '16K', '-1M', 'off', '1e6', '9'.repeat(20), '2 MB per second'])(
    'refuse %s as a speed',
    (value) => {
      expect(readInvocation(['send', 'a', `--limit=${value}`])).toEqual(
        refusal('usage.invalid_value', { option: '--limit', value }),
      );
    },
  );

  it('hold everything that receiving knows', () => {
    expect(
      readInvocation('receive --into in --once --yes --port 0 --name Küche --interface ::1 --quiet'.split(' ')),
    ).toEqual(
      invocation({
        command: 'receive',
        into: 'in',
        once: true,
        yes: true,
        port: 0,
        deviceName: 'Küche',
        interface: '::1',
        quiet: true,
      }),
    );
  });

  it('are a wish for help where there are none', () => {
    expect(readInvocation([])).toEqual(invocation({ command: 'help' }));
    expect(readInvocation(['send', '-h'])).toEqual(invocation({ command: 'send', isHelpAsked: true }));
  });

  it.each([
    [['config', '--to', 'Leo'], '--to'],
    [['devices', '--port', '5'], '--port'],
    [['forget', 'Leo', '--yes'], '--yes'],
    [['send', 'a', '--into', 'b'], '--into'],
    [['send', 'a', '--once'], '--once'],
    [['receive', '--to', 'Leo'], '--to'],
    [['pair', '--from', '::1'], '--from'],
    [['config', '--name', 'x'], '--name'],
    [['help', '--interface', '::1'], '--interface'],
    [['--port', '5'], '--port'],
  ])('refuse an option where it makes no sense, by its name: %j', (argv, option) => {
    expect(readInvocation(argv)).toMatchObject(refusal('usage.unknown_option', { option }));
  });

  it('say which option was meant, of those that the command has', () => {
    expect(readInvocation(['send', 'a', '--prt', '5'])).toEqual(
      refusal('usage.unknown_option', { option: '--prt', nearest: '--port' }),
    );
    expect(readInvocation(['devices', '--prt', '5'])).toEqual(
      refusal('usage.unknown_option', { option: '--prt', nearest: '' }),
    );
    expect(readInvocation(['--jsn'])).toEqual(refusal('usage.unknown_option', { option: '--jsn', nearest: '--json' }));
  });

  it.each([
    ['--port', 'ninety'],
    ['--port', '65536'],
    ['--port', '-1'],
    ['--port', '1e3'],
    ['--name', 'a\u202eb'],
    ['--name', 'x'.repeat(65)],
    ['--name', '   '],
  ])('refuse a value that can’t be: %s %j', (option, value) => {
    expect(readInvocation(['receive', `${option}=${value}`])).toEqual(
      refusal('usage.invalid_value', { option, value }),
    );
  });

  it('refuse a value that is missing or too much', () => {
    expect(readInvocation(['send', 'a', '--to'])).toEqual(refusal('usage.missing_value', { option: '--to' }));
    expect(readInvocation(['send', 'a', '--to', '--json'])).toEqual(refusal('usage.missing_value', { option: '--to' }));
    expect(readInvocation(['receive', '--yes=no'])).toEqual(refusal('usage.unexpected_value', { option: '--yes' }));
  });

  it('refuse a command that there isn’t', () => {
    expect(readInvocation(['recieve'])).toEqual(
      refusal('usage.unknown_command', { command: 'recieve', nearest: 'receive' }),
    );
    expect(readInvocation(['toString'])).toEqual(
      refusal('usage.unknown_command', { command: 'toString', nearest: '' }),
    );
  });
});

describe('the help', () => {
  it('names every command, every option and every exit code', () => {
    const text = helpText(en, null);
    for (const name of COMMAND_NAMES) for (const [words] of formsOf(name)) expect(text).toContain(`  ${words}  `);
    for (const name of Object.keys(OPTIONS)) expect(text).toContain(`--${name}`);
    for (const exit of [0, 1, 2, 3, 4, 5, 6, 130]) expect(text).toMatch(new RegExp(`^ {2}${exit} `, 'm'));
  });

  it.each(COMMAND_NAMES)('of %s names its own forms and options', (name) => {
    const text = helpText(en, name);
    for (const [words] of formsOf(name)) expect(text).toContain(`ferry ${words}`);
    const named = Object.keys(OPTIONS).filter((option) =>
      new RegExp(`--${option}\\b`).test(text.split('Exit')[0] ?? ''),
    );
    expect(named.sort()).toEqual([...optionsOf(name)].sort());
  });
});

it('finds the word that was meant, and none where nothing is near', () => {
  expect(nearest('confg', ['config', 'help'])).toBe('config');
  expect(nearest('hlep', ['config', 'help'])).toBe('help');
  expect(nearest('ehpl', ['config', 'help'])).toBe('');
  expect(nearest('xyz', ['config', 'help'])).toBe('');
  expect(nearest('', ['config'])).toBe('');
});
