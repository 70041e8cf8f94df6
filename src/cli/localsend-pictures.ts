// The pictures that LocalSend shows for comparing two devices, as lines: in its rows, by names that can be read aloud.
import { localSendPictures } from '../strings/localsend-pictures.ts';

const IN_A_ROW = 4;

export function localSendPictureLines(numbers: readonly number[], locale: string): readonly string[] {
  const named = localSendPictures(locale);
  const names = numbers.map((number) => named[number]?.name ?? '');
  const rows = Array.from({ length: Math.ceil(names.length / IN_A_ROW) }, (_, row) =>
    names.slice(row * IN_A_ROW, (row + 1) * IN_A_ROW),
  );
  return rows.map((row, at) => `  ${at + 1}  ${row.join(' · ')}`);
}
