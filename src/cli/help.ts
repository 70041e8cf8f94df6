// `ferry --help`, from the same words and tables the commands are read with.
import type { Strings } from '../strings/index.ts';
import type { ExitName } from './exit-codes.ts';
import { EXIT } from './exit-codes.ts';

export function helpText(t: Strings): string {
  const { cli } = t;
  const commands: readonly (readonly [string, string])[] = [
    ['config', cli.configUse.list],
    ['config get KEY', cli.configUse.get],
    ['config set KEY VALUE', cli.configUse.set],
    ['config reset KEY', cli.configUse.reset],
    ['help', cli.command.help],
  ];
  const options: readonly (readonly [string, string])[] = [
    ['--data DIR', cli.option.data],
    ['--json', cli.option.json],
    ['-h, --help', cli.option.help],
    ['-V, --version', cli.option.version],
  ];
  const exits = (Object.keys(EXIT) as ExitName[]).map((name) => [String(EXIT[name]), cli.exit[name]] as const);
  return [
    cli.about,
    '',
    `${cli.usage}: ferry COMMAND`,
    '',
    section(cli.commands, commands),
    section(cli.options, options),
    section(cli.exitCodes, exits),
  ].join('\n');
}

function section(title: string, rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return `${title}:\n${rows.map(([name, what]) => `  ${name.padEnd(width)}${what}\n`).join('')}`;
}
