// Offers and pairings as the engine's tables have them.
import type { ShownPairing, ShownTransfer, TransferId } from '../../../src/contract/transfers.ts';
import { idOf } from './nearby-samples.ts';

export const transferId = (digit: string) => digit.repeat(32) as TransferId;

export const offer = (digit: string, changes: Partial<ShownTransfer> = {}): ShownTransfer => ({
  id: transferId(digit),
  direction: 'receive',
  device: { id: idOf('1'), name: 'Studio PC', isPaired: true },
  content: 'files',
  isPrivate: false,
  stage: 'asking',
  total: { files: 12, folders: 0, bytes: 48_000_000 },
  names: ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg', 'e.jpg', 'f.jpg'],
  kind: 'picture',
  thumbnails: 0,
  hasActiveTypes: false,
  done: { files: 0, bytes: 0, skipped: 0, alreadyThere: 0, notWanted: 0 },
  currentFile: null,
  bytesPerSecond: null,
  secondsLeft: null,
  trouble: null,
  notes: [],
  startedAt: 1,
  endedAt: null,
  activeMs: 0,
  into: null,
  ...changes,
});

export const pairing = (id: string, changes: Partial<ShownPairing> = {}): ShownPairing => ({
  id,
  role: 'typer',
  purpose: 'pair',
  stage: 'waiting',
  device: 'Studio PC',
  deviceId: null,
  pictures: null,
  code: null,
  qr: null,
  trouble: null,
  transferId: null,
  ...changes,
});

export const byId = <T extends { readonly id: string }>(records: readonly T[]): Readonly<Record<string, T>> =>
  Object.fromEntries(records.map((record) => [record.id, record]));
