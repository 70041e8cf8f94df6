// The list of what a transfer brings, as a stream of fixed layouts in pages. Its order makes the same path twice, and a
// file with something below it, impossible to say; to check that takes no more memory than the path is deep.
import { createHash } from 'node:crypto';
import { int48At, setInt48, setUint48, uint48At } from './uint48.ts';

export const MOST_ENTRIES = 2 ** 21;
export const MOST_MANIFEST_BYTES = 128 * 1024 * 1024;
export const PAGE_BYTES = 48 * 1024;
export const MOST_DEPTH = 255;
export const MOST_NAME_BYTES = 1020;
/** Of one file: sizes and offsets are u48. */
export const MOST_FILE_BYTES = 2 ** 48 - 1;

/** Their places, from 1, are what stands on the wire. */
const KINDS = ['folder', 'file', 'stream'] as const;
const FOLDER = 1;
const FILE = 2;
/** u8 kind, u8 depth, u16 length of the name. */
const HEAD_BYTES = 4;
/** A size, or a time. */
const NUMBER_BYTES = 6;
/** What follows the name. */
const TAIL_BYTES = { folder: NUMBER_BYTES, file: 2 * NUMBER_BYTES, stream: NUMBER_BYTES } as const;
const MOST_MS = 2 ** 47 - 1;
/** Gives the name's own characters or none: a lossy name would be another file's. */
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export interface Entry {
  /** stream: a file whose size nobody knows before its end, alone in its list. */
  readonly kind: (typeof KINDS)[number];
  readonly depth: number;
  /** Unicode, and nothing else is known of it: no path is made of it but by disk/safe-path.ts. */
  readonly name: string;
  /** 0 for a folder, and for a stream. */
  readonly size: number;
  readonly modifiedMs: number;
}

export interface ManifestSummary {
  readonly entries: number;
  readonly files: number;
  readonly folders: number;
  readonly bytes: number;
  /** SHA-256 over the bytes of all entries, in order. */
  readonly digest: Uint8Array;
}

export class ManifestError extends Error {
  /** `tooMuch`: each entry is well, and they are more than one transfer may have. */
  readonly reason: 'malformed' | 'tooMuch';

  constructor(what: string, reason: 'malformed' | 'tooMuch' = 'malformed', options: ErrorOptions = {}) {
    super(`manifest: ${what}`, options);
    this.name = 'ManifestError';
    this.reason = reason;
  }
}

/** A time that no clock has is moved, so that its file can go with it. */
export const clampModified = (ms: number): number => Math.min(Math.max(Math.floor(ms) || 0, -MOST_MS - 1), MOST_MS);

/** What both sides keep of the entries so far: the counts, and what the next one is held against. */
class Course {
  readonly #hash = createHash('sha256');
  /** By depth, the name of the latest entry. */
  readonly #names: Uint8Array[] = [];
  readonly #lengths: number[] = [];
  /** Below this depth the latest entry, or a folder it lies in, is what the next may be a sibling of. */
  #open = 0;
  #isInFolder = true;
  #hasStream = false;
  #files = 0;
  #folders = 0;
  #bytes = 0;
  #length = 0;

