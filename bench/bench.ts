import type { Result } from '../src/base/result.ts';
import type { Contender, Plan } from './run.ts';

export interface Options {
  /** How long `idle` looks on. */
  readonly seconds: number;
}

/** What a bench needs to have made or found before the clock starts. */
export interface Prepared {
  readonly contenders: readonly Contender[];
  /** What would have been a contender and isn't installed. */
  readonly missing: readonly string[];
  /** What must be known to read the table. */
  readonly notes: readonly string[];
  close(): Promise<void>;
}

export interface Bench {
  readonly name: string;
  /** One line for `--list` and above the table. */
  readonly title: string;
  plan(options: Options): Omit<Plan, 'seed'>;
  /** Or a sentence on why it can't be run here. */
  prepare(options: Options): Promise<Result<Prepared, string>>;
}
