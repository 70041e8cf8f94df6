import { readFileSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { Script } from 'node:vm';
import type { WebPreferences } from 'electron';
import type { Preload } from '../page.ts';

/** What no well-made window asks for; each would make the window less safe than the harness's page is. */
const refused = {
  sandbox: false,
  contextIsolation: false,
  webSecurity: false,
  nodeIntegration: true,
  nodeIntegrationInWorker: true,
  nodeIntegrationInSubFrames: true,
  webviewTag: true,
  allowRunningInsecureContent: true,
  experimentalFeatures: true,
} satisfies WebPreferences;

export const checkWebPreferences = (preferences: WebPreferences): void => {
  for (const [key, value] of Object.entries(refused)) {
    if (preferences[key as keyof typeof refused] !== value) continue;
    throw new Error(`The harness refuses webPreferences.${key}: ${value}. A window keeps Electron's safe defaults.`);
  }
};

export const readPreload = (path: string | undefined): Preload | null => {
  if (path === undefined) return null;
  if (!isAbsolute(path)) throw new Error(`preload script must have absolute path: ${path}`);
  if (path.endsWith('.mjs')) throw new Error(`A sandboxed preload can't be a module: ${path}`);
  const source = readFileSync(path, 'utf8');
  try {
    // Only compiled: a module's import or export is a syntax error here, as it is in a sandboxed preload.
    new Script(`(function () {${source}\n})`, { filename: path });
  } catch (error) {
    throw new Error(`The preload can't be run as a sandboxed (CommonJS) script: ${path}: ${String(error)}`, {
      cause: error,
    });
  }
  return { path, source };
};
