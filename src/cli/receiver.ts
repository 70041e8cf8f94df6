// Of several commands that receive at the same time each answers and follows what goes to itself.
import type { State } from '../contract/state.ts';
import type { ShownTransfer } from '../contract/transfers.ts';

/** Another command's person answers it, and follows it. `own`: the number that the engine has given this one. */
export const isOthers = ({ receiver }: ShownTransfer, own: number | null): boolean =>
  receiver !== undefined && receiver !== own;

/** Without some of its transfers. */
export function without(state: State, isLeftOut: (row: ShownTransfer) => boolean): State {
  const transfers = Object.entries(state.transfers).filter(([, row]) => !isLeftOut(row));
  return { ...state, transfers: Object.fromEntries(transfers) };
}
