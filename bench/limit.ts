// What Ferry must reach, what it aims at, and whether it did.
import { type Figure, ratio, spread, spreadOfMore } from './run.ts';

export interface Limit {
  /** With its unit. */
  readonly what: string;
  readonly is: 'least' | 'most';
  readonly needed: number;
  /** What would be better; null where what is needed is all that is wanted. */
  readonly aim: number | null;
  /** Null where it wasn't measured. */
  measure(figures: readonly Figure[]): number | null;
}

export interface Verdict extends Pick<Limit, 'what' | 'is' | 'needed' | 'aim'> {
  readonly measured: number;
  readonly isMet: boolean;
}

/** Of those that were measured. */
export function judge(limits: readonly Limit[], figures: readonly Figure[]): readonly Verdict[] {
  return limits.flatMap(({ measure, ...limit }) => {
    const measured = measure(figures);
    if (measured === null) return [];
    const isMet = limit.is === 'least' ? measured >= limit.needed : measured <= limit.needed;
    return [{ ...limit, measured, isMet }];
  });
}

export function verdictTable(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map(({ what, is, needed, aim, measured, isMet }) => [
    what,
    aim === null ? '' : bound(is, aim),
    bound(is, needed),
    short(measured),
    isMet ? '' : 'MISSED',
  ]);
  const all = [['must show', 'aim', 'needed', 'measured', ''], ...rows];
  const width = (column: number) => Math.max(...all.map((row) => row[column]?.length ?? 0));
  return all
    .map(([what = '', ...cells]) =>
      [what.padEnd(width(0)), ...cells.map((cell, index) => cell.padStart(width(index + 1)))].join('  ').trimEnd(),
    )
    .join('\n');
}

function bound(is: Limit['is'], value: number): string {
  return `${is === 'least' ? '>=' : '<='} ${value}`;
}

/** Three digits are more than any of these is good for. */
function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** How many times as fast ours is as another at a work, round by round. */
export function timesAsFast(work: string, what: string): Limit['measure'] {
  return (figures) => {
    const times = timesAsLong(work, what)(figures);
    return times === null ? null : 1 / times;
  };
}

/** How many times as long ours takes as another. */
export function timesAsLong(work: string, what: string): Limit['measure'] {
  return (figures) => {
    const ours = figures.find(({ contender }) => contender.work === work && contender.isOurs);
    const other = figures.find(({ contender }) => contender.work === work && contender.what === what);
    return ours && other ? ratio(ours, other) : null;
  };
}

/** The median of ours at the works that have it, the worst of them. */
export function worst(value: 'seconds' | { readonly more: string }, work?: string): Limit['measure'] {
  return (figures) =>
    largest(
      ours(figures, work).map(
        (figure) => (value === 'seconds' ? spread(figure, value) : spreadOfMore(figure, value.more))?.median,
      ),
    );
}

/** The worst round of the worst work counts: memory that was once needed is needed. */
export function peak(end: 'rssMiB' | 'receiverRssMiB', work?: string): Limit['measure'] {
  return (figures) => largest(ours(figures, work).map((figure) => spread(figure, end)?.max));
}

function ours(figures: readonly Figure[], work?: string): readonly Figure[] {
  return figures.filter(({ contender }) => contender.isOurs && (work === undefined || contender.work === work));
}

function largest(values: readonly (number | undefined)[]): number | null {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? null : Math.max(...known);
}
