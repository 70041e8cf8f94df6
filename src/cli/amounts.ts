// How much a transfer is, in words.
import { showHidden } from '../base/text.ts';
import type { ShownTransfer } from '../contract/transfers.ts';
import type { Strings } from '../strings/index.ts';

type Total = ShownTransfer['total'];

/** "12 files, 48 MB"; folders count only where there is nothing in them. */
export function amountText({ files, folders, bytes }: Total, { transfer, cli }: Strings): string {
  if (files === 0 && folders > 0) return transfer.folders(folders);
  return cli.amount(transfer.files(files), transfer.size(bytes));
}

/** The first names; and how many more there are, unless some of them are folders that hold the others. */
export function namesText({ names, total }: Pick<ShownTransfer, 'names' | 'total'>, { transfer }: Strings): string {
  const more = total.folders > 0 ? 0 : Math.max(0, total.files - names.length);
  return transfer.names(names.map(showHidden), more);
}

/** So many characters of an id are enough to type. */
export const shortId = (id: string): string => id.slice(0, 8);
