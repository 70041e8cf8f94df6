import { expect, test } from 'vitest';
import { ok } from '../../../src/base/result.ts';
import { failure } from '../../../src/contract/errors.ts';
import type { FilePages } from '../../../src/renderer/file-pages.ts';
import { fileAt, loadFiles, PAGE, visibleRows } from '../../../src/renderer/file-pages.ts';
import { createFakeBridge } from './fake-bridge.ts';
import { transferId } from './transfer-samples.ts';

const file = (path: string) => ({ path, bytes: 1, state: 'done' as const, reason: null });
const page = (name: string, total = 2000) => ok({ files: [file(name)], total });

test('asks for a page once, and for all that is looked at', async () => {
  const bridge = createFakeBridge();
  const heard: (FilePages | null)[] = [];
  const loader = loadFiles(bridge, transferId('1'), (loaded) => heard.push(loaded));
  loader.look(PAGE - 1, 2);
  loader.look(0, 10);
  expect(bridge.asked).toEqual(['transfer.files', 'transfer.files']);
  await bridge.answer(page('first'));
  await bridge.answer(page('second'));
  const last = heard.at(-1) ?? { total: 0, pages: new Map() };
  expect([fileAt(last, 0)?.path, fileAt(last, PAGE)?.path, fileAt(last, 5 * PAGE)]).toEqual(['first', 'second', null]);
  loader.look(0, 10);
  expect(bridge.asked).toHaveLength(2);
  loader.look(0, 10, true);
  expect(bridge.asked).toHaveLength(3);
});

test('keeps a few pages only, those looked at last', async () => {
  const bridge = createFakeBridge();
  let last: FilePages | null = null;
  const loader = loadFiles(bridge, transferId('1'), (loaded) => {
    last = loaded;
  });
  for (let at = 0; at < 12; at++) {
    loader.look(at * PAGE, 1);
    await bridge.answer(page(String(at)));
  }
  expect([...((last as FilePages | null)?.pages.keys() ?? [])]).toEqual([4, 5, 6, 7, 8, 9, 10, 11]);
});

test('says that the list isn’t kept, and nothing after it was left', async () => {
  const bridge = createFakeBridge();
  const heard: unknown[] = [];
  const loader = loadFiles(bridge, transferId('1'), (loaded) => heard.push(loaded));
  loader.look(0, 1);
  await bridge.answer(failure('transfer.unknown', {}));
  expect(heard).toEqual([null]);
  loader.look(0, 1);
  loader.stop();
  await bridge.answer(page('late'));
  expect(heard).toHaveLength(1);
});

test('of a million rows those on screen and a few beside them are shown', () => {
  expect(visibleRows(0, 440, 44, 1_000_000)).toEqual({ first: 0, count: 18 });
  expect(visibleRows(44_000, 440, 44, 1_000_000)).toEqual({ first: 992, count: 26 });
  expect(visibleRows(44_000, 440, 44, 3)).toEqual({ first: 3, count: 0 });
});
