// Of several commands that receive at the same time each answers and follows what goes to itself.
import type { State } from '../contract/state.ts';
import type { ShownTransfer } from '../contract/transfers.ts';

export interface Receiver {
  /** The number that the engine has given this command; null before that. */
  readonly receiver: number | null;
}

/** Another command's person answers it, and follows it. */
export const isOthers = ({ receiver }: ShownTransfer, own: Receiver): boolean =>
  receiver !== undefined && receiver !== own.receiver;

/** Without some of its transfers. */
export function without(state: State, isLeftOut: (row: ShownTransfer) => boolean): State {
  const transfers = Object.entries(state.transfers).filter(([, row]) => !isLeftOut(row));
  return { ...state, transfers: Object.fromEntries(transfers) };
}
