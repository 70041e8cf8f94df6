// `node scripts/run.mjs TOOL ARG…`: runs an installed tool, or `node`, on a Node that is new enough.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './node24.mjs';
import { setUp } from './setup.mjs';

const [tool = '', ...args] = process.argv.slice(2);
const ready = setUp();
if (ready) {
  const child = spawn(ready.node, [...(tool === 'node' ? [] : [script(tool)]), ...args], {
    cwd: ROOT,
    env: ready.env,
    stdio: 'inherit',
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
    process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}

/**
 * The JavaScript behind a tool's name, from the `bin` of the package that has it.
 * @param {string} name
 */
function script(name) {
  const owner = { biome: '@biomejs/biome', tsc: 'typescript' }[name] ?? name;
  const { bin } = JSON.parse(readFileSync(join(ROOT, 'node_modules', owner, 'package.json'), 'utf8'));
  return join(ROOT, 'node_modules', owner, typeof bin === 'string' ? bin : bin[name]);
}
