/** Undefined for what isn't JSON: as damaged as JSON of another shape. No parser's message gets out; it quotes the text. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
