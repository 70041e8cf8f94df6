// What becomes of a file all of which has come, once the last of it is written.
import { isTooLarge } from '../disk/free-space.ts';
import type { FilePlace } from '../disk/receive-tree.ts';
import { failpoint } from './failpoint.ts';
import type { Incoming } from './incoming.ts';
import type { IncomingFile } from './incoming-file.ts';
import { type Listed, pathOf, skippedNote } from './list-cursor.ts';
import type { Ended } from './settler.ts';

interface Needs {
  readonly incoming: Incoming;
  readonly found: Listed;
  readonly place: FilePlace;
  readonly digest: Uint8Array | null;
}

/** Throws where it can't be written: what is here of it stays for the next round. */
export async function endOf(file: IncomingFile, { incoming, found, place, digest }: Needs): Promise<Ended> {
  const { index, size: bytes } = found.entry;
  const { file: descriptor, path: staged } = file;
  let isRight: boolean;
  try {
    isRight = await file.finish(digest, bytes);
  } catch (error) {
    const kept = await file.keep();
    if (isTooLarge(error))
      return { kind: 'skipped', index, note: skippedNote(pathOf(found), 'tooLargeForDisk'), part: staged };
    incoming.partials.set(index, kept);
    throw error;
  }
  failpoint('digest');
  if (isRight) return { kind: 'file', index, bytes, file: descriptor, staged, within: null, found, place };
  await file.drop();
  return { kind: 'damaged', index };
}
