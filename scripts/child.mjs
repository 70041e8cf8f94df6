// Runs a program as if it were us: it has the terminal, signals go down to it, and its exit code comes up.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { watchParent } from './parent.mjs';

const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/** How long a program may take to end after it was asked to, before it is made to. */
const PATIENCE_MS = 10_000;

/**
 * What a shell would report of a process that ended.
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 */
export function exitCodeOf(code, signal) {
  return code ?? (signal === null ? 1 : 128 + constants.signals[signal]);
}

/**
 * Whether a signal that reached us has to be passed on. The terminal sends Ctrl-C to every process in front of it, so
 * the child has that one already; a second would cut its tidying short.
 * @param {string} signal
 * @param {boolean} hasTerminal
 */
export function isPassedOn(signal, hasTerminal) {
  return !(signal === 'SIGINT' && hasTerminal);
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, onOutput?: (text: string) => void, takesErrors?: boolean }} options
 *   with `onOutput`, its standard output goes there and it hears nothing from the terminal; its errors too if asked
 * @returns {Promise<number>} the exit code
 */
export function runChild(command, args, { cwd, env, onOutput, takesErrors = false }) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: onOutput ? ['ignore', 'pipe', takesErrors ? 'pipe' : 'inherit'] : 'inherit',
    });
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (/** @type {string} */ text) => onOutput?.(text));
    /** @type {NodeJS.Timeout | undefined} */
    let force;
    const insistLater = () => {
      force ??= setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
    };
    let isAsked = false;
    /** @param {NodeJS.Signals} signal */
    const onSignal = (signal) => {
      isAsked = true;
      if (isPassedOn(signal, process.stdin.isTTY === true)) child.kill(signal);
      // After Ctrl-C a program may well ask something first.
      if (signal !== 'SIGINT') insistLater();
    };
    const unwatch = watchParent(() => {
      // Ctrl-C ended the shell above us as well; what is tidying up is left to it.
      if (!isAsked) child.kill('SIGTERM');
      insistLater();
    });
    /** @param {number} code */
    const end = (code) => {
      clearTimeout(force);
      unwatch();
      for (const signal of SIGNALS) process.off(signal, onSignal);
      resolve(code);
    };
    for (const signal of SIGNALS) process.on(signal, onSignal);
    child.on('error', (error) => {
      process.stderr.write(`${command} can't be started: ${error.message}.\n`);
      end(1);
    });
    child.on('close', (code, signal) => end(exitCodeOf(code, signal)));
  });
}
