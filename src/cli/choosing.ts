// Which parts of an offer are taken: by their names, or by their numbers in a list.
import { showHidden } from '../base/text.ts';
import type { OfferedItem } from '../contract/transfers.ts';
import type { Strings } from '../strings/index.ts';

/** Entries of an offer's list. */
export type Chosen = Pick<OfferedItem, 'first' | 'count'>[];

const rangeOf = ({ first, count }: OfferedItem) => ({ first, count });

/** Those with one of these names, as they are or as they are shown. */
export function byNames(items: readonly OfferedItem[], names: readonly string[]): readonly OfferedItem[] {
  const wanted = new Set(names.map((name) => name.normalize('NFC').replace(/\/+$/, '')));
  return items.filter(({ name }) => wanted.has(name.normalize('NFC')) || wanted.has(showHidden(name)));
}

/** By "1 3-5" or "1,3": null where that isn't a choice, and none where nothing was typed. */
export function byNumbers(items: readonly OfferedItem[], typed: string): readonly OfferedItem[] | null {
  const chosen = new Set<OfferedItem>();
  for (const part of typed.split(/[\s,]+/).filter((each) => each !== '')) {
    const { from = '', to = from } = /^(?<from>\d{1,6})(?:-(?<to>\d{1,6}))?$/.exec(part)?.groups ?? {};
    const [first, last] = [Number(from), Number(to ?? from)];
    if (first < 1 || last < first || last > items.length) return null;
    for (const item of items.slice(first - 1, last)) chosen.add(item);
  }
  return items.filter((item) => chosen.has(item));
}

/** What the answer says: nothing where all of them are meant. */
export const onlyThese = (chosen: readonly OfferedItem[], all: readonly OfferedItem[]): { readonly only?: Chosen } =>
  chosen.length === all.length ? {} : { only: chosen.map(rangeOf) };

export function itemLines(items: readonly OfferedItem[], { cli, transfer }: Strings): readonly string[] {
  const width = String(items.length).length;
  return items.map(({ name, isFolder, files, bytes }, at) => {
    const size = isFolder ? cli.amount(transfer.files(files), transfer.size(bytes)) : transfer.size(bytes);
    return `  ${String(at + 1).padStart(width)}  ${showHidden(name)}${isFolder ? '/' : ''}  ${size}`;
  });
}
