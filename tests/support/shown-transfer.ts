// A transfer as it is shown, by a number, for tests of what is done with such rows.
import type { DeviceId } from '../../src/contract/devices.ts';
import type { ShownTransfer, TransferId } from '../../src/contract/transfers.ts';

export const transferIdOf = (number: number): TransferId => number.toString(16).padStart(32, '0') as TransferId;

export const shownTransfer = (number: number, changed: Partial<ShownTransfer> = {}): ShownTransfer => ({
  id: transferIdOf(number),
  direction: 'receive',
  device: { id: 'd'.repeat(32) as DeviceId, name: 'Desk', isPaired: true },
  content: 'files',
  isPrivate: false,
  stage: 'moving',
  total: { files: 1, folders: 0, bytes: 1024 },
  names: [`file ${number}`],
  kind: 'file',
  thumbnails: 0,
  hasActiveTypes: false,
  done: { files: 0, bytes: 0, skipped: 0, alreadyThere: 0, notWanted: 0 },
  currentFile: null,
  bytesPerSecond: null,
  secondsLeft: null,
  trouble: null,
  notes: [],
  startedAt: 0,
  endedAt: null,
  activeMs: 0,
  into: null,
  ...changed,
});
