// What every script needs first: a Node that is new enough, and the packages of package-lock.json. Runs on Node 20.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { findNode, npm, ROOT } from './node24.mjs';

/** @typedef {{ node: string, env: NodeJS.ProcessEnv }} Ready */
/** @typedef {{ packages: Record<string, { version?: string, integrity?: string, optional?: boolean }> }} Lock */

const stamp = join(ROOT, 'node_modules', '.ferry-installed');

/**
 * Whether npm's own note of what it installed is what the lock file asks for. Asked where there is no stamp of ours,
 * which is after a plain `npm ci`: doing that again would throw away the Electron that was unpacked since.
 * @param {Lock} wanted package-lock.json
 * @param {Lock} present node_modules/.package-lock.json
 */
export function isSameTree(wanted, present) {
  const asked = Object.entries(wanted.packages).filter(([path]) => path !== '');
  return (
    asked.every(([path, { version, integrity, optional }]) => {
      const found = present.packages[path];
      // What is for another system stays out.
      return found ? found.version === version && found.integrity === integrity : optional === true;
    }) && Object.keys(present.packages).every((path) => path in wanted.packages)
  );
}

/** @param {string} lock the text of package-lock.json */
function hasPackages(lock) {
  const note = join(ROOT, 'node_modules', '.package-lock.json');
  try {
    return isSameTree(JSON.parse(lock), JSON.parse(readFileSync(note, 'utf8')));
  } catch {
    return false;
  }
}

/** The packages are there when the last `npm ci` was of just this lock file. */
function installPackages() {
  const lock = readFileSync(join(ROOT, 'package-lock.json'), 'utf8');
  const wanted = createHash('sha256').update(lock).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return true;
  if (!hasPackages(lock)) {
    process.stderr.write('Installing the packages of package-lock.json …\n');
    if (npm(['ci', '--loglevel=error']).status !== 0) return false;
  }
  writeFileSync(stamp, wanted);
  return true;
}

/**
 * Node and packages, or a sentence and exit code 1.
 * @returns {Ready | null}
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
