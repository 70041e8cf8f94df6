// What a transfer consists of, in a word: the same in the window, the tray and a notification.
import type { ShownTransfer } from '../contract/transfers.ts';
import type { Strings } from './index.ts';

export const thingsOf = (
  { activity, transfer }: Pick<Strings, 'activity' | 'transfer'>,
  kind: ShownTransfer['kind'],
  { files, folders }: Pick<ShownTransfer['total'], 'files' | 'folders'>,
): string => (files === 0 && folders > 0 ? transfer.folders(folders) : activity.kinds[kind](files));
