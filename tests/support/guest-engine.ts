// A whole engine that LocalSend apps send to, on this computer alone: its only interface is the loopback one, so that it
// neither announces itself nor answers anybody else.
import { writeFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ShownTransfer } from '../../src/contract/transfers.ts';
import { openDataFolder } from '../../src/engine/data-folder.ts';
import type { Ports } from '../../src/engine/index.ts';
import { FerryEngine } from './ferry-engine.ts';
import { type App, type AppOptions, startApp } from './localsend/app.ts';
import { type KeyName, makeCertificate } from './localsend/certificate.ts';
import type { Item } from './localsend/items.ts';
import type { Sending } from './localsend/sending.ts';
import { tempFolder } from './temp-folder.ts';

const KEY: KeyName = 'three';

export const ownInterface = () =>
  Object.fromEntries(
    Object.entries(networkInterfaces()).filter(([, addresses]) => addresses?.every(({ internal }) => internal)),
  );

/** It needs no second to make a key of its own. */
export async function withCertificate(folder: string): Promise<string> {
  const { certificate, key } = makeCertificate('1.18', { key: KEY });
  const { localSendFile } = await openDataFolder(join(folder, 'data'));
  await writeFile(localSendFile, JSON.stringify({ certificate, key }), { mode: 0o600 });
  return folder;
}

export class GuestEngine {
  readonly ferry: FerryEngine;
  readonly logged: readonly string[];
  /** Those that it had, the oldest first. */
  readonly ports: readonly number[];

  private constructor(ferry: FerryEngine, logged: readonly string[], ports: readonly number[]) {
    this.ferry = ferry;
    this.logged = logged;
    this.ports = ports;
  }

  static async start(ports: Partial<Ports> = {}, folder?: string): Promise<GuestEngine> {
    const made = await GuestEngine.begin(ports, folder);
    await made.untilOpen(1);
    return made;
  }

  /** It has been told to open, and may not have yet. */
  static async begin(ports: Partial<Ports> = {}, folder?: string): Promise<GuestEngine> {
    const logged: string[] = [];
    const opened: number[] = [];
    const ferry = await FerryEngine.start('Studio PC', folder ?? (await withCertificate(await tempFolder())), {
      interfaces: ownInterface,
      log: (_level, event, facts) => {
        logged.push(`${event} ${JSON.stringify(facts ?? {})}`);
        if (event === 'localsend.opened') opened.push(Number(facts?.port));
      },
      ...ports,
    });
    const made = new GuestEngine(ferry, logged, opened);
    await ferry.ask('network.open', { port: 0, address: null });
    await ferry.ask('receive.offers', { into: null });
    return made;
  }

  get port(): number {
    return this.ports.at(-1) ?? 0;
  }

  get inbox(): string {
    return this.ferry.inbox;
  }

  /** How LocalSend apps see it. */
  get device() {
    const { fingerprint } = makeCertificate('1.18', { key: KEY });
    return { fingerprint, place: { host: '127.0.0.1', port: this.port, protocol: 'https' as const } };
  }

  /** For the so manyeth time. */
  async untilOpen(times: number): Promise<void> {
    for (let waited = 0; this.ports.length < times; waited++) {
      if (waited > 1000) throw new Error(`never opened: ${this.logged.join('\n')}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  get transfers(): readonly ShownTransfer[] {
    return Object.values(this.ferry.state.transfers);
  }

  asked(): Promise<ShownTransfer> {
    return this.ferry.until('an offer', ({ transfers }) =>
      Object.values(transfers).find(({ stage }) => stage === 'asking'),
    );
  }

  async accept(only: readonly string[] | null = null): Promise<ShownTransfer> {
    const row = await this.asked();
    const chosen = only === null ? {} : { only: await this.#ranges(row, only) };
    await this.ferry.ask('transfer.answer', { id: row.id, accept: true, ...chosen });
    return row;
  }

  async decline(): Promise<ShownTransfer> {
    const row = await this.asked();
    await this.ferry.ask('transfer.answer', { id: row.id, accept: false });
    return row;
  }

  async #ranges({ id }: ShownTransfer, names: readonly string[]) {
    const { items } = await this.ferry.ask('transfer.offered', { id });
    return items.filter(({ name }) => names.includes(name)).map(({ first, count }) => ({ first, count }));
  }
}

/** An app on this computer, under another address where a test has several. */
export async function phone(options: Partial<AppOptions> & Pick<AppOptions, 'version'>): Promise<App> {
  const app = await startApp({ alias: 'Phone', folder: await tempFolder(), ...options });
  onTestFinished(() => app.close());
  return app;
}

/** Sends, has its offer accepted, and waits for both ends. */
export async function sent(
  engine: GuestEngine,
  app: App,
  items: readonly Item[],
): Promise<{ readonly sending: Sending; readonly row: ShownTransfer; readonly state: string }> {
  const sending = await app.send(engine.device, items);
  const { id } = await engine.accept();
  const state = await sending.ended;
  return { sending, state, row: await engine.ferry.untilStage(id, 'done', 'failed', 'canceled') };
}
