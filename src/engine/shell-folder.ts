// A folder of a shell's own inside the data folder, for what its runtime keeps there.
import { join } from 'node:path';
import { ok } from '../base/result.ts';
import type { Outcome } from '../contract/errors.ts';
import { openDataFolder } from './data-folder.ts';
import { makeFolder } from './disk/own-file.ts';
import { dataError } from './errors.ts';

/**
 * Makes it and says where it is, or why the data folder can't be used; a folder that is refused stays as it was. Without
 * a lock, so that it can be asked for before one.
 */
export async function makeShellFolder(dataDir: string, name: string): Promise<Outcome<string>> {
  let path = dataDir;
  try {
    path = join((await openDataFolder(dataDir)).path, name);
    await makeFolder(path);
    return ok(path);
  } catch (error) {
    return { ok: false, error: dataError(error, path).info };
  }
}
