// What the commands share that follow transfers: their progress, their codes, their end.
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
  });
  const pairings = new Pairings(opened, attendance, rules);
  opened.whenStopped(() => stop(opened, { attendance, transfers, pairings }));
  return { attendance, transfers, pairings };
}

/** Each once more as it was, so that it can go on; and how. What nobody has come for is given up instead. */
async function stop(opened: Opened, { attendance, transfers, pairings }: Following): Promise<void> {
  const { output, screen, invoke } = opened;
  const rowOf = (id: TransferId): ShownTransfer | undefined => attendance.state.transfers[id];
  const all = transfers.unfinished;
  const ids = all.filter((id) => rowOf(id)?.device !== null);
  const awaited = all.filter((id) => rowOf(id)?.device === null);
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
  for (const id of stopped)
    output.tell(output.t.cli.stoppedResume(resumeCommand(id)), { event: 'stopped', transferId: id });
  if (stopped.length === 0) output.tell(output.t.cli.stopped, null);
}
