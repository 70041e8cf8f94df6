// What the commands share that follow transfers: their progress, their codes, their end.
import { showHidden } from '../base/text.ts';
import type { ShownTransfer, TransferId } from '../contract/transfers.ts';
import { isOver } from '../contract/transfers.ts';
import { Attendance } from './attendance.ts';
import type { PairingRules } from './pairings.ts';
import { Pairings } from './pairings.ts';
import { resumeCommand, WatchedTransfers } from './watch-transfers.ts';
import type { Opened } from './with-ferry.ts';

export interface Following {
  readonly attendance: Attendance;
  readonly transfers: WatchedTransfers;
  readonly pairings: Pairings;
}

/** After a wish to stop, for the rows to say that they have. */
const SETTLE_MS = 500;

/** Watches nothing yet; when the command is stopped, what it watches by then can go on later. */
export function follow(opened: Opened, rules: PairingRules): Following {
  const { output, screen, world } = opened;
  const attendance = new Attendance(opened);
  const transfers = new WatchedTransfers({
    output,
    screen,
    clock: world.clock,
    isRedrawn: screen.canRedraw,
    columns: () => world.out.columns(),
    out: world.out,
    readText: (id) => opened.invoke('text.read', { id }),
    beside: (task) => attendance.beside(task),
  });
  const pairings = new Pairings(opened, attendance, rules);
  opened.whenStopped(() => stop(opened, { attendance, transfers, pairings }));
  return { attendance, transfers, pairings };
}

/** Each once more as it was, so that it can go on; and how. What nobody has come for is given up instead. */
async function stop(opened: Opened, { attendance, transfers, pairings }: Following): Promise<void> {
  const { output, screen, invoke, ferry } = opened;
  const { cli } = output.t;
  const rowOf = (id: TransferId): ShownTransfer | undefined => attendance.state.transfers[id];
  const isQueued = (id: TransferId): boolean => rowOf(id)?.stage === 'queued';
  // What waits in an engine that runs on needs no command.
  const left = ferry.isOwn ? [] : transfers.unfinished.filter(isQueued);
  const all = transfers.unfinished.filter((id) => !left.includes(id));
  const queued = all.filter(isQueued);
  // What comes or goes by a pipe ends with it; and what doesn't go by Ferry can't go on.
  const isPiped = opened.invocation.stdin !== null || opened.invocation.isStdout;
  const ids = all.filter((id) => rowOf(id)?.device !== null && rowOf(id)?.via === undefined && !isPiped);
  const awaited = all.filter((id) => !ids.includes(id));
  screen.bars([]);
  const givenUp = Promise.all(awaited.map((id) => invoke('transfer.discard', { id })));
  const outcomes = await Promise.all(ids.map((id) => invoke('transfer.stop', { id, forNow: true })));
  await givenUp;
  await Promise.all(pairings.open.map((id) => invoke('pairing.end', { id })));
  const canGoOn = (id: TransferId): boolean => {
    const row = rowOf(id);
    return row !== undefined && !isOver(row);
  };
  await attendance.settled(
    ({ transfers: rows }) => ids.every((id) => !canGoOn(id) || rows[id]?.stage === 'stopped'),
    SETTLE_MS,
  );
  for (const id of awaited) output.tell(null, { event: 'canceled', transferId: id });
  const stopped = ids.filter((id, index) => outcomes[index]?.ok === true && canGoOn(id));
  for (const id of stopped) {
    const say = queued.includes(id) ? cli.waitsNoMore : cli.stoppedResume;
    output.tell(say(resumeCommand(id)), { event: 'stopped', transferId: id });
  }
  for (const id of left) {
    const device = rowOf(id)?.device?.name ?? '';
    output.tell(cli.waitsElsewhere(showHidden(device)), { event: 'queued', transferId: id, device });
  }
  if (stopped.length + left.length === 0) output.tell(cli.stopped, null);
}
