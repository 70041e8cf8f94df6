// What was handed over to be sent, or chosen to be received into: the window names it by an id and never sees its path.
import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, isAbsolute } from 'node:path';
import { ok } from '../base/result.ts';
import { showHidden } from '../base/text.ts';
import type { Outcome } from '../contract/errors.ts';
import { failure } from '../contract/errors.ts';
import type { HandedItem } from '../contract/window.ts';

const MOST_ITEMS = 100_000;
/** No system has longer ones, and the engine takes none. */
const LONGEST_PATH = 4096;

export class HandedItems {
  readonly #paths = new Map<string, string>();
  readonly #most: number;

  constructor(most = MOST_ITEMS) {
    this.#most = most;
  }

  /** What isn't there any more, or never was, is left out. A link counts as what it leads to, as it does when sent. */
  async take(paths: readonly string[]): Promise<Outcome<readonly HandedItem[]>> {
    const usable = paths.filter((path) => isAbsolute(path) && path.length <= LONGEST_PATH);
    const found = (await Promise.all(usable.map(look))).filter((item) => item !== null);
    if (this.#paths.size + found.length > this.#most) return failure('transfer.too_many_files', { most: this.#most });
    for (const { item, path } of found) this.#paths.set(item.id, path);
    return ok(found.map(({ item }) => item));
  }

  /** Null where one of them isn't known any more: part of what was meant must not go out as if it were all of it. */
  pathsOf(ids: readonly string[]): readonly string[] | null {
    const paths = ids.map((id) => this.#paths.get(id));
    return paths.every((path) => path !== undefined) ? paths : null;
  }

  drop(ids: readonly string[]): void {
    for (const id of ids) this.#paths.delete(id);
  }

  /** The window that knew them is gone. */
  dropAllBut(ids: readonly string[]): void {
    const kept = new Set(ids);
    for (const id of this.#paths.keys()) if (!kept.has(id)) this.#paths.delete(id);
  }
}

async function look(path: string): Promise<{ readonly item: HandedItem; readonly path: string } | null> {
  try {
    const stats = await stat(path);
    const isFolder = stats.isDirectory();
    const id = randomBytes(16).toString('hex');
    // The root of a disk has no last name.
    const name = showHidden(basename(path) || path);
    return { item: { id, name, isFolder, bytes: stats.isFile() ? stats.size : null }, path };
  } catch {
    return null;
  }
}
