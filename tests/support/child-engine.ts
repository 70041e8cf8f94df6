// An engine in a process of its own, asked as a shell asks it: on mounts of its own, as another user, within limits.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { afterEach } from 'vitest';
import type { EngineAnswer, EngineCommand, EngineInput } from '../../src/contract/commands.ts';
import type { Outcome } from '../../src/contract/errors.ts';
import type { NearbyDevice } from '../../src/contract/nearby.ts';
import type { State } from '../../src/contract/state.ts';
import type { ShownTransfer, Target, TransferId, TransferStage } from '../../src/contract/transfers.ts';
import type { Identity } from '../../src/engine/identity/identity.ts';
import type { Pairing } from '../../src/engine/identity/known-devices.ts';
import type { Answer, Figures, Order, Pace } from './engine-child.ts';
import { pairData, pairingWith } from './paired-data.ts';
import { tempFolder } from './temp-folder.ts';

const PROGRAM = join(import.meta.dirname, 'engine-child.ts');
const PATIENCE_MS = 40_000;

/** What the first one of a test has compiled, where that is kept for no more than the test. */
let ownCache: string | null = null;

/** Compiled once for all tests where these have a place for that; not for another user, who may not read what is there. */
async function cacheFor(by: readonly string[]): Promise<string> {
  const shared = process.env.NODE_COMPILE_CACHE;
  if (shared && !by.includes('setpriv')) return shared;
  if (ownCache === null) {
    ownCache = await tempFolder();
    // Open to whoever it runs as.
    await chmod(ownCache, 0o777);
  }
  return ownCache;
}

const running = new Set<ChildEngine>();
afterEach(async () => {
  for (const engine of running) await engine.stop();
  MountSpace.closeAll();
});

/** Two data folders, each of which knows the other's device, though no engine has run on them yet. */
export const pairedFolders = (...names: readonly [string, string]): Promise<readonly [string, string]> =>
  foldersOf(names, pairingWith);

/** The same, and each has said the keys that its announcements are recognised by. */
export const metFolders = (...names: readonly [string, string]): Promise<readonly [string, string]> =>
  foldersOf(names, (identity, name) => {
    const { signingKey, announceKey } = identity.own.keys;
    return { ...pairingWith(identity, name), signingKey: signingKey.publicKey, announceKey };
  });

async function foldersOf(
  names: readonly [string, string],
  pairingOf: (identity: Identity, name: string) => Pairing,
): Promise<readonly [string, string]> {
  const folders = [await tempFolder(), await tempFolder()] as const;
  for (const folder of folders) await mkdir(join(folder, 'inbox'));
  const [one, other] = folders.map((folder) => join(folder, 'data'));
  await pairData({ data: one ?? '', name: names[0] }, { data: other ?? '', name: names[1] }, pairingOf);
  return folders;
}

/** Mounts of a test's own, which nobody outside sees, and which are gone with it. */
export class MountSpace {
  static readonly #open = new Set<ChildProcess>();
  readonly #holder: ChildProcess;

  private constructor(holder: ChildProcess) {
    this.#holder = holder;
  }

