import { cpuPerGib, type Figure, mibPerSecond, type Run, ratios, type Spread, spread, spreadOfMore } from './run.ts';

/** One line of `--json`: one figure. Field names are read by scripts; they stay. */
export interface JsonLine {
  readonly bench: string;
  readonly work: string;
  readonly what: string;
  readonly seconds: number | null;
  readonly mibPerS: number | null;
  readonly rssMiB: number | null;
  readonly receiverRssMiB: number | null;
  readonly cpuSeconds: number | null;
  readonly receiverCpuSeconds: number | null;
  readonly more: Readonly<Record<string, number>> | null;
  readonly ratios: Readonly<Record<string, number>> | null;
}

export function jsonLines(bench: string, { figures }: Run): JsonLine[] {
  return figures
    .filter((figure) => figure.samples.some((sample) => sample !== null))
    .map((figure) => ({
      bench,
      work: figure.contender.work,
      what: figure.contender.what,
      seconds: rounded(spread(figure, 'seconds')?.median, 4),
      mibPerS: rounded(mibPerSecond(figure), 1),
      rssMiB: rounded(spread(figure, 'rssMiB')?.median, 1),
      receiverRssMiB: rounded(spread(figure, 'receiverRssMiB')?.median, 1),
      cpuSeconds: rounded(spread(figure, 'cpuSeconds')?.median, 2),
      receiverCpuSeconds: rounded(spread(figure, 'receiverCpuSeconds')?.median, 2),
      more: roundedAll(medians(figure)),
      ratios: roundedAll(ratios(figure, figures)),
    }));
}

function titlesIn(figure: Figure): string[] {
  return [...new Set(figure.samples.flatMap((sample) => Object.keys(sample?.more ?? {})))];
}

function medians(figure: Figure): Record<string, number> | null {
  const all = titlesIn(figure).map((title) => [title, spreadOfMore(figure, title)?.median ?? 0] as const);
  return all.length === 0 ? null : Object.fromEntries(all);
}

function rounded(value: number | null | undefined, digits: number): number | null {
  return value === null || value === undefined ? null : Number(value.toFixed(digits));
}

function roundedAll(values: Record<string, number> | null): Record<string, number> | null {
  return values && Object.fromEntries(Object.entries(values).map(([what, value]) => [what, Number(value.toFixed(3))]));
}

/** Ten milliseconds matter in half a second and not in a minute. */
export function duration(seconds: number): string {
  return seconds < 10 ? seconds.toFixed(3) : seconds.toFixed(1);
}

function range(value: Spread | null): string {
  return value === null ? '' : `${duration(value.median)} (${duration(value.min)}-${duration(value.max)})`;
}

function count(value: number | null | undefined, digits: number): string {
  return value === null || value === undefined ? '' : value.toFixed(digits);
}

/** Of one process, or of the sending and the receiving end. */
function ends(one: Spread | null, other: Spread | null, digits: number, ofTwo = digits): string {
  return other === null ? count(one?.median, digits) : `${count(one?.median, ofTwo)} / ${count(other.median, ofTwo)}`;
}

function note(figure: Figure): string {
  return figure.samples.findLast((sample) => sample?.note !== undefined)?.note ?? '';
}

interface Column {
  readonly title: string;
  readonly isText?: boolean;
  cell(figure: Figure): string;
}

/** The table of one run; a column nobody has anything for isn't there. */
export function table({ figures }: Run): string {
  const measured = figures.filter((figure) => figure.samples.some((sample) => sample !== null));
  const ours = measured.filter((figure) => figure.contender.isOurs);
  const columns: Column[] = [
    { title: 'work', isText: true, cell: ({ contender }) => contender.work },
    { title: 'what', isText: true, cell: ({ contender }) => contender.what },
    { title: 'seconds', cell: (figure) => range(spread(figure, 'seconds')) },
    { title: 'MiB/s', cell: (figure) => count(mibPerSecond(figure), 0) },
    { title: 'CPU s', cell: (figure) => ends(spread(figure, 'cpuSeconds'), spread(figure, 'receiverCpuSeconds'), 2) },
    {
      title: 'CPU s/GiB',
      cell: (figure) => ends(cpuPerGib(figure, 'cpuSeconds'), cpuPerGib(figure, 'receiverCpuSeconds'), 2),
    },
    { title: 'RSS MiB', cell: (figure) => ends(spread(figure, 'rssMiB'), spread(figure, 'receiverRssMiB'), 1, 0) },
    ...[...new Set(measured.flatMap(titlesIn))].map((title) => ({
      title,
      cell: (figure: Figure) => count(spreadOfMore(figure, title)?.median, 2),
    })),
    // One column for ours of one name, whatever the works.
    ...[...new Set(ours.map(({ contender }) => contender.what))].map((what) => ({
      title: `${what} takes`,
      cell: (figure: Figure) => {
        const our = ours.find(({ contender }) => contender.what === what && contender.work === figure.contender.work);
        const value = our && ratios(our, measured)?.[figure.contender.what];
        return value === undefined ? '' : `${value.toFixed(2)} x`;
      },
    })),
    { title: 'note', isText: true, cell: note },
  ];
  const used = columns.filter((column) => measured.some((figure) => column.cell(figure) !== ''));
  const rows = [used.map(({ title }) => title), ...measured.map((figure) => used.map((column) => column.cell(figure)))];
  const widths = used.map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, index) =>
          used[index]?.isText ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
