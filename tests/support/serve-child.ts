// The built `ferry serve` as a program of its own, with what it has said; and devices that send to it.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { Target } from '../../src/contract/transfers.ts';
import { openDataFolder } from '../../src/engine/data-folder.ts';
import { openIdentity } from '../../src/engine/identity/identity.ts';
import { clock } from './pair-device.ts';
import { pairingWith } from './paired-data.ts';
import { Said } from './said.ts';
import { tempFolder } from './temp-folder.ts';

export const FERRY = join(import.meta.dirname, '../../out/cli/ferry.js');
const FIGURES = join(import.meta.dirname, 'heap-figures.ts');
const PATIENCE_MS = 40_000;

const running = new Set<ServeChild>();
afterEach(async () => {
  for (const child of running) await child.kill();
});

interface How {
  /** What it is run by: setpriv, nsenter. */
  readonly by?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** Where it is to write what it keeps in memory, when it is asked. */
  readonly figures?: string;
}

export class ServeChild {
  readonly #child: ChildProcess;
  readonly #said: Said;
  readonly #exit: Promise<number | null>;
  readonly #figures: string | null;
  #asked = 0;

  constructor(args: readonly string[], { by = [], env = process.env, figures }: How = {}) {
    const measured = figures === undefined ? [] : ['--import', FIGURES];
    const [command = '', ...rest] = [...by, process.execPath, ...measured, FERRY, 'serve', ...args];
    this.#figures = figures ?? null;
    const own = figures === undefined ? env : { ...env, FERRY_FIGURES: figures };
    this.#child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'pipe'], env: own });
    this.#said = new Said(this.#child.stdout, this.#child.stderr);
    this.#exit = once(this.#child, 'close').then(([code]) => code as number | null);
    running.add(this);
  }

  /** Of both outputs, as it came. */
  get said(): string {
    return this.#said.text;
  }

  /** Resolves with what `find` gives of what was said, as soon as that is something. */
  until: Said['until'] = (what, find) => this.#said.until(what, find);

  /** Where it is reached, once it is ready. */
  async target(): Promise<Target> {
    const port = await this.until('its port', (said) => /port (\d+)$/m.exec(said)?.[1]);
    return { kind: 'address', host: '127.0.0.1', port: Number(port) };
  }

  /** What it keeps in memory, without what it only hasn't thrown away yet. */
  async keptBytes(): Promise<number> {
    const number = ++this.#asked;
    this.#child.kill('SIGUSR2');
    const until = performance.now() + PATIENCE_MS;
    while (performance.now() < until) {
      const figures = this.#readFigures();
      if (figures?.number === number) return figures.bytes;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error('it doesn’t say what it keeps');
  }

  #readFigures(): { readonly number: number; readonly bytes: number } | null {
    try {
      return JSON.parse(readFileSync(this.#figures ?? '', 'utf8'));
    } catch {
      return null;
    }
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Its exit code, and how long it took. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<{ readonly code: number | null; readonly ms: number }> {
    const began = performance.now();
    this.#child.kill(signal);
    const code = await this.#exit;
    running.delete(this);
    return { code, ms: performance.now() - began };
  }

  async kill(): Promise<void> {
    await this.stop('SIGKILL');
  }
}

/** A folder for `ferry serve` and one for each device that it knows. None of them runs yet. */
export async function servedFolders(names: readonly string[], settings: object = {}): Promise<readonly string[]> {
  const all = ['Cupboard', ...names];
  const folders = await Promise.all(all.map(() => tempFolder()));
  const identities = await Promise.all(
    folders.map(async (folder) => {
      mkdirSync(join(folder, 'inbox'));
      return openIdentity(await openDataFolder(join(folder, 'data')), { clock, random: randomBytes });
    }),
  );
  const [server, ...others] = identities;
  for (const [at, other] of others.entries()) {
    if (server === undefined) throw new Error('no folders');
    await server.pair(pairingWith(other, names[at] ?? ''));
    await other.pair(pairingWith(server, 'Cupboard'));
  }
  for (const identity of identities) await identity.settled();
  await writeSettings(folders[0] ?? '', settings);
  return folders;
}

export const writeSettings = (folder: string, settings: object): Promise<void> =>
  writeFile(join(folder, 'data', 'settings.json'), JSON.stringify({ deviceName: 'Cupboard', ...settings }));
