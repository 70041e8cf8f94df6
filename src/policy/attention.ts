// What the tray image says at a glance, and how many things wait for the person.
import type { State } from '../contract/state.ts';
import type { PairingStage, TransferStage } from '../contract/transfers.ts';

export type Attention = 'idle' | 'busy' | 'needs-you';

const BUSY: ReadonlySet<TransferStage> = new Set(['preparing', 'moving', 'checking']);
/** In these, a pairing goes on only when our own person does something. */
const WAITING: ReadonlySet<PairingStage> = new Set(['asked', 'typing', 'comparing']);

type Asking = Pick<State, 'notices' | 'pairings' | 'transfers'>;

export function attentionOf(state: Asking): Attention {
  if (waitingForPerson(state) > 0) return 'needs-you';
  return isBusy(state) ? 'busy' : 'idle';
}

/** Offers, PINs of other devices, wishes and messages that nobody has answered yet. */
export function waitingForPerson({ notices, pairings, transfers }: Asking): number {
  const offers = Object.values(transfers).filter(({ stage }) => stage === 'asking' || stage === 'waitingForPin');
  const wishes = Object.values(pairings).filter(({ stage }) => WAITING.has(stage));
  return Object.keys(notices).length + offers.length + wishes.length;
}

/** Something moves, or is being read to be moved: what a computer shouldn't fall asleep over. */
export const isBusy = ({ transfers }: Pick<State, 'transfers'>): boolean =>
  Object.values(transfers).some(({ stage }) => BUSY.has(stage));
