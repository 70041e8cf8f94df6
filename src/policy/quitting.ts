// Whether quitting now would break something off that a person may be waiting for.
import type { State } from '../contract/state.ts';
import type { TransferStage } from '../contract/transfers.ts';

/**
 * Not those that wait for a device or a person anyway: they wait as well while Ferry doesn't run. Nor those whose code
 * nobody has typed: the code goes with the program.
 */
const UNDER_WAY: ReadonlySet<TransferStage> = new Set([
  'preparing',
  'connecting',
  'waitingForAnswer',
  'moving',
  'checking',
]);

export const unfinishedWork = (transfers: State['transfers']): number =>
  Object.values(transfers).filter(({ stage }) => UNDER_WAY.has(stage)).length;
