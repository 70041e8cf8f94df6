// Runs a scenario in a process with mounts of its own, so that nothing outside sees what it mounts, and all of it is gone
// with the process.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { tempFolder } from '../../../support/temp-folder.ts';
import type { Scenarios } from './volume-scenarios.ts';

/** Who isn't root is so in a namespace of users. */
const OWN_MOUNTS = process.getuid?.() === 0 ? ['-m'] : ['-Urm'];

export const canMount = process.platform === 'linux' && spawnSync('unshare', [...OWN_MOUNTS, 'true']).status === 0;
export const hasFuse = canMount && existsSync('/dev/fuse');

export async function inOwnMounts<N extends keyof Scenarios>(name: N): Promise<Awaited<ReturnType<Scenarios[N]>>> {
  const script = join(import.meta.dirname, 'volume-scenarios.ts');
  const child = spawn('unshare', [...OWN_MOUNTS, process.execPath, script, name, await tempFolder()], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return JSON.parse(said);
}
