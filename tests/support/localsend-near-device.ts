// Drives the device that finds others by LocalSend's datagrams, on a host of its own.
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { expect } from 'vitest';
import type { GuestRow } from '../../src/engine/interop/localsend/guests-near.ts';
import type { NearFacts } from './localsend-near-child.ts';
import type { Host } from './net-space.ts';

const PROGRAM = join(import.meta.dirname, 'localsend-near-child.ts');
/** Also of a program that is just being started, on a busy machine. */
const PATIENCE = { timeout: 15_000, interval: 20 };

type Line =
  | { readonly kind: 'rows'; readonly rows: readonly GuestRow[] }
  | { readonly kind: 'called'; readonly host: string; readonly port: number }
  | { readonly kind: 'heard'; readonly address: string; readonly via: string; readonly bytes: number }
  | { readonly kind: 'usage'; readonly cpuMs: number; readonly bytes: number }
  | { readonly kind: 'log'; readonly event: string }
  | { readonly kind: 'ready' };

export class NearDevice {
  readonly #child: ChildProcess;
  readonly lines: Line[] = [];

  constructor(host: Host, name: string, visibility: NearFacts['visibility'] = 'everyone') {
    const stdio = ['pipe', 'pipe', 'inherit'] as const;
    this.#child = host.spawn(process.execPath, [PROGRAM, name, visibility], { stdio: [...stdio] });
    createInterface({ input: this.#child.stdout as Readable }).on('line', (text) => this.lines.push(JSON.parse(text)));
  }

  get rows(): readonly GuestRow[] {
    return this.#all('rows').at(-1)?.rows ?? [];
  }

  /** The addresses that it called. */
  get called(): readonly string[] {
    return this.#all('called').map(({ host }) => host);
  }

  get heard(): readonly Extract<Line, { kind: 'heard' }>[] {
    return this.#all('heard');
  }

  placesOf(alias: string): readonly string[] {
    const row = this.rows.find((each) => each.alias === alias);
    return (row?.places ?? []).map(({ host }) => host).toSorted();
  }

  async isReady(): Promise<void> {
    await expect.poll(() => this.#all('ready').length, PATIENCE).toBe(1);
  }

  async finds(...aliases: readonly string[]): Promise<void> {
    await expect.poll(() => this.rows.map(({ alias }) => alias).toSorted(), PATIENCE).toEqual(aliases.toSorted());
  }

  async usage(): Promise<{ readonly cpuMs: number; readonly bytes: number }> {
    const before = this.#all('usage').length;
    this.say({ ask: 'usage' });
    await expect.poll(() => this.#all('usage').length, PATIENCE).toBe(before + 1);
    return this.#all('usage').at(-1) ?? { cpuMs: 0, bytes: 0 };
  }

  say(what: Partial<NearFacts> & { ask?: 'search' | 'usage' }): void {
    this.#child.stdin?.write(`${JSON.stringify(what)}\n`);
  }

  #all<K extends Line['kind']>(kind: K): readonly Extract<Line, { kind: K }>[] {
    return this.lines.filter((line): line is Extract<Line, { kind: K }> => line.kind === kind);
  }
}
