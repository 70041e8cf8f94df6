// What a program that stays says: a line for each event, to a person, a file or a service manager. Never a code or a secret.
import type { JsonFacts } from '../contract/json-events.ts';
import { exitOf } from './exit-codes.ts';
import type { Output, Sentence } from './output.ts';
import { sentencesOf, withoutIsolates } from './output.ts';

export type Weight = 'error' | 'warning' | 'notice' | 'info';

/** As syslog numbers them; sd-daemon(3) reads them from the beginning of a line. */
const PRIORITIES: Readonly<Record<Weight, number>> = { error: 3, warning: 4, notice: 5, info: 6 };
const QUIET: ReadonlySet<Weight> = new Set(['error', 'warning']);

export interface Journal {
  /** Like `say` of an output. Standard output is for programs, who read JSON there; lines go to standard error. */
  readonly note: (weight: Weight, sentence: Sentence, facts: JsonFacts | null) => void;
  /** The output, with all that is said on it as lines of this journal. */
  readonly output: Output;
}

interface Way {
  readonly write: (line: string) => void;
  readonly now: () => number;
  /** Whoever reads it gives each line a time and a weight of its own. */
  readonly isManaged: boolean;
}

export function createJournal(base: Output, { write, now, isManaged }: Way): Journal {
  const line = (weight: Weight, text: string): void => {
    const before = isManaged ? `<${PRIORITIES[weight]}>` : `${new Date(now()).toISOString()} `;
    write(`${before}${withoutIsolates(text).replace(/\s*\n\s*/g, ' ')}\n`);
  };
  const note: Journal['note'] = (weight, sentence, facts) => {
    if (base.json) base.tell(null, facts);
    else if (sentence !== null && (!base.quiet || QUIET.has(weight)))
      line(weight, typeof sentence === 'string' ? sentence : sentence());
  };
  const trouble = (weight: Weight, error: Parameters<Output['warn']>[0]): void =>
    line(weight, sentencesOf(base.t, error).join(' '));
  const output: Output = base.json
    ? base
    : {
        ...base,
        say: (sentence, facts) => note('info', sentence, facts),
        tell: (sentence, facts) => note('info', sentence, facts),
        show: (sentence, facts) => note('info', sentence, facts),
        complain: (sentence, facts) => note('warning', sentence, facts),
        warn: (error) => trouble('warning', error),
        fail(error) {
          trouble('error', error);
          return exitOf(error.code);
        },
      };
  return { note, output };
}

/** systemd names the pipe that it reads, for a program whose output may have been led elsewhere since. */
export function isJournal({ JOURNAL_STREAM: named }: NodeJS.ProcessEnv, { dev, ino }: Stream): boolean {
  return named === `${dev}:${ino}`;
}

interface Stream {
  readonly dev: number | bigint;
  readonly ino: number | bigint;
}
