// All of one file of the source, from its front to its end, as it was listed or not at all.
import { closeSync, fstatSync } from 'node:fs';
import { patiently } from './patience.ts';
import { SMALL_BYTES } from './small.ts';
import {
  asTrouble,
  checkIsListed,
  checkIsSame,
  FileTrouble,
  type Listed,
  openSource,
  readAll,
  readSmall,
} from './source-file.ts';

export interface Source {
  readonly path: string;
  /** A person gave this very path. */
  readonly isNamed: boolean;
}

/**
 * Throws a `FileTrouble` before the last of it: whoever has taken all has taken what was listed. A piece is another's as
 * soon as the next is asked for.
 */
export async function* wholeFile(
  { path, isNamed }: Source,
  listed: Listed,
  pieceBytes: () => number,
): AsyncGenerator<Uint8Array> {
  if (listed.size <= Math.min(SMALL_BYTES, pieceBytes())) {
    const bytes = Buffer.allocUnsafeSlow(listed.size);
    await patiently(() => readSmall(path, isNamed, listed, bytes));
    if (bytes.length > 0) yield bytes;
    return;
  }
  const file = await patiently(() => openSource(path, isNamed));
  let coming: Promise<Uint8Array> | null = null;
  try {
    const before = fstatSync(file);
    checkIsListed(before, listed);
    const read = piecesOf(file, pieceBytes);
    coming = read(0, listed.size);
    for (let at = 0; at < listed.size; ) {
      const bytes: Uint8Array = await coming;
      at += bytes.length;
      // The next is read while this one is taken.
      if (at < listed.size) coming = read(at, listed.size - at);
      else checkIsSame(before, fstatSync(file));
      yield bytes;
    }
  } catch (error) {
    throw asTrouble(error);
  } finally {
    // Its number may be another file's at once.
    await coming?.catch(() => undefined);
    closeSync(file);
  }
}

/** Into two buffers in turn: new ones would be found late by the collector, and cost more than the reading. */
function piecesOf(file: number, pieceBytes: () => number): (at: number, most: number) => Promise<Uint8Array> {
  let [next, last] = [NO_BYTES, NO_BYTES];
  const read = async (at: number, length: number): Promise<Uint8Array> => {
    if (next.length < length) next = Buffer.allocUnsafeSlow(length);
    const bytes = next.subarray(0, length);
    [next, last] = [last, next];
    if (!(await readAll(file, bytes, at))) throw new FileTrouble('changed');
    return bytes;
  };
  return (at, most) => {
    const piece = read(at, Math.min(pieceBytes(), most));
    // Whoever asks for it hears that; nobody may.
    piece.catch(() => undefined);
    return piece;
  };
}

const NO_BYTES = Buffer.alloc(0);
