// `ferry receive`: waits for offers and answers them, or fetches from a device that waits with a code.
import { showHidden } from '../../base/text.ts';
import { type ErrorInfo, errorInfo, type Outcome } from '../../contract/errors.ts';
import type { State } from '../../contract/state.ts';
import type { ShownTransfer, TransferStage } from '../../contract/transfers.ts';
import type { ContentPipe } from '../../engine/index.ts';
import { startAutoAccept } from '../../policy/auto-accept.ts';
import { EXIT, worst } from '../exit-codes.ts';
import { fetch } from '../fetch.ts';
import { readFolder } from '../folder.ts';
import type { Following } from '../following.ts';
import { follow } from '../following.ts';
import { limitTransfer } from '../limit.ts';
import { openNetwork } from '../network.ts';
import { Offers } from '../offers.ts';
import { OwnPage } from '../page.ts';
import type { PairingRules } from '../pairings.ts';
import { isOthers, without } from '../receiver.ts';
import type { Call, Opened } from '../with-ferry.ts';
import { waitWithFerry } from '../with-ferry.ts';
import { withPipe } from '../with-pipe.ts';

export async function receive(call: Call): Promise<number> {
  const { invocation, output, world } = call;
  const { words, from, once, yes } = invocation;
  const [extra] = words;
  if (extra !== undefined) return output.fail(errorInfo('usage.unexpected_argument', { argument: extra }));
  const second = once ? '--once' : yes ? '--yes' : null;
  if (from !== null && second !== null)
    return output.fail(errorInfo('usage.not_together', { first: '--from', second }));
  const besidePage = invocation.isPage ? besidePageOf(call) : null;
  if (besidePage !== null) return output.fail(besidePage);
  const refused = invocation.isStdout ? refusalOfOutput(call) : null;
  if (refused !== null) return output.fail(refused);
  const into = await readFolder(invocation.into, world.cwd);
  if (!into.ok) return output.fail(into.error);
  const how = (opened: Opened, pipe: ContentPipe | null): Promise<number> =>
    from === null ? wait(opened, into.value, pipe) : fetch(opened, from, into.value, pipe);
  return waitWithFerry(call, (opened) =>
    invocation.isStdout
      ? withPipe(
          opened,
          (pipe) => pipe.take(world.content.out.open()),
          (pipe) => how(opened, pipe),
        )
      : how(opened, null),
  );
}

/** Who comes by a page is waited for. */
function besidePageOf({ invocation: { from, isStdout } }: Call): ErrorInfo | null {
  const second = from !== null ? '--from' : isStdout ? '--stdout' : null;
  return second === null ? null : errorInfo('usage.not_together', { first: '--page', second });
}

/** What goes to standard output goes nowhere else, and is no part of anything. */
function refusalOfOutput({ invocation, world }: Call): ErrorInfo | null {
  const { into, only } = invocation;
  const second = into !== null ? '--into' : only.length > 0 ? '--only' : null;
  if (second !== null) return errorInfo('usage.not_together', { first: '--stdout', second });
  return world.content.out.isTerminal ? errorInfo('usage.terminal_out', {}) : null;
}