  /** Throws, and keeps nothing, where the entry that stands at this place of `bytes` can't be the next. */
  take({ kind, depth, size }: Entry, bytes: Buffer, from: number, to: number): void {
    const length = this.#length + to - from;
    if (this.#files + this.#folders >= MOST_ENTRIES) throw new ManifestError('too many entries', 'tooMuch');
    if (length > MOST_MANIFEST_BYTES) throw new ManifestError('too long', 'tooMuch');
    if (size > Number.MAX_SAFE_INTEGER - this.#bytes) throw new ManifestError('too many bytes', 'tooMuch');
    const isFirst = this.#length === 0;
    if (this.#hasStream || (kind === 'stream' && (!isFirst || depth > 0))) throw new ManifestError('not alone');
    if (depth > this.#open || (depth === this.#open && !this.#isInFolder)) throw new ManifestError('in no folder');
    this.#enter(depth, bytes, from + HEAD_BYTES, to - TAIL_BYTES[kind]);
    this.#isInFolder = kind === 'folder';
    this.#hasStream = kind === 'stream';
    if (kind === 'folder') this.#folders++;
    else this.#files++;
    this.#bytes += size;
    this.#length = length;
  }

  digest(page: Uint8Array): void {
    this.#hash.update(page);
  }

  end(): ManifestSummary {
    return {
      entries: this.#files + this.#folders,
      files: this.#files,
      folders: this.#folders,
      bytes: this.#bytes,
      digest: Uint8Array.from(this.#hash.digest()),
    };
  }

  /** By bytes: the order of JavaScript's strings is another one. */
  #enter(depth: number, bytes: Uint8Array, from: number, to: number): void {
    const latest = this.#names[depth] ?? new Uint8Array(MOST_NAME_BYTES);
    const latestLength = this.#lengths[depth] ?? 0;
    const length = to - from;
    const shorter = Math.min(length, latestLength);
    // Letter by letter: Node's own calls take longer to look at what they were given than most names are long.
    let same = 0;
    while (same < shorter && latest[same] === bytes[from + same]) same++;
    const isAfter = same < shorter ? (latest[same] ?? 0) < (bytes[from + same] ?? 0) : latestLength < length;
    if (depth !== this.#open && !isAfter) throw new ManifestError('not in order');
    for (let at = same; at < length; at++) latest[at] = bytes[from + at] ?? 0;
    this.#names[depth] = latest;
    this.#lengths[depth] = length;
    this.#open = depth + 1;
  }
}

export class EntryPacker {
  readonly #course = new Course();
  #page = newPage();
  #view = viewOf(this.#page);
  #used = 0;
  #summary: ManifestSummary | null = null;

  /**
   * The page of those before, where it is full. Throws, and takes nothing, where the entry is none or can't follow:
   * that is the caller's mistake, but for a ManifestError of `tooMuch`.
   */
  add(entry: Entry): Uint8Array | null {
    if (this.#summary !== null) throw new Error('after the end');
    const to = this.#write(entry);
    this.#course.take(entry, this.#page, this.#used, to);
    if (to <= PAGE_BYTES) {
      this.#used = to;
      return null;
    }
    const { full, beyond } = this.#turn();
    this.#used = beyond.copy(this.#page, 0, 0, to - full.length);
    return full;
  }

  /** What is left; null where there is nothing. */
  end(): Uint8Array | null {
    const last = this.#used > 0 ? this.#turn().full : null;
    this.#summary ??= this.#course.end();
    return last;
  }

  get summary(): ManifestSummary {
    if (this.#summary === null) throw new Error('before the end');
    return this.#summary;
  }

  /** Behind what is used, where there is always room for one more; says where it ends. */
  #write({ kind, depth, name, size, modifiedMs }: Entry): number {
    if (!Number.isSafeInteger(size) || (kind !== 'file' && size !== 0)) throw new Error('no such size');
    if (depth > MOST_DEPTH) throw new Error('no such depth');
    const view = this.#view;
    const from = this.#used;
    const nameFrom = from + HEAD_BYTES;
    const nameTo = nameFrom + writeName(this.#page, nameFrom, name);
    view.setUint8(from, KINDS.indexOf(kind) + 1);
    view.setUint8(from + 1, depth);
    view.setUint16(from + 2, nameTo - nameFrom);
    const to = nameTo + TAIL_BYTES[kind];
    if (kind === 'file') setUint48(view, nameTo, size);
    setInt48(view, to - NUMBER_BYTES, clampModified(modifiedMs));
    return to;
  }

  #turn(): { readonly full: Uint8Array; readonly beyond: Buffer } {
    const full = this.#page.subarray(0, this.#used);
    const beyond = this.#page.subarray(this.#used);
    this.#course.digest(full);
    this.#page = newPage();
    this.#view = viewOf(this.#page);
    this.#used = 0;
    return { full, beyond };
  }
}

export class EntryReader {
  readonly #course = new Course();
  #isOver = false;

  /** The entries of the next page, which isn't needed afterwards. Throws a ManifestError, and then at all that follows. */
  read(page: Uint8Array): readonly Entry[] {
    const entries: Entry[] = [];
    this.readEach(page, (entry) => entries.push(entry));
    return entries;
  }

  /** The same, each given when it is read. Without a generator's results between: there are very many. */
  readEach(page: Uint8Array, use: (entry: Entry) => void): void {
    if (this.#isOver) throw new ManifestError('after the end');
    this.#isOver = true;
    if (page.length < 1 || page.length > PAGE_BYTES) throw new ManifestError('no such page');
    const bytes = bufferOf(page);
    const view = viewOf(page);
    for (let from = 0; from < bytes.length; ) {
      const to = endOfEntry(view, from);
      const entry = entryAt(bytes, view, from, to);
      this.#course.take(entry, bytes, from, to);
      use(entry);
      from = to;
    }
    this.#course.digest(page);
    this.#isOver = false;
  }

  end(): ManifestSummary {
    if (this.#isOver) throw new ManifestError('after the end');
    this.#isOver = true;
    return this.#course.end();
  }
}

/** The entries of any page of a list that was read before: nothing but their layout is looked at. */
export function* entriesIn(page: Uint8Array): Generator<Entry> {
  const bytes = bufferOf(page);
  const view = viewOf(page);
  for (let from = 0; from < bytes.length; ) {
    const to = endOfEntry(view, from);
    yield entryAt(bytes, view, from, to);
    from = to;
  }
}

export interface IndexedEntry extends Entry {
  /** Its place in the list. */
  readonly index: number;
}

/** The same with their places, for those who go through very many: without a generator's results between. */
export class PageEntries implements Iterable<IndexedEntry> {
  readonly #bytes: Buffer;
  readonly #view: DataView;
  #from = 0;
  #index: number;

  /** `first` is the place of the page's first entry. */
  constructor(page: Uint8Array, first: number) {
    this.#bytes = bufferOf(page);
    this.#view = viewOf(page);
    this.#index = first;
  }

  /** Null at the end. Each is made when it is asked for, and can go at once. */
  next(): IndexedEntry | null {
    const from = this.#from;
    if (from >= this.#bytes.length) return null;
    this.#from = endOfEntry(this.#view, from);
    const { kind, depth, name, size, modifiedMs } = entryAt(this.#bytes, this.#view, from, this.#from);
    return { kind, depth, name, size, modifiedMs, index: this.#index++ };
  }

  /** Those that are still to come, for whoever looks at them first; only as long as the page is there. */
  rest(): PageEntries {
    const rest = new PageEntries(this.#bytes, this.#index);
    rest.#from = this.#from;
    return rest;
  }

  /** The place in the list of the next. */
  get index(): number {
    return this.#index;
  }

  get isOver(): boolean {
    return this.#from >= this.#bytes.length;
  }

  /**
   * Passes files that lie in one folder, as long as their names' bytes say so; nothing is made of them. `isIn` is asked
   * once, of the depth of the next.
   */
  passFiles(
    isIn: (depth: number) => boolean,
    isPassed: (bytes: Uint8Array, from: number, to: number) => boolean,
  ): void {
    const view = this.#view;
    if (this.isOver || view.getUint8(this.#from) !== FILE) return;
    const depth = view.getUint8(this.#from + 1);
    if (!isIn(depth)) return;
    while (!this.isOver && view.getUint8(this.#from) === FILE && view.getUint8(this.#from + 1) === depth) {
      const to = endOfEntry(view, this.#from);
      if (!isPassed(this.#bytes, this.#from + HEAD_BYTES, to - TAIL_BYTES.file)) return;
      this.#from = to;
      this.#index++;
    }
  }

  /**
   * How many files come next at that depth, where their folder has nothing but these, none larger than so many bytes; null
   * where it has more, or its end isn't in this page.
   */
  filesToEnd(depth: number, mostBytes: number): number | null {
    const view = this.#view;
    let count = 0;
    for (let from = this.#from; from < this.#bytes.length; count++) {
      if (view.getUint8(from + 1) < depth) return count;
      const to = endOfEntry(view, from);
      const isFit = view.getUint8(from) === FILE && uint48At(view, to - TAIL_BYTES.file) <= mostBytes;
      if (!isFit) return null;
      from = to;
    }
    return null;
  }

  /** The next folder; nothing is made of the files before it. */
  nextFolder(): IndexedEntry | null {
    while (this.#from < this.#bytes.length && this.#view.getUint8(this.#from) !== FOLDER) {
      this.#from = endOfEntry(this.#view, this.#from);
      this.#index++;
    }
    return this.next();
  }

  *[Symbol.iterator](): Generator<IndexedEntry> {
    for (let entry = this.next(); entry !== null; entry = this.next()) yield entry;
  }
}

const bufferOf = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

/** Where an entry lies, found from those that came before it, each entered in turn. */
export class EntryPath {
  readonly #names: string[] = [];

  /** From the top, its own name as the last. The caller's own. */
  enter({ depth, name }: Entry): readonly string[] {
    if (depth > this.#names.length) throw new Error('in no folder');
    this.#names.length = depth;
    this.#names.push(name);
    return [...this.#names];
  }
}

/** Says how many bytes it has. Throws where it is none. */
function writeName(page: Buffer, from: number, name: string): number {
  const { length } = name;
  if (length < 1 || length > MOST_NAME_BYTES) throw new Error('no such name');
  // Letter by letter, as most names are ASCII.
  for (let at = 0; at < length; at++) {
    const letter = name.charCodeAt(at);
    if (letter < 0x80) page[from + at] = letter;
    else if (Buffer.byteLength(name) > MOST_NAME_BYTES || !name.isWellFormed()) throw new Error('no such name');
    else return page.write(name, from);
  }
  return length;
}

/** With room for one entry more than it may have when it leaves. */
const newPage = (): Buffer => Buffer.allocUnsafe(PAGE_BYTES + HEAD_BYTES + MOST_NAME_BYTES + TAIL_BYTES.file);

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, byteLength);

/** Where the entry ends that begins there. Throws where none can. */
function endOfEntry(view: DataView, from: number): number {
  if (from + HEAD_BYTES > view.byteLength) throw new ManifestError('cut off');
  const kind = KINDS[view.getUint8(from) - 1];
  if (kind === undefined) throw new ManifestError('no such kind');
  const nameBytes = view.getUint16(from + 2);
  if (nameBytes < 1 || nameBytes > MOST_NAME_BYTES) throw new ManifestError('no such name');
  const to = from + HEAD_BYTES + nameBytes + TAIL_BYTES[kind];
  if (to > view.byteLength) throw new ManifestError('cut off');
  return to;
}

function entryAt(bytes: Buffer, view: DataView, from: number, to: number): Entry {
  const said = view.getUint8(from);
  const kind = said === FILE ? 'file' : said === FOLDER ? 'folder' : 'stream';
  const nameTo = to - TAIL_BYTES[kind];
  return {
    kind,
    depth: view.getUint8(from + 1),
    name: textOf(bytes, from + HEAD_BYTES, nameTo),
    size: kind === 'file' ? uint48At(view, nameTo) : 0,
    modifiedMs: int48At(view, to - NUMBER_BYTES),
  };
}

/** Most names are ASCII; to tell that letter by letter takes a fraction of what a decoder takes to begin. */
function textOf(bytes: Buffer, from: number, to: number): string {
  let at = from;
  while (at < to && (bytes[at] ?? 0) < 0x80) at++;
  if (at === to) return bytes.toString('latin1', from, to);
  try {
    return UTF8.decode(bytes.subarray(from, to));
  } catch (cause) {
    throw new ManifestError('a name that is no text', 'malformed', { cause });
  }
}