  static async open(): Promise<MountSpace> {
    // It says so when it is in there.
    const holder = spawn('unshare', ['-m', 'sh', '-c', 'echo; exec sleep 600'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    MountSpace.#open.add(holder);
    await once(holder.stdout as Readable, 'data');
    return new MountSpace(holder);
  }

  static closeAll(): void {
    for (const holder of MountSpace.#open) holder.kill('SIGKILL');
    MountSpace.#open.clear();
  }

  /** What a program in there is run by. */
  get by(): readonly string[] {
    return ['nsenter', '-t', `${this.#holder.pid}`, '-m'];
  }

  /** Runs a command in there, and gives what it says. */
  run(...command: readonly string[]): string {
    const [nsenter = '', ...args] = [...this.by, ...command];
    const { status, stdout, stderr } = spawnSync(nsenter, args);
    if (status !== 0) throw new Error(`${command.join(' ')}: ${stderr}`);
    return stdout.toString();
  }
}

export class ChildEngine {
  readonly name: string;
  readonly folder: string;
  readonly inbox: string;
  readonly #child: ChildProcess;
  #state: State | null = null;
  #asked = 0;
  #port = 0;
  readonly #answers = new Map<number, (answer: Answer) => void>();
  readonly #looks = new Set<() => void>();

  private constructor(name: string, folder: string, child: ChildProcess) {
    this.name = name;
    this.folder = folder;
    this.inbox = join(folder, 'inbox');
    this.#child = child;
    running.add(this);
  }

  /** `by` is what it is run by: nsenter, prlimit, setpriv, ip. */
  static async start(
    name: string,
    folder: string,
    by: readonly string[] = [],
    pace: Pace = 'hurried',
  ): Promise<ChildEngine> {
    const [command = '', ...args] = [...by, process.execPath, PROGRAM, name, folder, pace];
    const env = { ...process.env, NODE_COMPILE_CACHE: await cacheFor(by) };
    const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], env });
    const engine = new ChildEngine(name, folder, child);
    const started = new Promise<string | null>((resolve, reject) => {
      child.on('message', (answer: Answer) => (answer.is === 'started' ? resolve(answer.error) : engine.#hear(answer)));
      child.once('exit', () => reject(new Error(`${name} has ended`)));
    });
    const error = await started;
    if (error !== null) throw new Error(`${name} not started: ${error}`);
    return engine;
  }

  get target(): Target {
    return { kind: 'address', host: '127.0.0.1', port: this.#port };
  }

  get self(): State['self'] | undefined {
    return this.#state?.self;
  }

  get nearby(): readonly NearbyDevice[] {
    return Object.values(this.#state?.nearby ?? {});
  }

  get pairings(): State['pairings'] {
    return this.#state?.pairings ?? {};
  }

  get transfers(): State['transfers'] {
    return this.#state?.transfers ?? {};
  }

  async receive(port = 0): Promise<void> {
    this.#port = (await this.ask('network.open', { port, address: '127.0.0.1' })).port;
    await this.ask('receive.offers', { into: null });
  }

  get port(): number {
    return this.#port;
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

  async accept(id: TransferId): Promise<void> {
    await this.untilStage(id, 'asking');
    await this.ask('transfer.answer', { id, accept: true });
  }

  /** Resolves with what `find` gives as soon as that is something. */
  until<T>(what: string, find: (state: State) => T | null | undefined | false, patienceMs = PATIENCE_MS): Promise<T> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = this.#state === null ? null : find(this.#state);
        if (found === null || found === undefined || found === false) return;
        end();
        resolve(found);
      };
      const late = setTimeout(() => {
        end();
        reject(new Error(`${this.name} waits for ${what} in vain: ${JSON.stringify(this.transfers)}`));
      }, patienceMs);
      const end = (): void => {
        clearTimeout(late);
        this.#looks.delete(look);
      };
      this.#looks.add(look);
      look();
    });
  }

  /** However long it takes. */
  untilDone(id: TransferId, patienceMs: number): Promise<ShownTransfer> {
    return this.until('its end', ({ transfers }) => transfers[id]?.stage === 'done' && transfers[id], patienceMs);
  }

  untilStage(id: TransferId, ...stages: readonly TransferStage[]): Promise<ShownTransfer> {
    return this.until(stages.join(' or '), ({ transfers }) => {
      const transfer = transfers[id];
      return transfer !== undefined && stages.includes(transfer.stage) && transfer;
    });
  }

  /** As a power cut would end it. */
  async kill(): Promise<void> {
    running.delete(this);
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exit;
  }

  async stop(): Promise<void> {
    if (!running.delete(this) || this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, 'exit');
    this.#order({ act: 'stop' });
    await exit;
  }

  #order(order: Order): void {
    this.#child.send(order, () => undefined);
  }

  #answerTo(order: (ask: number) => Order): Promise<Answer> {
    return new Promise((resolve) => {
      const ask = ++this.#asked;
      this.#answers.set(ask, resolve);
      this.#order(order(ask));
    });
  }

  #hear(answer: Answer): void {
    if (answer.is === 'state') {
      this.#state = answer.state;
      for (const look of [...this.#looks]) look();
    } else if (answer.is !== 'started') {
      this.#answers.get(answer.ask)?.(answer);
      this.#answers.delete(answer.ask);
    }
  }
}

/** Two devices that know each other, each in a process of its own. */
export async function pairedChildren(
  ...names: readonly [string, string]
): Promise<readonly [ChildEngine, ChildEngine]> {
  const [first, second] = await pairedFolders(...names);
  return Promise.all([ChildEngine.start(names[0], first), ChildEngine.start(names[1], second)] as const);
}
