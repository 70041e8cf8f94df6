// An app on a host of a test's own network: the program runs there, and the test asks it from here.
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Host } from '../net-space.ts';
import type { ChildOptions, Commands } from './app-child.ts';

const PROGRAM = join(import.meta.dirname, 'app-child.ts');

type Rest<F> = F extends (app: never, ...rest: infer R) => unknown ? R : never;
type Answered<K extends keyof Commands> = Awaited<ReturnType<Commands[K]>>;

export class AppOn {
  readonly #input: Writable;
  readonly #lines: Interface;
  readonly #ended = new AbortController();

  private constructor(input: Writable, output: Readable) {
    this.#input = input;
    // Nobody waits for the answer of a program that is gone.
    this.#lines = createInterface({ input: output }).on('close', () => this.#ended.abort());
  }

  /** It ends with the network. */
  static async start(host: Host, options: ChildOptions): Promise<AppOn> {
    const args = [PROGRAM, JSON.stringify(options)];
    const child = host.spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const app = new AppOn(child.stdin as Writable, child.stdout as Readable);
    await app.#answer();
    return app;
  }

  /** One thing after the other. */
  async ask<K extends keyof Commands>(command: K, ...args: Rest<Commands[K]>): Promise<Answered<K>> {
    const answer = this.#answer();
    this.#input.write(`${JSON.stringify([command, ...args])}\n`);
    return (await answer) as Answered<K>;
  }

  async #answer(): Promise<unknown> {
    const [line] = (await once(this.#lines, 'line', { signal: this.#ended.signal })) as [string];
    return (JSON.parse(line) as { value: unknown }).value;
  }
}
