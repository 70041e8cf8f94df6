// What a transfer must reach and may take, beside others of the same run on the same machine.
import { type Limit, peak, timesAsFast, timesAsLong } from '../limit.ts';

/** W2 and W3 beside who encrypts nothing: as long at most. The rest: as fast at least. */
export const SPEED: readonly Limit[] = [
  fast('W1', 'plain pipe', 0.5, 0.7),
  fast('W1', 'scp', 1.5, 1.9),
  long('W2', 'rsync daemon', 1.3, 1),
  fast('W2', 'scp', 8, null),
  long('W3', 'rsync daemon', 1.6, 1.2),
  fast('W3', 'rsync over ssh', 1.7, 2.2),
  fast('W5', 'rsync daemon', 0.65, 0.8),
  fast('W7', 'rsync daemon', 0.65, 0.8),
];

export const MEMORY: readonly Limit[] = [
  { what: 'memory of the sender, MiB', is: 'most', needed: 200, aim: 150, measure: peak('rssMiB') },
  { what: 'memory of the receiver, MiB', is: 'most', needed: 200, aim: 150, measure: peak('receiverRssMiB') },
];

export function fast(work: string, other: string, needed: number, aim: number | null): Limit {
  return { what: `${work}: times as fast as ${other}`, is: 'least', needed, aim, measure: timesAsFast(work, other) };
}

export function long(work: string, other: string, needed: number, aim: number | null): Limit {
  return { what: `${work}: times as long as ${other}`, is: 'most', needed, aim, measure: timesAsLong(work, other) };
}
