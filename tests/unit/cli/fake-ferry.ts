// An engine that does what a test says, and a terminal that a test types at.
import { PassThrough } from 'node:stream';
import type { Invocation } from '../../../src/cli/args.ts';
import { run } from '../../../src/cli/run.ts';
import type { Ferry, Sink, World } from '../../../src/cli/world.ts';
import type { EngineCommand } from '../../../src/contract/commands.ts';
import type { DeviceId, ShownDevice } from '../../../src/contract/devices.ts';
import type { ErrorCode, ErrorDetails, Outcome } from '../../../src/contract/errors.ts';
import { failure } from '../../../src/contract/errors.ts';
import type { NearbyDevice } from '../../../src/contract/nearby.ts';
import type { ShownNetwork } from '../../../src/contract/networks.ts';
import type { State } from '../../../src/contract/state.ts';
import type { ShownPairing, ShownTransfer, TransferId } from '../../../src/contract/transfers.ts';
import { EMPTY_STATE } from '../../support/empty-state.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { pairingRow } from '../../support/shown-rows.ts';
import { shownTransfer } from '../../support/shown-transfer.ts';

export const SEND = 'a1b2c3d4'.padEnd(32, '0') as TransferId;
export const OTHER = 'e5f60718'.padEnd(32, '0') as TransferId;

export const device = (name: string, changed: Partial<ShownDevice> = {}): ShownDevice => ({
  id: '1'.repeat(32) as DeviceId,
  name,
  isPaired: true,
  kind: 'desktop',
  fingerprint: 'ABCDE FGHIJ KLMNO',
  pairedAt: 0,
  isAlwaysAccepted: false,
  receivesInto: null,
  unaskedBytesToday: 0,
  comparedAt: null,
  ...changed,
});

export const nearby = (name: string, changed: Partial<NearbyDevice> = {}): NearbyDevice => ({
  id: '1'.repeat(32) as DeviceId,
  name,
  kind: 'desktop',
  isPaired: false,
  isHere: true,
  lastHereAt: null,
  mark: 'none',
  waitsWithCode: false,
  needsUpdate: false,
  ...changed,
});

export const network = (changed: Partial<ShownNetwork> = {}): ShownNetwork => ({
  id: '0'.repeat(16),
  via: 'wlan0',
  isVirtual: false,
  isOn: true,
  trust: null,
  addresses: ['192.0.2.7'],
  ...changed,
});

export const LEO = { id: '2'.repeat(32) as DeviceId, name: 'Leo’s laptop', isPaired: false };
export const MIA = { id: '1'.repeat(32) as DeviceId, name: 'Studio PC', isPaired: true };

export const transfer = (changed: Partial<ShownTransfer> = {}): ShownTransfer =>
  shownTransfer(0, {
    id: SEND,
    direction: 'send',
    device: MIA,
    total: { files: 12, folders: 1, bytes: 48_000_000 },
    names: ['photos'],
    ...changed,
  });

export const doneTransfer = (changed: Partial<ShownTransfer> = {}): ShownTransfer =>
  transfer({
    stage: 'done',
    done: { files: 12, bytes: 48_000_000, skipped: 0, alreadyThere: 0, notWanted: 0 },
    ...changed,
  });

export const offer = (changed: Partial<ShownTransfer> = {}): ShownTransfer =>
  transfer({
    direction: 'receive',
    stage: 'asking',
    names: ['photos', 'notes.txt'],
    into: 'Inbox',
    ...changed,
  });
export const received = (changed: Partial<ShownTransfer> = {}): ShownTransfer =>
  doneTransfer({ direction: 'receive', into: 'Inbox', ...changed });

export const pairing = (changed: Partial<ShownPairing> = {}): ShownPairing =>
  pairingRow('pairing-1', {
    role: 'typer',
    purpose: 'send',
    stage: 'typing',
    device: 'Studio PC',
    code: null,
    ...changed,
  });

type Handler = (input: never) => unknown;

/** What an engine answers that no test says otherwise for. */
const USUAL: Readonly<Record<string, Handler>> = {
  'receive.offers': () => ({ receiver: null }),
  'transfer.offered': () => ({ items: [], isWhole: true, disk: null }),
};

export class FakeFerry {
  state = EMPTY_STATE;
  isOwn = true;
  isClosed = false;
  /** From then on it answers nothing. */
  isGone = false;
  opened: Invocation | null = null;
  readonly asked: { readonly command: string; readonly input: unknown }[] = [];
  readonly #handlers = new Map<string, Handler>();
  readonly #listeners = new Set<(state: State) => void>();
  readonly #moved = new Set<() => void>();
  #news: () => void = () => undefined;

  /** What the engine does when it is asked that; what it gives back is the answer, unless it is an outcome itself. */
  on(command: EngineCommand, handler: Handler): this {
    this.#handlers.set(command, handler);
    return this;
  }

  refuses<C extends ErrorCode>(command: EngineCommand, code: C, details: ErrorDetails[C]): this {
    return this.on(command, () => failure(code, details));
  }

