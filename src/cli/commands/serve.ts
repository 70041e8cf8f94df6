// `ferry serve`: a device without a screen. Receives by its rules until it is told to stop, asks nobody, and is what other
// `ferry` commands on its data folder talk to.
import { fstatSync } from 'node:fs';
import { ok } from '../../base/result.ts';
import { showHidden } from '../../base/text.ts';
import type { ErrorInfo, Outcome } from '../../contract/errors.ts';
import { errorInfo } from '../../contract/errors.ts';
import type { State } from '../../contract/state.ts';
import { isOver } from '../../contract/transfers.ts';
import { Doorkeeper } from '../doorkeeper.ts';
import { EXIT } from '../exit-codes.ts';
import { readFolder } from '../folder.ts';
import { createJournal, isJournal, type Journal } from '../journal.ts';
import { LogBound } from '../log-bound.ts';
import { openNetwork, type Reachable } from '../network.ts';
import { ServeLog } from '../serve-log.ts';
import type { Call, Opened } from '../with-ferry.ts';
import { waitWithFerry } from '../with-ferry.ts';

/** Of what the engine wants a person to know, who would see the latest when they run another command. */
const MOST_NOTICES = 20;

export async function serve(call: Call): Promise<number> {
  const { invocation, output, screen, world } = call;
  const [extra] = invocation.words;
  if (extra !== undefined) return output.fail(errorInfo('usage.unexpected_argument', { argument: extra }));
  const journal = createJournal(output, {
    write: (line) => screen.err(line),
    now: world.clock.now,
    isManaged: isManaged(world.env),
  });
  const into = await readFolder(invocation.into, world.cwd);
  if (!into.ok) return journal.output.fail(into.error);
  const told = { ...call, output: journal.output };
  const wishes = new Wishes();
  // From the first to the last moment: what isn't heard ends a program at once, with everything as it lies.
  const forget = world.onReload(() => wishes.call());
  const exit = await waitWithFerry(told, (opened) => receive(opened, journal, into.value, wishes), EXIT.ok);
  forget();
  if (exit === EXIT.ok) journal.note('info', output.t.serving.stopped, null);
  return exit;
}

function isManaged(env: NodeJS.ProcessEnv): boolean {
  try {
    return isJournal(env, fstatSync(2, { bigint: true }));
  } catch {
    // Standard error was closed.
    return false;
  }
}

/** To have the settings read anew. */
class Wishes {
  #isWished = false;
  #take: (() => void) | null = null;

  call(): void {
    this.#isWished = true;
    this.#take?.();
  }

  /** Also what was wished before. */
  takenBy(take: () => void): void {
    this.#take = take;
    if (this.#isWished) take();
  }
}

async function receive(opened: Opened, journal: Journal, into: string | null, wishes: Wishes): Promise<number> {
  const { invoke, ferry, output, world } = opened;
  const folder = await take(opened, into);
  if (!folder.ok) return output.fail(folder.error);
  const bound = new LogBound(world.clock, (device, count) => sayMore(journal, device, count));
  const door = new Doorkeeper(opened, journal, bound);
  const log = new ServeLog({ journal, clock: world.clock, bound, isMuted: (id) => door.isMuted(id) });
  let state = opened.first;
  let accepted: string | null = null;
  const sayAccepted = (): void => {
    const now = acceptedText(state, opened);
    if (now !== accepted) journal.note('info', now, null);
    accepted = now;
  };
  const stopWatching = ferry.watch((now) => {
    state = now;
    log.look(now);
    door.look(now);
    if (accepted !== null) sayAccepted();
    const [oldest, ...others] = Object.keys(now.notices);
    if (oldest !== undefined && others.length >= MOST_NOTICES) void invoke('notice.dismiss', { id: oldest });
  });
  opened.whenStopped(async () => {
    stopWatching();
    door.stop();
    bound.stop();
    const left = Object.values(state.transfers).filter((row) => !isOver(row) && row.stage !== 'asking');
    // By other ways nothing goes on.
    const goingOn = left.filter(({ via }) => via === undefined);
    journal.note('info', output.t.serving.stopping(goingOn.length), null);
  });
  // Only now: whoever was sending when a former run ended calls at once, and must not find that nothing is taken here.
  const network = await openNetwork(opened);
  if (!network.ok) return output.fail(network.error);
  sayWhere(opened, journal, folder.value, network.value);
  sayAccepted();
  wishes.takenBy(() => {
    if (!opened.signal.aborted) void reload(opened, journal, into, network.value);
  });
  const goesOn = await invoke('transfers.goOn');
  if (!goesOn.ok) output.warn(goesOn.error);
  // Until somebody wishes it to stop.
  return new Promise<number>(() => undefined);
}

/** Offers are taken from now on; gives the whole path of where to, which can be received into as we look. */
async function take({ invoke }: Pick<Opened, 'invoke'>, into: string | null): Promise<Outcome<string>> {
  const place = into === null ? await invoke('receive.folder') : ok({ path: into, trouble: null });
  if (!place.ok) return place;
  const { path, trouble } = place.value;
  if (trouble !== null) return { ok: false, error: withPath(trouble, path) };
  const taken = await invoke('receive.offers', { into, isStanding: true });
  return taken.ok ? ok(path) : { ok: false, error: withPath(taken.error, path) };
}

/** A folder is named by its last part to people who see where it is. Whoever reads a log sees nothing else. */
const withPath = (error: ErrorInfo, folder: string): ErrorInfo =>
  'folder' in error.details ? ({ ...error, details: { ...error.details, folder } } as ErrorInfo) : error;

async function reload(opened: Opened, journal: Journal, into: string | null, network: Reachable): Promise<void> {
  const { invoke, output } = opened;
  const read = await invoke('settings.reload');
  if (!read.ok) return output.warn(read.error);
  journal.note('info', output.t.serving.reloaded, null);
  const folder = await take(opened, into);
  if (!folder.ok) return output.warn(folder.error);
  const found = await invoke('state.snapshot');
  if (found.ok) sayWhere({ ...opened, first: found.value.state }, journal, folder.value, network);
}

function sayWhere({ output, first }: Opened, journal: Journal, folder: string, { hosts, port }: Reachable): void {
  const { serving } = output.t;
  journal.note('info', serving.ready(showHidden(first.self.name), showHidden(folder)), null);
  journal.note('info', serving.reachedAt(hosts, port), null);
}

function sayMore(journal: Journal, device: string | null, count: number): void {
  const { serving } = journal.output.t;
  const sentence = device === null ? serving.moreOfNew(count) : serving.more(count, showHidden(device));
  journal.note('notice', sentence, { event: 'more', device, count });
}

/** Who need not be asked about. */
function acceptedText({ devices }: State, { output, invocation }: Opened): string {
  const { serving } = output.t;
  const paired = Object.values(devices).filter(({ isPaired }) => isPaired);
  if (paired.length === 0) return serving.nobodyPaired('ferry pair');
  if (invocation.yes) return serving.takesAllPaired;
  const accepted = paired.filter(({ isAlwaysAccepted }) => isAlwaysAccepted);
  return accepted.length === 0
    ? serving.takesNothing('ferry devices accept NAME')
    : serving.takesFrom(accepted.map(({ name }) => showHidden(name)));
}
