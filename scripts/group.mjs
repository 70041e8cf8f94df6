// Runs a program with everything it starts as one group, so that all of it can be ended: a test that hangs has
// started browsers and daemons by then.
import { spawn, spawnSync } from 'node:child_process';
import { exitCodeOf } from './child.mjs';
import { watchParent } from './parent.mjs';

/** How long a group may tidy up after it was asked to end. */
const GRACE_MS = 5_000;

/**
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, limitMs: number }} options
 * @returns {Promise<{ code: number, end: 'by itself' | 'time was up' | 'stopped' }>}
 */
export function runGroup(command, args, { cwd, env, limitMs }) {
  return new Promise((resolve) => {
    const detached = process.platform !== 'win32';
    const child = spawn(command, args, { cwd, env, detached, stdio: ['ignore', 'inherit', 'inherit'] });
    /** @type {'by itself' | 'time was up' | 'stopped'} */
    let end = 'by itself';
    /** @type {NodeJS.Timeout | undefined} */
    let force;
    /** @param {NodeJS.Signals} signal */
    const send = (signal) => sendToGroup(child, signal);
    /** @param {NodeJS.Signals} signal */
    const stop = (signal) => {
      send(signal);
      force ??= setTimeout(() => send('SIGKILL'), GRACE_MS);
    };
    const limit = setTimeout(() => {
      end = 'time was up';
      stop('SIGTERM');
    }, limitMs);
    /** @param {NodeJS.Signals} signal */
    const onSignal = (signal) => {
      end = 'stopped';
      stop(signal);
    };
    const unwatch = watchParent(() => onSignal('SIGTERM'));
    const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
    for (const signal of signals) process.on(signal, onSignal);
    /** @param {number} code */
    const finish = (code) => {
      clearTimeout(limit);
      clearTimeout(force);
      unwatch();
      for (const signal of signals) process.off(signal, onSignal);
      // Whatever outlived the run it belonged to.
      send('SIGKILL');
      resolve({ code, end });
    };
    child.on('error', (error) => {
      process.stderr.write(`${command} can't be started: ${error.message}.\n`);
      finish(1);
    });
    child.on('exit', (code, signal) => finish(exitCodeOf(code, signal)));
  });
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function sendToGroup(child, signal) {
  if (child.pid === undefined) return;
  try {
    if (process.platform !== 'win32') process.kill(-child.pid, signal);
    else if (child.exitCode === null) spawnSync('taskkill', ['/pid', `${child.pid}`, '/t', '/f'], { stdio: 'ignore' });
  } catch {
    // Nobody is left in it.
  }
}
