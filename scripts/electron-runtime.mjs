// Electron's own runtime: where it is, how it is fetched, and what is said when it can't be. The package brings only
// the recipe; the runtime is a download from elsewhere that not every network lets through.
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runChild } from './child.mjs';
import { ROOT } from './node24.mjs';

/** How long not one byte may arrive. */
const STALL_MS = 15_000;

/** An attempt that cost the person this much isn't repeated for a while; a refusal at once is, being free. */
const SLOW_MS = 2_000;
const MEMORY_MS = 3_600_000;

const PACKAGE = join(ROOT, 'node_modules', 'electron');
const MEMORY = join(ROOT, '.runtime', 'electron-unreachable.json');

/** @typedef {{ version: string, from: string, at: number, reason: string }} Failure */

/** The version that package-lock.json asks for. */
export function electronVersion() {
  return String(JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')).version);
}

/** @param {string} platform */
export function executableName(platform) {
  if (platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return platform === 'win32' ? 'electron.exe' : 'electron';
}

/**
 * The Electron to run, if it is there whole. `missing` is an ELECTRON_OVERRIDE_DIST_PATH that leads nowhere.
 * @param {{ folder?: string, env: Record<string, string | undefined>, platform: string, version: string }} where
 * @returns {{ path: string } | { missing: string } | null}
 */
export function findElectron({ folder = PACKAGE, env, platform, version }) {
  const name = executableName(platform);
  const named = env.ELECTRON_OVERRIDE_DIST_PATH;
  if (named) {
    const path = join(named, name);
    return existsSync(path) ? { path } : { missing: named };
  }
  const path = join(folder, 'dist', name);
  // path.txt is written after everything is unpacked, so without it the folder is half of one.
  const isWhole =
    read(join(folder, 'dist', 'version'))
      .replace(/^v/, '')
      .trim() === version &&
    read(join(folder, 'path.txt')) === name &&
    existsSync(path);
  return isWhole ? { path } : null;
}

/**
 * Where the download comes from, as far as somebody chose it.
 * @param {Record<string, string | undefined>} env
 */
export function downloadSource(env) {
  return env.npm_config_electron_mirror || env.ELECTRON_MIRROR || '';
}

/**
 * Whether a failed attempt spares us another one: if it is recent, and the next one would be the same.
 * @param {Failure | null} failure
 * @param {{ version: string, from: string, now: number }} next
 */
export function isWorthRemembering(failure, { version, from, now }) {
  if (failure === null || failure.version !== version || failure.from !== from) return false;
  // A clock that was set back would otherwise keep it for ever.
  return failure.at <= now && now - failure.at < MEMORY_MS;
}

/** @returns {Failure | null} */
export function lastFailure() {
  try {
    const { version, from, at, reason } = JSON.parse(readFileSync(MEMORY, 'utf8'));
    return { version: String(version), from: String(from), at: Number(at), reason: String(reason) };
  } catch {
    return null;
  }
}

/**
 * Downloads and unpacks, in a process of its own: it needs the newer Node, and can be ended at any moment.
 * @param {import('./setup.mjs').Ready} ready
 * @returns {Promise<{ reason: string } | { stopped: number } | null>} null when the runtime is there now
 */
export async function fetchElectron(ready) {
  const started = Date.now();
  let reason = '';
  // Where there is a proxy, Node asks it only when told to.
  const env = { NODE_USE_ENV_PROXY: '1', ...ready.env };
  const code = await runChild(ready.node, [join(ROOT, 'scripts', 'electron-fetch.mjs')], {
    cwd: ROOT,
    env,
    onOutput: (text) => {
      reason += text;
    },
  });
  if (code >= 128) return { stopped: code };
  if (code === 0) {
    rmSync(MEMORY, { force: true });
    return null;
  }
  reason = reason.trim() || 'the download ended without a word';
  if (Date.now() - started > SLOW_MS) {
    /** @type {Failure} */
    const failure = { version: electronVersion(), from: downloadSource(ready.env), at: Date.now(), reason };
    mkdirSync(dirname(MEMORY), { recursive: true });
    writeFileSync(MEMORY, JSON.stringify(failure));
  }
  return { reason };
}

/** @param {Record<string, string | undefined>} env */
export function stallLimitMs(env) {
  const asked = Number(env.FERRY_ELECTRON_STALL_MS);
  return Number.isFinite(asked) && asked > 0 ? asked : STALL_MS;
}

/** @type {Record<string, string>} */
const BY_CODE = {
  ENOTFOUND: 'its server is not found; there may be no internet here',
  EAI_AGAIN: 'its server is not found; there may be no internet here',
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection broke off',
  UND_ERR_SOCKET: 'the connection broke off',
  ERR_ASSERTION: 'the connection broke off',
  UND_ERR_CONNECT_TIMEOUT: 'its server does not answer',
  ETIMEDOUT: 'its server does not answer',
  ENETUNREACH: 'its server cannot be reached from here',
  EHOSTUNREACH: 'its server cannot be reached from here',
  ENOSPC: 'the disk is full',
  EACCES: 'its cache folder cannot be written to',
  EPERM: 'its cache folder cannot be written to',
  EROFS: 'its cache folder cannot be written to',
};

/**
 * Why a download failed, as the end of a sentence.
 * @param {unknown} error
 * @returns {string}
 */
export function describeFailure(error) {
  if (!(error instanceof Error)) return firstLine(String(error));
  if (error.name === 'HTTPError') return `its server answered ${/code (\d+)/.exec(error.message)?.[1] ?? 'oddly'}`;
  if (/checksum/i.test(error.name) || /checksum/i.test(error.message))
    return "what arrived isn't what its checksum says, so it was thrown away";
  const code = 'code' in error ? String(error.code) : '';
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code)) return "its server's certificate isn't trusted here";
  // Node's fetch says only "fetch failed" and keeps the truth in the cause; several addresses make several of them.
  if (error instanceof AggregateError && error.errors.length > 0) return describeFailure(error.errors[0]);
  return BY_CODE[code] ?? (error.cause === undefined ? firstLine(error.message) : describeFailure(error.cause));
}

