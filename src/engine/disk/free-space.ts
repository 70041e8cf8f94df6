// How much a volume has room for, and what its errors mean: whether to wait, to try again, or to go on without this file.
import { statfs } from 'node:fs/promises';
import type { FileReason } from '../../contract/transfers.ts';
import { errnoOf } from '../errors.ts';

/** Always left free, but on a small volume not more than a fiftieth of it. */
export const RESERVE_BYTES = 64 * 1024 * 1024;
const SMALL_VOLUME = 50n;

const FULL = new Set(['ENOSPC', 'EDQUOT']);
const GONE = new Set(['ENOENT', 'ENOTDIR', 'EIO', 'ENODEV', 'ENXIO', 'ESTALE', 'ENOTCONN', 'EHOSTDOWN', 'ETIMEDOUT']);
const PASSING = new Set(['EMFILE', 'ENFILE', 'EAGAIN', 'EBUSY', 'EINTR']);
/** Of a file that a virus scanner or an indexer holds open. */
const PASSING_ON_WINDOWS = new Set(['EPERM', 'EACCES']);

/** Free for whoever isn't the administrator. */
export async function freeBytes(path: string): Promise<number> {
  return Number((await volumeOf(path)).free);
}

/** What may be filled: what is free, without the reserve. */
export async function room(path: string): Promise<number> {
  const { free, size } = await volumeOf(path);
  const small = size / SMALL_VOLUME;
  const reserve = small < RESERVE_BYTES ? small : BigInt(RESERVE_BYTES);
  return free > reserve ? Number(free - reserve) : 0;
}

/** In all, used and free. */
export const volumeBytes = async (path: string): Promise<number> => Number((await volumeOf(path)).size);

/** Null where it can't be told. */
export async function diskOf(
  path: string,
): Promise<{ readonly freeBytes: number; readonly totalBytes: number } | null> {
  try {
    const { free, size } = await volumeOf(path);
    return { freeBytes: Number(free), totalBytes: Number(size) };
  } catch {
    return null;
  }
}

/** There is none left of what may be filled: like a full disk to whoever writes. */
export class NoRoomError extends Error {
  readonly code = 'ENOSPC';
}

export const isFull = (error: unknown): boolean => FULL.has(errnoOf(error));

/** The folder, or the whole volume, isn't there any more. */
export const isGone = (error: unknown): boolean => GONE.has(errnoOf(error));

/** FAT has files of less than 4 GiB only. */
export const isTooLarge = (error: unknown): boolean => errnoOf(error) === 'EFBIG';

/** Worth another try in a moment. */
export function isPassing(error: unknown, platform: NodeJS.Platform = process.platform): boolean {
  const errno = errnoOf(error);
  return PASSING.has(errno) || (platform === 'win32' && PASSING_ON_WINDOWS.has(errno));
}

/** Why this one entry can't be here. Null where the error isn't about it: about its folder, its volume, or ourselves. */
export function refusalOf(
  error: unknown,
  isInRoot: boolean,
  platform: NodeJS.Platform = process.platform,
): FileReason | null {
  if (isPassing(error, platform)) return null;
  switch (errnoOf(error)) {
    case 'ENAMETOOLONG':
      return 'pathTooLong';
    // The volume's own rules, beyond those that are known.
    case 'EINVAL':
    case 'EILSEQ':
      return 'nameUnsafe';
    // One folder of the person's that isn't ours to write to. In the receive folder itself nothing could go on.
    case 'EACCES':
    case 'EPERM':
      return isInRoot ? null : 'notWritable';
    default:
      return null;
  }
}

/** Counted in integers without limit: a large volume has more bytes than a double tells apart. */
async function volumeOf(path: string): Promise<{ readonly free: bigint; readonly size: bigint }> {
  const { bavail, blocks, frsize, bsize } = await statfs(path, { bigint: true });
  // Some file systems count in fragments of what they like to write at once. An older Node doesn't say how large they are.
  const unit = (frsize ?? 0n) > 0n ? frsize : bsize;
  return { free: bavail * unit, size: blocks * unit };
}
