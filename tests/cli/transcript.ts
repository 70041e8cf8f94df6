// Reads transcripts: text files a person can read as what two people do at their terminals. play.ts does what they say.
//   $ ferry …         a command, in a shell; it is waited for. DIR is a folder of the transcript's own
//   mia$ ferry …      the same at Mia's, where what is marked with her name belongs; it goes on beside the others
//   mia% ferry …      at a real terminal, which shows both outputs as one and can be asked
//   mia& leo          Mia's device and Leo's are paired already; before either of them runs
//   > text            its standard output, line by line, exactly; at a terminal also a question that waits
//   ! text            its standard error
//   < text            what is typed, with Enter
//   ^ C               a key with Ctrl: C or D; TERM, HUP or KILL
//   ? N               its end, with that exit code; where there is no such line it is 0
//   > …               any lines up to the next one
//   # a comment       @ LANG=de   an environment variable from here on
// mia2 is Mia's second terminal. How far something is depends on the clock: such lines count only where one is written.
// What differs each time has a name in braces, which placeholders.ts explains.

export type Step = { readonly line: number; readonly who: string } & (
  | {
      readonly does: 'start';
      readonly command: string;
      readonly isTerminal: boolean;
      readonly env: Readonly<Record<string, string>>;
    }
  | { readonly does: 'show'; readonly stream: 'out' | 'err'; readonly text: string }
  | { readonly does: 'type'; readonly text: string }
  | { readonly does: 'press'; readonly key: Key }
  | { readonly does: 'end'; readonly code: number }
  | { readonly does: 'be paired'; readonly other: string }
);

export type Key = 'C' | 'D' | 'TERM' | 'HUP' | 'KILL';

const LINE = /^(?<who>[a-z]+\d?)?(?<mark>[$%>!<^?&])(?: (?<text>.*))?$/;
const VARIABLE = /^@ (?<name>\w+)=(?<value>.*)$/;
const isKey = (text: string): text is Key => ['C', 'D', 'TERM', 'HUP', 'KILL'].includes(text);

export function readTranscript(transcript: string): readonly Step[] {
  const steps: Step[] = [];
  let env: Readonly<Record<string, string>> = {};
  for (const [index, written] of transcript.split('\n').entries()) {
    if (written === '' || written.startsWith('#')) continue;
    const variable = VARIABLE.exec(written)?.groups;
    if (variable !== undefined) {
      env = { ...env, [variable.name ?? '']: variable.value ?? '' };
      continue;
    }
    const { who = '', mark = '', text = '' } = LINE.exec(written)?.groups ?? {};
    const step = readStep(mark, text, env);
    if (step === null) throw new Error(`line ${index + 1}: not a transcript line: ${written}`);
    steps.push({ line: index + 1, who, ...step });
  }
  return steps;
}

type What = Step extends infer S ? (S extends Step ? Omit<S, 'line' | 'who'> : never) : never;

function readStep(mark: string, text: string, env: Readonly<Record<string, string>>): What | null {
  switch (mark) {
    case '$':
    case '%':
      return { does: 'start', command: text, isTerminal: mark === '%', env };
    case '>':
    case '!':
      return { does: 'show', stream: mark === '>' ? 'out' : 'err', text };
    case '<':
      return { does: 'type', text };
    case '^':
      return isKey(text) ? { does: 'press', key: text } : null;
    case '&':
      return { does: 'be paired', other: text };
    case '?':
      return /^\d+$/.test(text) ? { does: 'end', code: Number(text) } : null;
    default:
      return null;
  }
}
