// Builds out/ when it isn't what the sources say. Told by content, not by time: a checkout gives old files new times
// and new files old ones.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ROOT } from './node24.mjs';
import { toolScript } from './tools.mjs';

const SOURCES = ['src', 'assets', 'vite.config.ts', 'package.json', 'package-lock.json'];

/** Without these there is nothing to start. */
const ENTRIES = ['main/index.js', 'preload/preload.cjs', 'renderer/index.html', 'cli/ferry.js'];

/** A build takes a second or two; who holds the lock for longer is stuck or was killed. */
const LOCK_WAIT_MS = 120_000;

/**
 * One hash over names and contents of files and folders; what is absent counts too.
 * @param {string} root
 * @param {readonly string[]} paths relative to it
 */
export function fingerprint(root, paths) {
  const hash = createHash('sha256');
  /** @param {string} path */
  const add = (path) => {
    const content = readFileSync(join(root, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
  };
  /** @param {string} folder */
  const walk = (folder) => {
    const entries = readdirSync(join(root, folder), { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile() && entry.name !== '.stamp' && entry.name !== '.DS_Store') add(path);
    }
  };
  for (const path of paths) {
    const found = statSync(join(root, path), { throwIfNoEntry: false });
    if (found === undefined) hash.update(`${path}\0absent\0`);
    else if (found.isDirectory()) walk(path);
    else add(path);
  }
  return hash.digest('hex');
}

/**
 * The stamp holds what was built from, and what came out: so a build by other means, or half of one, is noticed.
 * @param {string} root
 * @param {string} sources the fingerprint of what was built from
 */
export function writeStamp(root, sources) {
  const made = /** @type {const} */ ({ sources, bundles: fingerprint(root, ['out']) });
  writeFileSync(join(root, 'out', '.stamp'), JSON.stringify(made));
}

/** @param {string} root */
export function isStale(root) {
  if (!ENTRIES.every((entry) => existsSync(join(root, 'out', entry)))) return true;
  try {
    const stamp = JSON.parse(readFileSync(join(root, 'out', '.stamp'), 'utf8'));
    return stamp.sources !== fingerprint(root, SOURCES) || stamp.bundles !== fingerprint(root, ['out']);
  } catch {
    return true;
  }
}

/**
 * Brings out/ up to date; what the build prints is shown only if it fails.
 * @param {import('./setup.mjs').Ready} ready
 * @param {() => void} [onBuild] called before a build that is needed
 * @returns {Promise<boolean>} whether out/ can be used
 */
export async function buildIfStale(ready, onBuild) {
  if (!isStale(ROOT)) return true;
  const unlock = await lock(join(ROOT, '.runtime', 'build.lock'));
  try {
    // Two starts at once, as when two devices are tried on one machine: the second finds the first one's work.
    if (!isStale(ROOT)) return true;
    onBuild?.();
    const sources = fingerprint(ROOT, SOURCES);
    if (!(await build(ready))) return false;
    writeStamp(ROOT, sources);
    return true;
  } finally {
    unlock();
  }
}

/**
 * @param {import('./setup.mjs').Ready} ready
 * @returns {Promise<boolean>}
 */
function build(ready) {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  // npm sets neither when a script is started by hand, and a test runner sets the second to something else.
  const env = { ...ready.env, npm_package_version: version, NODE_ENV: 'production' };
  return new Promise((resolve) => {
    /** @type {Buffer[]} */
    const output = [];
    const child = spawn(ready.node, [toolScript('vite'), 'build', '--app'], {
      cwd: ROOT,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => output.push(chunk));
    child.on('close', (code) => {
      if (code !== 0) {
        process.stderr.write(Buffer.concat(output));
        process.stderr.write('Ferry could not be built; the lines above say where.\n');
      }
      resolve(code === 0);
    });
  });
}

/**
 * Waits for a file of our own to be ours; a holder that is gone is no holder.
 * @param {string} path
 * @returns {Promise<() => void>} gives it back
 */
async function lock(path) {
  mkdirSync(join(path, '..'), { recursive: true });
  for (const until = Date.now() + LOCK_WAIT_MS; ; await delay(100)) {
    try {
      writeFileSync(path, `${process.pid}`, { flag: 'wx' });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
      if (Date.now() > until || !isRunning(path)) rmSync(path, { force: true });
    }
  }
}

/** @param {string} path of a file that holds a process id */
function isRunning(path) {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    // Empty for the moment between being made and being written.
    return pid === 0 || process.kill(pid, 0);
  } catch (error) {
    // Given back while we looked (ENOENT), or held by another user (EPERM): in either case not ours to remove.
    return /** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH';
  }
}
