// Receive folders of real files, and what a transfer does in them.
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installFile } from '../../../../src/engine/disk/install.ts';
import { openReceiveRoot, type ReceiveRoot } from '../../../../src/engine/disk/receive-root.ts';
import type { FilePlace, ReceiveTree } from '../../../../src/engine/disk/receive-tree.ts';

export const openRoot = (path: string): Promise<ReceiveRoot> => openReceiveRoot(path, { home: '/nobody/home' });

let staged = 0;
/** Whole content, as a transfer has it before its file gets a name. */
export function stage(root: string, content: string): string {
  const folder = join(root, '.ferry-incoming', '00ff');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${++staged}.part`);
  writeFileSync(path, content);
  chmodSync(path, 0o644);
  return path;
}

/** The place of what must not be refused. */
export function placeOf(tree: ReceiveTree, depth: number, name: string): FilePlace {
  const place = tree.file(depth, name);
  if (!place.ok) throw new Error(place.reason);
  return place;
}

/** The name it got, or why it got none. */
export function receive(tree: ReceiveTree, depth: number, name: string, content: string): string {
  const place = tree.file(depth, name);
  if (!place.ok) return place.reason;
  const installed = installFile({ staged: stage(place.folder.root.path, content), place, intend: () => undefined });
  return installed.ok ? installed.name : installed.reason;
}

export function enter(tree: ReceiveTree, depth: number, name: string, chosen: string | null = null): string {
  const verdict = tree.enterFolder(depth, name, chosen);
  return verdict.ok ? verdict.name : verdict.reason;
}

/** What lies below, in order: folders end with `/`, files have their text behind them. */
export function listing(folder: string, prefix = ''): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== '.ferry-incoming')
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return [`${prefix}${entry.name}/`, ...listing(path, `${prefix}${entry.name}/`)];
      return [entry.isFile() ? `${prefix}${entry.name}=${readFileSync(path, 'utf8')}` : `${prefix}${entry.name}`];
    });
}
