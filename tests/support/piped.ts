// The built `ferry` between pipes, as a shell puts it there: each with what it has said and how it ended.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { Said } from './said.ts';
import { FERRY } from './serve-child.ts';

const running = new Set<PipedFerry>();
afterEach(async () => {
  for (const each of running) await each.kill();
});

/** A name that the shell knows for this program. */
export const ferryWords = (folder: string, words: string): string =>
  `"${process.execPath}" "${FERRY}" ${words} --data "${join(folder, 'data')}"`;

export class PipedFerry {
  readonly child: ChildProcess;
  readonly #said: Said;
  readonly #exit: Promise<number | null>;

  /** In bash, whose exit code is the first one in the pipe that isn't 0. */
  constructor(script: string) {
    this.child = spawn('bash', ['-c', `set -o pipefail; ${script}`], {
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    });
    this.#said = new Said(this.child.stderr);
    this.#exit = once(this.child, 'close').then(([code]) => code as number | null);
    running.add(this);
  }

  get exit(): Promise<number | null> {
    return this.#exit.finally(() => running.delete(this));
  }

  /** On standard error, by it and whoever stands beside it. */
  get said(): string {
    return this.#said.text;
  }

  until(what: string, find: (said: string) => string | undefined): Promise<string> {
    return this.#said.until(what, find);
  }

  /** Where it is reached, once it is ready. */
  address(): Promise<string> {
    return this.until('its address', (said) => /(127\.0\.0\.1:\d+)/.exec(said)?.[1]);
  }

  /** Of the Ferry in it; 0 where that has ended. */
  get pid(): number {
    const { pid = 0 } = this.child;
    const isFerry = (each: number): boolean => {
      const [program = '', script] = read(`/proc/${each}/cmdline`).split('\0');
      return program === process.execPath && script === FERRY;
    };
    const below = read(`/proc/${pid}/task/${pid}/children`).trim().split(' ').filter(Boolean).map(Number);
    return [pid, ...below].find(isFerry) ?? 0;
  }

  /** The most that it ever had in memory; 0 where it has ended. */
  get mostBytes(): number {
    return Number(/^VmHWM:\s+(\d+)/m.exec(read(`/proc/${this.pid}/status`))?.[1] ?? 0) * 1024;
  }

  async kill(): Promise<void> {
    const { pid } = this.child;
    if (pid !== undefined && this.child.exitCode === null) process.kill(-pid, 'SIGKILL');
    await this.exit;
  }
}

/** Nothing, where it ends meanwhile. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
