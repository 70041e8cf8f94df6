// `ferry receive`: waits for offers and answers them, or fetches from a device that waits with a code.
import { showHidden } from '../../base/text.ts';
import { errorInfo } from '../../contract/errors.ts';
import type { State } from '../../contract/state.ts';
import type { ShownTransfer, TransferStage } from '../../contract/transfers.ts';
import { startAutoAccept } from '../../policy/auto-accept.ts';
import { EXIT, worst } from '../exit-codes.ts';
import { fetch } from '../fetch.ts';
import { readFolder } from '../folder.ts';
import type { Following } from '../following.ts';
import { follow } from '../following.ts';
import { openNetwork } from '../network.ts';
import { Offers } from '../offers.ts';
import type { PairingRules } from '../pairings.ts';
import type { Call, Opened } from '../with-ferry.ts';
import { waitWithFerry } from '../with-ferry.ts';

export async function receive(call: Call): Promise<number> {
  const { invocation, output, world } = call;
  const { words, from, once, yes } = invocation;
  const [extra] = words;
  if (extra !== undefined) return output.fail(errorInfo('usage.unexpected_argument', { argument: extra }));
  const second = once ? '--once' : yes ? '--yes' : null;
  if (from !== null && second !== null)
    return output.fail(errorInfo('usage.not_together', { first: '--from', second }));
  const into = await readFolder(invocation.into, world.cwd);
  if (!into.ok) return output.fail(into.error);
  return waitWithFerry(call, (opened) => (from === null ? wait(opened, into.value) : fetch(opened, from, into.value)));
}

async function wait(opened: Opened, into: string | null): Promise<number> {
  const { output, invoke, ferry, invocation, person } = opened;
  const following = follow(opened, { isOurs: asksForPerson(), keep: 'ask' });
  const accepting = startAutoAccept({
    invoke,
    watch: ferry.watch,
    onJudged: (id, verdict) => {
      if (verdict === 'take') offers.taken(id);
      following.attendance.again();
    },
  });
  const offers = new Offers(opened, following.attendance, following.transfers, {
    answer: (row) => answerTo(row, invocation.yes, person.isThere),
    byEnter: false,
    isOurs: () => true,
    whyAsked: ({ id }) => accepting.reasonToAsk(id),
  });
  const taken = await invoke('receive.offers', { into });
  if (!taken.ok) {
    accepting.stop();
    return output.fail(taken.error);
  }
  // An engine that goes on without us doesn't take offers on our behalf.
  const stopTaking = async (): Promise<void> => {
    accepting.stop();
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
  output.tell(t.cli.ready(showHidden(network.value.name), showHidden(folder)), null);
  output.tell(() => t.cli.reachedAt(network.value.addresses), null);
  const exit = await following.attendance.until((state) => look(opened, following, offers, state));
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

/** --yes is for paired devices only; where nobody can be asked, the answer is no. */
function answerTo({ device }: ShownTransfer, yes: boolean, isPersonThere: boolean): 'accept' | 'decline' | 'ask' {
  if (yes && device?.isPaired) return 'accept';
  return isPersonThere ? 'ask' : 'decline';
}

/** Under way without having been asked for: it goes on from before, or was accepted on another surface. */
const UNDER_WAY: ReadonlySet<TransferStage> = new Set(['connecting', 'moving', 'checking', 'paused']);

function look(
  { invocation, person }: Opened,
  { transfers, pairings }: Following,
  offers: Offers,
  state: State,
): number | null {
  pairings.look(state);
  offers.look(state);
  for (const { id, direction, stage } of Object.values(state.transfers))
    if (direction === 'receive' && UNDER_WAY.has(stage)) transfers.watch(id);
  transfers.look(state);
  if (!invocation.once || !transfers.areOver) return null;
  // Without a person and without --yes nothing can ever be accepted: a new device was as good as declined.
  const refused = !person.isThere && !invocation.yes && pairings.refused > 0 ? [EXIT.declined] : [];
  const exits = [...transfers.exits, ...offers.exits, ...refused];
  return exits.length === 0 ? null : worst(exits);
}
