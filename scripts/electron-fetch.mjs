// Fetches Electron's runtime and unpacks it into node_modules/electron. A process of its own, started by
// electron-runtime.mjs: progress goes to standard error, and the reason of a failure, as one line, to standard output.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describeFailure, electronVersion, progressLine, stallLimitMs } from './electron-runtime.mjs';
import { ROOT } from './node24.mjs';

/** @typedef {{ transferred: number, total: number | null }} Progress */

const UNPACK_LIMIT_MS = 180_000;
const installer = join(ROOT, 'node_modules', 'electron', 'install.js');
// What Electron brings along is found from where Electron is.
const require = createRequire(installer);
const version = electronVersion();
const stallMs = stallLimitMs(process.env);
const abort = new AbortController();

let isStalled = false;
/** @type {unknown} */
let broken;
/** @type {NodeJS.Signals | null} */
let stoppedBy = null;
const stall = setTimeout(() => {
  isStalled = true;
  abort.abort();
}, stallMs);

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
  process.on(signal, () => {
    stoppedBy = signal;
    abort.abort();
  });

// Node's HTTP client throws from an event, where nobody can catch it, when a server hangs up while it is catching up.
process.on('uncaughtException', (error) => {
  broken ??= error;
  abort.abort();
});

const isLive = process.stderr.isTTY === true;
let hasProgress = false;

/** @param {Progress} progress */
function onProgress(progress) {
  stall.refresh();
  if (!isLive) return;
  hasProgress = true;
  process.stderr.write(`\r${progressLine(version, progress)}\x1b[K`);
}

/** The same answer that install.js finds: a translated Node on an Apple processor wants the native Electron. */
function architecture() {
  const asked = process.env.ELECTRON_INSTALL_ARCH ?? process.env.npm_config_arch;
  if (asked) return asked;
  if (process.platform !== 'darwin' || process.arch !== 'x64') return process.arch;
  const probe = spawnSync('sysctl', ['-in', 'sysctl.proc_translated'], { encoding: 'utf8' });
  return probe.stdout?.trim() === '1' ? 'arm64' : 'x64';
}

async function download() {
  const { downloadArtifact } = await import(pathToFileURL(require.resolve('@electron/get')).href);
  if (!isLive) process.stderr.write(`Fetching Electron ${version} …\n`);
  else process.stderr.write(progressLine(version, { transferred: 0, total: null }));
  try {
    await downloadArtifact({
      version,
      artifactName: 'electron',
      platform: process.platform,
      arch: architecture(),
      cacheRoot: process.env.electron_config_cache,
      checksums: require('./checksums.json'),
      downloadOptions: { quiet: true, signal: abort.signal, getProgressCallback: onProgress },
    });
  } finally {
    clearTimeout(stall);
    if (isLive) process.stderr.write(hasProgress ? '\n' : '\r\x1b[K');
  }
}

/** The package's own installer finds the download in the cache; a failure would show its stack, so that is kept back. */
function unpack() {
  const done = spawnSync(process.execPath, [installer], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: UNPACK_LIMIT_MS,
  });
  if (done.status !== 0)
    throw new Error(`it could not be unpacked: ${done.stderr.split('\n', 1)[0] || 'no reason given'}`);
}

try {
  await download();
  unpack();
} catch (error) {
  const reason = isStalled
    ? `nothing arrived for ${Math.round(stallMs / 100) / 10} seconds`
    : describeFailure(broken ?? error);
  process.stdout.write(`${reason}\n`);
  process.exitCode = stoppedBy === null ? 1 : stoppedBy === 'SIGINT' ? 130 : 143;
}
