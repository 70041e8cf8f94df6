// The engine for one command: the one that runs on the data folder, or one of its own.
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import type { Outcome } from '../contract/errors.ts';
import { defaultDataDir, openDoor, SYSTEM_PORTS } from '../engine/index.ts';
import type { Invocation } from './args.ts';
import { downloadsFolder, madeIfMissing } from './downloads-folder.ts';
import type { Ferry, World } from './world.ts';

type Surroundings = Pick<World, 'env' | 'cwd' | 'version'>;

export async function openFerry(
  { dataDir, deviceName }: Invocation,
  { env, cwd, version }: Surroundings,
): Promise<Outcome<Ferry>> {
  return openDoor({
    ...SYSTEM_PORTS,
    dataDir: resolve(cwd, dataDir ?? defaultDataDir(process.platform, env, homedir())),
    version,
    log: () => undefined,
    downloads: () => madeIfMissing(downloadsFolder(process.platform, env, homedir())),
    ...(deviceName === null ? {} : { deviceName }),
  });
}
