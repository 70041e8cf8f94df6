// What has become of a transfer's entries, in lines that are only ever added: whatever moment a program ends at, what
// stands here is true. A last line that was cut off counts as not written.
import { appendFileSync, closeSync, fsync, openSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { parseJson } from '../../base/json.ts';
import { FILE_REASONS, type FileNote, MOST_FILE_NOTES } from '../../contract/transfers.ts';
import { OWNER_ONLY_FILE } from '../disk/own-file.ts';
import { errnoOf } from '../errors.ts';

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
]);
type Line = v.InferOutput<typeof Line>;

const NO_COUNTS: Counts = { files: 0, skipped: 0, alreadyThere: 0, bytes: 0 };
const synced = promisify(fsync);

export class Journal {
  #file: number | null;
  settledTo = 0;
  counts: Counts = NO_COUNTS;
  readonly folders = new Map<number, string>();
  readonly intents = new Map<number, string>();
  readonly damaged = new Set<number>();
  readonly notes: FileNote[] = [];

  private constructor(file: number) {
    this.#file = file;
  }

  /** Goes on with what a former program left. */
  static open(path: string): Journal {
    const text = readText(path);
    // What was cut off is ended, so that the next line begins as one.
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    const journal = new Journal(openSync(path, 'a', OWNER_ONLY_FILE));
    if (whole !== text) appendFileSync(journal.#fileOrThrow(), '\n');
    for (const line of linesOf(whole)) journal.#apply(line);
    return journal;
  }

  /** The counts alone, of one that nobody works on. */
  static countsIn(path: string): Counts {
    return linesOf(readText(path)).reduce((counts, line) => ('counts' in line ? line.counts : counts), NO_COUNTS);
  }

  add(line: Line): void {
    appendFileSync(this.#fileOrThrow(), `${JSON.stringify(line)}\n`);
    this.#apply(line);
  }

  /** From then on a power cut doesn't take it back either. */
  sync(): Promise<void> {
    return synced(this.#fileOrThrow());
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
    else {
      this.settledTo = Math.max(this.settledTo, line.settledTo);
      this.counts = line.counts;
      for (const index of line.damaged ?? []) this.damaged.add(index);
      for (const index of line.mended ?? []) this.damaged.delete(index);
      this.#keepNotes(line.notes ?? []);
    }
  }

  #keepNotes(notes: readonly FileNote[]): void {
    this.notes.push(...notes.slice(0, MOST_FILE_NOTES - this.notes.length));
  }
}

/** Those that are whole and sound. */
function linesOf(text: string): readonly Line[] {
  return text.split('\n').flatMap((line) => {
    const read = v.safeParse(Line, parseJson(line));
    return read.success ? [read.output] : [];
  });
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return '';
    throw error;
  }
}
