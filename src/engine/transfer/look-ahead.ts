// How much of an offer may lie here already, and how much of what was accepted is still to come, judged by names and sizes
// alone and without making anything: so that nothing is refused or held for want of space that it doesn't need.
import { setImmediate as breathe } from 'node:timers/promises';
import type { ReceiveRoot } from '../disk/receive-root.ts';
import { existingFile, ReceiveTree } from '../disk/receive-tree.ts';
import { EntryReader } from '../wire/manifest.ts';
import type { Choice } from './choice.ts';
import type { Incoming } from './incoming.ts';
import { listed } from './list-cursor.ts';
import type { Page } from './manifest-file.ts';

export async function bytesThere(
  root: ReceiveRoot,
  pages: readonly Page[],
  choice: Choice | null = null,
): Promise<number> {
  const tree = new ReceiveTree(root, { isLooking: true });
  const reader = new EntryReader();
  let bytes = 0;
  let index = 0;
  for (const { page } of pages) {
    await breathe();
    for (const { kind, depth, name, size } of reader.read(page)) {
      if (choice?.isChosen(index++) === false) continue;
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

/** Once nothing of it is being written. */
export async function bytesToCome(incoming: Incoming): Promise<number> {
  const { root, staging, journal, partials, choice } = incoming;
  const tree = new ReceiveTree(root, { isLooking: true });
  let bytes = 0;
  for await (const page of listed({ manifestPath: staging.manifest, tree, folders: journal.folders, choice })) {
    await breathe();
    for (let found = page.next(); found !== null; found = page.next()) {
      const { entry, place } = found;
      const { index, size } = entry;
      if (incoming.isSettled(index)) continue;
      const here = partials.get(index)?.length ?? 0;
      if (here > 0 || !place.ok || existingFile(place, size) === null) bytes += Math.max(0, size - here);
    }
  }
  return bytes;
}
