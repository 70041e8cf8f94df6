// A QR code in a terminal. Its text holds a secret: people see the picture alone, programs have it in the event.

/** Modules of light around it, so that a camera finds its edge. */
const BORDER = 2;
/** Light on dark, whatever the terminal's own colours are: cameras take the opposite for no code at all. */
const LIGHT_ON_DARK = '\x1b[97;40m';
const USUAL_COLORS = '\x1b[0m';

/** Null where it is wider than that. */
export async function drawQr(text: string, columns: number, hasColor: boolean): Promise<string | null> {
  const { renderUnicodeCompact } = await import('uqr');
  const lines = renderUnicodeCompact(text, { border: BORDER }).split('\n');
  if ((lines[0]?.length ?? 0) >= columns) return null;
  return lines.map((line) => (hasColor ? `${LIGHT_ON_DARK}${line}${USUAL_COLORS}` : line)).join('\n');
}
