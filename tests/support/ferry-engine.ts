// A whole engine on a data folder of its own, asked as a shell asks it: for tests of what two devices do together.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { EngineAnswer, EngineCommand, EngineInput } from '../../src/contract/commands.ts';
import type { State } from '../../src/contract/state.ts';
import type { ShownPairing, ShownTransfer, Target, TransferId, TransferStage } from '../../src/contract/transfers.ts';
import { createEngine, type Engine, type Ports, SYSTEM_PORTS } from '../../src/engine/index.ts';
import { tempFolder } from './temp-folder.ts';

const open = new Set<FerryEngine>();
afterEach(async () => {
  for (const engine of open) await engine.stop();
});

const PATIENCE_MS = 40_000;

export class FerryEngine {
  readonly name: string;
  readonly folder: string;
  readonly inbox: string;
  readonly engine: Engine;
  port = 0;

  private constructor(name: string, folder: string, inbox: string, engine: Engine) {
    this.name = name;
    this.folder = folder;
    this.inbox = inbox;
    this.engine = engine;
    open.add(this);
  }

  /** On a folder that was used before it goes on as the same device. */
  static async start(name: string, folder?: string, ports: Partial<Ports> = {}): Promise<FerryEngine> {
    const own = folder ?? (await tempFolder());
    const inbox = join(own, 'inbox');
    await mkdir(inbox, { recursive: true });
    const made = await createEngine({
      ...SYSTEM_PORTS,
      dataDir: join(own, 'data'),
      version: '0.0.0-test',
      deviceName: name,
      log: () => undefined,
      downloads: () => inbox,
      ...ports,
    });
    if (!made.ok) throw new Error(`not started: ${made.error.code}`);
    return new FerryEngine(name, own, inbox, made.value);
  }

  get state(): State {
    return this.engine.snapshot().state;
  }

  get target(): Target {
    return { kind: 'address', host: '127.0.0.1', port: this.port };
  }

  /** Throws the error's code. */
  async ask<C extends EngineCommand>(command: C, input: EngineInput<C>): Promise<EngineAnswer<C>> {
    const outcome = await this.engine.door(command, input);
    if (!outcome.ok) throw new Error(`${outcome.error.code} ${JSON.stringify(outcome.error.details)}`);
    // Of this command's own answer.
    return outcome.value as EngineAnswer<C>;
  }

  async listen(port = 0): Promise<void> {
    this.port = (await this.ask('network.open', { port, address: '127.0.0.1' })).port;
  }

  async receive(into: string | null = null): Promise<void> {
    if (this.port === 0) await this.listen();
    await this.ask('receive.offers', { into });
  }

  async send(paths: readonly string[], to: FerryEngine | null): Promise<TransferId> {
    const { id } = await this.ask('transfer.send', { paths: [...paths], to: to?.target ?? null });
    return id;
  }

  /** Resolves with what `find` gives as soon as that is something. */
  until<T>(what: string, find: (state: State) => T | null | undefined | false): Promise<T> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = find(this.state);
        if (found === null || found === undefined || found === false) return;
        end();
        resolve(found);
      };
      const late = setTimeout(() => {
        end();
        reject(new Error(`${this.name} waits for ${what} in vain: ${JSON.stringify(this.state.transfers)}`));
      }, PATIENCE_MS);
      const unsubscribe = this.engine.subscribe(look);
      const end = (): void => {
        clearTimeout(late);
        unsubscribe();
      };
      look();
    });
  }

  untilStage(id: string, ...stages: readonly TransferStage[]): Promise<ShownTransfer> {
    return this.until(stages.join(' or '), ({ transfers }) => {
      const transfer = transfers[id];
      return transfer !== undefined && stages.includes(transfer.stage) && transfer;
    });
  }

  untilPairing(is: (row: ShownPairing) => boolean): Promise<ShownPairing> {
    return this.until('a pairing', ({ pairings }) => Object.values(pairings).find(is));
  }

  async stop(): Promise<void> {
    open.delete(this);
    await this.engine.stop();
  }
}

/** Shows its code, and the other types it. */
export async function typeCode(displayer: FerryEngine, typer: FerryEngine): Promise<void> {
  const asked = displayer.untilPairing(({ stage, code }) => stage === 'asked' || code !== null);
  const row = await asked;
  if (row.stage === 'asked') await displayer.ask('pairing.allow', { id: row.id });
  const { code } = await displayer.untilPairing((shown) => shown.code !== null);
  const typing = await typer.untilPairing(({ stage }) => stage === 'typing');
  await typer.ask('pairing.type', { id: typing.id, code: code ?? '' });
}

/** For good; the first then listens. */
export async function pair(a: FerryEngine, b: FerryEngine): Promise<void> {
  if (a.port === 0) await a.listen();
  const { id: shown } = await a.ask('pairing.show', undefined);
  const { id: dialled } = await b.ask('pairing.dial', { to: a.target });
  await typeCode(a, b);
  for (const [engine, id] of [
    [a, shown],
    [b, dialled],
  ] as const) {
    await engine.untilPairing((row) => row.id === id && row.stage === 'proven');
    await engine.ask('pairing.keep', { id });
  }
  for (const engine of [a, b]) await engine.untilPairing(({ stage }) => stage === 'paired');
}

/** Both paired, and the second takes offers. */
export async function pairedEngines(): Promise<readonly [FerryEngine, FerryEngine]> {
  const [sender, receiver] = [await FerryEngine.start('Calm Pier'), await FerryEngine.start('Studio PC')];
  await receiver.receive();
  await pair(receiver, sender);
  return [sender, receiver];
}
