// The pictures that two persons compare, as lines: each with its name, which a terminal without pictures has, too.
import { SAS_PICTURES } from '../strings/sas.ts';
import { padToWidth, textWidth } from './text-width.ts';

/** By their numbers, and one below the other: so they are read aloud. */
export function pictureLines(numbers: readonly number[], locale: string): readonly string[] {
  const language = locale === 'de' || locale === 'he' ? locale : 'en';
  const shown = numbers.flatMap((number) => {
    const picture = SAS_PICTURES[number];
    return picture === undefined ? [] : [{ emoji: picture.emoji, name: picture.names[language] }];
  });
  const width = Math.max(0, ...shown.map(({ emoji }) => textWidth(emoji)));
  return shown.map(({ emoji, name }, at) => `  ${at + 1}  ${padToWidth(emoji, width)}  ${name}`);
}
