// `npm run ferry -- ARGS`: the command line from the sources. Silent about itself: what is printed is ferry's own.
import { join } from 'node:path';
import { buildIfStale } from './bundles.mjs';
import { runChild } from './child.mjs';
import { ROOT } from './node24.mjs';
import { setUp } from './setup.mjs';

// npm runs us in the project's folder; file names are meant from where the person stands.
const cwd = (process.env.npm_lifecycle_event === 'ferry' && process.env.INIT_CWD) || process.cwd();
const ready = setUp();
if (ready) {
  if (await buildIfStale(ready))
    process.exitCode = await runChild(ready.node, [join(ROOT, 'out', 'cli', 'ferry.js'), ...process.argv.slice(2)], {
      cwd,
      env: ready.env,
    });
  else process.exitCode = 1;
}
