import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { HandedItem } from '../../../src/contract/window.ts';
import { HandOver } from '../../../src/main/hand-over.ts';
import { HandedItems } from '../../../src/main/handed-items.ts';
import { tempFolder } from '../../support/temp-folder.ts';

async function opened(most?: number) {
  const folder = await tempFolder();
  const [photos, work] = [join(folder, 'Photos'), join(folder, 'Work')];
  await mkdir(photos);
  await mkdir(work);
  const items = new HandedItems(most);
  const seen: string[] = [];
  const handOver = new HandOver({
    items,
    show: () => seen.push('shown'),
    tell: (_event, payload) => seen.push(...payload.items.map(({ name }) => `told ${name}`)),
    tellTrouble: ({ code }) => seen.push(code),
  });
  return { photos, work, items, seen, handOver };
}
const names = (items: readonly HandedItem[]) => items.map(({ name }) => name);

it('keeps what is handed over until the window listens, and tells it of the next', async () => {
  const { photos, work, seen, handOver } = await opened();
  await handOver.take([photos]);
  await handOver.take([work, join(work, 'gone')]);
  expect(names(handOver.waiting())).toEqual(['Photos', 'Work']);
  expect(handOver.waiting()).toEqual([]);
  await handOver.take([work]);
  expect(seen).toEqual(['shown', 'shown', 'shown', 'told Work']);
});

it('keeps it for the next window once that one is closed, and forgets what the closed one held', async () => {
  const { photos, work, items, handOver } = await opened();
  await handOver.take([photos]);
  const [held] = handOver.waiting();
  handOver.windowClosed();
  expect(items.pathsOf([held?.id ?? ''])).toBe(null);
  await handOver.take([work]);
  handOver.windowClosed();
  const [waits] = handOver.waiting();
  expect(items.pathsOf([waits?.id ?? ''])).toEqual([work]);
});

it('does nothing for nothing, shows the window for what is gone, and says what is too much', async () => {
  const { photos, work, seen, handOver } = await opened(1);
  await handOver.take([]);
  expect(seen).toEqual([]);
  await handOver.take([join(photos, 'gone')]);
  expect(seen).toEqual(['shown']);
  await handOver.take([photos, work]);
  expect(seen).toEqual(['shown', 'shown', 'transfer.too_many_files']);
});
