// The pictures that LocalSend shows for comparing two devices, as lines: in its rows, by names that can be read aloud.
import type { Strings } from '../strings/index.ts';
import { localSendPictures } from '../strings/localsend-pictures.ts';

const IN_A_ROW = 4;
/** Where it stands, a line goes on from left to right, as on the other screen: also between words that don't. */
const FROM_LEFT = '\u200e';

export function localSendPictureLines(
  numbers: readonly number[],
  { locale, direction }: Pick<Strings, 'locale' | 'direction'>,
): readonly string[] {
  const mark = direction === 'rtl' ? FROM_LEFT : '';
  const named = localSendPictures(locale);
  const names = numbers.map((number) => named[number]?.name ?? '');
  const rows = Array.from({ length: Math.ceil(names.length / IN_A_ROW) }, (_, row) =>
    names.slice(row * IN_A_ROW, (row + 1) * IN_A_ROW),
  );
  return rows.map((row, at) => `${mark}  ${at + 1}  ${row.join(` ${mark}· `)}`);
}