async function wait(opened: Opened, into: string | null, pipe: ContentPipe | null): Promise<number> {
  const { output, invoke, ferry, invocation, person } = opened;
  const one = pipe === null ? null : new OnlyOne(opened.first);
  const following = follow(opened, { isOurs: asksForPerson(), keep: 'ask' });
  let own: number | null = null;
  // What its device is always accepted from would go into a folder.
  const accepting =
    pipe !== null
      ? null
      : startAutoAccept({
          invoke,
          // What others have promised to take counts all the same.
          watch: (listener) =>
            ferry.watch((state) => listener(without(state, (row) => row.stage === 'asking' && isOthers(row, own)))),
          onTaking: (id) => limitTransfer(opened, id),
          onJudged: (id, verdict) => {
            if (verdict === 'take') offers.taken(id);
            following.attendance.again();
          },
        });
  const offers = new Offers(opened, following.attendance, following.transfers, {
    answer: (row) => answerTo(row, invocation.yes, person.isThere),
    byEnter: false,
    isOurs: (row) => !isOthers(row, own) && (one?.isIt(row.id) ?? true),
    ...(accepting === null ? {} : { whyAsked: ({ id }) => accepting.reasonToAsk(id) }),
    output: pipe?.place,
  });
  const take = async (): Promise<Outcome<unknown>> => {
    const taken = await invoke('receive.offers', { into, ...(pipe === null ? {} : { forOutput: true }) });
    if (taken.ok) own = taken.value.receiver;
    return taken;
  };
  const taken = await take();
  if (!taken.ok) {
    accepting?.stop();
    return output.fail(taken.error);
  }
  // An engine that goes on without us doesn't take offers on our behalf.
  const stopTaking = async (): Promise<void> => {
    accepting?.stop();
    if (!ferry.isOwn) await invoke('receive.offers', null);
  };
  opened.whenStopped(stopTaking);
  // Only now: whoever was sending when a former run ended calls at once, and must not find that nothing is taken here.
  const network = await openNetwork(opened);
  if (!network.ok) {
    await stopTaking();
    return output.fail(network.error);
  }
  const { t } = output;
  const folder = into ?? opened.first.self.receivesInto ?? t.settings.downloads;
  const name = showHidden(network.value.name);
  output.tell(pipe === null ? t.cli.ready(name, showHidden(folder)) : t.cli.readyOut(name), null);
  output.tell(() => t.cli.reachedAt(network.value.addresses), null);
  const page = invocation.isPage ? await OwnPage.open(opened, null, network.value.again.address) : null;
  if (page?.ok === false) {
    await stopTaking();
    return output.fail(page.error);
  }
  opened.whenStopped(async () => page?.value.stop());
  const limited = new Set<string>();
  let failed: number | null = null;
  // The engine that it went by has stopped, such as with its app or another command: from now on this one's receives.
  const takeOver = async (): Promise<void> => {
    const again = await take();
    const opening = again.ok ? await openNetwork(opened, network.value.again) : again;
    if (!opening.ok) failed = output.fail(opening.error);
    else output.tell(() => t.cli.reachedAt(opening.value.addresses), null);
  };
  const stopMoving = ferry.onMoved(() => following.attendance.beside(takeOver));
  const exit = await following.attendance.until(
    (state) =>
      failed ??
      page?.value.look(state) ??
      look(
        opened,
        following,
        { offers, limited, one },
        without(state, (row) => isOthers(row, own)),
      ),
  );
  stopMoving();
  await stopTaking();
  return exit;
}

/**
 * Devices that wait for a person to show them a code, or to compare pictures. A code that another surface shows to all
 * isn't ours to say.
 */
function asksForPerson(): PairingRules['isOurs'] {
  const seen = new Set<string>();
  return ({ id, role, stage, purpose }) => {
    const isCalled = stage === 'asked' || (purpose === 'compare' && stage === 'comparing');
    if (role === 'displayer' && isCalled) seen.add(id);
    return seen.has(id);
  };
}

/** The first that is offered from now on: standard output takes one. */
class OnlyOne {
  readonly #before: ReadonlySet<string>;
  #id: string | null = null;

  constructor({ transfers }: State) {
    this.#before = new Set(Object.keys(transfers));
  }

  isIt(id: string): boolean {
    if (!this.#before.has(id)) this.#id ??= id;
    return this.#id === id;
  }
}

/** --yes is for paired devices only; where nobody can be asked, the answer is no. */
function answerTo({ device }: ShownTransfer, yes: boolean, isPersonThere: boolean): 'accept' | 'decline' | 'ask' {
  if (yes && device?.isPaired) return 'accept';
  return isPersonThere ? 'ask' : 'decline';
}

/** Under way without having been asked for: it goes on from before, or was accepted on another surface. */
const UNDER_WAY: ReadonlySet<TransferStage> = new Set(['connecting', 'moving', 'checking', 'paused']);

interface Looked {
  readonly offers: Offers;
  readonly limited: Set<string>;
  /** Only that one is to be followed. */
  readonly one: OnlyOne | null;
}

function look(
  opened: Opened,
  { attendance, transfers, pairings }: Following,
  { offers, limited, one }: Looked,
  state: State,
): number | null {
  const { invocation, person } = opened;
  pairings.look(state);
  offers.look(state);
  for (const { id, direction, stage } of Object.values(state.transfers)) {
    if (direction !== 'receive' || !UNDER_WAY.has(stage) || one !== null) continue;
    transfers.watch(id);
    // What moved before, in an engine that runs elsewhere, isn't this command's.
    const isFromBefore = !opened.ferry.isOwn && opened.first.transfers[id] !== undefined;
    if (limited.has(id) || isFromBefore) continue;
    limited.add(id);
    attendance.beside(() => limitTransfer(opened, id));
  }
  transfers.look(state);
  if ((!invocation.once && one === null) || !transfers.areOver) return null;
  // Without a person and without --yes nothing can ever be accepted: a new device was as good as declined.
  const refused = !person.isThere && !invocation.yes && pairings.refused > 0 ? [EXIT.declined] : [];
  const exits = [...transfers.exits, ...offers.exits, ...refused];
  return exits.length === 0 ? null : worst(exits);
}
