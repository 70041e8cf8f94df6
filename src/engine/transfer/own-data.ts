// The folder with this device's key in it, which is never sent: not by name, and not as a part of somebody's whole home.
import { realpathSync, type Stats, statSync } from 'node:fs';
import paths, { type PlatformPath } from 'node:path';

export class OwnData {
  readonly #path: string;
  readonly #stats: Stats | null;

  constructor(path: string) {
    const stats = statSync(path, { throwIfNoEntry: false }) ?? null;
    this.#path = stats === null ? path : realpathSync.native(path);
    this.#stats = stats;
  }

  /** Whether what a person named is the folder or lies in it, by whatever way. */
  holds(path: string): boolean {
    if (this.#stats === null) return false;
    return isWithin(realpathSync.native(path), this.#path);
  }

  /** Whether it is the folder itself, come upon from above. */
  is({ dev, ino }: Stats): boolean {
    return this.#stats !== null && this.#stats.dev === dev && this.#stats.ino === ino;
  }
}

/** Of real paths. From one drive of Windows to another no way leads but the whole path. */
export function isWithin(path: string, folder: string, { relative, isAbsolute, sep }: PlatformPath = paths): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
