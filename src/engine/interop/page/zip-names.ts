// What files are called in a ZIP file, which is unpacked on systems of every kind: no name leads elsewhere, and no two are
// the same. They come as a tree, each after the folder that it is in.

/** Separators, drives and what no shell shows; and a name that is nothing else. */
const UNSAFE = /[\\/:*?"<>|\p{Cc}]/gu;

export class ZipNames {
  /** What is taken in each of the folders on the way, and what those are called. */
  readonly #taken: Set<string>[] = [new Set()];
  readonly #folders: string[] = [''];

  /** `depth` is how many folders it is in; of a folder the name ends with `/`. */
  add(name: string, depth: number, isFolder: boolean): string {
    this.#taken.length = depth + 1;
    this.#folders.length = depth + 1;
    const own = this.#free(safe(name), depth);
    const path = `${this.#folders[depth] ?? ''}${own}${isFolder ? '/' : ''}`;
    if (isFolder) {
      this.#taken.push(new Set());
      this.#folders.push(path);
    }
    return path;
  }

  #free(name: string, depth: number): string {
    const taken = this.#taken[depth] as Set<string>;
    let own = name;
    for (let number = 2; taken.has(own); number++) own = `${number} ${name}`;
    taken.add(own);
    return own;
  }
}

const safe = (name: string): string => {
  const plain = name.replace(UNSAFE, '_');
  return /^\.{0,2}$/.test(plain) ? '_' : plain;
};
