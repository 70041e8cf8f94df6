import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made: string[] = [];

/** At the end of each file: see after-file.ts. */
export async function removeTempFolders(): Promise<void> {
  for (const path of made.splice(0)) await rm(path, { recursive: true, force: true });
}

/** A folder of the test's own, gone when its file ends. */
export async function tempFolder(): Promise<string> {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'ferry-test-')));
  made.push(path);
  return path;
}
