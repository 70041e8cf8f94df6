// Gets what the tests need from the system's packages: on Debian and its like as root, by itself; elsewhere by telling
// the exact command. Tests whose need isn't met are skipped and named, so nothing here stops a run.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { findChromium } from './chromium.mjs';
import { chromiumAdvice, installCommand, NEEDS, packageFamily, packageName } from './packages.mjs';

/** No mirror may hold the tests up: apt by itself waits minutes for one that is silent. */
const APT_OPTIONS = [
  '-qq',
  '-o=Acquire::http::Timeout=15',
  '-o=Acquire::https::Timeout=15',
  '-o=Acquire::Retries=1',
  '-o=DPkg::Lock::Timeout=60',
];
const APT_LIMIT_MS = 300_000;

/** @param {string} path */
export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * The needs that aren't met here. Any Chromium will do for the first.
 * @param {readonly import('./packages.mjs').Need[]} needs
 * @param {(proof: string) => boolean} isThere
 */
export function missingNeeds(needs, isThere) {
  return needs.filter(({ proof }) => !isThere(proof));
}

/** @param {string} proof */
function isThere(proof) {
  if (isAbsolute(proof)) return existsSync(proof);
  const { platform, env } = process;
  if (proof === 'chromium') {
    const found = findChromium({ platform, env, exists: isExecutable });
    return found !== null && 'path' in found;
  }
  return (env.PATH ?? '').split(delimiter).some((folder) => isExecutable(join(folder, proof)));
}

/** Installs, or says what to install. */
export function provideNeeds() {
  if (process.platform !== 'linux') {
    if (!isThere('chromium'))
      say(`The tests of the window are skipped: install ${chromiumAdvice(process.platform, '', false)}.`);
    return;
  }
  const missing = missingNeeds(NEEDS, isThere);
  if (missing.length === 0) return;
  const osRelease = readIfThere('/etc/os-release');
  const family = packageFamily(osRelease);
  const isRoot = process.getuid?.() === 0;
  if (family === 'apt' && isRoot) {
    const names = missing.map((need) => packageName(need, family, osRelease));
    say(`Installing ${names.join(', ')} for the tests …`);
    install(names);
  }
  const still = missingNeeds(missing, isThere);
  if (still.length === 0) return;
  const list = still.map(({ proof, why }) => `  ${proof}: ${why}`).join('\n');
  const names = family === null ? [] : still.map((need) => packageName(need, family, osRelease));
  const how = family === null ? '' : `To run them too: ${installCommand(family, names, isRoot)}\n`;
  say(`Some tests will be skipped, because these aren't installed:\n${list}\n${how}`.trimEnd());
}

/** @param {readonly string[]} names */
function install(names) {
  let isUpdated = false;
  const update = () => {
    if (!isUpdated) aptGet(['update']);
    isUpdated = true;
  };
  if (!hasPackageLists()) update();
  if (aptGet(['install', '-y', '--no-install-recommends', ...names])) return;
  // Lists from long ago name versions the mirror no longer has.
  update();
  if (aptGet(['install', '-y', '--no-install-recommends', ...names])) return;
  // One unknown name refuses the whole command; the others can still be had.
  if (names.length > 1) for (const name of names) aptGet(['install', '-y', '--no-install-recommends', name]);
}

/** @param {string[]} args */
function aptGet(args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const done = spawnSync('apt-get', [...APT_OPTIONS, ...args], {
    env,
    stdio: ['ignore', 2, 'inherit'],
    timeout: APT_LIMIT_MS,
  });
  return done.status === 0;
}

function hasPackageLists() {
  try {
    return readdirSync('/var/lib/apt/lists').some((name) => name.includes('_Packages'));
  } catch {
    return false;
  }
}

/** @param {string} path */
export function readIfThere(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

/** @param {string} text */
function say(text) {
  process.stderr.write(`${text}\n`);
}
