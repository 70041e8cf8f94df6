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

/** Throws a `FileTrouble` before the last of it: whoever has taken all has taken what was listed. */
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
  try {
    const before = fstatSync(file);
    checkIsListed(before, listed);
    for (let at = 0; at < listed.size; ) {
      const bytes = Buffer.allocUnsafeSlow(Math.min(pieceBytes(), listed.size - at));
      if (!(await readAll(file, bytes, at))) throw new FileTrouble('changed');
      at += bytes.length;
      if (at === listed.size) checkIsSame(before, fstatSync(file));
      yield bytes;
    }
  } catch (error) {
    throw asTrouble(error);
  } finally {
    closeSync(file);
  }
}
