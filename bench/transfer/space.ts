// Where a bench may put gigabytes: memory, so that what is measured is the program, or a real disk, where that is the
// question.
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, statfs } from 'node:fs/promises';
import { freemem, homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Result } from '../../src/base/result.ts';
import { err, ok } from '../../src/base/result.ts';
import { keepMemoryWarm } from './warm-memory.ts';

const GIB = 1024 ** 3;
const IN_MEMORY = '/dev/shm';
const PREFIX = 'ferry-bench-';
/** As statfs(2) names tmpfs and ramfs. */
const MEMORY_TYPES = [0x0102_1994, 0x8584_58f6];

export interface Space {
  readonly folder: string;
  readonly isInMemory: boolean;
  readonly freeBytes: number;
  close(): Promise<void>;
}

/** A folder in memory where the system has one; or why there is no room. `isWarm`: figures will be taken of what is there. */
export async function memorySpace(needBytes: number, { isWarm } = { isWarm: false }): Promise<Result<Space, string>> {
  const space = await makeSpace(existsSync(IN_MEMORY) ? IN_MEMORY : tmpdir(), needBytes);
  if (space.ok && space.value.isInMemory && isWarm) await keepMemoryWarm(space.value.folder, needBytes);
  return space;
}

/** A folder on a real disk; or why there is none. */
export async function diskSpace(needBytes: number): Promise<Result<Space, string>> {
  const places = [tmpdir(), homedir(), process.cwd()];
  for (const place of places)
    if (!MEMORY_TYPES.includes((await statfs(place)).type)) return makeSpace(place, needBytes);
  return err(`This bench needs a disk, and ${places.join(', ')} are in memory.`);
}

async function makeSpace(place: string, needBytes: number): Promise<Result<Space, string>> {
  await sweep(place);
  const { type, bavail, bsize } = await statfs(place);
  const isInMemory = MEMORY_TYPES.includes(type);
  const freeBytes = Math.min(bavail * bsize, isInMemory ? freemem() : Number.POSITIVE_INFINITY);
  if (freeBytes < needBytes)
    return err(`This bench needs ${gib(needBytes)} GiB in ${place}, where ${gib(freeBytes)} are free.`);
  const folder = await mkdtemp(join(place, `${PREFIX}${process.pid}-`));
  return ok({ folder, isInMemory, freeBytes, close: () => rm(folder, { recursive: true, force: true }) });
}

/** A bench that was killed has left gigabytes in memory. */
async function sweep(place: string): Promise<void> {
  for (const name of await readdir(place)) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) await rm(join(place, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Another user's runs as well.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function gib(bytes: number): string {
  return (bytes / GIB).toFixed(1);
}
