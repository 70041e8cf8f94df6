// `npm start`: gets whatever is missing, builds what is stale, and opens the app. In Electron where its runtime is
// there or can be fetched; otherwise the same bundles in an installed Chromium. Runs on Node 20.
import { join } from 'node:path';
import { buildIfStale } from './bundles.mjs';
import { runChild } from './child.mjs';
import { findChromium, hasDisplay } from './chromium.mjs';
import { isExecutable, readIfThere } from './debian.mjs';
import {
  downloadSource,
  electronVersion,
  fetchElectron,
  findElectron,
  isSandboxImpossible,
  isWorthRemembering,
  lastFailure,
  sandboxFacts,
} from './electron-runtime.mjs';
import { ROOT } from './node24.mjs';
import { chromiumAdvice } from './packages.mjs';
import { setUp } from './setup.mjs';
import { parseStart, START_HELP } from './start-options.mjs';

const harness = join(ROOT, 'tests', 'support', 'harness', 'run.ts');
const { platform, env } = process;
const options = parseStart(process.argv.slice(2));
// npm runs us in the project's folder; a relative `--data` is meant from where the person stands.
const cwd = (env.npm_lifecycle_event === 'start' && env.INIT_CWD) || process.cwd();

if (options.help) process.stdout.write(START_HELP);
else process.exitCode = await start();

/** @returns {Promise<number>} the exit code */
async function start() {
  if (!hasDisplay({ platform, env })) {
    say('There is no screen to open a window on: neither DISPLAY nor WAYLAND_DISPLAY is set.');
    say('Everything Ferry does can be done from the command line: npm run ferry -- --help');
    return 1;
  }
  const ready = setUp();
  if (!ready) return 1;
  if (!(await buildIfStale(ready, () => say('Building Ferry …')))) return 1;
  const electron = options.harness ? { reason: '' } : await provideElectron(ready);
  if ('stopped' in electron) return electron.stopped;
  if ('path' in electron) return runInElectron(ready, electron.path);
  return runInChromium(ready, electron.reason);
}

/**
 * @param {import('./setup.mjs').Ready} ready
 * @returns {Promise<{ path: string } | { reason: string } | { stopped: number }>} the reason is a whole sentence
 */
async function provideElectron(ready) {
  const version = electronVersion();
  const found = findElectron({ env, platform, version });
  if (found && 'path' in found) return found;
  if (found) return { reason: `There is no Electron in ${found.missing}, which ELECTRON_OVERRIDE_DIST_PATH names.` };
  const failure = lastFailure();
  const next = { version, from: downloadSource(env), now: Date.now() };
  if (!options.electron && failure && isWorthRemembering(failure, next)) {
    const minutes = Math.max(1, Math.round((Date.now() - failure.at) / 60_000));
    const when = minutes === 1 ? 'a minute ago' : `${minutes} minutes ago`;
    return { reason: `Electron ${version} could not be fetched ${when}: ${failure.reason}.` };
  }
  const failed = await fetchElectron(ready);
  if (failed && 'stopped' in failed) return failed;
  if (failed) return { reason: `Electron ${version} can't be fetched: ${failed.reason}.` };
  const fetched = findElectron({ env, platform, version });
  if (fetched && 'path' in fetched) return fetched;
  return { reason: `Electron ${version} was fetched, but isn't where it should be after unpacking.` };
}

/**
 * @param {import('./setup.mjs').Ready} ready
 * @param {string} path
 */
function runInElectron(ready, path) {
  const flags = [];
  if (isSandboxImpossible(sandboxFacts(path))) {
    flags.push('--no-sandbox');
    if (process.getuid?.() !== 0)
      say(
        "This system keeps Electron's sandbox from starting, so the window runs without it. An installed Ferry has it.",
      );
  }
  // Terminals inside Electron editors set this, and it would turn Electron into a plain Node.
  const { ELECTRON_RUN_AS_NODE: _, ...rest } = ready.env;
  return runChild(path, [...flags, ROOT, ...options.rest], { cwd, env: rest });
}

/**
 * @param {import('./setup.mjs').Ready} ready
 * @param {string} reason why it isn't Electron; '' when nobody has to be told
 */
async function runInChromium(ready, reason) {
  if (reason) say(reason);
  const chromium = findChromium({ platform, env, exists: isExecutable });
  if (chromium && 'missing' in chromium) {
    say(
      `There is no program at ${chromium.missing}, which CHROMIUM names. Correct it, or unset it to have one looked for.`,
    );
    return 1;
  }
  if (chromium === null) {
    const advice = chromiumAdvice(platform, readIfThere('/etc/os-release'), process.getuid?.() === 0);
    say('There is no Chromium here that could show the window instead.');
    say(`To open the window, install ${advice}`);
    say('To do without a window: npm run ferry -- --help');
    return 1;
  }
  if (reason) {
    say(
      `Opening the same app in ${chromium.path} instead; what only Electron has, such as the tray icon, is missing there.`,
    );
    if (!env.ELECTRON_OVERRIDE_DIST_PATH) say('To try Electron again: npm start -- --electron');
  }
  return runChild(ready.node, [harness, ROOT, ...options.rest], {
    cwd,
    env: { ...ready.env, FERRY_HARNESS_HEADED: '1', CHROMIUM: chromium.path },
  });
}

/** @param {string} sentence */
function say(sentence) {
  process.stderr.write(`${sentence}\n`);
}
