// What nobody goes on with may keep only so much of a disk: beyond that the oldest is given up first.
const MOST_BYTES = 20 * 1024 ** 3;
const PART_OF_VOLUME = 0.1;

export interface Staged {
  readonly id: string;
  readonly bytes: number;
  /** When it began. */
  readonly at: number;
}

export const quotaOf = (volumeBytes: number): number => Math.min(MOST_BYTES, volumeBytes * PART_OF_VOLUME);

/** Those to give up, oldest first, so that the rest keeps within the quota. */
export function beyondQuota(staged: readonly Staged[], quota: number): readonly Staged[] {
  let left = staged.reduce((sum, { bytes }) => sum + bytes, 0);
  return [...staged]
    .sort((a, b) => a.at - b.at)
    .filter(({ bytes }) => {
      if (left <= quota || bytes === 0) return false;
      left -= bytes;
      return true;
    });
}
