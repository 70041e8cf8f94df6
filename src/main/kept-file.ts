// A small file of the data folder that only the shell reads: worth remembering, never worth a word when it can't be.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as v from 'valibot';

export interface KeptFile<T> {
  read(): T | null;
  write(value: T): void;
}

export function keptFile<T>(path: string, schema: v.GenericSchema<unknown, T>): KeptFile<T> {
  return {
    read() {
      try {
        const found = v.safeParse(schema, JSON.parse(readFileSync(path, 'utf8')));
        return found.success ? found.output : null;
      } catch {
        // None yet, or damaged: nothing is remembered.
        return null;
      }
    },
    write(value) {
      try {
        mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
        writeFileSync(`${path}.new`, JSON.stringify(value), { mode: 0o600 });
        renameSync(`${path}.new`, path);
      } catch {
        // A full or read-only disk costs what was to be remembered, and no more.
      }
    },
  };
}
