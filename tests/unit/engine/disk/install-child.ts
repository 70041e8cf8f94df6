// Installs one file on a disk that has no links, or none and no renaming either, and is killed at a given step of it.
import fs, { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const [, , folder = '', staged = '', journal = '', hasRename = '', killAt = ''] = process.argv;
/** All that changes something on the disk. */
const STEPS = ['openSync', 'renameSync', 'copyFileSync', 'utimesSync', 'fsyncSync', 'unlinkSync'] as const;
let step = 0;
/** Only of the installing, and of what it calls itself. */
let isWatched = false;

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  for (;;);
}

/** Each step can be the last before which it ends, or the last that was done. */
function passing<T>(run: () => T): T {
  if (!isWatched) return run();
  if (String(step++) === killAt) die();
  isWatched = false;
  try {
    return run();
  } finally {
    isWatched = true;
    if (String(step++) === killAt) die();
  }
}

const refusing = (code: string) => () => {
  throw Object.assign(new Error(code), { code });
};

for (const name of STEPS) {
  const real = fs[name] as (...args: unknown[]) => unknown;
  const stepped = (...args: unknown[]): unknown => {
    if (name === 'renameSync' && args[0] === staged && hasRename === 'no') return refusing('EXDEV')();
    if (name === 'copyFileSync' && String(step + 1) === killAt) {
      // In the middle of it.
      isWatched = false;
      writeFileSync(args[1] as string, readFileSync(staged).subarray(0, 3));
      die();
    }
    return passing(() => real(...args));
  };
  Object.assign(fs, { [name]: stepped });
}
fs.linkSync = refusing('EPERM');
syncBuiltinESMExports();

const { installFile } = await import('../../../../src/engine/disk/install.ts');
const { ReceiveTree } = await import('../../../../src/engine/disk/receive-tree.ts');
const { openRoot, placeOf } = await import('./places.ts');
const place = placeOf(new ReceiveTree(await openRoot(folder)), 0, 'a.txt');
isWatched = true;
installFile({ staged, place, intend: (name) => passing(() => appendFileSync(journal, `${name}\n`)) });
