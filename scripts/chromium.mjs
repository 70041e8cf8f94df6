// Where an installed Chromium is, and whether there is a screen to show it on. Pure, but for the one question "is
// there a file here?", which the caller answers.
import { posix, win32 } from 'node:path';

/** @typedef {{ platform: string, env: Record<string, string | undefined>, exists: (path: string) => boolean }} Machine */

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'microsoft-edge-stable',
];

const MAC = [
  'Chromium.app/Contents/MacOS/Chromium',
  'Google Chrome.app/Contents/MacOS/Google Chrome',
  'Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
];

const WINDOWS = ['Chromium\\Application\\chrome.exe', 'Google\\Chrome\\Application\\chrome.exe'];
/** Comes with the system, so the last resort that is nearly always there. */
const WINDOWS_EDGE = 'Microsoft\\Edge\\Application\\msedge.exe';

/**
 * Every place a Chromium may be, best first.
 * @param {Machine} machine
 * @returns {string[]}
 */
export function chromiumCandidates({ platform, env }) {
  if (platform === 'win32') {
    const roots = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter((root) => root !== undefined);
    return [...WINDOWS, WINDOWS_EDGE].flatMap((path) => roots.map((root) => win32.join(root, path)));
  }
  const folders = (env.PATH ?? '').split(':').filter((folder) => folder.startsWith('/'));
  const onPath = NAMES.flatMap((name) => folders.map((folder) => posix.join(folder, name)));
  if (platform !== 'darwin') return onPath;
  const roots = ['/Applications', ...(env.HOME ? [posix.join(env.HOME, 'Applications')] : [])];
  return [...MAC.flatMap((path) => roots.map((root) => posix.join(root, path))), ...onPath];
}

/**
 * The Chromium to use; one that CHROMIUM names is the only one asked for.
 * @param {Machine} machine
 * @returns {{ path: string } | { missing: string } | null} `missing` is a CHROMIUM that leads nowhere
 */
export function findChromium(machine) {
  const named = machine.env.CHROMIUM;
  if (named) return machine.exists(named) ? { path: named } : { missing: named };
  const path = chromiumCandidates(machine).find(machine.exists);
  return path === undefined ? null : { path };
}

/** @param {Pick<Machine, 'platform' | 'env'>} machine */
export function hasDisplay({ platform, env }) {
  if (platform === 'darwin' || platform === 'win32') return true;
  return Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}
