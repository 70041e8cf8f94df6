import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

export const removeFolder = (folder: string): void =>
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });

/**
 * A temporary folder named after its owner. Whoever makes the next one removes those whose owner was killed before it
 * could clean up.
 */
export const newFolder = (kind: string, parent = tmpdir()): string => {
  for (const name of readdirSync(parent)) {
    const [, ownKind, owner] = /^(.+)-(\d+)-\w{6}$/.exec(name) ?? [];
    if (ownKind === kind && !isAlive(Number(owner))) removeFolder(join(parent, name));
  }
  return mkdtempSync(join(parent, `${kind}-${process.pid}-`));
};
