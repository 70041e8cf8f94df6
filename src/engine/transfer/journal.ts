// What has become of a transfer's entries, in lines that are only ever added: whatever moment a program ends at, what
// stands here is true. From a line on that was cut off, or isn't what was written, nothing counts.
import { appendFileSync, closeSync, openSync, readFileSync, truncateSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import * as v from 'valibot';
import { parseJson } from '../../base/json.ts';
import { FILE_REASONS, type FileNote, MOST_FILE_NOTES } from '../../contract/transfers.ts';
import { OWNER_ONLY_FILE, syncFile } from '../disk/own-file.ts';
import { errnoOf } from '../errors.ts';
import { MOST_FILES_AT_ONCE } from './staged-folder.ts';

export interface Counts {
  readonly files: number;
  readonly skipped: number;
  readonly alreadyThere: number;
  readonly bytes: number;
}

const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const Note = v.object({
  path: v.string(),
  kind: v.picklist(['skipped', 'renamed']),
  reason: v.nullable(v.picklist(FILE_REASONS)),
  newName: v.nullable(v.string()),
});
const Line = v.union([
  /** All entries below are settled, and these are the counts from then on. */
  v.object({
    settledTo: Count,
    counts: v.object({ files: Count, skipped: Count, alreadyThere: Count, bytes: Count }),
    notes: v.optional(v.array(Note)),
    /** Settled otherwise than they were sent: to be sent again. */
    damaged: v.optional(v.array(Count)),
    mended: v.optional(v.array(Count)),
  }),
  /** A folder of the list got this name here. */
  v.object({ folder: Count, name: v.string(), note: Note }),
  /** A file is about to get this name, where the system can't do that in one step. */
  v.object({ intend: Count, name: v.string() }),
  /** Folders are about to take their places with all of their files: of each, the first and how many. */
  v.object({ placing: v.array(v.tuple([Count, v.pipe(Count, v.maxValue(MOST_FILES_AT_ONCE))])) }),
]);
type Line = v.InferOutput<typeof Line>;

const NO_COUNTS: Counts = { files: 0, skipped: 0, alreadyThere: 0, bytes: 0 };

export class Journal {
  #file: number | null;
  settledTo = 0;
  counts: Counts = NO_COUNTS;
  readonly folders = new Map<number, string>();
  readonly intents = new Map<number, string>();
  /** Those folders, as far as their files aren't settled. */
  placing: readonly (readonly [first: number, count: number])[] = [];
  readonly damaged = new Set<number>();
  readonly notes: FileNote[] = [];

  private constructor(file: number | null) {
    this.#file = file;
  }

  /** Goes on with what a former program left. */
  static open(path: string): Journal {
    const { lines, soundBytes, bytes } = read(path);
    // The rest goes, so that the next line begins as one.
    if (soundBytes < bytes) truncateSync(path, soundBytes);
    const journal = new Journal(openSync(path, 'a', OWNER_ONLY_FILE));
    for (const line of lines) journal.#apply(line);
    return journal;
  }

  /** What stands in one that nobody works on. */
  static look(path: string): Pick<Journal, 'settledTo' | 'damaged' | 'notes'> {
    const journal = new Journal(null);
    for (const line of read(path).lines) journal.#apply(line);
    return journal;
  }

  /** The counts alone, of one that nobody works on. */
  static countsIn(path: string): Counts {
    return read(path).lines.reduce<Counts>((counts, line) => ('counts' in line ? line.counts : counts), NO_COUNTS);
  }

  add(line: Line): void {
    const json = JSON.stringify(line);
    appendFileSync(this.#fileOrThrow(), `${checkOf(json)} ${json}\n`);
    this.#apply(line);
  }

  /** From then on a power cut doesn't take it back either. */
  sync(): Promise<void> {
    return syncFile(this.#fileOrThrow());
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }

  #fileOrThrow(): number {
    if (this.#file === null) throw new Error('the journal is closed');
    return this.#file;
  }

  #apply(line: Line): void {
    if ('folder' in line) {
      this.folders.set(line.folder, line.name);
      this.#keepNotes([line.note]);
    } else if ('intend' in line) this.intents.set(line.intend, line.name);
    else if ('placing' in line) this.placing = [...this.placing.filter((each) => this.#isOpen(each)), ...line.placing];
    else {
      this.settledTo = Math.max(this.settledTo, line.settledTo);
      this.counts = line.counts;
      for (const index of line.damaged ?? []) this.damaged.add(index);
      for (const index of line.mended ?? []) this.damaged.delete(index);
      this.#keepNotes(line.notes ?? []);
    }
  }

  #isOpen([first, count]: readonly [number, number]): boolean {
    return first + count > this.settledTo;
  }

  #keepNotes(notes: readonly FileNote[]): void {
    this.notes.push(...notes.slice(0, MOST_FILE_NOTES - this.notes.length));
  }
}

/** Before each line, so that a digit that a disk has changed doesn't settle what never came. */
const CHECK_DIGITS = 8;
const checkOf = (json: string): string => crc32(json).toString(16).padStart(CHECK_DIGITS, '0');

/** To the first that isn't what was written: what follows it may build on it. */
function read(path: string): { readonly lines: readonly Line[]; readonly soundBytes: number; readonly bytes: number } {
  const found = readIfThere(path);
  const lines: Line[] = [];
  let soundBytes = 0;
  for (const text of found.toString().split('\n').slice(0, -1)) {
    const json = text.slice(CHECK_DIGITS + 1);
    const line = text === `${checkOf(json)} ${json}` ? v.safeParse(Line, parseJson(json)) : null;
    if (!line?.success) break;
    lines.push(line.output);
    soundBytes += Buffer.byteLength(text) + 1;
  }
  return { lines, soundBytes, bytes: found.length };
}

function readIfThere(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}
