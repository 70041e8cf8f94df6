// How much of a terminal's line a text takes.
let segmenter: Intl.Segmenter | null = null;

/** Made for the first text that needs it: most are plain, and to get it ready takes longer than a command should. */
function graphemes(text: string): Iterable<{ readonly segment: string }> {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return segmenter.segment(text);
}

/** One column for each letter. */
const PLAIN = /^[ -~]*$/;
/** Drawn two columns wide; rather one too many than one too few. */
const WIDE =
  /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\p{Emoji_Presentation}|\ufe0f|[\u3000-\u303f]|[\uff00-\uff60]/u;

const widthOf = (grapheme: string): number => (WIDE.test(grapheme) ? 2 : 1);

export function textWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes(text)) width += widthOf(segment);
  return width;
}

/** The text, or as much of its beginning as leaves room for an ellipsis. */
export function cutToWidth(text: string, most: number): string {
  if (textWidth(text) <= most) return text;
  let kept = '';
  let width = 0;
  for (const { segment } of graphemes(text)) {
    width += widthOf(segment);
    if (width > most - 1) break;
    kept += segment;
  }
  return most < 1 ? '' : `${kept}…`;
}

export const padToWidth = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - textWidth(text)));
