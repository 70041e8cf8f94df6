// One device of a kill test, in a process of its own that is killed and started again on the same data folder.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import type { EngineAnswer, EngineCommand, EngineInput } from '../../src/contract/commands.ts';
import type { Outcome } from '../../src/contract/errors.ts';
import type { ShownPairing, ShownTransfer, Target, TransferStage } from '../../src/contract/transfers.ts';
import { tempFolder } from './temp-folder.ts';
import type { Answer, Figures, Order, Place } from './transfer-child.ts';

const PATIENCE_MS = 60_000;

const running = new Set<ChildProcess>();
afterAll(async () => {
  for (const child of running) child.kill('SIGKILL');
  await Promise.all(
    [...running].map((child) => child.exitCode === null && child.signalCode === null && once(child, 'exit')),
  );
});

type Shown = Extract<Answer, { is: 'state' }>['state'];
const NOTHING: Shown = { pairings: {}, transfers: {}, notices: {} };

export class Side {
  readonly name: string;
  readonly dataDir: string;
  readonly #program: string;
  #child: ChildProcess | null = null;
  #spare: ChildProcess | null = null;
  #state = NOTHING;
  #asked = 0;
  #answers = new Map<number, (answer: Answer) => void>();
  #looks = new Set<() => void>();
  #started: (error: string | null) => void = () => undefined;
  #port = 0;
  /** Where others reach it, where that isn't its own port. */
  reachedAt: number | null = null;

  private constructor(name: string, dataDir: string, program: string) {
    this.name = name;
    this.dataDir = dataDir;
    this.#program = program;
  }

  /** `program` is transfer-child.ts, in one file. */
  static async open(name: string, program: string): Promise<Side> {
    const folder = await tempFolder();
    await mkdir(join(folder, 'inbox'));
    const side = new Side(name, join(folder, 'data'), program);
    await side.start();
    return side;
  }

  get state(): Shown {
    return this.#state;
  }

  /** For whoever reads of a failed test: rows that have ended say nothing. */
  get unfinished(): string {
    const { pairings, transfers, notices } = this.#state;
    return JSON.stringify({
      pairings: Object.values(pairings).filter(({ stage }) => stage !== 'ended'),
      transfers: Object.values(transfers)
        .slice(-3)
        .map(({ id, stage, trouble, done }) => ({ id, stage, trouble, done })),
      notices,
    });
  }

  get port(): number {
    return this.#port;
  }

