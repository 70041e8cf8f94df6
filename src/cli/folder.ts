// A folder as it is typed, which has to be there.
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ok } from '../base/result.ts';
import type { Outcome } from '../contract/errors.ts';
import { failure } from '../contract/errors.ts';

/** Its whole path; null where none was typed. */
export async function readFolder(typed: string | null, cwd: string): Promise<Outcome<string | null>> {
  if (typed === null) return ok(null);
  const path = resolve(cwd, typed);
  const found = await stat(path).catch(() => null);
  return found?.isDirectory() ? ok(path) : failure('settings.folder_missing', { path });
}
