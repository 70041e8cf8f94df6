// Whether quitting now would break something off that a person may be waiting for.
import type { State } from '../contract/state.ts';
import type { TransferStage } from '../contract/transfers.ts';

/** How many transfers go on next time, and how many can't. */
export interface UnfinishedWork {
  readonly goesOn: number;
  readonly ends: number;
}

/**
 * Not those that wait for a device or a person anyway: they wait as well while Ferry doesn't run. Nor those whose code
 * nobody has typed: the code goes with the program.
 */
const UNDER_WAY: ReadonlySet<TransferStage> = new Set([
  'preparing',
  'connecting',
  'waitingForAnswer',
  'waitingForPin',
  'moving',
  'checking',
]);

export function unfinishedWork(transfers: State['transfers']): UnfinishedWork {
  const underWay = Object.values(transfers).filter(({ stage }) => UNDER_WAY.has(stage));
  const goesOn = underWay.filter(({ via }) => via === undefined).length;
  return { goesOn, ends: underWay.length - goesOn };
}