/**
 * @param {string} version
 * @param {{ transferred: number, total: number | null }} progress
 */
export function progressLine(version, { transferred, total }) {
  const mega = (/** @type {number} */ bytes) => Math.round(bytes / 1e6);
  if (total === null || total === 0) return `Fetching Electron ${version} … ${mega(transferred)} MB`;
  const percent = Math.min(100, Math.floor((transferred / total) * 100));
  return `Fetching Electron ${version} … ${percent} % of ${mega(total)} MB`;
}

/**
 * Electron's sandbox needs either namespaces for everyone or a helper that belongs to root. A development copy has no
 * such helper; where namespaces are kept back too, Electron would end with lines nobody understands.
 * @param {{ isRoot: boolean, namespacesKeptBack: boolean, hasHelper: boolean }} machine
 * @returns {boolean} whether it starts only without its sandbox
 */
export function isSandboxImpossible({ isRoot, namespacesKeptBack, hasHelper }) {
  return isRoot || (namespacesKeptBack && !hasHelper);
}

/**
 * @param {string} executable
 * @returns {Parameters<typeof isSandboxImpossible>[0]}
 */
export function sandboxFacts(executable) {
  const helper = statSync(join(dirname(executable), 'chrome-sandbox'), { throwIfNoEntry: false });
  return {
    isRoot: process.platform === 'linux' && process.getuid?.() === 0,
    namespacesKeptBack:
      read('/proc/sys/kernel/apparmor_restrict_unprivileged_userns').trim() === '1' ||
      read('/proc/sys/kernel/unprivileged_userns_clone').trim() === '0',
    hasHelper: helper !== undefined && helper.uid === 0 && (helper.mode & 0o4000) !== 0,
  };
}

/** @param {string} path */
function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** @param {string} text */
function firstLine(text) {
  return (text.split('\n', 1)[0] ?? '').replace(/\.$/, '');
}
