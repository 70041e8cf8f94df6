// What a command says, for people or for programs. Answers go to standard output, trouble to standard error.
import { showHidden } from '../base/text.ts';
import type { ErrorInfo } from '../contract/errors.ts';
import type { JsonFacts } from '../contract/json-events.ts';
import type { TransferId } from '../contract/transfers.ts';
import type { Strings } from '../strings/index.ts';
import { errorText } from '../strings/index.ts';
import { exitOf } from './exit-codes.ts';

export interface Streams {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

interface Mode {
  readonly json: boolean;
  readonly quiet: boolean;
}

/** Nothing where a person, or a program, has no use for it; made when it is said, where that takes its time. */
export type Sentence = string | (() => string) | null;
type Facts = JsonFacts | null;

export interface Output extends Mode {
  readonly t: Strings;
  /** One fact that was asked for: a sentence for people, a line of JSON for programs. */
  say(sentence: Sentence, facts: Facts): void;
  /** What was sent or asked for, to the byte: whoever calls sees to it that it can be shown where it is. */
  sayAsIs(text: string, facts: JsonFacts): void;
  /** Like `say`, for what one may want to follow; not with --quiet. */
  tell(sentence: Sentence, facts: Facts): void;
  /** The same for what can't be left out, but isn't the answer: on standard error where that is to be nothing else. */
  show(sentence: Sentence, facts: Facts): void;
  /** Trouble that isn't an error by itself, such as one file of many. */
  complain(sentence: Sentence, facts: Facts): void;
  /** Something worth knowing that doesn't keep the command from being done. */
  warn(error: ErrorInfo, transferId?: TransferId): void;
  /** The error's sentences; gives its exit code. */
  fail(error: ErrorInfo, transferId?: TransferId): number;
}

/** What the window keeps behind "Details", for a report. */
const hidden = ({ code, details }: ErrorInfo): readonly string[] =>
  code === 'internal' ? details.note.split('\n').map(showHidden) : [];

/** Marks that keep a path readable inside right-to-left text would be copied along with it. */
const ISOLATES = /[\u2066-\u2069]/gu;
export const withoutIsolates = (text: string): string => text.replace(ISOLATES, '');

/** Names and paths from outside, so that they can neither break a line nor steer a terminal. */
function shownDetails(error: ErrorInfo): ErrorInfo {
  const details = Object.fromEntries(
    Object.entries(error.details).map(([key, value]) => [key, typeof value === 'string' ? showHidden(value) : value]),
  );
  // The same keys, and text where there was text.
  return { code: error.code, details } as ErrorInfo;
}

/** What happened, what to do, and what belongs into a report. */
export function sentencesOf(t: Strings, error: ErrorInfo): readonly string[] {
  const { title, next } = errorText(t.errors, shownDetails(error));
  return [`${title}.`, next, ...hidden(error)];
}

export function createOutput(t: Strings, { json, quiet }: Mode, { out, err }: Streams): Output {
  const emit = (facts: JsonFacts): void => out(`${JSON.stringify({ v: 1, at: new Date().toISOString(), ...facts })}\n`);
  const line = (write: (text: string) => void, sentence: Sentence, facts: Facts): void => {
    if (json && facts !== null) emit(facts);
    if (json || sentence === null) return;
    write(`${withoutIsolates(typeof sentence === 'function' ? sentence() : sentence)}\n`);
  };
  function trouble(event: 'error' | 'notice', error: ErrorInfo, transferId?: TransferId): void {
    const sentences = `ferry: ${sentencesOf(t, error).join('\n')}`;
    const ofTransfer = transferId === undefined ? {} : { transferId };
    line(err, sentences, { event, code: error.code, details: { ...error.details }, ...ofTransfer });
  }
  return {
    t,
    json,
    quiet,
    say: (sentence, facts) => line(out, sentence, facts),
    sayAsIs: (text, facts) => (json ? emit(facts) : out(text)),
    tell: (sentence, facts) => {
      // Programs count on every event but the ones that only say how far it is.
      if (!quiet || (json && facts?.event !== 'progress')) line(out, sentence, facts);
    },
    show: (sentence, facts) => line(quiet ? err : out, sentence, facts),
    complain: (sentence, facts) => line(err, sentence, facts),
    warn: (error, transferId) => trouble('notice', error, transferId),
    fail(error, transferId) {
      trouble('error', error, transferId);
      return exitOf(error.code);
    },
  };
}
