// How much a transfer is, in words; and how a person types a speed or a size.
import { showHidden } from '../base/text.ts';
import type { ShownTransfer } from '../contract/transfers.ts';
import type { Strings } from '../strings/index.ts';

type Total = ShownTransfer['total'];

/** "12 files, 48 MB"; folders count only where there is nothing in them. */
function amountText({ files, folders, bytes }: Total, { transfer, cli }: Strings): string {
  if (files === 0 && folders > 0) return transfer.folders(folders);
  return cli.amount(transfer.files(files), transfer.size(bytes));
}

/** What it is, with that total or a part of it. */
export function whatText(
  { content, isStream, stage }: Pick<ShownTransfer, 'content' | 'isStream'> & Partial<Pick<ShownTransfer, 'stage'>>,
  total: Total,
  t: Strings,
): string {
  if (isStream && stage !== 'done') return t.cli.amount(t.transfer.files(total.files), t.transfer.sizeUnknown);
  return content === 'text' ? t.cli.text(t.transfer.size(total.bytes)) : amountText(total, t);
}

/** The first names; and how many more there are, unless some of them are folders that hold the others. */
export function namesText(
  { names, total, content }: Pick<ShownTransfer, 'names' | 'total' | 'content'>,
  { transfer, activity }: Strings,
): string {
  if (content === 'text') return activity.text;
  const more = total.folders > 0 ? 0 : Math.max(0, total.files - names.length);
  return transfer.names(names.map(showHidden), more);
}

/** So many characters of an id are enough to type. */
export const shortId = (id: string): string => id.slice(0, 8);

const UNITS: readonly string[] = ['', 'K', 'M', 'G', 'T'];
const AMOUNT = /^(?<number>\d+(?:[.,]\d+)?)\s?(?<unit>[KMGT]?)B?(?:\/s)?$/i;

/** "5M", "1.5G" or "800 KB/s" in bytes, thousands like everywhere here; null for what is none of it. */
export function readBytes(typed: string): number | null {
  const { number = '', unit = '' } = AMOUNT.exec(typed.trim())?.groups ?? {};
  if (number === '') return null;
  const power = UNITS.indexOf(unit.toUpperCase());
  const bytes = Math.round(Number(number.replace(',', '.')) * 1000 ** power);
  return Number.isSafeInteger(bytes) ? bytes : null;
}

/** As it can be typed back, and means the same. */
export function writeBytes(bytes: number): string {
  const power = bytes === 0 ? 0 : UNITS.findLastIndex((_, each) => bytes % 1000 ** each === 0);
  return `${bytes / 1000 ** power}${UNITS[power] ?? ''}`;
}
