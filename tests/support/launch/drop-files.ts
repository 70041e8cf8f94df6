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
  await onto.scrollIntoViewIfNeeded();
  const box = await onto.boundingBox();
  if (box === null) throw new Error('The element to drop on is not visible.');
  const session = await page.context().newCDPSession(page);
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  try {
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      if (type === 'drop') await whileOver();
      await session.send('Input.dispatchDragEvent', { type, ...at, data });
    }
    // The harness stops the page to look up a path, and Chromium then answers early; a timer waits for the handler's end.
    const expression = 'new Promise((resolve) => setTimeout(resolve))';
    await session.send('Runtime.evaluate', { expression, awaitPromise: true });
  } finally {
    await session.detach();
  }
};
