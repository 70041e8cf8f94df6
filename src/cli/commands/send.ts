// `ferry send`: to devices that are named, each for itself, or to whoever types the code that is shown.
import { resolve } from 'node:path';
import { ok } from '../../base/result.ts';
import type { Outcome } from '../../contract/errors.ts';
import { errorInfo } from '../../contract/errors.ts';
import type { ShownPairing, Target, TransferId } from '../../contract/transfers.ts';
import { followToEnd } from '../follow-to-end.ts';
import { meet } from '../meet.ts';
import { openNetwork } from '../network.ts';
import type { Call, Opened } from '../with-ferry.ts';
import { waitWithFerry } from '../with-ferry.ts';

export async function send(call: Call): Promise<number> {
  const { words, to } = call.invocation;
  if (words.length === 0) return call.output.fail(errorInfo('usage.missing_argument', { argument: 'PATH' }));
  const paths = words.map((word) => resolve(call.world.cwd, word));
  return waitWithFerry(call, (opened) => (to.length === 0 ? sendByCode(opened, paths) : sendTo(opened, paths)));
}

async function sendByCode(opened: Opened, paths: readonly string[]): Promise<number> {
  const network = await openNetwork(opened);
  if (!network.ok) return opened.output.fail(network.error);
  const { cli } = opened.output.t;
  const [address = ''] = network.value.addresses;
  return followToEnd(opened, {
    isOurs: isNew(opened, (row) => row.role === 'displayer' && row.purpose === 'send'),
    howToType: [cli.onTheOther(`ferry receive --from ${address}`)],
    start: async () => [await start(opened, paths, null)],
  });
}

async function sendTo(opened: Opened, paths: readonly string[]): Promise<number> {
  const { output, invocation } = opened;
  const targets = new Map<string, Target>();
  for (const typed of invocation.to) {
    const target = await meet(opened, typed, '--to');
    // Before anything is sent to anybody: the command wasn't meant like that.
    if (!target.ok) return output.fail(target.error);
    targets.set(JSON.stringify(target.value), target.value);
  }
  return followToEnd(opened, {
    isOurs: isNew(opened, (row) => row.role === 'typer' && row.purpose === 'send'),
    start: () => Promise.all([...targets.values()].map((target) => start(opened, paths, target))),
  });
}

async function start({ invoke }: Opened, paths: readonly string[], to: Target | null): Promise<Outcome<TransferId>> {
  const started = await invoke('transfer.send', { paths: [...paths], to });
  return started.ok ? ok(started.value.id) : started;
}

/** Rows that were there when the command began are another surface's. */
const isNew =
  ({ first }: Opened, isMeant: (row: ShownPairing) => boolean) =>
  (row: ShownPairing): boolean =>
    isMeant(row) && first.pairings[row.id] === undefined;
