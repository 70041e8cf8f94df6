// A row of history.json: a transfer as it ended, with what only the engine may know of it.
import * as v from 'valibot';
import { DeviceId } from '../../contract/devices.ts';
import type { ErrorInfo } from '../../contract/errors.ts';
import type { FileNote, ShownTransfer } from '../../contract/transfers.ts';
import { FILE_KINDS, FILE_REASONS, MOST_FILE_NOTES, Target, TransferId } from '../../contract/transfers.ts';

export interface Past {
  readonly shown: ShownTransfer;
  /** What was sent, by its paths here; empty where it was a text, or is more than is kept. */
  readonly roots: readonly string[];
  /** Whom its person named; a former Ferry kept nothing of that. */
  readonly to?: Target | null | undefined;
  /** Where it was received: the folder, and the first name that it has there. */
  readonly place: { readonly folder: string; readonly name: string | null } | null;
}

/** What others wrote of it, in notes and paths, is kept within that: five hundred rows are one file and one snapshot. */
const MOST_NOTES_LENGTH = 8 * 1024;
const MOST_ROOTS_LENGTH = 256 * 1024;

const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const Time = v.pipe(v.number(), v.safeInteger());

const isErrorInfo = (value: unknown): value is ErrorInfo => {
  if (typeof value !== 'object' || value === null || !('code' in value) || !('details' in value)) return false;
  return typeof value.code === 'string' && typeof value.details === 'object' && value.details !== null;
};

const Note = v.object({
  path: v.string(),
  kind: v.picklist(['skipped', 'renamed']),
  reason: v.nullable(v.picklist(FILE_REASONS)),
  newName: v.nullable(v.string()),
});

const Shown = v.looseObject({
  id: TransferId,
  direction: v.picklist(['send', 'receive']),
  device: v.nullable(v.object({ id: DeviceId, name: v.string(), isPaired: v.boolean() })),
  content: v.picklist(['files', 'text']),
  isPrivate: v.literal(false),
  stage: v.picklist(['done', 'declined', 'canceled', 'failed']),
  total: v.object({ files: Count, folders: Count, bytes: Count }),
  names: v.array(v.string()),
  kind: v.picklist(FILE_KINDS),
  hasActiveTypes: v.boolean(),
  done: v.object({ files: Count, bytes: Count, skipped: Count, alreadyThere: Count, notWanted: Count }),
  trouble: v.nullable(v.custom<ErrorInfo>(isErrorInfo)),
  notes: v.pipe(v.array(Note), v.maxLength(MOST_FILE_NOTES)),
  startedAt: Time,
  endedAt: Time,
  activeMs: v.pipe(v.number(), v.minValue(0)),
  into: v.nullable(v.string()),
  // Nothing of that is left once it is over.
  thumbnails: v.literal(0),
  currentFile: v.null(),
  bytesPerSecond: v.null(),
  secondsLeft: v.null(),
});

export const PastRow = v.looseObject({
  shown: Shown,
  roots: v.array(v.string()),
  to: v.optional(v.nullable(Target)),
  place: v.nullable(v.object({ folder: v.string(), name: v.nullable(v.string()) })),
});
export type PastRow = v.InferOutput<typeof PastRow>;

/** As it is shown and kept from the moment on at which it is over. */
export function asPast({ shown, roots, to, place }: Past, now: number): Past {
  return {
    shown: {
      ...shown,
      notes: within(
        shown.notes,
        MOST_NOTES_LENGTH,
        ({ path, newName }: FileNote) => path.length + (newName ?? '').length,
      ),
      endedAt: shown.endedAt ?? now,
      thumbnails: 0,
      currentFile: null,
      bytesPerSecond: null,
      secondsLeft: null,
    },
    roots: roots.reduce((sum, root) => sum + root.length, 0) > MOST_ROOTS_LENGTH ? [] : roots,
    to,
    place,
  };
}

function within<T>(all: readonly T[], most: number, lengthOf: (one: T) => number): readonly T[] {
  let length = 0;
  const end = all.findIndex((one) => {
    length += lengthOf(one);
    return length > most;
  });
  return end === -1 ? all : all.slice(0, end);
}
