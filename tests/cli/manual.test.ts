// The manual page as it is built, read by what shows manual pages.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { COMMAND_NAMES, formsOf, OPTIONS } from '../../src/cli/command-table.ts';
import { manualPage } from '../../src/cli/manual.ts';
import { en } from '../../src/strings/en.ts';

const ROOT = join(import.meta.dirname, '../..');
const PAGE = join(ROOT, 'out/cli/ferry.1');
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };

const isThere = (program: string): boolean => spawnSync('which', [program]).status === 0;
const run = (command: string, ...args: readonly string[]) =>
  spawnSync(command, args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } });

/** What is bold or underlined may be written over itself. */
const OVERSTRUCK = new RegExp(`.${String.fromCharCode(8)}`, 'g');

/** Every form and option, as it can be copied. */
function expectAll(shown: string): void {
  const text = stripVTControlCharacters(shown).replace(OVERSTRUCK, '').replace(/\s+/g, ' ');
  for (const name of COMMAND_NAMES)
    for (const [form] of formsOf(name)) expect(text).toContain(` ${form.replaceAll('…', ' ...')} `);
  for (const name of Object.keys(OPTIONS)) expect(text).toContain(` --${name} `);
  expect(text).toContain('ferry send Photos --to "Quiet Harbor"');
}

it('the manual page beside the built command is that of its table', () => {
  expect(readFileSync(PAGE, 'utf8')).toBe(manualPage(en, version));
});

describe.skipIf(!isThere('groff'))('groff, if it is installed', () => {
  it('shows all of it, and has nothing to say against it', () => {
    const { stdout, stderr, status } = run('groff', '-mandoc', '-ww', '-Tutf8', '-k', PAGE);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expectAll(stdout);
  });
});

describe.skipIf(!isThere('mandoc'))('mandoc, if it is installed', () => {
  it('shows all of it, and has nothing to say against it', () => {
    expect(run('mandoc', '-Tlint', '-Wwarning', PAGE)).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expectAll(run('mandoc', '-Tutf8', PAGE).stdout);
  });
});
