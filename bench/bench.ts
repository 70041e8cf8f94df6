// What a bench is: how it is prepared, how often it runs, and what it must show.
import type { Result } from '../src/base/result.ts';
import type { Limit } from './limit.ts';
import type { Contender, Plan } from './run.ts';

export interface Options {
  /** How long `idle` looks on. */
  readonly seconds: number;
  /** Less of everything: to see that a bench works, not for figures. */
  readonly isSmall: boolean;
  /** The works that are wanted; null for all of them. */
  readonly works: readonly string[] | null;
  /** The links that are wanted; null for all of them. */
  readonly links: readonly string[] | null;
  /** The congestion control on them; null for the usual one. */
  readonly congestion: string | null;
}

/** What a bench needs to have made or found before the clock starts. */
export interface Prepared {
  readonly contenders: readonly Contender[];
  /** What would have been a contender and isn't installed. */
  readonly missing: readonly string[];
  /** What must be known to read the table. */
  readonly notes: readonly string[];
  close(): Promise<void>;
  /** Ends what is under way; with it, a run that is told to stop is closed first. */
  stop?(): void;
}

export interface Bench {
  readonly name: string;
  /** One line for `--list` and above the table. */
  readonly title: string;
  /** Too long for a run of all benches. */
  readonly isOnlyByName?: boolean;
  plan(options: Options): Omit<Plan, 'seed'>;
  /** Or a sentence on why it can't be run here. */
  prepare(options: Options): Promise<Result<Prepared, string>>;
  /** What ours must reach; one that is missed fails the bench. */
  limits?(options: Options): readonly Limit[];
}
