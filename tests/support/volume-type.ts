// What the system says of the kind of every volume: what is tested on a disk may lie in memory.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** By the numbers of Linux. */
const VOLUMES = { disk: 0xef53, memory: 0x01021994 } as const;

const { statfs } = fs.promises;

/** Gives what takes that back. */
export function allVolumesAre(kind: keyof typeof VOLUMES): () => void {
  Object.assign(fs.promises, {
    statfs: async (path: string) => Object.assign(await statfs(path), { type: VOLUMES[kind] }),
  });
  syncBuiltinESMExports();
  return () => {
    Object.assign(fs.promises, { statfs });
    syncBuiltinESMExports();
  };
}
