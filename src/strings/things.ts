// What a transfer consists of, and with whom it is, in a word: the same in the window, the tray and a notification.
import type { ShownTransfer } from '../contract/transfers.ts';
import type { Way } from '../contract/vias.ts';
import type { Strings } from './index.ts';

export const thingsOf = (
  { activity, transfer }: Pick<Strings, 'activity' | 'transfer'>,
  kind: ShownTransfer['kind'],
  { files, folders }: Pick<ShownTransfer['total'], 'files' | 'folders'>,
): string => (files === 0 && folders > 0 ? transfer.folders(folders) : activity.kinds[kind](files));

/** A device in a sentence: nobody takes one that has no Ferry for one of ours. A browser is called so anyway. */
export const deviceBy = ({ localSend }: Pick<Strings, 'localSend'>, { via }: Way, name: string): string =>
  via === 'localSend' ? localSend.named(name) : name;

/** What is said of a way that isn't ours. */
export const wayWords = (
  { localSend, pages }: Pick<Strings, 'localSend' | 'pages'>,
  { via }: Way,
): Pick<Strings['localSend'], 'mark' | 'note' | 'notAsked'> => (via === 'page' ? pages : localSend);
