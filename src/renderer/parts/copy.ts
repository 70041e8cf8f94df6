/**
 * Copies what stands there. The page has no permission for the clipboard, and copying a selection needs none. Where even
 * that is refused, the text stays selected for the person's own key.
 */
export function copyTextOf(shown: Element | null): boolean {
  if (shown === null) return false;
  getSelection()?.selectAllChildren(shown);
  return document.execCommand('copy');
}
