// One interleaved run: every contender in every round, in an order of its own, so that a machine that turns slow in the
// middle is slow for all of them. Figures of two runs are never compared.
import type { Result } from '../src/base/result.ts';
import { err, ok } from '../src/base/result.ts';
import { random } from './random.ts';

/** What one measurement gave; null is what doesn't apply or can't be read on this system. */
export interface Sample {
  readonly seconds: number | null;
  /** This and `rssMiB` of the sending end, where there are two. */
  readonly cpuSeconds: number | null;
  readonly receiverCpuSeconds?: number | null;
  readonly rssMiB: number | null;
  readonly receiverRssMiB?: number | null;
  /** How much was moved, for a rate. */
  readonly bytes: number | null;
  /** What only this bench looks at, by the title of its column. */
  readonly more?: Readonly<Record<string, number>>;
  readonly note?: string;
}

/** `wrong` fails the bench: a contender that is fast at the wrong thing has no figure. */
export type Outcome =
  | { readonly kind: 'measured'; readonly sample: Sample }
  | { readonly kind: 'cut'; readonly afterMs: number }
  | { readonly kind: 'wrong'; readonly why: string };

export interface Contender {
  /** What is done; only contenders of the same work are compared. */
  readonly work: string;
  /** Who does it. */
  readonly what: string;
  readonly isOurs: boolean;
  /** Has verified its own outcome when it says `measured`; ends within the limit, or soon after. */
  measure(limitMs: number): Promise<Outcome>;
}

export interface Plan {
  readonly rounds: number;
  /** Rounds before the first counted one: they fill caches. */
  readonly warmUps: number;
  readonly seed: number;
  /** For the whole run, and for one measurement of it. */
  readonly budgetMs: number;
  readonly limitMs: number;
}

/** All that one contender did, a place for each counted round. */
export interface Figure {
  readonly contender: Contender;
  readonly samples: (Sample | null)[];
}

export interface Run {
  readonly figures: readonly Figure[];
  /** Sentences on what the deadlines took away. */
  readonly cut: readonly string[];
  readonly wrong: readonly string[];
}

/** Those whose names begin with one of these, in any case; a sentence where one of them is nobody's. */
export function only(contenders: readonly Contender[], beginnings: readonly string[]): Result<Contender[], string> {
  const isOf = ({ what }: Contender, beginning: string) => what.toLowerCase().startsWith(beginning.toLowerCase());
  const nobodys = beginnings.find((beginning) => beginning === '' || !contenders.some((each) => isOf(each, beginning)));
  if (nobodys !== undefined) {
    const names = [...new Set(contenders.map(({ what }) => what))];
    return err(`Nobody here is called ${nobodys || 'by no name'}; there are ${names.join(', ')}.`);
  }
  return ok(contenders.filter((each) => beginnings.some((beginning) => isOf(each, beginning))));
}

/** The order of each round: everyone once, shuffled. */
export function interleave<T>(contenders: readonly T[], rounds: number, seed: number): T[][] {
  const next = random(seed);
  return Array.from({ length: rounds }, () => {
    const order = [...contenders];
    for (let last = order.length - 1; last > 0; last--) {
      const other = Math.floor(next() * (last + 1));
      const [a, b] = [order[last], order[other]];
      if (a !== undefined && b !== undefined) [order[last], order[other]] = [b, a];
    }
    return order;
  });
}

/** Measures everyone in every round, within the budget. */
export async function run(contenders: readonly Contender[], plan: Plan, nowMs: () => number): Promise<Run> {
  const figures = contenders.map((contender) => ({
    contender,
    samples: new Array<Sample | null>(plan.rounds).fill(null),
  }));
  const cut: string[] = [];
  const wrong: string[] = [];
  const isOut = new Set<Figure>();
  const endMs = nowMs() + plan.budgetMs;

  for (const [index, order] of interleave(figures, plan.warmUps + plan.rounds, plan.seed).entries()) {
    const round = index - plan.warmUps;
    for (const figure of order) {
      if (isOut.has(figure)) continue;
      const leftMs = endMs - nowMs();
      if (leftMs <= 0) {
        cut.push(outOfTime(round, plan));
        return { figures, cut, wrong };
      }
      const outcome = await measure(figure.contender, Math.min(plan.limitMs, leftMs));
      switch (outcome.kind) {
        case 'measured':
          if (round >= 0) figure.samples[round] = outcome.sample;
          break;
        case 'cut':
          // Once too slow is enough: another try would take the others' time too.
          isOut.add(figure);
          cut.push(
            `${nameOf(figure)} was stopped after ${(outcome.afterMs / 1000).toFixed(1)} s and left out from there.`,
          );
          break;
        case 'wrong':
          isOut.add(figure);
          wrong.push(`${nameOf(figure)}: ${outcome.why}`);
          break;
      }
    }
  }
  return { figures, cut, wrong };
}

