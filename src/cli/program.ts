// Loads the program's parts as `require` does, each with what V8 made of it in a former call of the same command: with
// the functions that were called then, which Node's own cache leaves out.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';
import type { Compiled, Digest } from './code-cache.ts';
import { readCompiled, writeCompiled } from './code-cache.ts';

interface Places {
  /** Where the parts lie. */
  readonly folder: string;
  /** Where what is kept of this command lies; null where nothing may be. */
  readonly kept: string | null;
}

interface Module {
  readonly exports: object;
}

/** As in `exit-codes.ts`, which is a part itself. */
export const USAGE = 2;

/** The first calls differ in what they come to; later ones hardly do. */
const ENOUGH_RUNS = 3;
/**
 * What V8 hasn't called for a few collections it throws away: of a call that has worked for longer, what every call begins
 * with is no longer there to be kept.
 */
const SHORT_WORK_MS = 1000;

/** Of Node's own, what most calls never come to, though the parts name it at their heads. */
const RARE: ReadonlySet<string> = new Set([
  'node:child_process',
  'node:dgram',
  'node:fs/promises',
  'node:v8',
  'node:zlib',
]);

/** Of our own, the same: see vite.config.ts. */
const LATER = /^later-/;

export class Program {
  readonly #places: Places;
  readonly #digest: Digest;
  readonly #fromNode: NodeJS.Require;
  readonly #kept: Compiled;
  readonly #scripts = new Map<string, Script>();
  readonly #modules = new Map<string, Module>();

  /** `fromNode` gives what isn't the program's own. */
  constructor(places: Places, digest: Digest, fromNode: NodeJS.Require) {
    this.#places = places;
    this.#digest = digest;
    this.#fromNode = fromNode;
    const { kept } = places;
    this.#kept = (kept === null ? null : readCompiled(kept, digest)) ?? { runs: 0, parts: new Map() };
  }

  readonly require = (id: string): unknown => {
    if (RARE.has(id)) return whenUsed(() => this.#fromNode(id) as object);
    if (!id.startsWith('./')) return this.#fromNode(id);
    const name = id.slice(2);
    return LATER.test(name) ? whenUsed(() => this.#part(name)) : this.#part(name);
  };

  #part(name: string): object {
    const known = this.#modules.get(name);
    if (known !== undefined) return known.exports;
    const module: Module = { exports: {} };
    // Before it is run, for those that it needs and that need it.
    this.#modules.set(name, module);
    try {
      this.#run(name, module);
    } catch (error) {
      // Such as one that an update has taken away: whoever asks again is told so again.
      this.#modules.delete(name);
      throw error;
    }
    return module.exports;
  }

  #run(name: string, module: Module): void {
    const filename = join(this.#places.folder, name);
    // It is ASCII, and the text of a function; vite.config.ts sees to that.
    const script = new Script(readFileSync(filename, 'latin1'), { filename, cachedData: this.#kept.parts.get(name) });
    this.#scripts.set(name, script);
    script.runInThisContext()(module.exports, this.require, module);
  }

  /** Nothing was compiled anew. */
  get isTaken(): boolean {
    const isOld = ([name, script]: [string, Script]): boolean =>
      this.#kept.parts.has(name) && script.cachedDataRejected === false;
    return [...this.#scripts].every(isOld);
  }

  /** Keeps what is compiled: by now most of what is ever called has been. */
  ended(exitCode: number, workedMs: number): void {
    const { kept: path, folder } = this.#places;
    const { parts: old, runs } = this.#kept;
    // A word that isn't a command is none to remember.
    if (path === null || exitCode === USAGE) return;
    const isShort = workedMs < SHORT_WORK_MS;
    if (this.isTaken && (exitCode !== 0 || runs >= ENOUGH_RUNS || !isShort)) return;
    // What this call didn't need, another will; but nobody what another build has left.
    const still = [...old].filter(([name]) => existsSync(join(folder, name)));
    const made = [...this.#scripts].map(([name, script]) => [name, script.createCachedData()] as const);
    try {
      const now = this.isTaken ? runs + 1 : isShort ? 1 : 0;
      writeCompiled(path, { runs: now, parts: new Map([...still, ...made]) }, this.#digest);
    } catch {
      // A full disk: it is compiled anew the next time.
    }
  }
}

function whenUsed(load: () => object): object {
  let made: object | null = null;
  const get = (_nothing: object, name: string | symbol): unknown => {
    made ??= load();
    return Reflect.get(made, name);
  };
  return new Proxy({}, { get });
}
