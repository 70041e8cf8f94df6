// Drives the program that announces and hears, on a host of its own.
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { InterfaceHealth, MdnsState } from '../../src/engine/discovery/bonjour.ts';
import type { Place } from '../../src/engine/net/dial.ts';
import type { Host } from './net-space.ts';

/** Also of a program that is just being started, on a busy machine. */
const ANSWER_MS = 20_000;
const PROGRAM = join(import.meta.dirname, 'mdns-child.ts');

export interface HeardLine {
  readonly kind: 'heard';
  readonly name: string | null;
  readonly instance: string;
  readonly via: string;
  readonly places: readonly Place[];
}

export const all =
  (wanted: MdnsState | boolean) =>
  (states: readonly (MdnsState | boolean | null)[]): boolean =>
    states.length > 0 && states.every((state) => state === wanted);

export type Line =
  | HeardLine
  | { readonly kind: 'gone'; readonly instance: string; readonly via: string }
  | { readonly kind: 'health'; readonly health: readonly InterfaceHealth[] }
  | { readonly kind: 'usage'; readonly rss: number; readonly cpuMs: number }
  | { readonly kind: 'log'; readonly event: string };

interface Waiter {
  readonly isIt: (line: Line) => boolean;
  readonly resolve: (line: Line) => void;
}

export class Listener {
  readonly name: string;
  readonly #child: ChildProcess;
  readonly lines: Line[] = [];
  readonly #waiters = new Set<Waiter>();
  stderr = '';

  constructor(host: Host, name: string, port = 26810) {
    this.name = name;
    this.#child = host.spawn(process.execPath, [PROGRAM, name, `${port}`], { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    createInterface({ input: this.#child.stdout as Readable }).on('line', (text) => this.#take(JSON.parse(text)));
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** The first line from now on that is the one, or one from before where the past counts. */
  async until<T extends Line = Line>(
    what: string,
    isIt: (line: Line) => boolean,
    limitMs: number,
    from = this.lines.length,
  ): Promise<T> {
    const before = this.lines.slice(from).find(isIt);
    if (before !== undefined) return before as T;
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => {
        this.#waiters.delete(waiter);
        const told = this.lines.slice(-20).map((line) => JSON.stringify(line));
        reject(new Error(`${this.name}: ${what} took more than ${limitMs} ms:\n${told.join('\n')}\n${this.stderr}`));
      }, limitMs);
      const waiter: Waiter = {
        isIt,
        resolve: (line) => {
          clearTimeout(limit);
          this.#waiters.delete(waiter);
          resolve(line as T);
        },
      };
      this.#waiters.add(waiter);
    });
  }

  hears(name: string, limitMs: number, { via, from, at }: { via?: string; from?: number; at?: string } = {}) {
    const isIt = (line: Line): boolean =>
      line.kind === 'heard' &&
      line.name === name &&
      (via === undefined || line.via === via) &&
      (at === undefined || line.places.some(({ address }) => address === at));
    return this.until<HeardLine>(`hearing ${name}`, isIt, limitMs, from);
  }

  async health(): Promise<readonly InterfaceHealth[]> {
    const answer = this.until<Line & { kind: 'health' }>('health', ({ kind }) => kind === 'health', ANSWER_MS);
    this.say('health');
    return (await answer).health;
  }

  /** Waits until its stations are so, as they are one by one: what they hear of themselves, or else why they don't. */
  async is(isSo: (states: readonly (MdnsState | boolean | null)[]) => boolean, limitMs = ANSWER_MS): Promise<void> {
    const end = Date.now() + limitMs;
    for (;;) {
      const health = await this.health();
      if (isSo(health.map(({ state, isHeard }) => (state === 'open' ? isHeard : state)))) return;
      if (Date.now() > end) throw new Error(`${this.name}: ${JSON.stringify(health)}\n${this.stderr}`);
    }
  }

  async usage(): Promise<{ readonly rss: number; readonly cpuMs: number }> {
    const answer = this.until<Line & { kind: 'usage' }>('usage', ({ kind }) => kind === 'usage', ANSWER_MS);
    this.say('usage');
    return await answer;
  }

  say(command: string): void {
    this.#child.stdin?.write(`${command}\n`);
  }

  async end(how: 'quits' | 'is killed'): Promise<void> {
    const ended = once(this.#child, 'exit');
    if (how === 'quits') this.say('close');
    else this.#child.kill('SIGKILL');
    await ended;
  }

  #take(line: Line): void {
    this.lines.push(line);
    for (const waiter of this.#waiters) if (waiter.isIt(line)) waiter.resolve(line);
  }
}
