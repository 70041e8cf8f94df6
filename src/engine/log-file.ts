// ferry.log of the data folder: one JSON line per event, owner-only, and never more than two files of a megabyte.
import { appendFileSync, chmodSync, renameSync, statSync } from 'node:fs';
import { OWNER_ONLY_FILE } from './disk/own-file.ts';
import type { Clock, Log } from './ports.ts';

const MAX_BYTES = 1024 * 1024;

/** Writes at once, so that the last line before a crash is there. Events are rare: none per file, none per record. */
export function openLogFile(path: string, clock: Clock): Log {
  let size = sizeOf(path);
  if (size > 0) chmodSync(path, OWNER_ONLY_FILE);
  return (level, event, facts) => {
    if (level === 'debug') return;
    const line = `${JSON.stringify({ at: new Date(clock.now()).toISOString(), level, event, ...facts })}\n`;
    try {
      if (size > 0 && size + line.length > MAX_BYTES) {
        renameSync(path, `${path}.old`);
        size = 0;
      }
      appendFileSync(path, line, { mode: OWNER_ONLY_FILE });
      size += line.length;
    } catch {
      // A full or vanished disk shows where it matters, at the files people care for; a log must not add to it.
    }
  };
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
