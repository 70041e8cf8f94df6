// What the taskbar or dock says of all transfers together.
import type { State } from '../contract/state.ts';
import type { ShownTransfer } from '../contract/transfers.ts';

export interface ShownProgress {
  /** `uncertain`: nothing can be counted yet. `held`: it waits for a device. `stuck`: something is in the way. */
  readonly is: 'none' | 'uncertain' | 'running' | 'held' | 'stuck';
  /** From 0 to 1. */
  readonly part: number;
}

export function progressOf({ transfers }: Pick<State, 'transfers'>): ShownProgress {
  const rows = Object.values(transfers);
  const isAny = (...stages: readonly ShownTransfer['stage'][]) => rows.some(({ stage }) => stages.includes(stage));
  const counted = rows.filter(({ stage }) => ['moving', 'checking', 'away', 'paused'].includes(stage));
  const part = partOf(counted);
  if (isAny('moving', 'checking')) return { is: 'running', part };
  if (isAny('preparing', 'connecting')) return { is: 'uncertain', part: 0 };
  if (isAny('paused')) return { is: 'stuck', part };
  return isAny('away') ? { is: 'held', part } : { is: 'none', part: 0 };
}

/** By bytes; empty files are counted as files. */
function partOf(rows: readonly ShownTransfer[]): number {
  const sum = (of: (row: ShownTransfer) => number) => rows.reduce((all, row) => all + of(row), 0);
  const bytes = sum(({ total }) => total.bytes);
  const [done, all] =
    bytes > 0
      ? [sum((row) => Math.min(row.done.bytes, row.total.bytes)), bytes]
      : [sum(({ done: { files } }) => files), sum(({ total }) => total.files)];
  return all === 0 ? 0 : Math.min(1, done / all);
}
