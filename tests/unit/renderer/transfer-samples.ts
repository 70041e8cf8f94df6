// Transfers as the engine's table has them.
import type { ShownTransfer, TransferId, TransferStage } from '../../../src/contract/transfers.ts';
import { idOf } from './nearby-samples.ts';

export const transferId = (digit: string) => digit.repeat(32) as TransferId;

export const shownTransfer = (
  digit: string,
  stage: TransferStage,
  changes: Partial<ShownTransfer> = {},
): ShownTransfer => ({
  id: transferId(digit),
  direction: 'send',
  device: { id: idOf('1'), name: 'Studio PC', isPaired: true },
  content: 'files',
  isPrivate: false,
  stage,
  total: { files: 12, folders: 0, bytes: 4_000_000_000 },
  names: ['a.jpg', 'b.jpg'],
  kind: 'picture',
  thumbnails: 0,
  hasActiveTypes: false,
  done: { files: 3, bytes: 2_480_000_000, skipped: 0, alreadyThere: 0, notWanted: 0 },
  currentFile: null,
  bytesPerSecond: null,
  secondsLeft: null,
  trouble: null,
  notes: [],
  startedAt: 1000,
  endedAt: null,
  activeMs: 0,
  into: null,
  ...changes,
});

export const transfersOf = (...rows: readonly ShownTransfer[]): Readonly<Record<string, ShownTransfer>> =>
  Object.fromEntries(rows.map((row) => [row.id, row]));
