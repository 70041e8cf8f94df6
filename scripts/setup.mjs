// What every script needs first: a Node that is new enough, and the packages of package-lock.json. Runs on Node 20.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { findNode, npm, ROOT } from './node24.mjs';

const stamp = join(ROOT, 'node_modules', '.ferry-installed');

/** The packages are there when the last `npm ci` was of just this lock file. */
function installPackages() {
  const wanted = createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return true;
  process.stderr.write('Installing the packages of package-lock.json …\n');
  if (npm(['ci', '--silent']).status !== 0) return false;
  writeFileSync(stamp, wanted);
  return true;
}

/**
 * Node and packages, or a sentence and exit code 1.
 * @returns {{ node: string, env: NodeJS.ProcessEnv } | null}
 */
export function setUp() {
  const found = findNode();
  const problem = 'problem' in found ? found.problem : installPackages() ? null : PACKAGES_PROBLEM;
  if (problem !== null || 'problem' in found) {
    process.stderr.write(`${problem}\n`);
    process.exitCode = 1;
    return null;
  }
  const path = [dirname(found.node), join(ROOT, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
  return { node: found.node, env: { ...process.env, PATH: path } };
}

const PACKAGES_PROBLEM =
  'The packages could not be installed (`npm ci` failed, see above). Check the network and try again.';
