// A file larger than memory that a person breaks off, and then discards.
import { closeSync, existsSync, ftruncateSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '../../src/base/result.ts';
import type { Contender } from '../run.ts';
import { inFolder } from './contender.ts';
import { type Devices, STAGING } from './ferry.ts';
import { heldBytes } from './trees.ts';
import { breakOff } from './two-ends.ts';

const GIB = 1024 ** 3;

export interface Extent {
  readonly bytes: number;
  /** Where it is broken off. */
  readonly untilBytes: number;
}

/** The source has a size and no content: it reads as zeros, which are written at the other end as anything is. */
export function brokenOffContender(open: Result<() => Devices, string>, folder: string, extent: Extent): Contender {
  const into = join(folder, 'target');
  const source = join(folder, 'sparse.bin');
  return {
    work: `${extent.bytes / GIB} GiB`,
    what: 'Ferry',
    isOurs: true,
    measure: (limitMs) =>
      inFolder(into, async () => {
        if (!open.ok) return { kind: 'wrong', why: open.error };
        makeSparse(source, extent.bytes);
        const devices = open.value();
        try {
          const done = await breakOff(devices, source, into, limitMs, {
            isFar: () => heldBytes(into) >= extent.untilBytes,
            end: async (sender) => sender.stop('SIGINT'),
          });
          if (done.kind !== 'broken off') return done;
          const held = heldBytes(into);
          await devices.discard();
          if (existsSync(join(into, STAGING)) || heldBytes(into) >= extent.untilBytes)
            return { kind: 'wrong', why: 'what had come is still there after it was discarded' };
          const { seconds, senderMiB, receiverMiB } = done;
          return {
            kind: 'measured',
            sample: {
              seconds,
              cpuSeconds: null,
              rssMiB: senderMiB,
              receiverRssMiB: receiverMiB,
              bytes: held,
              note: `broken off at ${(held / GIB).toFixed(1)} GiB, then discarded`,
            },
          };
        } finally {
          devices.close?.();
        }
      }),
  };
}

function makeSparse(path: string, bytes: number): void {
  const file = openSync(path, 'w');
  ftruncateSync(file, bytes);
  closeSync(file);
}