  with(changed: Partial<State>): this {
    this.state = { ...this.state, ...changed };
    for (const listener of this.#listeners) listener(this.state);
    return this;
  }

  withDevices(...devices: readonly ShownDevice[]): this {
    return this.with({ devices: Object.fromEntries(devices.map((row) => [row.id, row])) });
  }

  withNearby(...rows: readonly NearbyDevice[]): this {
    return this.with({
      nearby: Object.fromEntries(rows.map((row) => [row.id, row])),
      networks: { wlan0: network() },
    });
  }

  /** These transfers as they are now, beside the others. */
  moves(...rows: readonly ShownTransfer[]): this {
    return this.with({
      transfers: { ...this.state.transfers, ...Object.fromEntries(rows.map((row) => [row.id, row])) },
    });
  }

  pairs(...rows: readonly ShownPairing[]): this {
    return this.with({ pairings: { ...this.state.pairings, ...Object.fromEntries(rows.map((row) => [row.id, row])) } });
  }

  inputsOf(command: EngineCommand): readonly unknown[] {
    return this.asked.filter((call) => call.command === command).map(({ input }) => input);
  }

  /** Waits until it has been asked that so many times; gives the last input. */
  async wasAsked(command: EngineCommand, times = 1): Promise<unknown> {
    while (this.inputsOf(command).length < times) {
      await new Promise<void>((resolve) => {
        this.#news = resolve;
      });
    }
    // And for what the command does with the answer: by then it watches, if that is what it does next.
    await new Promise(setImmediate);
    return this.inputsOf(command)[times - 1];
  }

  readonly ferry: Ferry = (() => {
    const fake = this;
    return {
      get isOwn() {
        return fake.isOwn;
      },
      door: async (command, input): Promise<Outcome<unknown>> => {
        fake.asked.push({ command, input });
        fake.#news();
        if (fake.isGone) return failure('local.gone', {});
        if (command === 'state.snapshot') return { ok: true, value: { revision: 0, state: fake.state } };
        const value = await (fake.#handlers.get(command) ?? USUAL[command])?.(input as never);
        return typeof value === 'object' && value !== null && 'ok' in value
          ? (value as Outcome<unknown>)
          : { ok: true, value };
      },
      onMoved: (call) => {
        fake.#moved.add(call);
        return () => fake.#moved.delete(call);
      },
      watch: (listener) => {
        fake.#listeners.add(listener);
        listener(fake.state);
        return () => fake.#listeners.delete(listener);
      },
      close: async () => {
        fake.isClosed = true;
      },
    };
  })();
}

class FakeSink implements Sink {
  text = '';
  readonly isTerminal: boolean;
  readonly #columns: number;
  #news: () => void = () => undefined;

  constructor(isTerminal: boolean, columns: number) {
    this.isTerminal = isTerminal;
    this.#columns = columns;
  }

  write(text: string): void {
    this.text += text;
    this.#news();
  }

  columns(): number | null {
    return this.isTerminal ? this.#columns : null;
  }

  /** Waits until it shows that, behind what was waited for before. */
  async shows(text: string): Promise<void> {
    while (!this.text.slice(this.#from).includes(text)) {
      await new Promise<void>((resolve) => {
        this.#news = resolve;
      });
    }
    this.#from += this.text.slice(this.#from).indexOf(text) + text.length;
  }
  #from = 0;
}

interface Surroundings {
  readonly env?: NodeJS.ProcessEnv;
  /** A person at a terminal, or else a program with this standard input. */
  readonly input?: 'terminal' | string;
  readonly columns?: number;
  readonly cwd?: string;
}

export interface Session {
  readonly ferry: FakeFerry;
  readonly out: FakeSink;
  readonly err: FakeSink;
  readonly clock: FakeClock;
  readonly ended: Promise<number>;
  /** A line at the terminal. */
  types(line: string): void;
  /** The end of what is typed. */
  endsInput(): void;
  stops(): void;
  reloads(): void;
  /** Whether a wish for that would be heard. */
  hearsReloads(): boolean;
  /** What standard output holds, as lines; with --json as events. */
  lines(): readonly string[];
  events(): readonly Record<string, unknown>[];
}

/** Runs `ferry` with these words. */
export function start(argv: readonly string[], ferry: FakeFerry, surroundings: Surroundings = {}): Session {
  const { env = {}, input = '', columns = 80, cwd = '/home/mia' } = surroundings;
  const isTerminal = input === 'terminal';
  const out = new FakeSink(isTerminal, columns);
  const err = new FakeSink(isTerminal, columns);
  const stdin = new PassThrough();
  if (!isTerminal) stdin.end(input);
  const clock = new FakeClock();
  const stops = new Set<() => void>();
  const reloads = new Set<() => void>();
  const world: World = {
    env,
    cwd,
    version: '0.0.0',
    out,
    err,
    input: { isTerminal, open: () => stdin },
    terminal: { isTerminal: false, open: () => stdin },
    content: { in: { isTerminal, open: () => stdin }, out: { isTerminal, open: () => new PassThrough() } },
    clock,
    interfaces: () => ({
      wlan0: [{ address: '192.0.2.7', netmask: '', family: 'IPv4', mac: '', internal: false, cidr: null }],
    }),
    onStop: (call) => {
      stops.add(call);
      return () => stops.delete(call);
    },
    onReload: (call) => {
      reloads.add(call);
      return () => reloads.delete(call);
    },
    open: async (invocation) => {
      ferry.opened = invocation;
      return { ok: true, value: ferry.ferry };
    },
  };
  const lines = (): readonly string[] => (out.text === '' ? [] : out.text.replace(/\n$/, '').split('\n'));
  return {
    ferry,
    out,
    err,
    clock,
    ended: run(argv, world),
    types: (line) => void stdin.write(`${line}\n`),
    endsInput: () => void stdin.end(),
    stops: () => {
      for (const stop of stops) stop();
    },
    reloads: () => {
      for (const reload of reloads) reload();
    },
    hearsReloads: () => reloads.size > 0,
    lines,
    events: () => lines().map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}
