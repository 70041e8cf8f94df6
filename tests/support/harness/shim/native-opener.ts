import { spawn } from 'node:child_process';

const openers: Partial<Record<NodeJS.Platform, (path: string) => readonly [string, readonly string[]]>> = {
  darwin: (path) => ['open', [path]],
  win32: (path) => ['cmd', ['/d', '/s', '/c', `"start "" "${path}""`]],
};

/** An opener may stay until what it opened is closed; by then it has done its work. */
const STAYS_MS = 3_000;

/** The desktop's own opener for a headed harness, with Electron's answer: '' or why it didn't open. */
export const openNative = (path: string): Promise<string> =>
  new Promise((resolve) => {
    const [program, args] = openers[process.platform]?.(path) ?? ['xdg-open', [path]];
    // What was opened stays open when the app ends.
    const child = spawn(program, args, { detached: true, stdio: 'ignore', windowsVerbatimArguments: true });
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code) => resolve(code === 0 ? '' : 'Failed to open path'));
    setTimeout(() => resolve(''), STAYS_MS).unref();
    child.unref();
  });
