// One end of a transfer that `localsend` measures: an engine in a program of its own, which only this computer sees.
//     node end.ts receive DATA INTO                         takes what it is offered
//     node end.ts send DATA SOURCE PORT                     to the paired device that listens there
//     node end.ts send DATA SOURCE LOCALSEND_PORT OTHER     to the same as a LocalSend app, whose data are in OTHER
// It says in lines of JSON how far it is, and runs until it is ended.
import { mkdirSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import type { EngineAnswer, EngineCommand, EngineInput } from '../../src/contract/commands.ts';
import type { DeviceId } from '../../src/contract/devices.ts';
import type { State } from '../../src/contract/state.ts';
import type { ShownTransfer, Target } from '../../src/contract/transfers.ts';
import { deviceIdOf } from '../../src/engine/identity/device-id.ts';
import { createEngine, SYSTEM_PORTS } from '../../src/engine/index.ts';
import { Client } from '../../src/engine/interop/localsend/client.ts';
import { guestCalls } from '../../src/engine/interop/localsend/guest-calls.ts';
import { guestKey } from '../../src/engine/interop/localsend/guests-near.ts';
import { type PeerInfo, PROTOCOL_VERSION } from '../../src/engine/interop/localsend/messages.ts';
import type { Interfaces } from '../../src/engine/ports.ts';
import { certificateOf } from './devices.ts';

export type Said =
  | { readonly is: 'ready'; readonly port: number; readonly localSendPort: number }
  /** It sends from now on. */
  | { readonly is: 'begun' }
  | { readonly is: 'done' };

const HOST = '127.0.0.1';
const CALL_MS = 5_000;

const say = (said: Said): void => {
  process.stdout.write(`${JSON.stringify(said)}\n`);
};

/**
 * This computer's own network alone: nothing is said on any other, and nobody there is answered. Whoever sends takes it
 * for one with others on it, or it wouldn't hear of a guest there.
 */
const ownNetwork = (hasOthers: boolean) => (): Interfaces => {
  const own = Object.entries(networkInterfaces()).filter(([, found]) => found?.every(({ internal }) => internal));
  return Object.fromEntries(own.map(([name, found = []]) => [name, found.map((each) => withOthers(each, hasOthers))]));
};

const withOthers = <T extends { internal: boolean }>(address: T, hasOthers: boolean): T =>
  hasOthers ? { ...address, internal: false } : address;

async function open(data: string, into: string, hasOthers: boolean) {
  const opened = Promise.withResolvers<number>();
  const made = await createEngine({
    ...SYSTEM_PORTS,
    interfaces: ownNetwork(hasOthers),
    dataDir: data,
    version: '0.0.0-bench',
    log: (_level, event, facts) => {
      if (event === 'localsend.opened') opened.resolve(Number(facts?.port));
    },
    downloads: () => into,
  });
  if (!made.ok) throw new Error(`not started: ${made.error.code}`);
  const engine = made.value;
  const ask = async <C extends EngineCommand>(command: C, input: EngineInput<C>): Promise<EngineAnswer<C>> => {
    const outcome = await engine.door(command, input);
    if (!outcome.ok) throw new Error(`${command}: ${outcome.error.code}`);
    // Of this command's own answer.
    return outcome.value as EngineAnswer<C>;
  };
  const until = <T>(find: (state: State) => T | undefined): Promise<T> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const { state } = engine.snapshot();
        const failed = Object.values(state.transfers).find(({ stage }) => ENDS_BADLY.includes(stage));
        if (failed !== undefined) reject(new Error(`${failed.stage}: ${failed.trouble?.code ?? ''}`));
        const found = find(state);
        if (found !== undefined) resolve(found);
      };
      engine.subscribe(look);
      look();
    });
  const { port } = await ask('network.open', { port: 0, address: null });
  await ask('receive.offers', { into });
  return { ask, until, port, localSendPort: await opened.promise };
}

const ENDS_BADLY: readonly ShownTransfer['stage'][] = ['declined', 'canceled', 'failed', 'paused', 'away', 'stopped'];

const staged =
  (stage: ShownTransfer['stage']) =>
  ({ transfers }: State): ShownTransfer | undefined =>
    Object.values(transfers).find((each) => each.stage === stage);

async function receive(data: string, into: string): Promise<void> {
  const { ask, until, port, localSendPort } = await open(data, into, false);
  say({ is: 'ready', port, localSendPort });
  const { id } = await until(staged('asking'));
  await ask('transfer.answer', { id, accept: true });
  await until(staged('done'));
}

async function send(data: string, source: string, port: number, other: string | undefined): Promise<void> {
  // Nothing comes there; but only who takes offers is there for LocalSend.
  const inbox = `${data}-inbox`;
  mkdirSync(inbox);
  const { ask, until, localSendPort } = await open(data, inbox, true);
  const guest = other === undefined ? null : await introduce(other, port, localSendPort);
  const to: Target = guest === null ? { kind: 'address', host: HOST, port } : { kind: 'device', id: guest };
  if (guest !== null) await until(({ nearby }) => nearby[guest]);
  say({ is: 'begun' });
  await ask('transfer.send', { paths: [source], to });
  const { via } = await until(staged('done'));
  if ((via === 'localSend') !== (guest !== null)) throw new Error('it went the other way');
}

/** One that is a Ferry isn't shown as a guest: here it says that it is something else. */
async function introduce(other: string, port: number, to: number): Promise<DeviceId> {
  const certificate = await certificateOf(other);
  const { fingerprint } = certificate;
  const info: PeerInfo = {
    ...{ alias: 'receiver', version: PROTOCOL_VERSION, deviceModel: 'Linux', deviceType: 'desktop' },
    ...{ fingerprint, hasDownloads: false, port, protocol: 'https' },
  };
  const client = new Client({ certificate, clock: SYSTEM_PORTS.clock, log: () => undefined });
  const { register } = guestCalls(
    (...asked) => client.request(...asked),
    () => info,
  );
  await register({ host: HOST, port: to, protocol: 'https' }, null, AbortSignal.timeout(CALL_MS));
  client.close();
  return deviceIdOf(guestKey({ fingerprint, isEncrypted: true }));
}

const [role, data = '', path = '', port = '', other] = process.argv.slice(2);
try {
  await (role === 'send' ? send(data, path, Number(port), other) : receive(data, path));
  say({ is: 'done' });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
  // Its engine would run on.
  process.kill(process.pid, 'SIGTERM');
}
