// The engine for one command: the one that runs on the data folder, or one of its own; `serve` is to be that one.
import { resolve } from 'node:path';
import type { Outcome } from '../contract/errors.ts';
import { failure } from '../contract/errors.ts';
import { defaultDataDir, homeFolder, openDoor, openOwnDoor, SYSTEM_PORTS } from '../engine/index.ts';
import { pageWording } from '../strings/page-wording.ts';
import type { Invocation } from './args.ts';
import { downloadsFolder, madeIfMissing } from './downloads-folder.ts';
import { stringsOf } from './terminal-language.ts';
import type { Ferry, World } from './world.ts';

type Surroundings = Pick<World, 'env' | 'cwd' | 'version'>;

export async function openFerry(invocation: Invocation, { env, cwd, version }: Surroundings): Promise<Outcome<Ferry>> {
  const { command, deviceName } = invocation;
  const home = homeFolder();
  const dataDir = dataFolderOf(invocation, { env, cwd });
  if (dataDir === null) return failure('data.no_home', {});
  return (command === 'serve' ? openOwnDoor : openDoor)({
    ...SYSTEM_PORTS,
    dataDir,
    version,
    log: () => undefined,
    isBrief: isBrief(invocation),
    pages: pageWording(() => stringsOf(env)),
    downloads: () => (home === null ? '' : madeIfMissing(downloadsFolder(process.platform, env, home))),
    ...(deviceName === null ? {} : { deviceName }),
  });
}

/** It ends with what it sends or receives. */
function isBrief({ command, once, from }: Invocation): boolean {
  return command === 'send' || (command === 'receive' && (once || from !== null));
}

/** Null where it would be in a home folder, and there is none. */
export function dataFolderOf(
  { dataDir }: Pick<Invocation, 'dataDir'>,
  { env, cwd }: Pick<World, 'env' | 'cwd'>,
): string | null {
  const usual = dataDir ?? defaultDataDir(process.platform, env, homeFolder());
  return usual === null ? null : resolve(cwd, usual);
}
