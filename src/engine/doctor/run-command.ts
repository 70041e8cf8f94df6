// Runs one of the system's own programs to ask it something: for a short while, with as much output as an answer has,
// and never by a shell.
import { execFile } from 'node:child_process';

const RUN_MS = 4000;
const MOST_BYTES = 4 * 1024 * 1024;

export interface Answered {
  readonly code: number;
  readonly text: string;
}

/** Null where there is no such program, or it says nothing in time. */
export type RunCommand = (program: string, args: readonly string[]) => Promise<Answered | null>;

/** Asks the same thing once only, whoever wants to know it. */
export function askingOnce(run: RunCommand): RunCommand {
  const asked = new Map<string, Promise<Answered | null>>();
  return (program, args) => {
    const line = JSON.stringify([program, ...args]);
    const answer = asked.get(line) ?? run(program, args);
    asked.set(line, answer);
    return answer;
  };
}

export const runCommand: RunCommand = (program, args) =>
  new Promise((resolve) => {
    // One that waits for a password or ignores its end is left behind: nothing here waits for it.
    const timer = setTimeout(() => end(null), RUN_MS);
    const child = execFile(
      program,
      [...args],
      // The words that programs answer with are read in English.
      { maxBuffer: MOST_BYTES, windowsHide: true, env: { ...process.env, PATH: searchPath(), LC_ALL: 'C' } },
      (error, stdout) => {
        if (error === null) return end({ code: 0, text: stdout });
        end(typeof error.code === 'number' ? { code: error.code, text: stdout } : null);
      },
    );
    child.stdin?.end();
    child.unref();
    function end(answered: Answered | null): void {
      clearTimeout(timer);
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      child.stdout?.destroy();
      child.stderr?.destroy();
      resolve(answered);
    }
  });

/** Programs for administrators aren't on everybody's. */
function searchPath(): string {
  const own = process.env.PATH ?? '';
  return process.platform === 'win32' ? own : `${own}:/usr/sbin:/sbin:/usr/local/sbin`;
}
