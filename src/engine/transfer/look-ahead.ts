// How much of an offer may lie here already, judged by names and sizes alone and without making anything: so that the
// same folder sent again isn't refused for want of space that it doesn't need.
import type { ReceiveRoot } from '../disk/receive-root.ts';
import { existingFile, ReceiveTree } from '../disk/receive-tree.ts';
import { EntryReader } from '../wire/manifest.ts';
import type { Page } from './manifest-file.ts';

export function bytesThere(root: ReceiveRoot, pages: readonly Page[]): number {
  const tree = new ReceiveTree(root, { isLooking: true });
  const reader = new EntryReader();
  let bytes = 0;
  for (const { page } of pages) {
    for (const { kind, depth, name, size } of reader.read(page)) {
      if (kind === 'folder') {
        tree.enterFolder(depth, name, null);
        continue;
      }
      const place = tree.file(depth, name);
      if (place.ok && existingFile(place, size) !== null) bytes += size;
    }
  }
  return bytes;
}
