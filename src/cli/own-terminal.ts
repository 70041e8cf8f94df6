// The terminal of whoever typed the command, where standard input comes from somewhere else.
import { closeSync, openSync } from 'node:fs';
import { Readable } from 'node:stream';
import { ReadStream } from 'node:tty';
import type { Input } from './world.ts';

const PATH = process.platform === 'win32' ? '\\\\.\\CONIN$' : '/dev/tty';

/** Null where there is none, as in the background. */
function opened(): number | null {
  try {
    return openSync(PATH, 'r');
  } catch {
    return null;
  }
}

export const ownTerminal: Input = {
  get isTerminal() {
    const file = opened();
    if (file !== null) closeSync(file);
    return file !== null;
  },
  // The command stays for as long as it takes: what might still be typed keeps it no longer.
  open() {
    const file = opened();
    return file === null ? Readable.from([]) : new ReadStream(file).unref();
  },
};
