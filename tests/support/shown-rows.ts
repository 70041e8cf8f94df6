// Rows of the state, as little as a test has to say of them.
import type { DeviceId } from '../../src/contract/devices.ts';
import type { State } from '../../src/contract/state.ts';
import type { ShownPairing, ShownTransfer } from '../../src/contract/transfers.ts';
import { shownTransfer } from './shown-transfer.ts';

const PAIRED = 'aa'.repeat(16) as DeviceId;

export const paired = (name = 'Studio PC') => ({ id: PAIRED, name, isPaired: true });
export const stranger = (name = 'Studio PC') => ({ id: PAIRED, name, isPaired: false });

/** An offer of twelve photos from a paired device, unless said otherwise. */
export const transferRow = (number: number, is: Partial<ShownTransfer> = {}): ShownTransfer =>
  shownTransfer(number, {
    device: paired(),
    stage: 'asking',
    total: { files: 12, folders: 0, bytes: 48_000_000 },
    names: ['secret plans.jpg'],
    kind: 'picture',
    currentFile: 'secret plans.jpg',
    into: 'Downloads',
    ...is,
  });

/** The wish of a stranger, unless said otherwise. */
export const pairingRow = (id: string, is: Partial<ShownPairing> = {}): ShownPairing => ({
  id,
  role: 'displayer',
  purpose: 'receive',
  stage: 'asked',
  device: 'Leo’s laptop',
  deviceId: null,
  pictures: null,
  code: '482915',
  qr: null,
  trouble: null,
  transferId: null,
  ...is,
});

export const rowsOf = (
  transfers: readonly ShownTransfer[],
  pairings: readonly ShownPairing[] = [],
): Pick<State, 'transfers' | 'pairings' | 'notices'> => ({
  transfers: Object.fromEntries(transfers.map((row) => [row.id, row])),
  pairings: Object.fromEntries(pairings.map((row) => [row.id, row])),
  notices: {},
});
