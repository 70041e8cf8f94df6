import { describe, expect, it } from 'vitest';
import { COMMAND_NAMES, formsOf, OPTIONS, optionsOf } from '../../../src/cli/command-table.ts';
import { EXIT } from '../../../src/cli/exit-codes.ts';
import { manualPage } from '../../../src/cli/manual.ts';
import { en } from '../../../src/strings/en.ts';

const page = manualPage(en, '1.2.3');

/** A line's words without the macros and the marks that are only for the formatter. */
const plain = (line: string): string =>
  line
    .replace(/^\.\w+ /, '')
    .replace(/\b(?:Ic|Ar|Fl|Op) /g, '')
    .replaceAll(String.raw`\&`, '')
    .replaceAll(String.raw`\-`, '-');

describe('the manual page', () => {
  it.each(COMMAND_NAMES)('has every form and option of %s', (name) => {
    const [, part = ''] = page.split(`\n.Ss ferry ${name}\n`);
    const [own = ''] = part.split(/\n\.S[sh] /);
    const heads = own
      .split('\n')
      .filter((line) => line.startsWith('.It '))
      .map(plain);
    const forms = formsOf(name).map(([form]) =>
      form.replaceAll('…', ' ...').replace(/[[\]]/g, '').replaceAll('--', '-'),
    );
    expect(heads).toEqual(forms);
    const flags = own
      .split('\n')
      .filter((line) => line.startsWith('.Fl '))
      .map((line) => plain(line).split(' ')[0]);
    const everywhere = ['data', 'json', 'quiet', 'help', 'version'];
    expect(flags).toEqual(
      optionsOf(name)
        .filter((option) => !everywhere.includes(option))
        .map((option) => `-${option}`),
    );
  });

  it('says what each option and each exit code is', () => {
    for (const name of Object.keys(OPTIONS))
      expect(page).toMatch(
        new RegExp(`^\\.It (?:Fl \\w , )?Fl \\\\-${name.replaceAll('-', String.raw`\\-`)}(?: |$)`, 'm'),
      );
    for (const exit of Object.values(EXIT)) expect(page).toContain(`\n.It ${exit}\n`);
  });

  it('is ASCII, with a line for each sentence and none that is long', () => {
    expect(page).not.toMatch(/[^\n -~]/);
    for (const line of page.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
    expect(page).toContain('.Os Ferry 1.2.3\n');
  });
});
