// Every error that the command line can show happens in a transcript of tests/cli, where a person reads its sentence as it
// is met. One that can't has its reason here.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ErrorCode, ErrorInfo } from '../../../src/contract/errors.ts';
import { errors } from '../../../src/strings/errors-en.ts';
import { errorText } from '../../../src/strings/index.ts';
import { ERROR_CODES, errorsOf } from '../strings/error-samples.ts';

const APP = 'only the app does that';
const WITHOUT_TRANSCRIPT: Readonly<Partial<Record<ErrorCode, string>>> = {
  internal: 'a fault of our own: whoever can bring it about mends it',
  'input.invalid': 'the command line asks for nothing else; for other programs at the local socket',
  'device.unknown': 'a device that is forgotten between being found by its name and being asked for',
  'page.too_many': 'tests/protocol/page-hostile has it: so many commands at once say nothing more',
  'transfer.ended_here': 'tests/protocol/localsend-open has it: the row of a transfer that a pause or a setting ended',
  'identity.not_unlocked': APP,
  'identity.unprotected': APP,
  'local.closed': 'asked again of the next engine, until there is one',
  'login_item.refused': APP,
  'system.no_settings': APP,
  'system.no_opener': APP,
  'dialog.unavailable': APP,
};

const folder = join(import.meta.dirname, '../../cli');
const lines = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(?:txt|ts)$/.test(name))
  .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'));

const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** A sentence with whatever it says of this one case. */
function looksOf(sentence: string, error: ErrorInfo): string {
  const words = Object.values<string | number>(error.details).filter((fact) => typeof fact === 'string' && fact !== '');
  const known = words.reduce<string>((all, word) => all.replaceAll(literally(`${word}`), '.+'), literally(sentence));
  // Figures are written as the language does.
  return known.replace(/\d(?:[\d,]|\\\.(?=\d))*(?:\s(?:[kMGT]?B|bytes?)\b)?/gu, '.+');
}

/** What happened, and what to do next, which stands in the same line or the next one. */
function isMet(error: ErrorInfo): boolean {
  const { title, next } = errorText(errors, error);
  const what = new RegExp(`^\\s*\\w*[>!] (?:ferry: |WHEN (?:[^:]+: )?)${looksOf(title, error)}\\.(?: |$)`);
  const then = new RegExp(`(?:^\\s*\\w*[>!]|\\.) ${looksOf(next, error)}$`);
  return lines.some((line, at) => what.test(line) && (then.test(line) || then.test(lines[at + 1] ?? '')));
}

const isShown = (code: ErrorCode): boolean =>
  errorsOf(code).some(isMet) || lines.some((line) => line.includes(`"code":"${code}"`));

it('shows each error in a transcript, or says why not', () => {
  const missing = ERROR_CODES.filter((code) => !isShown(code));
  expect(missing.toSorted()).toEqual(Object.keys(WITHOUT_TRANSCRIPT).toSorted());
});
