// One command's time with the engine: opened, told of what the app would show above its list, stopped when somebody
// wishes it, closed.
import { randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import type { EngineAnswer, Invoke } from '../contract/commands.ts';
import type { ErrorInfo, Outcome } from '../contract/errors.ts';
import { errorInfo } from '../contract/errors.ts';
import type { State } from '../contract/state.ts';
import type { OwnLimit } from '../contract/transfers.ts';
import type { Invocation } from './args.ts';
import type { Person } from './ask.ts';
import { EXIT } from './exit-codes.ts';
import type { Output } from './output.ts';
import { isOwnAddress } from './own-addresses.ts';
import type { Screen } from './screen.ts';
import type { Ferry, World } from './world.ts';

/** One call of `ferry`, before it has an engine. */
export interface Call {
  readonly invocation: Invocation;
  readonly world: World;
  readonly output: Output;
  readonly screen: Screen;
  readonly person: Person;
}

export interface Opened extends Call {
  readonly ferry: Ferry;
  readonly invoke: Invoke;
  /** The state when the command began. */
  readonly first: State;
  /** Of `--limit`: for all that this command moves together, and nothing else. */
  readonly limit: OwnLimit | null;
  /** Aborted when the command is to stop. */
  readonly signal: AbortSignal;
  /** What is left to do then, beside the rest of it and in two seconds at most. */
  whenStopped(work: () => Promise<void>): void;
}

/** Work that isn't done by then stays undone. */
const STOP_WITHIN_MS = 1500;

/** For commands that answer and end. */
export async function withFerry(call: Call, run: (opened: Opened) => Promise<number>): Promise<number> {
  return open(call, (opened) => run({ ...opened, signal: new AbortController().signal, whenStopped: () => undefined }));
}

/** For commands that wait for people: a wish to stop ends them cleanly, with `stoppedIs`. */
export async function waitWithFerry(
  call: Call,
  run: (opened: Opened) => Promise<number>,
  stoppedIs: number = EXIT.stopped,
): Promise<number> {
  const { world, screen } = call;
  const stop = new AbortController();
  const wished = new Promise<'stopped'>((resolve) => stop.signal.addEventListener('abort', () => resolve('stopped')));
  const forget = world.onStop(() => stop.abort());
  const work: (() => Promise<void>)[] = [];
  try {
    return await open(call, async (opened) => {
      if (stop.signal.aborted) return stoppedIs;
      const running = run({ ...opened, signal: stop.signal, whenStopped: (more) => void work.push(more) });
      // Where it is stopped, whatever comes of it later is nobody's business.
      running.catch(() => undefined);
      const ended = await Promise.race([running, wished]);
      if (ended !== 'stopped') return ended;
      const late = Promise.withResolvers<void>();
      const cancel = world.clock.after(STOP_WITHIN_MS, () => late.resolve());
      await Promise.race([Promise.all(work.map((each) => each())), late.promise]);
      cancel();
      return stoppedIs;
    });
  } finally {
    forget();
    screen.bars([]);
  }
}

/** One that may be this computer's later, such as after its start, isn't written wrong. */
const notOwn = (address: string): ErrorInfo =>
  isIP(address) === 0
    ? errorInfo('usage.invalid_value', { option: '--interface', value: address })
    : errorInfo('network.unknown', { via: address });

type Unstoppable = Omit<Opened, 'signal' | 'whenStopped'>;

async function open(call: Call, run: (opened: Unstoppable) => Promise<number>): Promise<number> {
  const { invocation, world, output } = call;
  if (invocation.interface !== null && !isOwnAddress(invocation.interface, world.interfaces()))
    return output.fail(notOwn(invocation.interface));
  const opened = await world.open(invocation);
  if (!opened.ok) return output.fail(opened.error);
  const ferry = tracked(opened.value);
  try {
    const refused = ferry.isOwn ? null : refusedWithRunning(invocation);
    if (refused !== null) return output.fail(refused);
    const invoke: Invoke = async (command, ...[input]) =>
      // The door has just run this command's own handler.
      (await ferry.door(command, input)) as Outcome<EngineAnswer<typeof command>>;
    const found = await invoke('state.snapshot');
    if (!found.ok) return output.fail(found.error);
    const { state } = found.value;
    for (const { error } of Object.values(state.notices)) output.warn(error);
    return await run({ ...call, ferry, invoke, first: state, limit: limitOf(invocation) });
  } finally {
    await ferry.close();
  }
}

/** An engine that runs on moves things for others, too. */
const limitOf = ({ limit }: Invocation): OwnLimit | null =>
  limit === null ? null : { name: randomUUID(), bytesPerSecond: limit };

/** A command that was stopped has left its watching behind: closing ends that, too. */
function tracked(ferry: Ferry): Ferry {
  const stops: (() => void)[] = [];
  return {
    door: ferry.door,
    get isOwn() {
      return ferry.isOwn;
    },
    watch(listener) {
      const stop = ferry.watch(listener);
      stops.push(stop);
      return stop;
    },
    onMoved(call) {
      const stop = ferry.onMoved(call);
      stops.push(stop);
      return stop;
    },
    async close() {
      for (const stop of stops) stop();
      await ferry.close();
    },
  };
}

/** An engine that runs already has its port, its address and its name. */
function refusedWithRunning({ port, interface: address, deviceName }: Invocation): ErrorInfo | null {
  const given = { '--port': port, '--interface': address, '--name': deviceName };
  const [option] = Object.entries(given).find(([, value]) => value !== null) ?? [];
  return option === undefined ? null : errorInfo('usage.not_with_running', { option });
}
