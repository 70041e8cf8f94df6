// Where the entries of a list lie on this device, each entered in turn. The path of a folder is made once for all in it.
import type { Entry } from '../wire/manifest.ts';
import type { Root } from './plan.ts';

export class SourcePath {
  #roots: ReadonlyMap<string, string>;
  #names: string[] = [];
  #paths: string[] = [];

  constructor(roots: readonly Root[]) {
    this.#roots = new Map(roots.map(({ name, path }) => [name, path]));
  }

  /** For going on from the same place to others. */
  copy(): SourcePath {
    const copy = new SourcePath([]);
    copy.#roots = this.#roots;
    copy.#names = [...this.#names];
    copy.#paths = [...this.#paths];
    return copy;
  }

  enter({ depth, name }: Pick<Entry, 'depth' | 'name'>): void {
    if (depth > this.#names.length) throw new Error('in no folder');
    this.#names.length = depth;
    this.#paths.length = depth;
    this.#names.push(name);
    this.#paths.push(depth === 0 ? (this.#roots.get(name) ?? '') : `${this.#paths[depth - 1]}/${name}`);
  }

  /** Of the one that was entered last. */
  get local(): string {
    return this.#paths.at(-1) ?? '';
  }

  /** From the top, its own as the last. The caller's own. */
  get names(): readonly string[] {
    return [...this.#names];
  }

  /** A person gave this very path, and a link there was followed when it was listed. */
  get isNamed(): boolean {
    return this.#names.length === 1;
  }
}
