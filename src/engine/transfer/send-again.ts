// Reads once more what was sent and may not have come: the same files at the same places, as they were, or not at all.
import { closeSync, fstatSync } from 'node:fs';
import { setImmediate as breathe } from 'node:timers/promises';
import { isPassing } from '../disk/free-space.ts';
import type { Segment } from '../wire/data.ts';
import type { IndexedEntry } from '../wire/manifest.ts';
import { entryPagesOf } from './manifest-file.ts';
import { patiently } from './patience.ts';
import type { Root } from './plan.ts';
import { SMALL_BYTES } from './small.ts';
import {
  asTrouble,
  checkIsListed,
  checkIsSame,
  FileTrouble,
  openSource,
  readAll,
  readSmall,
  type Seen,
} from './source-file.ts';
import { SourcePath } from './source-path.ts';

export interface AgainNeeds {
  readonly manifestPath: string;
  readonly roots: readonly Root[];
  /** Large files as they were when they were sent. */
  readonly begun: ReadonlyMap<number, Seen>;
}

interface Source {
  readonly entry: IndexedEntry;
  readonly path: string;
  readonly isNamed: boolean;
}

export interface Again {
  readonly segments: readonly Segment[];
  readonly content: readonly Uint8Array[];
}

type Content = Extract<Segment, { kind: 'content' }>;

/** Of each in turn what it said before, with failures in the place of what can't be read as it was. */
export async function* readAgain(needs: AgainNeeds, records: readonly (readonly Segment[])[]): AsyncGenerator<Again> {
  const wanted = new Set(records.flat().map(({ index }) => index));
  const sources = await sourcesOf(needs, wanted);
  for (const record of records) {
    const segments: Segment[] = [];
    const content: Uint8Array[] = [];
    for (const segment of record) {
      if (segment.kind !== 'content' || segment.length === 0) {
        segments.push(segment);
        continue;
      }
      try {
        content.push(await bytesOf(segment, sources.get(segment.index), needs.begun.get(segment.index)));
        segments.push(segment);
      } catch (error) {
        const reason = error instanceof FileTrouble ? error.reason : isPassing(error) ? 'unreadable' : null;
        if (reason === null) throw error;
        segments.push({ kind: 'failed', index: segment.index, reason });
      }
    }
    yield { segments, content };
    await breathe();
  }
}

async function sourcesOf(
  { manifestPath, roots }: AgainNeeds,
  wanted: ReadonlySet<number>,
): Promise<ReadonlyMap<number, Source>> {
  const found = new Map<number, Source>();
  const path = new SourcePath(roots);
  for await (const page of entryPagesOf(manifestPath)) {
    for (const entry of page) {
      path.enter(entry);
      if (wanted.has(entry.index)) found.set(entry.index, { entry, path: path.local, isNamed: path.isNamed });
    }
    if (found.size === wanted.size) break;
  }
  return found;
}

async function bytesOf(segment: Content, source: Source | undefined, seen: Seen | undefined): Promise<Uint8Array> {
  if (source === undefined) throw new FileTrouble('vanished');
  const { entry, path, isNamed } = source;
  const bytes = Buffer.allocUnsafe(segment.length);
  if (entry.size <= SMALL_BYTES) {
    await patiently(() => readSmall(path, isNamed, entry, bytes));
    return bytes;
  }
  if (seen === undefined) throw new FileTrouble('changed');
  const file = await patiently(() => openSource(path, isNamed));
  try {
    const before = fstatSync(file);
    checkIsListed(before, entry);
    checkIsSame(seen, before);
    if (!(await readAll(file, bytes, segment.offset))) throw new FileTrouble('changed');
    checkIsSame(seen, fstatSync(file));
    return bytes;
  } catch (error) {
    throw asTrouble(error);
  } finally {
    closeSync(file);
  }
}
