// A file of rows in the data folder: read with care, changed as a whole. A row that can't be read costs that row, never
// the others, and the file it stood in is kept.
import * as v from 'valibot';
import { InTurn } from '../../base/in-turn.ts';
import { parseJson } from '../../base/json.ts';
import { readOwnFile, setAside, writeOwnFile } from '../disk/own-file.ts';
import { dataError, ferryError } from '../errors.ts';

export interface RowsFile<Row> {
  readonly rows: readonly Row[];
  /** The damaged file's name, where rows were lost. */
  readonly keptAs: string | null;
  /** Writes the file, then counts; a failed write leaves everything as it was. Nothing is written where nothing changed. */
  change(step: (rows: readonly Row[]) => readonly Row[]): Promise<void>;
  /** As somebody else has written them by now. Throws where they can't be read, or are gone; then nothing changes. */
  reload(): Promise<void>;
  settled(): Promise<void>;
}

interface RowsFileIs<Row> {
  readonly path: string;
  readonly now: number;
  /** Loose, so that what a newer Ferry with the same format added to a row is kept. */
  readonly schema: v.GenericSchema<unknown, Row>;
  /** What there is one row of at most. */
  readonly keyOf: (row: Row) => string;
}

export async function openRowsFile<Row>(file: RowsFileIs<Row>): Promise<RowsFile<Row>> {
  const { path, now } = file;
  try {
    const text = await readOwnFile(path);
    const read = text === null ? NOTHING : readRows(text, file);
    const keeper = new RowsKeeper(file, read, read.isDamaged ? await setAside(path, now) : null);
    // What could be read is kept in a sound file at once, so that the same damage isn't found at every start.
    if (read.isDamaged) await keeper.write(read.rows);
    return keeper;
  } catch (error) {
    throw dataError(error, path);
  }
}

interface Read<Row> {
  readonly rows: readonly Row[];
  /** What a newer Ferry keeps beside the rows. */
  readonly strangers: Readonly<Record<string, unknown>>;
  readonly isDamaged: boolean;
}

const NOTHING: Read<never> = { rows: [], strangers: {}, isDamaged: false };

const Outer = v.looseObject({ rows: v.array(v.unknown()) });

function readRows<Row>(text: string, { schema, keyOf }: RowsFileIs<Row>): Read<Row> {
  const outer = v.safeParse(Outer, parseJson(text));
  if (!outer.success) return { ...NOTHING, isDamaged: true };
  const { rows: found, ...strangers } = outer.output;
  const rows = new Map<string, Row>();
  for (const row of found) {
    const checked = v.safeParse(schema, row);
    // Of two with the same key nobody can say which holds; the first was there first.
    if (checked.success && !rows.has(keyOf(checked.output))) rows.set(keyOf(checked.output), checked.output);
  }
  return { rows: [...rows.values()], strangers, isDamaged: rows.size !== found.length };
}

class RowsKeeper<Row> implements RowsFile<Row> {
  readonly keptAs: string | null;
  readonly #file: RowsFileIs<Row>;
  #strangers: Readonly<Record<string, unknown>>;
  readonly #jobs = new InTurn();
  #rows: readonly Row[];

  constructor(file: RowsFileIs<Row>, { rows, strangers }: Read<Row>, keptAs: string | null) {
    this.#file = file;
    this.#rows = rows;
    this.#strangers = strangers;
    this.keptAs = keptAs;
  }

  get rows(): readonly Row[] {
    return this.#rows;
  }

  change(step: (rows: readonly Row[]) => readonly Row[]): Promise<void> {
    return this.#jobs.run(async () => {
      const next = step(this.#rows);
      if (next === this.#rows) return;
      await this.write(next);
      this.#rows = next;
    });
  }

  reload(): Promise<void> {
    return this.#jobs.run(async () => {
      const { path } = this.#file;
      const text = await readOwnFile(path).catch((error) => {
        throw dataError(error, path);
      });
      // Where nothing was to be kept so far, there is no file.
      const isGone = text === null && this.#rows.length > 0;
      const { rows, strangers, isDamaged } = text === null ? NOTHING : readRows(text, this.#file);
      if (isGone || isDamaged) throw ferryError('data.not_read', { path });
      this.#rows = rows;
      this.#strangers = strangers;
    });
  }

  settled(): Promise<void> {
    return this.#jobs.settled();
  }

  async write(rows: readonly Row[]): Promise<void> {
    try {
      await writeOwnFile(this.#file.path, `${JSON.stringify({ ...this.#strangers, rows }, null, 2)}\n`);
    } catch (error) {
      throw dataError(error, this.#file.path);
    }
  }
}

/** What may be kept, or an error that says nothing of it: the schema's own would quote a key. */
export function checked<T>(schema: v.GenericSchema<unknown, T>, value: unknown): T {
  const found = v.safeParse(schema, value);
  if (!found.success) throw new Error(`not to be kept: ${v.getDotPath(found.issues[0]) ?? 'value'}`);
  return found.output;
}
