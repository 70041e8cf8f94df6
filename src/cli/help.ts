// `ferry --help` and that of one command, from the table the commands are read with.
import type { Strings } from '../strings/index.ts';
import type { CommandName, OptionName } from './command-table.ts';
import { COMMAND_NAMES, formsOf, OPTIONS, optionOf, optionsOf } from './command-table.ts';
import type { ExitName } from './exit-codes.ts';
import { EXIT } from './exit-codes.ts';

export function helpText(t: Strings, command: CommandName | null): string {
  const { cli } = t;
  const names = command === null ? COMMAND_NAMES : [command];
  const forms = names.flatMap((name) => formsOf(name)).map(([words, use]) => [words, cli.use[use]] as const);
  const known = command === null ? (Object.keys(OPTIONS) as OptionName[]) : optionsOf(command);
  const options = known.map((name) => [written(name), cli.option[name]] as const);
  const exits = (Object.keys(EXIT) as ExitName[]).map((name) => [String(EXIT[name]), cli.exit[name]] as const);
  const about = [section(cli.options, options), section(cli.exitCodes, exits)];
  return command === null
    ? [cli.about, '', `${cli.usage}: ferry COMMAND`, '', section(cli.commands, forms), ...about].join('\n')
    : [
        section(
          cli.usage,
          forms.map(([words, what]) => [`ferry ${words}`, what] as const),
        ),
        ...(command === 'completion' ? [section(cli.installing, INSTALLING)] : []),
        ...about,
      ].join('\n');
}

/** Where each shell looks by itself; for bash its package of completions does. */
const INSTALLING = [
  ['bash', 'ferry completion bash > ~/.local/share/bash-completion/completions/ferry'],
  ['zsh', 'ferry completion zsh > "$fpath[1]/_ferry"'],
  ['fish', 'ferry completion fish > ~/.config/fish/completions/ferry.fish'],
] as const;

function written(name: OptionName): string {
  const { short, value } = optionOf(name);
  return `${short === undefined ? '' : `-${short}, `}--${name}${value === null ? '' : ` ${value}`}`;
}

function section(title: string, rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return `${title}:\n${rows.map(([name, what]) => `  ${name.padEnd(width)}${what}\n`).join('')}`;
}
