// What keeps a transfer from going on here: named from what the disk said, so that it can be told, and looked at again.
import { isFull, isGone } from '../disk/free-space.ts';
import { FerryError } from '../errors.ts';
import { PieceError } from '../transfer/incoming-file.ts';
import { ContentError } from '../transfer/receive-round.ts';
import { ManifestError } from '../wire/manifest.ts';
import type { Refusal, Trouble } from './receive-machine.ts';

export type Obstacle = Trouble;

/** The other device's fault, and no disk's. */
export const isHostile = (error: unknown): boolean =>
  error instanceof ContentError || error instanceof PieceError || error instanceof ManifestError;

const NO_NUMBERS = { neededBytes: 0, freeBytes: 0 };

export async function obstacleOf(
  error: unknown,
  missingBytes: number,
  look: () => Promise<Obstacle | null>,
): Promise<Obstacle> {
  if (isFull(error)) {
    const found = await look();
    // Full by a quota that no free space tells of.
    return found ?? { reason: 'diskFull', numbers: { neededBytes: missingBytes, freeBytes: 0 } };
  }
  const isLost = isGone(error) || (error instanceof FerryError && error.info.code === 'transfer.folder_gone');
  return { reason: isLost ? 'folderGone' : 'folderUnwritable', numbers: NO_NUMBERS };
}

export const FOLDER_TROUBLE = { verdict: 'folderTrouble' } as const;

/** Why something can't be taken here at all. Full may be the folder it goes to, or Ferry's own. */
export function refusalOf(error: unknown, neededBytes: number): Refusal {
  const info = error instanceof FerryError ? error.info : null;
  if (info?.code === 'transfer.disk_full') return { verdict: 'diskFull', numbers: info.details };
  const isNoRoom = isFull(error) || info?.code === 'data.disk_full';
  return isNoRoom ? { verdict: 'diskFull', numbers: { neededBytes, freeBytes: 0 } } : FOLDER_TROUBLE;
}
