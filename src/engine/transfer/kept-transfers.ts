// The transfers that may go on, in outgoing.json and incoming.json of the data folder: what this program must know of
// them before there is a connection. How far each is stands in its journal, or with the other device.
import * as v from 'valibot';
import type { ErrorInfo } from '../../contract/errors.ts';
import { errorInfo } from '../../contract/errors.ts';
import { FILE_KINDS, Target } from '../../contract/transfers.ts';
import { VIAS } from '../../contract/vias.ts';
import { checked, openRowsFile, type RowsFile } from '../identity/rows-file.ts';

const hexOfLength = (byteCount: number) => v.pipe(v.string(), v.regex(new RegExp(`^[0-9a-f]{${2 * byteCount}}$`)));
const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const common = {
  id: hexOfLength(16),
  /** What the other device called itself; null while nobody has come. */
  deviceName: v.nullable(v.string()),
  digest: hexOfLength(32),
  files: Count,
  folders: Count,
  bytes: Count,
  entries: Count,
  names: v.array(v.string()),
  kind: v.optional(v.picklist(FILE_KINDS)),
  startedAt: v.pipe(v.number(), v.safeInteger()),
  /** So long content has moved. */
  activeMs: v.optional(Count),
  /** Its person has paused it: nothing but that person lets it go on. */
  isPaused: v.optional(v.boolean()),
  /** It is no file, and lies in the data folder. */
  isText: v.optional(v.boolean()),
  isPrivate: v.optional(v.boolean()),
};

const OutgoingRow = v.looseObject({
  ...common,
  /** The other device's key; null while nobody has come. */
  key: v.nullable(hexOfLength(32)),
  /** Whom it was sent to; null: to whoever types the code. */
  to: v.nullable(Target),
  roots: v.array(v.object({ name: v.string(), path: v.string() })),
  skipped: Count,
  /** When it was last connected: for showing, the other device knows better. */
  sentBytes: v.optional(Count),
  /** It goes out by itself, whenever its device appears. */
  waits: v.optional(v.boolean()),
  /** It has never been offered: what is sent is what is there when it goes out. */
  isQueued: v.optional(v.boolean()),
});
export type OutgoingRow = v.InferOutput<typeof OutgoingRow>;

const IncomingRow = v.looseObject({
  ...common,
  key: hexOfLength(32),
  /** The receive folder, its links followed. */
  folder: v.string(),
  /** Where its device was reached, for one that waits with a code. */
  from: v.nullable(Target),
  hasActiveTypes: v.optional(v.boolean()),
  isStream: v.optional(v.boolean()),
  /** It went on to a command, with which it ends. */
  isForOutput: v.optional(v.boolean()),
  /** It came from a guest, and goes on in no other run. */
  via: v.optional(v.picklist(VIAS)),
  /** Of what its person wants of the offer, where that isn't all. */
  chosen: v.optional(v.object({ files: Count, folders: Count, bytes: Count })),
  /** Of its list, from the first entry on so many. */
  only: v.optional(v.array(v.tuple([Count, Count]))),
  /** All of it is here: kept for a while, so that a sender who didn't hear so can be told. */
  done: v.nullable(
    v.object({
      at: v.pipe(v.number(), v.safeInteger()),
      files: Count,
      skipped: Count,
      alreadyThere: Count,
      notWanted: v.optional(Count),
    }),
  ),
});
export type IncomingRow = v.InferOutput<typeof IncomingRow>;

/** As long as a one-time code lets two devices finish. */
export const KEPT_MS = 7 * 24 * 60 * 60 * 1000;

export class Kept<Row extends { readonly id: string }> {
  readonly damage: ErrorInfo | null;
  readonly #file: RowsFile<Row>;
  readonly #schema: v.GenericSchema<unknown, Row>;

  constructor(file: RowsFile<Row>, schema: v.GenericSchema<unknown, Row>) {
    this.#file = file;
    this.#schema = schema;
    this.damage = file.keptAs === null ? null : errorInfo('data.damaged', { keptAs: file.keptAs });
  }

  all(): readonly Row[] {
    return this.#file.rows;
  }

  find(id: string): Row | null {
    return this.#file.rows.find((row) => row.id === id) ?? null;
  }

  put(row: Row): Promise<void> {
    const sound = checked(this.#schema, row);
    return this.#file.change((rows) => [...rows.filter(({ id }) => id !== sound.id), sound]);
  }

  change(id: string, change: Partial<Row>): Promise<void> {
    return this.#file.change((rows) =>
      rows.map((row) => (row.id === id ? checked(this.#schema, { ...row, ...change }) : row)),
    );
  }

  drop(isDropped: (row: Row) => boolean): Promise<void> {
    return this.#file.change((rows) => (rows.some(isDropped) ? rows.filter((row) => !isDropped(row)) : rows));
  }

  settled(): Promise<void> {
    return this.#file.settled();
  }
}

export const openOutgoing = async (path: string, now: number): Promise<Kept<OutgoingRow>> =>
  new Kept(await openRowsFile({ path, now, schema: OutgoingRow, keyOf: ({ id }) => id }), OutgoingRow);

export const openIncoming = async (path: string, now: number): Promise<Kept<IncomingRow>> =>
  new Kept(await openRowsFile({ path, now, schema: IncomingRow, keyOf: ({ id }) => id }), IncomingRow);
