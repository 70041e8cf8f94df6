import type { Locator, Page } from 'playwright';

/**
 * Drops real files and folders on an element, as a person does: trusted events, real paths, folders included. Paths
 * must be absolute.
 */
export const dropFiles = async (
  page: Page,
  onto: Locator,
  paths: readonly string[],
  /** While they are held over it. */
  whileOver: () => Promise<void> = async () => undefined,
): Promise<void> => {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  const over = async (type: 'dragEnter' | 'dragOver'): Promise<{ x: number; y: number }> => {
    const at = await middleOf(onto);
    await session.send('Input.dispatchDragEvent', { type, ...at, data });
    return at;
  };
  try {
    await over('dragEnter');
    let at = await over('dragOver');
    await whileOver();
    // What comes above it meanwhile moves it, and a person's hand follows.
    for (let now = await middleOf(onto); now.x !== at.x || now.y !== at.y; now = await middleOf(onto))
      at = await over('dragOver');
    await session.send('Input.dispatchDragEvent', { type: 'drop', ...at, data });
    // The harness stops the page to look up a path, and Chromium then answers early; a timer waits for the handler's end.
    const expression = 'new Promise((resolve) => setTimeout(resolve))';
    await session.send('Runtime.evaluate', { expression, awaitPromise: true });
  } finally {
    await session.detach();
  }
};

const middleOf = async (onto: Locator): Promise<{ x: number; y: number }> => {
  await onto.scrollIntoViewIfNeeded();
  const box = await onto.boundingBox();
  if (box === null) throw new Error('The element to drop on is not visible.');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
};
