// A program that runs beside others while something is measured: started, listened to, and ended by its id with all that
// it started.
import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { basename } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { inTime } from './first-paint.ts';
import { descendants, signalAll } from './measure.ts';

export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  /** For its standard input, which is empty otherwise. */
  readonly input?: string;
  /** The network that it has, where that isn't this machine's own. Linux. */
  readonly namespace?: string | null;
}

export interface Exit {
  readonly code: number | null;
  readonly atMs: number;
}

/** How long a program may take until it is ready. */
const READY_MS = 20_000;
/** How long a program may take to end after it was asked to. */
const GRACE_MS = 5_000;
/** Of what it says on standard error: the end is where it says why it ended. */
const MOST_SAID = 4_096;

const running = new Set<Program>();
let isStopping = false;

export class Program {
  readonly #child: ChildProcess;
  readonly #name: string;
  readonly #lines: Interface;
  #said = '';
  #lastLine = '';
  #hasEnded = false;
  readonly ended: Promise<Exit>;

  constructor({ command, args, input, namespace = null }: Command) {
    if (isStopping) throw new Error('stopped');
    this.#name = basename(command === process.execPath ? (args[0] ?? command) : command);
    // With a pipe in place of nothing, rsync's server takes its standard input for a caller.
    const stdio = [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'] as const;
    // It becomes the program itself: its id is the program's.
    const [first, ...words] = [...(namespace === null ? [] : ['ip', 'netns', 'exec', namespace]), command, ...args];
    const child = spawn(first ?? command, words, { stdio: [...stdio] }) as ChildProcessByStdio<
      Writable | null,
      Readable,
      Readable
    >;
    this.#child = child;
    running.add(this);
    // It may end without reading what it was given.
    child.stdin?.on('error', () => undefined).end(input);
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#said = (this.#said + text).slice(-MOST_SAID);
    });
    this.#lines = createInterface({ input: child.stdout });
    this.onLine((line) => {
      this.#lastLine = line;
    });
    this.ended = new Promise((resolve) => {
      const done = (code: number | null): void => {
        running.delete(this);
        this.#hasEnded = true;
        resolve({ code, atMs: performance.now() });
      };
      child.once('error', ({ message }) => {
        this.#said = message;
        done(null);
      });
      child.once('exit', done);
    });
  }

  /** Each line of its standard output from now on. */
  onLine(hear: (line: string) => void): void {
    this.#lines.on('line', hear);
  }

  /** What `find` makes of the first line that it makes anything of; throws where none comes in time. */
  async expect<T>(find: (line: string) => T | null, limitMs = READY_MS): Promise<T> {
    const found = new Promise<T>((resolve) =>
      this.onLine((line) => {
        const value = find(line);
        if (value !== null) resolve(value);
      }),
    );
    const first = await inTime(limitMs, Promise.race([found, this.ended.then(() => 'ended' as const)]));
    if (first !== 'late' && first !== 'ended') return first;
    const { hasEnded } = this;
    await this.stop();
    throw new Error(hasEnded ? this.why((await this.ended).code) : `${this.#name} was not ready in time`);
  }

  /** Throws where it doesn't end well. */
  async done(): Promise<void> {
    const exit = await inTime(READY_MS, this.ended);
    if (exit === 'late') await this.stop();
    const { code } = await this.ended;
    if (code !== 0) throw new Error(this.why(code));
  }

  /** Itself and all that it started and that runs. */
  get pids(): readonly number[] {
    const { pid } = this.#child;
    return pid === undefined || this.#hasEnded ? [] : [pid, ...descendants(pid)];
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Why it ended as it did. */
  why(code: number | null): string {
    const line = this.#said.trim().split('\n').at(-1) || this.#lastLine;
    return `${this.#name} ended with ${code ?? 'a signal'}${line === '' ? '' : `: ${line.slice(0, 200)}`}`;
  }

  kill(signal: NodeJS.Signals): void {
    signalAll(this.pids, signal);
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Asks it to end, and makes it. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.#hasEnded) return;
    const pids = this.pids;
    this.signal(signal);
    if ((await inTime(GRACE_MS, this.ended)) === 'late') signalAll(pids, 'SIGKILL');
    await this.ended;
    signalAll(pids.slice(1), 'SIGKILL');
  }
}

/** For a bench that is told to stop: nothing that it started goes on, and nothing else is started. */
export function stopPrograms(): void {
  isStopping = true;
  for (const program of running) program.kill('SIGKILL');
}
