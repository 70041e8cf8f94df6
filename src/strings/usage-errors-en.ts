// The sentences in English of what was typed wrong on the command line.
import type { ErrorTexts } from './error-text.ts';
import { formatFor } from './format.ts';

const fmt = formatFor('en');

export const usageErrors = {
  'usage.secret_given': (d) => ({
    title: `What was given to ${d.option} holds a secret`,
    next: 'Other programs can read what stands in a command. Leave out “&s=” and what follows it.',
  }),
  'usage.unknown_command': (d) => ({
    title: `There is no command “${d.command}”`,
    next:
      d.nearest === ''
        ? 'Run “ferry --help” to see them all.'
        : `Did you mean “${d.nearest}”? “ferry --help” lists them all.`,
  }),
  'usage.unknown_option': (d) => ({
    title: `There is no option “${d.option}” here`,
    next:
      d.nearest === ''
        ? 'Run “ferry --help” to see them all.'
        : `Did you mean “${d.nearest}”? “ferry --help” lists them all.`,
  }),
  'usage.missing_value': (d) => ({
    title: `The option ${d.option} needs a value`,
    next: `Write it as “${d.option} VALUE”.`,
  }),
  'usage.unexpected_value': (d) => ({
    title: `The option ${d.option} takes no value`,
    next: `Write just “${d.option}”.`,
  }),
  'usage.missing_argument': (d) => ({
    title: `${d.argument} is missing`,
    next: 'Run “ferry --help” to see how the command is written.',
  }),
  'usage.unexpected_argument': (d) => ({
    title: `“${d.argument}” is one argument too many`,
    next: 'If it holds spaces, put it in quotes. “ferry --help” shows how the command is written.',
  }),
  'usage.not_with_running': (d) => ({
    title: `${d.option} can’t be changed while Ferry is running`,
    next: 'Leave it out to use the running Ferry, quit that first, or choose another data folder with --data DIR.',
  }),
  'usage.no_code': () => ({
    title: 'A code is needed, and there is nowhere to type it',
    next: 'Run the command in a terminal, or write the code as the first line of its standard input.',
  }),
  'usage.terminal_in': () => ({
    title: '--stdin sends what another program writes, and this is a terminal',
    next: 'Put it behind a pipe, as in “tar c DIR | ferry send --stdin NAME.tar”.',
  }),
  'usage.terminal_out': () => ({
    title: '--stdout writes what comes as it is, and this is a terminal',
    next: 'Put a program or a file behind it, as in “ferry receive --stdout > FILE”.',
  }),
  'usage.invalid_value': (d) => ({
    title: `“${d.value}” can’t be the value of ${d.option}`,
    next: 'Run “ferry --help” to see what is expected.',
  }),
  'usage.needs_running': (d) => ({
    title: `“${d.command}” needs a Ferry that is running`,
    next: 'Without one, nothing moves anyway. Open Ferry, then try again.',
  }),
  'usage.needs_terminal': (d) => ({
    title: `“${d.command}” needs somebody who looks at the screen`,
    next: 'Run it in a terminal.',
  }),
  'usage.waits_for_paired': (d) => ({
    title: `Nothing can wait for ${d.name}, which isn’t paired`,
    next: 'Pair the two devices first, or leave out --wait.',
  }),
  'usage.text_unfit': (d) => ({
    title: 'That can’t be sent as a text',
    next: `A text is UTF-8, not empty, and has at most ${fmt.bytes(d.mostBytes)}. Send it as a file instead.`,
  }),
  'usage.not_together': (d) => ({
    title: `${d.first} and ${d.second} can’t be used together`,
    next: 'Leave one of them out. “ferry --help” shows how the command is written.',
  }),
} satisfies Partial<ErrorTexts>;
