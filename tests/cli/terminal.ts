// One person's terminal: one command at a time, what it shows, what is typed.
import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { Feed } from './feed.ts';
import type { Key } from './transcript.ts';

const FERRY = join(import.meta.dirname, '../../out/cli/ferry.js');

/** A terminal of that size, which doesn't write ^C where somebody presses that. */
const IN_TERMINAL = 'stty cols 100 rows 60 echo -echoctl; exec sh -c "$TYPED"';

const SIGNALS = { C: 'SIGINT', TERM: 'SIGTERM', HUP: 'SIGHUP', KILL: 'SIGKILL' } as const;
const KEYS = { C: '\x03', D: '\x04' } as const;

export interface Start {
  readonly command: string;
  readonly isTerminal: boolean;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether anything is going to be typed; else there is nothing to read. */
  readonly hasInput: boolean;
  /** What a line is called in a transcript. */
  readonly rewritten: (line: string) => string;
}

export class Terminal {
  readonly command: string;
  readonly isTerminal: boolean;
  readonly out: Feed;
  readonly err: Feed;
  /** Its exit code, and that of a program which a signal ended. */
  readonly ended: Promise<number>;
  readonly #child: ChildProcess;

  constructor({ command, isTerminal, cwd, env, hasInput, rewritten }: Start) {
    this.command = command;
    this.isTerminal = isTerminal;
    this.out = new Feed(rewritten);
    this.err = new Feed(rewritten);
    const [program, ...args] = isTerminal
      ? ['script', '--quiet', '--flush', '--return', '--command', IN_TERMINAL, '/dev/null']
      : ['sh', '-c', command];
    // A group of its own, as a shell gives to each command: a key reaches all of it.
    this.#child = spawn(program ?? '', args, {
      cwd,
      env: { ...env, NODE: process.execPath, FERRY, TYPED: command, ENV: '' },
      stdio: [hasInput || isTerminal ? 'pipe' : 'ignore', 'pipe', 'pipe'],
      detached: true,
    });
    this.#child.stdin?.on('error', () => undefined);
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => this.out.add(text));
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => this.err.add(text));
    this.ended = new Promise((resolve, reject) => {
      this.#child.once('error', reject);
      this.#child.once('close', (code, signal) => {
        this.out.end();
        this.err.end();
        resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
      });
    });
    this.ended.catch(() => undefined);
  }

  type(text: string): void {
    this.out.typed(text);
    this.#child.stdin?.write(`${text}\n`);
  }

  press(key: Key): void {
    if (key === 'D' && !this.isTerminal) this.#child.stdin?.end();
    else if ((key === 'C' || key === 'D') && this.isTerminal) this.#child.stdin?.write(KEYS[key]);
    else if (key !== 'D') this.#signal(SIGNALS[key]);
  }

  /** Whatever is still running. */
  async close(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#signal('SIGKILL');
    this.#child.stdin?.destroy();
    await this.ended.catch(() => undefined);
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.#child.pid !== undefined) process.kill(-this.#child.pid, signal);
  }
}
