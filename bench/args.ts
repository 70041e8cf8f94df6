import { parseArgs } from 'node:util';
import type { Result } from '../src/base/result.ts';
import { err, ok } from '../src/base/result.ts';

export interface Args {
  /** null: all of them. */
  readonly name: string | null;
  readonly isList: boolean;
  readonly isJson: boolean;
  readonly seed: number | null;
  readonly rounds: number | null;
  readonly seconds: number;
  readonly isSmall: boolean;
  /** null: all of them. */
  readonly works: readonly string[] | null;
  /** null: all of them. */
  readonly links: readonly string[] | null;
  /** null: the usual one. */
  readonly congestion: string | null;
  /** The beginnings of contenders' names; null: all of them. */
  readonly only: readonly string[] | null;
}

export const USAGE =
  'npm run bench -- [NAME] [--list] [--json] [--rounds N] [--seed N] [--seconds N] [--work W1,W2] [--link gigabit,wifi] [--congestion NAME] [--only ferry,iperf3,rsync] [--small]';

/** The arguments, or a sentence on what is wrong with them. */
export function readArgs(argv: readonly string[], names: readonly string[]): Result<Args, string> {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(argv);
  } catch (error) {
    return err(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
  const { values, positionals } = parsed;
  const [name = null, ...rest] = positionals;
  if (rest.length > 0) return err(`One bench at a time, or none for all of them.\n${USAGE}`);
  if (name !== null && !names.includes(name))
    return err(`There is no bench called ${name}; there are ${new Intl.ListFormat('en').format(names)}.`);
  const numbers = { seed: values.seed, rounds: values.rounds, seconds: values.seconds };
  for (const [option, value] of Object.entries(numbers))
    if (value !== undefined && !/^\d{1,10}$/.test(value)) return err(`--${option} takes a whole number, not ${value}.`);
  if (values.rounds !== undefined && Number(values.rounds) === 0) return err('--rounds takes 1 or more.');
  if (values.seconds !== undefined && Number(values.seconds) === 0) return err('--seconds takes 1 or more.');
  return ok({
    name,
    isList: values.list ?? false,
    isJson: values.json ?? false,
    seed: values.seed === undefined ? null : Number(values.seed),
    rounds: values.rounds === undefined ? null : Number(values.rounds),
    seconds: Number(values.seconds ?? 60),
    isSmall: values.small ?? false,
    works: values.work?.toUpperCase().split(',') ?? null,
    links: values.link?.toLowerCase().split(',') ?? null,
    congestion: values.congestion ?? null,
    only: values.only?.split(',') ?? null,
  });
}

function parse(argv: readonly string[]) {
  return parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      list: { type: 'boolean' },
      json: { type: 'boolean' },
      seed: { type: 'string' },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      work: { type: 'string' },
      link: { type: 'string' },
      congestion: { type: 'string' },
      only: { type: 'string' },
      small: { type: 'boolean' },
    },
  });
}
