// What the system says of the kind of every volume: what is tested on a disk may lie in memory.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** By the numbers of Linux. */
const VOLUMES = { disk: 0xef53, memory: 0x01021994 } as const;

const { statfs } = fs.promises;

/** Gives what takes that back. */
export function allVolumesAre(kind: keyof typeof VOLUMES): () => void {
  Object.assign(fs.promises, {
    statfs: async (path: string, options?: fs.StatFsOptions) => {
      const found = await statfs(path, options);
      return Object.assign(found, { type: options?.bigint ? BigInt(VOLUMES[kind]) : VOLUMES[kind] });
    },
  });
  syncBuiltinESMExports();
  return () => {
    Object.assign(fs.promises, { statfs });
    syncBuiltinESMExports();
  };
}