  get target(): Target {
    return { kind: 'address', host: '127.0.0.1', port: this.reachedAt ?? this.#port };
  }

  get isRunning(): boolean {
    return this.#child !== null;
  }

  /** A new process on the same data folder, listening where it did. Where it takes offers, it does before anybody can call. */
  async start(inbox: string | null = null): Promise<void> {
    const child = this.#spare ?? this.#fork();
    this.#spare = null;
    this.#child = child;
    this.#state = NOTHING;
    const started = new Promise<string | null>((resolve) => {
      this.#started = resolve;
    });
    child.on('message', (answer: Answer) => this.#hear(answer));
    child.once('exit', (code) => {
      this.#child = null;
      this.#started(`ended with ${code}`);
      for (const look of this.#looks) look();
    });
    this.#order({ act: 'start', name: this.name, dataDir: this.dataDir, downloads: join(this.dataDir, '../inbox') });
    const error = await started;
    if (error !== null) throw new Error(`${this.name} not started: ${error}`);
    if (inbox !== null) await this.ask('receive.offers', { into: inbox });
    this.#port = (await this.ask('network.open', { port: this.#port, address: '127.0.0.1' })).port;
  }

  /** Has the next process ready, so that it needn't be waited for. */
  prepare(): void {
    this.#spare ??= this.#fork();
  }

  async kill(): Promise<void> {
    const child = this.#child;
    if (child === null) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }

  /** Resolves when its process has ended. */
  async death(): Promise<void> {
    const child = this.#child;
    if (child !== null && child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }

  /** Says how that is called off. */
  dieWhen(when: { readonly at: Place | null; readonly passing: number } | { readonly afterMs: number }): () => void {
    if ('at' in when) {
      this.#order({ act: 'die', ...when });
      return () => this.#order({ act: 'die', at: null, passing: 0 });
    }
    const timer = setTimeout(() => void this.kill(), when.afterMs);
    return () => clearTimeout(timer);
  }

  /** Throws the error's code. */
  async ask<C extends EngineCommand>(command: C, input: EngineInput<C>): Promise<EngineAnswer<C>> {
    const answer = await this.#answerTo((ask) => ({ act: 'ask', ask, command, input }));
    const outcome = (answer.is === 'answer' ? answer.outcome : null) as Outcome<EngineAnswer<C>> | null;
    if (!outcome?.ok) throw new Error(`${this.name}: ${JSON.stringify(outcome?.error ?? 'no answer')}`);
    return outcome.value;
  }

  async figures(): Promise<Figures> {
    const answer = await this.#answerTo((ask) => ({ act: 'figures', ask }));
    if (answer.is !== 'figures') throw new Error('no figures');
    return answer.figures;
  }

  /** Resolves with what `find` gives as soon as that is something. */
  until<T>(
    what: string,
    find: (state: Shown) => T | null | undefined | false,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const look = (): void => {
        const found = find(this.#state);
        if (found === null || found === undefined || found === false) return;
        end();
        resolve(found);
      };
      const late = setTimeout(() => {
        end();
        reject(new Error(`${this.name} waits for ${what} in vain: ${this.unfinished}`));
      }, PATIENCE_MS);
      const aborted = (): void => {
        end();
        reject(signal.reason);
      };
      signal.addEventListener('abort', aborted);
      const end = (): void => {
        signal.removeEventListener('abort', aborted);
        clearTimeout(late);
        this.#looks.delete(look);
      };
      this.#looks.add(look);
      look();
    });
  }

  untilStage(id: string, ...stages: readonly TransferStage[]): Promise<ShownTransfer> {
    return this.until(`${id} to be ${stages.join(' or ')}`, ({ transfers }) => {
      const transfer = transfers[id];
      return transfer !== undefined && stages.includes(transfer.stage) && transfer;
    });
  }

  untilPairing(is: (row: ShownPairing) => boolean, signal?: AbortSignal): Promise<ShownPairing> {
    return this.until('a pairing', ({ pairings }) => Object.values(pairings).find(is), signal);
  }

  #fork(): ChildProcess {
    const child = fork(this.#program, [], {
      execArgv: [],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: { ...process.env, NODE_COMPILE_CACHE: join(dirname(this.#program), 'cache') },
    });
    running.add(child);
    child.once('exit', () => running.delete(child));
    return child;
  }

  #order(order: Order): void {
    // Killed meanwhile: whoever waits for an answer sees that.
    this.#child?.send(order, () => undefined);
  }

  #answerTo(order: (ask: number) => Order): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const ask = ++this.#asked;
      if (this.#child === null) return reject(new Error(`${this.name} isn't running`));
      const child = this.#child;
      const killed = (): void => reject(new Error(`${this.name} was killed while it was asked`));
      child.once('exit', killed);
      this.#answers.set(ask, (answer) => {
        child.off('exit', killed);
        resolve(answer);
      });
      this.#order(order(ask));
    });
  }

  #hear(answer: Answer): void {
    switch (answer.is) {
      case 'started':
        this.#started(answer.error);
        return;
      case 'state':
        this.#state = answer.state;
        for (const look of [...this.#looks]) look();
        return;
      case 'answer':
      case 'figures':
        this.#answers.get(answer.ask)?.(answer);
        this.#answers.delete(answer.ask);
    }
  }
}

/** The first shows its code, and the other types it. */
export async function typeCode(displayer: Side, typer: Side, signal?: AbortSignal): Promise<void> {
  const row = await displayer.untilPairing(({ stage, code }) => stage === 'asked' || code !== null, signal);
  if (row.stage === 'asked') await displayer.ask('pairing.allow', { id: row.id });
  const { code } = await displayer.untilPairing((shown) => shown.code !== null, signal);
  const typing = await typer.untilPairing(({ stage }) => stage === 'typing', signal);
  await typer.ask('pairing.type', { id: typing.id, code: code ?? '' });
}

/** For good. */
export async function pair(a: Side, b: Side): Promise<void> {
  const { id: shown } = await a.ask('pairing.show', undefined);
  const { id: dialled } = await b.ask('pairing.dial', { to: a.target });
  await typeCode(a, b);
  for (const [side, id] of [
    [a, shown],
    [b, dialled],
  ] as const) {
    await side.untilPairing((row) => row.id === id && row.stage === 'proven');
    await side.ask('pairing.keep', { id });
  }
  for (const side of [a, b]) await side.untilPairing(({ stage }) => stage === 'paired');
}
