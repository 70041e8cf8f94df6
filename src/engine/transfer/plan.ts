// What is to be sent: walks what a person named, writes the list of it, and says what can't go along. Nothing is opened
// but folders, so that a pipe or a file in a cloud doesn't hold it up. In slices, so that the program stays awake.
import { accessSync, constants, lstatSync, readdirSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import { showHidden } from '../../base/text.ts';
import {
  type FileKind,
  type FileNote,
  type FileReason,
  MOST_FILE_NOTES,
  type SendTrial,
} from '../../contract/transfers.ts';
import { errnoOf, ferryError, systemReason } from '../errors.ts';
import {
  clampModified,
  EntryPacker,
  ManifestError,
  type ManifestSummary,
  MOST_DEPTH,
  MOST_ENTRIES,
  MOST_NAME_BYTES,
} from '../wire/manifest.ts';
import { CommonKind } from './file-kind.ts';
import { ManifestWriter, type Page } from './manifest-file.ts';
import type { OwnData } from './own-data.ts';

const SLICE_MS = 8;
/** What the offer shows by name. */
const MOST_NAMES = 5;
const MOST_SHOWN_NAME = 255;
/** What a name that isn't Unicode is read as; and what has another place in the order of letters than in that of bytes. */
const UNSURE = /[\ud800-\udfff\ufffd]/;

/** One thing that a person named: its name on the wire, and where it is. */
export interface Root {
  readonly name: string;
  readonly path: string;
}

export interface Plan {
  readonly roots: readonly Root[];
  readonly summary: ManifestSummary;
  /** The first names, for the offer. */
  readonly names: readonly string[];
  readonly kind: FileKind;
  readonly skipped: number;
  readonly notes: readonly FileNote[];
}

/** Throws where nothing of it can be sent. Nothing of `own` is. */
export async function makePlan(
  roots: readonly Root[],
  manifestPath: string,
  own: OwnData | null = null,
): Promise<Plan> {
  const writer = ManifestWriter.create(manifestPath);
  try {
    const walk = new Walk(writer, own);
    for (const root of roots) await walk.add(root);
    const summary = await walk.end();
    if (summary.entries === 0) throw ferryError('transfer.nothing_to_send', { path: roots[0]?.path ?? '' });
    return {
      roots,
      summary,
      names: firstNames(roots),
      kind: walk.kind.kind,
      skipped: walk.skipped,
      notes: walk.notes,
    };
  } finally {
    await writer.close();
  }
}

/** What there is to be sent, and what can't go along. Nothing is written; whether a file may be read is asked of the system. */
export async function tryPlan(roots: readonly Root[], own: OwnData | null): Promise<SendTrial> {
  const walk = new Walk({ add: async () => undefined }, own, { asksWhetherReadable: true });
  for (const root of roots) await walk.add(root);
  const { files, folders, bytes } = await walk.end();
  return { names: firstNames(roots), files, folders, bytes, skipped: walk.skipped, notes: walk.notes };
}

/** What of it can be sent, found as a plan finds it and kept in memory. */
export interface ListedSource extends Pick<Plan, 'summary' | 'names' | 'skipped'> {
  readonly pages: readonly Page[];
}

/** Throws where nothing of it can be sent. */
export async function listSource(roots: readonly Root[], own: OwnData): Promise<ListedSource> {
  const pages: Page[] = [];
  const walk = new Walk({ add: async (page) => void pages.push(page) }, own);
  for (const root of roots) await walk.add(root);
  const summary = await walk.end();
  if (summary.entries === 0) throw ferryError('transfer.nothing_to_send', { path: roots[0]?.path ?? '' });
  return { pages, summary, names: firstNames(roots), skipped: walk.skipped };
}

const firstNames = (roots: readonly Root[]): readonly string[] =>
  roots.slice(0, MOST_NAMES).map(({ name }) => name.slice(0, MOST_SHOWN_NAME));

/** Of what comes out of a pipe. */
export async function planOfStream(name: string, modifiedMs: number, manifestPath: string): Promise<Plan> {
  const packer = new EntryPacker();
  packer.add({ kind: 'stream', depth: 0, name, size: 0, modifiedMs: clampModified(modifiedMs) });
  const page = packer.end() ?? new Uint8Array();
  const writer = ManifestWriter.create(manifestPath);
  try {
    await writer.add({ first: 0, page });
  } finally {
    await writer.close();
  }
  const kind = new CommonKind();
  kind.add(name);
  const { summary } = packer;
  return { roots: [], summary, names: [name.slice(0, MOST_SHOWN_NAME)], kind: kind.kind, skipped: 0, notes: [] };
}

/** In the order of the wire. Throws where two have the same name, or one has none. */
export function rootsOf(paths: readonly string[]): readonly Root[] {
  const roots = paths
    .map((path) => ({ name: basename(resolve(path)), path: resolve(path) }))
    .sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
  for (const [index, { name, path }] of roots.entries()) {
    if (name === '') throw ferryError('transfer.nothing_to_send', { path });
    if (roots[index + 1]?.name === name) throw ferryError('transfer.same_name', { name });
  }
  return roots;
}

interface Found {
  readonly name: string;
  readonly path: string;
  readonly depth: number;
}

class Walk {
  readonly notes: FileNote[] = [];
  readonly kind = new CommonKind();
  skipped = 0;
  readonly #packer = new EntryPacker();
  readonly #writer: Pick<ManifestWriter, 'add'>;
  readonly #own: OwnData | null;
  /** A file that isn't opened may turn out to be unreadable when its turn comes. */
  readonly #asksWhetherReadable: boolean;
  /** The names on the way to where it is, for what can't go along. */
  readonly #chain: string[] = [];
  #count = 0;
  #pageFirst = 0;
  /** Not written yet. */
  #full: Page | null = null;
  #sliceBegan = performance.now();

  constructor(writer: Pick<ManifestWriter, 'add'>, own: OwnData | null, { asksWhetherReadable = false } = {}) {
    this.#writer = writer;
    this.#own = own;
    this.#asksWhetherReadable = asksWhetherReadable;
  }

  async add(root: Root): Promise<void> {
    // What a person names is meant, also where it is a link.
    if (!statOf(root)) return;
    const waiting: Found[] = [{ ...root, depth: 0 }];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      // From the back, so that the first comes first.
      const below = this.#visit(next);
      for (let at = below.length - 1; at >= 0; at--) waiting.push(below[at] as Found);
      if (this.#full !== null) await this.#keep();
      if (performance.now() - this.#sliceBegan < SLICE_MS) continue;
      await breathe();
      this.#sliceBegan = performance.now();
    }
  }

  async end(): Promise<ManifestSummary> {
    this.#turn(this.#packer.end());
    await this.#keep();
    return this.#packer.summary;
  }

  /** What lies in it, where it is a folder. Without a promise for each file: there are very many. */
  #visit(found: Found): readonly Found[] {
    const { name, path, depth } = found;
    this.#chain.length = depth;
    this.#chain.push(name);
    const reason = this.#objection(found);
    if (reason !== null) return this.#skip(reason);
    try {
      const stats = depth === 0 ? statSync(path) : lstatSync(path);
      const isFolder = stats.isDirectory();
      if (stats.isSymbolicLink()) return this.#skip('link');
      if (!isFolder && !stats.isFile()) return this.#skip('special');
      if (depth === 0 ? this.#own?.holds(path) : isFolder && this.#own?.is(stats)) return this.#skip('ownData');
      if (!isFolder && this.#asksWhetherReadable) accessSync(path, constants.R_OK);
      // Read before it is listed: a folder that can't be read would arrive as an empty one.
      const below = isFolder ? this.#namesIn(path, depth + 1) : [];
      // A page is given when an entry has no more room in it, which is then the first of the next.
      const page = this.#packer.add({
        kind: isFolder ? 'folder' : 'file',
        depth,
        name,
        size: isFolder ? 0 : stats.size,
        modifiedMs: clampModified(stats.mtimeMs),
      });
      this.#turn(page);
      if (!isFolder) this.kind.add(name);
      this.#count++;
      return below;
    } catch (error) {
      if (error instanceof ManifestError) throw ferryError('transfer.too_many_files', { most: MOST_ENTRIES }, error);
      if (errnoOf(error) === '') throw error;
      return this.#skip(errnoOf(error) === 'ENOENT' ? 'vanished' : 'unreadable');
    }
  }

  #turn(page: Uint8Array | null): void {
    if (page === null) return;
    this.#full = { first: this.#pageFirst, page };
    this.#pageFirst = this.#count;
  }

  async #keep(): Promise<void> {
    if (this.#full !== null) await this.#writer.add(this.#full);
    this.#full = null;
  }

  #objection({ name, depth }: Found): FileReason | null {
    if (depth > MOST_DEPTH) return 'tooDeep';
    // No character takes more than three bytes for each of its units.
    if (name.length * 3 > MOST_NAME_BYTES && Buffer.byteLength(name) > MOST_NAME_BYTES) return 'nameTooLong';
    // Legal on this system, and a separator on others.
    return name.includes('\\') ? 'nameNotSendable' : null;
  }

  /** In the order of the wire. A name that isn't Unicode has no spelling that would come back to this file. */
  #namesIn(path: string, depth: number): readonly Found[] {
    const names = readdirSync(path);
    if (names.some((name) => UNSURE.test(name))) return this.#unsureNamesIn(path, depth);
    return names.sort().map((name) => ({ name, path: `${path}/${name}`, depth }));
  }

  #unsureNamesIn(path: string, depth: number): readonly Found[] {
    return readdirSync(path, 'buffer')
      .sort(Buffer.compare)
      .flatMap((raw) => {
        const name = raw.toString('utf8');
        if (Buffer.from(name, 'utf8').equals(raw)) return [{ name, path: `${path}/${name}`, depth }];
        this.#chain.length = depth;
        this.#chain.push(name);
        this.#skip('nameNotUnicode');
        return [];
      });
  }

  #skip(reason: FileReason): readonly [] {
    this.skipped++;
    if (this.notes.length < MOST_FILE_NOTES)
      this.notes.push({ path: showHidden(this.#chain.join('/')), kind: 'skipped', reason, newName: null });
    return [];
  }
}

/** Throws where it isn't there at all: that is a mistake in what was typed. */
function statOf({ path }: Root): boolean {
  try {
    return statSync(path) !== undefined;
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === 'ENOENT' || errno === 'ENOTDIR') throw ferryError('transfer.source_missing', { path }, error);
    throw ferryError('transfer.source_unreadable', { path, reason: systemReason(error) }, error);
  }
}
