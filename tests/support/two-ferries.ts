// Two computers on one network, with Ferry's window open on each: the real bundles, real sockets and real discovery
// between them. Made of network namespaces, as in tests/net.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { vi } from 'vitest';
import type { State } from '../../src/contract/state.ts';
import type { WindowAnswer, WindowCommand, WindowInput } from '../../src/contract/window.ts';
import { type App, closeEverything, launch } from './launch.ts';
import type { Host, NetSpace } from './net-space.ts';
import { settle } from './settled-folder.ts';
import { tempFolder } from './temp-folder.ts';

const PATIENCE_MS = 20_000;

/** A person at a computer. */
export class Desk {
  readonly name: string;
  readonly host: Host;
  /** All that outlives the program. */
  readonly folder: string;
  #app: App | null = null;
  #page: Page | null = null;

  constructor(name: string, host: Host, folder: string) {
    this.name = name;
    this.host = host;
    this.folder = folder;
  }

  get app(): App {
    if (this.#app === null) throw new Error(`Ferry doesn't run on ${this.name}`);
    return this.#app;
  }

  get page(): Page {
    if (this.#page === null) throw new Error(`no window is open on ${this.name}`);
    return this.#page;
  }

  get inbox(): string {
    return join(this.folder, 'Downloads');
  }

  get dataDir(): string {
    return join(this.folder, 'ferry');
  }

  /** Where a person keeps what they send. */
  get documents(): string {
    return join(this.folder, 'Documents');
  }

  async start(args: readonly string[] = [], env: Record<string, string> = {}): Promise<Page> {
    this.#app = await launch({
      args: ['--data', this.dataDir, ...args],
      env: { DBUS_SESSION_BUS_ADDRESS: '', LANG: 'en_US.UTF-8', HOME: this.folder, ...env },
      namespace: this.host.namespace,
    });
    this.#page = await this.#app.window();
    await this.#page.waitForSelector('main[data-screen]', { timeout: 15_000 });
    return this.#page;
  }

  /** What the window itself may ask; for what a test isn't about. Throws the error's code. */
  async ask<C extends WindowCommand>(command: C, input?: WindowInput<C>): Promise<WindowAnswer<C>> {
    const outcome = await this.page.evaluate(
      async ([name, value]) => {
        const { ferry } = window as unknown as { readonly ferry: { invoke(...words: unknown[]): Promise<unknown> } };
        return ferry.invoke(name, value);
      },
      [command, input] as const,
    );
    // The bridge's own answer, as it came through the page.
    const { ok, value, error } = outcome as { ok: boolean; value: WindowAnswer<C>; error?: { code: string } };
    if (!ok) throw new Error(`${command}: ${error?.code}`);
    return value;
  }

  async state(): Promise<State> {
    return (await this.ask('state.snapshot')).state;
  }

  /** Waits for what the state comes to hold. */
  async until<T>(what: string, find: (state: State) => T | null | undefined | false): Promise<T> {
    return vi.waitFor(
      async () => {
        const found = find(await this.state());
        if (found === null || found === undefined || found === false) throw new Error(`never came: ${what}`);
        return found;
      },
      { timeout: PATIENCE_MS, interval: 50 },
    );
  }

  async beVisible(): Promise<void> {
    await this.ask('visibility.everyone');
  }

  /** As a power cut ends it. */
  async kill(): Promise<void> {
    process.kill(this.app.pid, 'SIGKILL');
    await this.app.exited;
    await this.app.close();
  }

  async quit(): Promise<void> {
    await this.app.close();
  }
}

export interface Furnished {
  /** A first run is still to come. */
  readonly isNew?: boolean;
  readonly settings?: object;
}

/** A computer whose person has set Ferry up, and which isn't started yet. */
export async function deskOn(
  host: Host,
  name: string,
  { isNew = false, settings = {} }: Furnished = {},
): Promise<Desk> {
  const desk = new Desk(name, host, await tempFolder());
  await mkdir(desk.inbox);
  await mkdir(desk.documents);
  if (!isNew) await settle(desk.dataDir, { deviceName: name, receiveFolder: desk.inbox, ...settings });
  return desk;
}

/** Both see each other as near. */
export async function twoDesks(space: NetSpace, first: Furnished = {}, second: Furnished = {}): Promise<[Desk, Desk]> {
  const desks = await Promise.all([
    deskOn(space.addHost('mia'), 'Studio PC', first),
    deskOn(space.addHost('leo'), 'Calm Pier', second),
  ]);
  await Promise.all(desks.map((desk) => desk.start()));
  // The network is new to both, where only who asks for it is seen.
  await Promise.all([first, second].map(({ isNew = false }, at) => (isNew ? undefined : desks[at]?.beVisible())));
  return desks as [Desk, Desk];
}

/** By a code, as quickly as two persons never could. */
export async function pair(one: Desk, other: Desk): Promise<void> {
  const near = await one.until(`${other.name} is near`, ({ nearby }) =>
    Object.values(nearby).find(({ name, isHere }) => name === other.name && isHere),
  );
  const { id: shown } = await other.ask('pairing.show');
  const code = await other.until('a code', ({ pairings }) => pairings[shown]?.code);
  const { id: typed } = await one.ask('pairing.dial', { to: { kind: 'device', id: near.id } });
  await one.until('the field', ({ pairings }) => pairings[typed]?.stage === 'typing');
  await one.ask('pairing.type', { id: typed, code });
  const ends = [
    [one, typed],
    [other, shown],
  ] as const;
  await Promise.all(
    ends.map(async ([desk, id]) => {
      await desk.until('the proof', ({ pairings }) => pairings[id]?.stage === 'proven');
      await desk.ask('pairing.keep', { id });
      await desk.until('paired', ({ devices }) => Object.values(devices).some(({ isPaired }) => isPaired));
    }),
  );
}

/** For `afterEach`. */
export const closeDesks = closeEverything;
