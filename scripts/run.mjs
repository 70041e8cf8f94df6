// `node scripts/run.mjs TOOL ARG…`: runs an installed tool, or `node`, on a Node that is new enough.
import { runChild } from './child.mjs';
import { ROOT } from './node24.mjs';
import { setUp } from './setup.mjs';
import { toolScript } from './tools.mjs';

const [tool = '', ...args] = process.argv.slice(2);
const ready = setUp();
if (ready)
  process.exitCode = await runChild(ready.node, [...(tool === 'node' ? [] : [toolScript(tool)]), ...args], {
    cwd: ROOT,
    env: ready.env,
  });
