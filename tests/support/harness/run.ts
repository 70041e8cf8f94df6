/**
 * Runs an Electron app's own bundles without Electron: its main module in this Node, each of its windows in a Chromium
 * of its own. Not Electron: what only Electron has (tray, notifications, safeStorage, fuses, asar) is recorded or
 * absent, and process.env.FERRY_HARNESS says to the app where it is.
 *
 *     node tests/support/harness/run.ts <app folder or main module> [arguments of the app …]
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { control } from './control.ts';
import type { FromHarness, ToHarness } from './control-messages.ts';
import { messageOf, within } from './deadline.ts';
import { runtime, say } from './runtime.ts';
import { app, becomeReady } from './shim/app.ts';
import { readSwitches } from './shim/command-line.ts';
import { electron, exportedNames } from './shim/electron.ts';

const EVALUATION_TIMEOUT_MS = 5_000;
const SHIM_URL = 'ferry-harness:electron';
const shimKey = 'ferry harness electron';

/** A folder is asked for its "main"; a module's folder is the nearest one above it with a package.json. */
const locate = (path: string): { root: string; entry: string } => {
  const given = resolve(path);
  if (!existsSync(given)) throw new Error(`There is no app at ${given}.`);
  if (statSync(given).isDirectory()) {
    const { main } = JSON.parse(readFileSync(join(given, 'package.json'), 'utf8')) as { main?: string };
    return { root: given, entry: join(given, main ?? 'index.js') };
  }
  let root = dirname(given);
  while (!existsSync(join(root, 'package.json')) && root !== dirname(root)) root = dirname(root);
  return { root, entry: given };
};

/** `electron` is the shim, for import and require alike; the names are listed because a module's exports are fixed. */
const mapElectron = (): void => {
  Object.defineProperty(globalThis, Symbol.for(shimKey), { value: electron });
  const names = exportedNames.map((name) => `export const ${name} = electron[${JSON.stringify(name)}];`);
  const source = [
    `const electron = globalThis[Symbol.for(${JSON.stringify(shimKey)})];`,
    ...names,
    'export default electron;',
    "export { electron as 'module.exports' };",
  ].join('\n');
  registerHooks({
    resolve: (specifier, context, next) =>
      /^electron(\/(main|common))?$/.test(specifier) ? { url: SHIM_URL, shortCircuit: true } : next(specifier, context),
    load: (url, context, next) =>
      url === SHIM_URL ? { format: 'module', source, shortCircuit: true } : next(url, context),
  });
};

/** The launcher's channel, taken away from the app: in Electron's main process there is no process.send. */
const listenToLauncher = (): void => {
  // Of send's forms the types know only some; this one hears of failures instead of throwing them.
  const send = process.send as ((message: FromHarness, done: (error: Error | null) => void) => boolean) | undefined;
  if (send === undefined) return;
  const report = (message: FromHarness): void => {
    if (process.connected) send.call(process, message, () => undefined);
  };
  runtime.report = report;
  process.on('message', (message: ToHarness) => {
    answer(message).then(
      (value) => report({ type: 'answered', id: message.id, value }),
      (error: unknown) =>
        report({
          type: 'failed',
          id: message.id,
          message: messageOf(error),
          stack: error instanceof Error ? (error.stack ?? '') : '',
        }),
    );
  });
  // Whoever launched this is gone, and so is the reason to be here.
  process.on('disconnect', () => app.exit(process.exitCode === undefined ? 0 : Number(process.exitCode)));
  process.channel?.unref();
  Object.defineProperty(process, 'send', { value: undefined, configurable: true });
};

const answer = async (message: ToHarness): Promise<unknown> => {
  if (message.type === 'control') {
    const method = control[message.method as keyof typeof control] as ((...args: unknown[]) => unknown) | undefined;
    if (method === undefined) throw new Error(`The harness has no control called ${message.method}.`);
    return structuredClone(await method(...message.args));
  }
  // biome-ignore lint/security/noGlobalEval: the launcher sends the source of a function to run beside the app.
  const run = globalThis.eval(`(${message.source})`) as (electron: unknown, arg: unknown) => unknown;
  return structuredClone(await run(electron, message.arg));
};

const start = async (): Promise<void> => {
  const [path, ...args] = process.argv.slice(2);
  if (path === undefined) throw new Error('Say which app to run: its folder, or its main module.');
  const { root, entry } = locate(path);
  if (!existsSync(entry)) throw new Error(`There is no main module at ${entry}. Has the app been built?`);
  runtime.appRoot = root;
  process.argv.splice(1, process.argv.length, root, ...args);
  process.env.FERRY_HARNESS = 'chromium';
  Object.assign(process, { type: 'browser', defaultApp: true, resourcesPath: join(root, 'resources') });
  readSwitches();
  mapElectron();
  listenToLauncher();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit());
  const deadlock =
    'the entry module to be evaluated: does it await app.whenReady() at its top level? Electron becomes ready only ' +
    'after that, so it would wait for ever there, too';
  await within(EVALUATION_TIMEOUT_MS, deadlock, import(pathToFileURL(entry).href));
  runtime.report({ type: 'entry evaluated' });
  setImmediate(becomeReady);
};

try {
  await start();
} catch (error) {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  app.exit(1);
}