function nameOf({ contender: { work, what } }: Figure): string {
  return `${work}, ${what}`;
}

/** A contender that throws is wrong too: the others still have their figures. */
async function measure(contender: Contender, limitMs: number): Promise<Outcome> {
  try {
    return await contender.measure(limitMs);
  } catch (error) {
    return { kind: 'wrong', why: error instanceof Error ? error.message : String(error) };
  }
}

function outOfTime(round: number, plan: Plan): string {
  const budget = `the ${plan.budgetMs / 1000} s for this bench were over`;
  return round < 0
    ? `Nothing was counted: ${budget} in the warm-up.`
    : `Round ${round + 1} of ${plan.rounds} was cut: ${budget}.`;
}

export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

type Field = 'seconds' | 'cpuSeconds' | 'receiverCpuSeconds' | 'rssMiB' | 'receiverRssMiB';

/** Median, least and most of one field over the rounds that have it. */
export function spread(figure: Figure, field: Field): Spread | null {
  return spreadOf(figure, (sample) => sample[field] ?? null);
}

/** The same of what only one bench looks at. */
export function spreadOfMore(figure: Figure, title: string): Spread | null {
  return spreadOf(figure, (sample) => sample.more?.[title] ?? null);
}

/** Below that it is the start of a program that costs. */
const MUCH_BYTES = 100 * 2 ** 20;

/** What an end worked for each GiB of what was moved, where that was much. */
export function cpuPerGib(figure: Figure, field: 'cpuSeconds' | 'receiverCpuSeconds'): Spread | null {
  return spreadOf(figure, ({ bytes, [field]: seconds = null }) =>
    bytes === null || bytes < MUCH_BYTES || seconds === null ? null : seconds / (bytes / 2 ** 30),
  );
}

function spreadOf(figure: Figure, of: (sample: Sample) => number | null): Spread | null {
  const values = figure.samples.flatMap((sample) => (sample === null ? [] : (of(sample) ?? [])));
  const middle = median(values);
  return middle === null ? null : { median: middle, min: Math.min(...values), max: Math.max(...values) };
}

export function mibPerSecond(figure: Figure): number | null {
  const rates = figure.samples.flatMap((sample) =>
    sample?.bytes && sample.seconds ? [sample.bytes / 2 ** 20 / sample.seconds] : [],
  );
  return median(rates);
}

/**
 * How many times the other's seconds this one took: the median over the rounds both finished, round by round, because
 * two neighbours in time share the machine's mood and two medians don't.
 */
export function ratio(figure: Figure, other: Figure): number | null {
  const each = figure.samples.flatMap((sample, round) => {
    const [ours, theirs] = [sample?.seconds, other.samples[round]?.seconds];
    return ours && theirs ? [ours / theirs] : [];
  });
  return median(each);
}

/** The ratios of one of ours against everyone else at the same work; null for the others, which are what it is held against. */
export function ratios(figure: Figure, figures: readonly Figure[]): Record<string, number> | null {
  if (!figure.contender.isOurs) return null;
  const found: Record<string, number> = {};
  for (const other of figures) {
    if (other === figure || other.contender.work !== figure.contender.work) continue;
    const value = ratio(figure, other);
    if (value !== null) found[other.contender.what] = value;
  }
  return Object.keys(found).length === 0 ? null : found;
}

/** Whether the run has what it was made for: nothing wrong, and a figure for each of ours. */
export function isGood({ figures, wrong }: Run): boolean {
  const ours = figures.filter(({ contender }) => contender.isOurs);
  return wrong.length === 0 && ours.every(({ samples }) => samples.some((sample) => sample !== null));
}
