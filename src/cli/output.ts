// What a command says, for people or for programs. Answers go to standard output, trouble to standard error.
import type { ErrorInfo } from '../contract/errors.ts';
import type { JsonFacts } from '../contract/json-events.ts';
import type { Strings } from '../strings/index.ts';
import { errorText } from '../strings/index.ts';
import { exitOf } from './exit-codes.ts';

export interface Streams {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

export interface Output {
  readonly t: Strings;
  /** One fact: a sentence for people, a line of JSON for programs. */
  say(sentence: string, facts: JsonFacts): void;
  /** Something worth knowing that doesn't keep the command from being done. */
  warn(error: ErrorInfo): void;
  /** The error's sentences; gives its exit code. */
  fail(error: ErrorInfo): number;
}

/** What the window keeps behind "Details", for a report. */
const hidden = ({ code, details }: ErrorInfo): readonly string[] => (code === 'internal' ? [details.note] : []);

/** Marks that keep a path readable inside right-to-left text would be copied along with it. */
const ISOLATES = /[\u2066-\u2069]/gu;

export function createOutput(t: Strings, isJson: boolean, { out, err }: Streams): Output {
  const line = (facts: JsonFacts): string => `${JSON.stringify({ v: 1, at: new Date().toISOString(), ...facts })}\n`;
  function tell(event: 'error' | 'notice', error: ErrorInfo): void {
    const { title, next } = errorText(t.errors, error);
    if (isJson) out(line({ event, code: error.code, details: { ...error.details } }));
    else err(`ferry: ${[`${title}.`, next, ...hidden(error)].join('\n')}\n`.replace(ISOLATES, ''));
  }
  return {
    t,
    say: (sentence, facts) => out(isJson ? line(facts) : `${sentence.replace(ISOLATES, '')}\n`),
    warn: (error) => tell('notice', error),
    fail(error) {
      tell('error', error);
      return exitOf(error.code);
    },
  };
}
