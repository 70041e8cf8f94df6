// What files are called in a ZIP file, which is unpacked on systems of every kind: no name leads elsewhere, and no two are
// the same on any of them. They come as a tree, each after the folder that it is in.

/** Separators, drives and what no shell shows; and a name that is nothing else. */
const UNSAFE = /[\\/:*?"<>|\p{Cc}]/gu;

export class ZipNames {
  /** What is taken in each of the folders on the way, with the latest number of each; and what those are called. */
  readonly #taken: Map<string, number>[] = [new Map()];
  readonly #folders: string[] = [''];

  /** `depth` is how many folders it is in; of a folder the name ends with `/`. */
  add(name: string, depth: number, isFolder: boolean): string {
    this.#taken.length = depth + 1;
    this.#folders.length = depth + 1;
    const own = this.#free(safe(name), depth);
    const path = `${this.#folders[depth] ?? ''}${own}${isFolder ? '/' : ''}`;
    if (isFolder) {
      this.#taken.push(new Map());
      this.#folders.push(path);
    }
    return path;
  }

  #free(name: string, depth: number): string {
    const taken = this.#taken[depth] as Map<string, number>;
    const key = keyOf(name);
    let own = name;
    let number = taken.get(key) ?? 0;
    // Each number is tried once, however many have that name.
    while (taken.has(keyOf(own))) own = `${++number} ${name}`;
    taken.set(keyOf(own), 1);
    taken.set(key, Math.max(number, 1));
    return own;
  }
}

/** Two that are the same to Windows or to macOS have the same. */
const keyOf = (name: string): string =>
  name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[. ]+$/, '');

const safe = (name: string): string => {
  const plain = name.replace(UNSAFE, '_');
  return /^\.{0,2}$/.test(plain) ? '_' : plain;
};
